"""Area models: the smallest polygons that can change hands, and who decides them.

In: a case with its layers and places. Out: an :class:`~mapper.areas.areamodel.AreaModel`: units
with their geometry, and the tables that the rules need. May import: case, rules (only the
tables of :mod:`mapper.rules.land`), core.

:func:`mapper.areas`, the list of the areas of a case, needs no model.

A registry (:mod:`~mapper.areas.models`): adding a model is one module and one line there.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

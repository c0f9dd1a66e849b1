"""Words, dates, errors, files and measures that every other package shares.

In: values. Out: values. May import: nothing else of the mapper, and no click.

The vocabulary and its small classes are in :mod:`~mapper.core.model`, days in
:mod:`~mapper.core.dates`, areas and distances on the ellipsoid in :mod:`~mapper.core.geodesy`,
faults and errors in :mod:`~mapper.core.errors`, who goes by which name on a day in
:mod:`~mapper.core.lineage` (R9), whole files only in :mod:`~mapper.core.files`, what is kept
between commands in :mod:`~mapper.core.cache`.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

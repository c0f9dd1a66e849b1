"""The rules R1 to R11: from claims to the intervals of every target.

In: claims, places, actors, and who lies where (:mod:`~mapper.rules.land`), as plain tables.
Out: a :class:`~mapper.rules.timeline.Timeline` of states, intervals and evidence.
May import: core. Knows no geometry, no case and no file.

Read in this order: :mod:`~mapper.rules.order` puts claims in order (R2);
:mod:`~mapper.rules.effects` says what one claim does to one state (R3, R4, R6, R7, R9);
:mod:`~mapper.rules.walk` leads one target through its claims (R1, R3, R4, R6), with
:mod:`~mapper.rules.follow` for whom it follows (R8); :mod:`~mapper.rules.intervals` lays doubt
over what came of it (R4, R5); :mod:`~mapper.rules.timeline` does so for all targets.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

"""The rules R1 to R11: from claims to the intervals of every target.

In: claims, places, actors, and who lies where (:mod:`~mapper.rules.land`), as plain tables.
Out: a :class:`~mapper.rules.timeline.Timeline` of states, intervals and evidence.
May import: core. Knows no geometry, no case and no file.

Read in this order: :mod:`~mapper.rules.order` puts claims in order (R2);
:mod:`~mapper.rules.effects` says what one claim does to one state (R3, R4, R6, R7, R9);
:mod:`~mapper.rules.reactions` when it does so, who follows whom (R1, R8) and what is noted;
:mod:`~mapper.rules.lockstep` leads all targets through what they meet;
:mod:`~mapper.rules.settle` says what follows from it (R4 to R6, R10);
:mod:`~mapper.rules.intervals` lays doubt over it; :mod:`~mapper.rules.runs` and
:mod:`~mapper.rules.timeline` do all of it for a case. ``docs/engine.md`` walks through an example.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

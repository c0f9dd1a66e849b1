"""Numbers and lists over a history: areas, towns, changes, actors.

In: a control history. Out: tidy tables. May import: history and what lies below it.

Which row a target counts in, its bounds, and how each candidate has it:
:mod:`~mapper.figures.counting`; areas by holder: :mod:`~mapper.figures.areas`, and what of them is
held alone, shared, contested …: :mod:`~mapper.figures.holdings`, both counted by
:mod:`~mapper.figures.tally`; every change: :mod:`~mapper.figures.events`; what differs between two
days: :mod:`~mapper.figures.between`, and day by day: :mod:`~mapper.figures.changedays`;
who exists and what they hold: :mod:`~mapper.figures.actors`.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

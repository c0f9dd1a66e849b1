"""Who held it, since when, and why: answers for one target, with the claims behind them.

In: a control history and a name. Out: plain values (``docs/who-json.md``).
May import: figures, history and what lies below them.

:mod:`~mapper.answers.find` finds what a name means, :mod:`~mapper.answers.chain` whom a target
follows, :mod:`~mapper.answers.doubts` what is open about it, :mod:`~mapper.answers.reasons`
which rules led there; :mod:`~mapper.answers.verdicts` puts the answer together, for areas with
:mod:`~mapper.answers.areaverdicts`.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

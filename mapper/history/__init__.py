"""The control history: units and intervals, from which every output is a view.

In: a case. Out: a :class:`~mapper.history.control.ControlHistory`, kept in a folder or file if
wanted, and in the cache between commands. May import: areas, rules, case, core.

:mod:`~mapper.history.control` holds it, :mod:`~mapper.history.derive` makes it from a case,
:mod:`~mapper.history.store` keeps it; :mod:`~mapper.history.evidence` knows the claims behind
a verdict (R10), :mod:`~mapper.history.holders` what holders are called;
:mod:`~mapper.history.keeping` finds a history in the cache, :mod:`~mapper.history.targethistory`
says what can be asked of one about single targets.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

"""A case on disk: read, checked, and kept as tables and layers.

In: the folder of a case, ``case.toml``, CSV tables, boundary layers. Out: a
:class:`~mapper.case.read.Case`, or every fault of it with file, row and column.
May import: core. Knows nothing of the rules.

:mod:`~mapper.case.read` tells the story; what a table may hold is in
:mod:`~mapper.case.schema`, what ``case.toml`` may say in :mod:`~mapper.case.toml`; files of
boundaries are opened in :mod:`mapper.case.layers`; what shows only when tables are laid beside
each other is found in :mod:`mapper.case.checks`; what has one right answer is mended by
:mod:`mapper.case.mending`.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

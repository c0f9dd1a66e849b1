"""Whole cases into folders: what there is to make, who makes it, and what is made already.

In: a case, or many. Out: ``output/<case>/`` with a manifest. May import: outputs and what lies
below them.

:mod:`~mapper.build.onecase` tells the story of one build, :mod:`~mapper.build.manycases` of many;
:mod:`~mapper.build.contents` lists what a build holds, :mod:`~mapper.build.making` makes what is
missing with :mod:`~mapper.build.workers`, :mod:`~mapper.build.staging` grows it beside its target.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

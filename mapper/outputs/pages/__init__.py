"""Pages for browsers: the map of a day, the atlas, what changed, and how to read them."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

"""A day as GeoJSON or in a format of GIS programs, and shapes that share borders."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

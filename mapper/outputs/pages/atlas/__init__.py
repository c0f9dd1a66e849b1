"""The atlas: one page of the whole conflict, day by day, and the same as a folium layer."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

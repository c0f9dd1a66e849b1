"""The atlas: one page of the whole conflict, day by day, and the same as a folium layer."""

from mapper.outputs.atlas.layer import ControlTimeline
from mapper.outputs.atlas.page import atlas_page

__all__ = ["ControlTimeline", "atlas_page"]

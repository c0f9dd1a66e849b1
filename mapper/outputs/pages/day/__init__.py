"""The map of a day: a page of its own, and a layer for a folium map."""

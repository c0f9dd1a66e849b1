"""Views of a control history as text or bytes, in four rooms.

:mod:`mapper.outputs.text` for people at a terminal and for tables, :mod:`mapper.outputs.geo` for
GIS programs, :mod:`mapper.outputs.pages` for browsers, :mod:`mapper.outputs.pictures` for print.
May import: answers, figures, history and what lies below them. Nothing here writes where a
caller did not say.
"""

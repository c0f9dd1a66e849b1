"""Sphinx settings of the site: `make docs` builds it into build/docs/, warnings are errors."""

from __future__ import annotations

import sys
from importlib import metadata
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "mapper"
author = "the mapper contributors"
version = release = metadata.version("conflict-control-mapper")
project_copyright = "the mapper contributors, MIT licence"

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "numpydoc",
    "sphinx_click",
    "house",
]
source_suffix = {".md": "markdown"}
autosummary_generate = False
root_doc = "index"
exclude_patterns = ["site", "images"]

# Whatever leads nowhere is an error: references of docstrings, links between pages, anchors.
nitpicky = True
nitpick_ignore_regex = [("py:.*", r"(abc|concurrent|datetime|branca|folium)\..*")]
show_warning_types = True
myst_heading_anchors = 4
myst_all_links_external = False
myst_enable_extensions = ["colon_fence"]

# Docstrings follow numpydoc; a type in them is words, not a link that must resolve.
numpydoc_show_class_members = False
numpydoc_xref_param_type = False
autodoc_typehints = "none"
autodoc_member_order = "bysource"
autodoc_default_options = {"show-inheritance": False}
python_maximum_signature_line_length = 88
add_module_names = False
toc_object_entries_show_parents = "hide"

# The same sources give the same bytes, readable from disk without a network.
html_theme = "furo"
html_title = "mapper"
html_static_path: list[str] = []
html_copy_source = False
html_last_updated_fmt = None
html_use_index = True
html_show_search_summary = False  # it would fetch pages, which a browser refuses from disk
html_theme_options = {"navigation_with_keys": False}

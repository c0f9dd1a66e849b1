"""The browser side of the pages: scripts, styles and texts, and how they get into a page.

A folder is a page or what pages share; its rooms say what they do::

    library/   what more than one page uses: dom, words, states, paint, map, legend, card, …
    day/       the map of a day
    changes/   what changed hands between two days
    atlas/     the whole conflict: data, figures, time, map, panels, save, page
    comparing/ style and texts of two dates, for both pages that compare them
    index/     style and texts of the front page, which needs no script

Scripts are plain ES modules, checked and tested as such; `mapper.outputs.pages.browser.joiner`
makes one script of them for a page that opens from disk, without remarks and spaces (rjsmin), as
the style sheets are (rcssmin): readers download those for nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Final

from rcssmin import cssmin
from rjsmin import jsmin

from mapper.outputs.pages.browser.joiner import TEMPLATE_SIGN, join_modules

__all__ = [
    "LANGUAGES",
    "bundle",
    "direction",
    "modules",
    "smaller_script",
    "smaller_style",
    "style",
    "texts",
]

_FOLDERS: Final = {
    "day": ("library",),
    "changes": ("library", "comparing", "changes"),
    "atlas": ("library", "comparing", "atlas"),
    "index": ("index",),
}
"""Where each page has its style and its texts: those that all maps share come first."""
_TEXTS: Final = ".json"
_SOURCE: Final = "en"
"""The language that texts are written in first."""


def _read(path: str) -> str:
    return resources.files(__name__).joinpath(path).read_text(encoding="utf-8")


def _languages() -> tuple[str, ...]:
    """Languages in which every page has its texts: English first, then in order of their codes."""
    folders = {folder for several in _FOLDERS.values() for folder in several}
    listed = [resources.files(__name__).joinpath(folder, "texts").iterdir() for folder in folders]
    found = [{x.name.removesuffix(_TEXTS) for x in y if x.name.endswith(_TEXTS)} for y in listed]
    return tuple(sorted(set.intersection(*found), key=lambda lang: (lang != _SOURCE, lang)))


LANGUAGES: Final = _languages()
"""Languages of the pages, by listing: a language is a file ``texts/<lang>.json`` for each page."""


def _scripts(folder: Traversable, path: str = "") -> Iterator[tuple[str, str]]:
    """Path and source of each script below a folder."""
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir():
            yield from _scripts(item, f"{path}{item.name}/")
        elif item.name.endswith(".js"):
            yield path + item.name, item.read_text(encoding="utf-8")


@cache
def _modules() -> tuple[tuple[str, str], ...]:
    return tuple(_scripts(resources.files(__name__)))


def modules() -> dict[str, str]:
    """All scripts by their path in this folder, such as ``atlas/time/chart.js``."""
    return dict(_modules())


@cache
def bundle(page: str = "day") -> str:
    """The scripts of a page as one classic script that sets ``window.mapper``.

    Parameters
    ----------
    page : str
        The folder with its ``main.js``: ``day``, ``changes`` or ``atlas``.

    Raises
    ------
    ValueError
        If signs that were apart in the modules are one now that a template engine would read.
    """
    code = smaller_script(join_modules(modules(), f"{page}/main.js"))
    if sign := TEMPLATE_SIGN.search(code):
        at = code[max(0, sign.start() - 40) : sign.end() + 40]
        raise ValueError(f"{page}: {sign.group()!r} would be read by a template engine: {at}")
    return code


def smaller_script(code: str) -> str:
    r"""A script without remarks and without spaces that say nothing.

    >>> smaller_script("const a = 1; // one\nconst b = `${a}  // 1`;")
    'const a=1;const b=`${a}  // 1`;'
    """
    return str(jsmin(code))


def smaller_style(sheet: str) -> str:
    """A style sheet without remarks and without spaces that say nothing.

    >>> smaller_style("a { width: calc(1px + 2em); } /* links */")
    'a{width:calc(1px + 2em)}'
    """
    return str(cssmin(sheet))


@cache
def style(page: str = "day") -> str:
    """The style sheet of a page: ``day``, ``changes``, ``atlas`` or ``index``."""
    sheets = "\n".join(_read(f"{folder}/style.css") for folder in _FOLDERS[page])
    return smaller_style(sheets)


def texts(lang: str, page: str = "day") -> dict[str, Any]:
    """Texts of a page (``day``, ``changes``, ``atlas``, ``index``) in one of `LANGUAGES`.

    Raises
    ------
    ValueError
        For any other language.
    """
    if lang not in LANGUAGES:
        raise ValueError(f"no texts in {lang!r}: choose from {', '.join(LANGUAGES)}")
    found: dict[str, Any] = {}
    for folder in _FOLDERS[page]:
        found |= _texts_in(folder, lang)
    return found


@cache
def _texts_in(folder: str, lang: str) -> dict[str, Any]:
    """Texts as they are written; whoever takes them copies them."""
    texts: dict[str, Any] = json.loads(_read(f"{folder}/texts/{lang}.json"))
    return texts


def direction(lang: str) -> str:
    """How a language is written: ``ltr`` or ``rtl``.

    >>> direction("en"), direction("ar")
    ('ltr', 'rtl')
    """
    return str(texts(lang)["direction"])

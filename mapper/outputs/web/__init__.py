"""The browser side of the maps: ES modules, style, texts, and how they become one classic script.

The modules stay plain ES modules, checked and tested as such. A page that opens from disk cannot
load modules, so `bundle` joins them, in the order that their imports ask for, inside one function.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources

__all__ = ["LANGUAGES", "bundle", "join_modules", "style", "texts"]

LANGUAGES = ("en", "fr")
_IMPORT = re.compile(
    r'^import\s+(?:\{[^}]*\}\s+from\s+)?"(?:\./|\.\./\w+/)([\w.-]+\.js)";[ \t]*\n?', re.MULTILINE
)
_ANY_IMPORT = re.compile(r"^\s*import\b[^\n]*", re.MULTILINE)
_EXPORT = re.compile(r"^export\s+(?=(?:async\s+)?function\b|const\b|let\b|class\b)", re.MULTILINE)
_ANY_EXPORT = re.compile(r"^\s*export\b[^\n]*", re.MULTILINE)
_TOP_NAME = re.compile(r"^(?:async\s+)?(?:function\*?|const|let|var|class)\s+(\w+)", re.MULTILINE)
_EXPORTED = re.compile(
    r"^export\s+(?:async\s+)?(?:function\*?|const|let|class)\s+(\w+)", re.MULTILINE
)
_COMMENT = re.compile(r"^[ \t]*/\*\*(?:(?!\*/).)*\*/[ \t]*\n", re.MULTILINE | re.DOTALL)
_INLINE_TYPE = re.compile(r"/\*\* @type \{[^\n]*?\} \*/ ?")
_TEMPLATE_SIGN = re.compile(r"\{[{%#]")


_FOLDERS = ("mapper.outputs.web", "mapper.outputs.atlas")
"""Where modules are; no two files in them have the same name."""


def _read(name: str) -> str:
    return (resources.files(__name__) / name).read_text(encoding="utf-8")


def _modules() -> dict[str, str]:
    """All modules by file name."""
    found: dict[str, str] = {}
    for folder in _FOLDERS:
        for file in resources.files(folder).iterdir():
            if not file.name.endswith(".js"):
                continue
            if file.name in found:
                raise ValueError(f"two modules are called {file.name}")
            found[file.name] = file.read_text(encoding="utf-8")
    return found


def _in_order(modules: dict[str, str], entry: str) -> list[str]:
    """Modules that the entry needs, each after those that it imports."""
    done: list[str] = []
    open_now: list[str] = []

    def visit(name: str) -> None:
        if name in done:
            return
        if name in open_now:
            raise ValueError(f"modules import each other: {' -> '.join([*open_now, name])}")
        if name not in modules:
            raise ValueError(f"{open_now[-1] if open_now else entry}: there is no module {name}")
        open_now.append(name)
        for needed in _IMPORT.findall(modules[name]):
            visit(needed)
        open_now.pop()
        done.append(name)

    visit(entry)
    return done


def join_modules(modules: dict[str, str], entry: str, name: str = "mapper") -> str:
    r"""Join ES modules into one classic script; comments with types are left out.

    Parameters
    ----------
    modules : dict of str
        File name -> source. Imports must be ``import { … } from "./file.js";`` (or from
        ``"../folder/file.js"``) without renaming, and everything exported must be declared where
        it is exported.
    entry : str
        The module whose exports become properties of the global object `name`.

    Returns
    -------
    str
        A script that sets ``window[name]`` to the entry's exports.

    Raises
    ------
    ValueError
        If two modules declare the same name at the top level, import each other, use a form of
        import or export that this joiner does not know, or hold a sign that a template engine
        would read (``{{``, ``{%``, ``{#``).

    Examples
    --------
    >>> print(join_modules({"a.js": "export const x = 1;", "b.js":
    ...     'import { x } from "./a.js";\nexport function f() { return x; }'}, "b.js"), end="")
    (function () {
    "use strict";
    // a.js
    const x = 1;
    // b.js
    function f() { return x; }
    window.mapper = { f };
    })();
    """
    owner: dict[str, str] = {}
    parts = ["(function () {", '"use strict";']
    for module in _in_order(modules, entry):
        source = _INLINE_TYPE.sub("", _COMMENT.sub("", modules[module]))
        source = _EXPORT.sub("", _IMPORT.sub("", source))
        left = _ANY_IMPORT.search(source) or _ANY_EXPORT.search(source)
        if left or re.search(r"\bas\s+\w+\s*[,}].*from", modules[module]):
            raise ValueError(
                f"{module}: cannot join {left.group().strip() if left else 'renaming'}"
            )
        if sign := _TEMPLATE_SIGN.search(source):
            raise ValueError(f"{module}: {sign.group()!r} would be read by a template engine")
        for declared in _TOP_NAME.findall(source):
            if declared in owner:
                raise ValueError(f"{declared} is declared in {owner[declared]} and in {module}")
            owner[declared] = module
        parts += [f"// {module}", source.strip("\n")]
    exported = ", ".join(_EXPORTED.findall(modules[entry]))
    # An object on one line whose braces do not touch: no template engine can take it for its own.
    return "\n".join([*parts, f"window.{name} = {{ {exported} }};", "})();", ""])


@cache
def bundle(entry: str = "main.js") -> str:
    """Our modules as one classic script that sets ``window.mapper``.

    Parameters
    ----------
    entry : str
        ``main.js`` for the map of a day, ``atlas.js`` for the atlas.
    """
    return join_modules(_modules(), entry)


@cache
def style() -> str:
    """Our style sheet."""
    return _read("style.css")


@cache
def texts(lang: str) -> dict[str, str]:
    """Texts of the interface in one of `LANGUAGES`.

    Raises
    ------
    ValueError
        For any other language.
    """
    if lang not in LANGUAGES:
        raise ValueError(f"no texts in {lang!r}: choose from {', '.join(LANGUAGES)}")
    table: dict[str, str] = json.loads(_read(f"texts/{lang}.json"))
    return table

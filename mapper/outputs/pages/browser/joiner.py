"""ES modules joined into one classic script, as a page opened from disk cannot load modules.

Each module keeps a scope of its own: it becomes a function that runs once, after those that it
imports, and returns what it exports::

    // map/dots.js                           $modules["map/dots.js"] = (function () {
    import { el } from "../dom.js";    =>    const { el } = $modules["dom.js"];
    export function dot() { … }              function dot() { … }
                                             return { dot };
                                             })();

Imports are constants in that function, so calls across modules cost what calls within one cost.
Forms of import and export that the joiner does not know are refused, never guessed at.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import Final

__all__ = ["TEMPLATE_SIGN", "join_modules"]

_NAME: Final = r"[A-Za-z_$][\w$]*"
_IMPORT: Final = re.compile(
    r"^import\s+(?:\{(?P<names>[^}]*)\}\s+from\s+)?"
    r'"(?P<path>\.\.?/[\w./-]+\.js)";[ \t]*(?://[^\n]*)?\n?',
    re.MULTILINE,
)
_BINDING: Final = re.compile(rf"({_NAME})(?:\s+as\s+({_NAME}))?")
_EXPORT: Final = re.compile(
    rf"^export\s+(?P<code>(?:(?:async\s+)?function\b(?:\s*\*)?|class|const)\s+(?P<name>{_NAME}))",
    re.MULTILINE,
)
_LEFT_OVER: Final = re.compile(r"^\s*(?:import|export)\b[^\n]*|\bimport\s*[(.][^\n]*", re.MULTILINE)
_DECLARED: Final = re.compile(
    rf"^(?:(?:async\s+)?function\b(?:\s*\*)?|const|let|var|class)\s+({_NAME})", re.MULTILINE
)
_COMMENT: Final = re.compile(r"^[ \t]*/\*\*(?:(?!\*/).)*\*/[ \t]*\n", re.MULTILINE | re.DOTALL)
_INLINE_TYPE: Final = re.compile(r"/\*\* @type \{[^\n]*?\} \*/ ?")
TEMPLATE_SIGN: Final = re.compile(r"\{[{%#]")
_TABLE: Final = "$modules"
"""What the joined modules are kept in; no module may use this name."""


@dataclass(frozen=True)
class _Module:
    """A module taken apart.

    imports : per import statement the module's path and pairs of (name there, name here).
    """

    path: str
    imports: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    exports: tuple[str, ...]
    body: str


def _target(module: str, written: str) -> str:
    """The path of an imported module, from the root of all."""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(module), written))
    if path.startswith("../"):
        raise ValueError(f"{module}: {written} is outside the folder of the modules")
    return path


def _bindings(module: str, names: str | None) -> tuple[tuple[str, str], ...]:
    """``a, b as c`` -> (("a", "a"), ("b", "c"))."""
    if names is None:
        return ()
    found = []
    for piece in filter(None, (piece.strip() for piece in names.split(","))):
        match = _BINDING.fullmatch(piece)
        if match is None:
            raise ValueError(f"{module}: cannot join the import of {piece!r}")
        found.append((match[1], match[2] or match[1]))
    return tuple(found)


def _taken_apart(path: str, source: str) -> _Module:
    """A module without comments that hold types, its imports and exports told apart."""
    if _TABLE in source:
        raise ValueError(f"{path}: {_TABLE} is a name of the joined script")
    source = _INLINE_TYPE.sub("", _COMMENT.sub("", source))
    imports = tuple(
        (_target(path, match["path"]), _bindings(path, match["names"]))
        for match in _IMPORT.finditer(source)
    )
    exports = tuple(match["name"] for match in _EXPORT.finditer(source))
    body = _EXPORT.sub(lambda match: match["code"], _IMPORT.sub("", source))
    if left := _LEFT_OVER.search(body):
        raise ValueError(f"{path}: cannot join {left.group().strip()}")
    if sign := TEMPLATE_SIGN.search(body):
        raise ValueError(f"{path}: {sign.group()!r} would be read by a template engine")
    seen: set[str] = set()
    for name in [*(here for _, pairs in imports for _, here in pairs), *_DECLARED.findall(body)]:
        if name in seen:
            raise ValueError(f"{path}: {name} is declared twice")
        seen.add(name)
    return _Module(path, imports, exports, body.strip("\n"))


def _in_order(sources: dict[str, str], entry: str) -> list[_Module]:
    """Modules that the entry needs, each after those that it imports."""
    done: dict[str, _Module] = {}
    open_now: list[str] = []

    def visit(path: str) -> _Module:
        if path in done:
            return done[path]
        if path in open_now:
            raise ValueError(f"modules import each other: {' -> '.join([*open_now, path])}")
        if path not in sources:
            raise ValueError(f"{open_now[-1] if open_now else entry}: there is no module {path}")
        open_now.append(path)
        module = _taken_apart(path, sources[path])
        for needed, names in module.imports:
            exports = visit(needed).exports
            if missing := [there for there, _ in names if there not in exports]:
                raise ValueError(f"{path}: {needed} does not export {', '.join(missing)}")
        open_now.pop()
        return done.setdefault(path, module)

    visit(entry)
    return list(done.values())


def _function(module: _Module) -> list[str]:
    """The lines of the function that a module becomes."""
    lines = [f'{_TABLE}["{module.path}"] = (function () {{']
    for path, names in module.imports:
        if names:
            words = ", ".join(a if a == b else f"{a}: {b}" for a, b in names)
            lines.append(f'const {{ {words} }} = {_TABLE}["{path}"];')
    exported = f" {', '.join(module.exports)} " if module.exports else ""
    return [*lines, module.body, f"return {{{exported}}};", "})();"]


def join_modules(modules: dict[str, str], entry: str, name: str = "mapper") -> str:
    r"""Join ES modules into one classic script; comments that hold types are left out.

    Parameters
    ----------
    modules : dict of str
        Path from a common root -> source. Imports must be ``import { a, b as c } from "./x.js";``
        by relative path, and everything exported must be a function, a class or a constant,
        exported where it is declared. Only what `entry` needs is joined.
    entry : str
        The module whose exports become properties of the global object `name`.

    Returns
    -------
    str
        A script that adds the entry's exports to ``window[name]``; the same text for the same
        modules. Two modules may declare the same name.

    Raises
    ------
    ValueError
        If a module is missing, lies outside the root or imports, over others, itself; if a name
        that is imported is not exported, or is declared twice in a module; for any other form of
        import or export (default, star, renamed or variable exports, dynamic imports); for a sign
        that a template engine would read (``{{``, ``{%``, ``{#``).

    Examples
    --------
    >>> print(join_modules({"a.js": "export const x = 1;", "b.js":
    ...     'import { x as one } from "./a.js";\nexport function f(x) { return x + one; }'},
    ...     "b.js"), end="")
    (function () {
    "use strict";
    const $modules = {};
    $modules["a.js"] = (function () {
    const x = 1;
    return { x };
    })();
    $modules["b.js"] = (function () {
    const { x: one } = $modules["a.js"];
    function f(x) { return x + one; }
    return { f };
    })();
    window.mapper = { ...window.mapper, ...$modules["b.js"] };
    })();
    """
    parts = ["(function () {", '"use strict";', f"const {_TABLE} = {{}};"]
    for module in _in_order(modules, entry):
        parts += _function(module)
    # Layers of two kinds may lie in one map: the second script adds to what the first one set.
    parts.append(f'window.{name} = {{ ...window.{name}, ...{_TABLE}["{entry}"] }};')
    return "\n".join([*parts, "})();", ""])

"""A Sphinx extension that reads the house: what each package exports, with its docstrings.

The directive ``exports`` stands where a package is described. Names come from the package's
``__init__.pyi``, so that a name that is added there appears in the reference by itself.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

__all__ = [
    "Exports",
    "PublicNames",
    "exports_of",
    "find_object",
    "lent_by",
    "mend_reference",
    "modules_of",
    "setup",
]


def exports_of(package: str) -> dict[str, str]:
    """Each name that a package exports, and the module that it is defined in.

    Examples
    --------
    >>> exports_of("mapper.rules")["build_timeline"]
    'mapper.rules.timeline'
    """
    stub = _folder(package) / "__init__.pyi"
    if not stub.is_file():
        return {}  # a module, or a room that lends nothing
    return dict(_imported(ast.parse(stub.read_text("utf-8")), package))


def _imported(tree: ast.Module, package: str) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            parents = package.split(".")[: len(package.split(".")) - node.level + 1]
            module = ".".join([*parents, *([node.module] if node.module else [])])
            for alias in node.names:
                yield alias.asname or alias.name, module


def modules_of(package: str) -> list[str]:
    """The modules that lie in a package, its rooms and their modules included, sorted.

    Examples
    --------
    >>> modules_of("mapper.review")
    ['mapper.review.check']
    """
    root = _folder(package)
    found = []
    for path in root.rglob("*.py"):
        parts = path.relative_to(root).with_suffix("").parts
        name = ".".join([package, *(part for part in parts if part != "__init__")])
        if name != package:
            found.append(name)
    return sorted(found)


def _folder(package: str) -> Path:
    file = Path(str(import_module(package).__file__))
    return file.parent if file.stem == "__init__" else file.with_suffix("")


class Exports(SphinxDirective):
    """What a package is for, then each of its modules with what it lends to other packages."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        package = self.arguments[0]
        lent = lent_by(package)
        lines = [f".. automodule:: {package}", ""]
        for module in modules_of(package):
            lines += [f".. rubric:: {module}", "", f".. automodule:: {module}"]
            if module in lent:
                lines.append("   :members: " + ", ".join(sorted(lent[module])))
            lines.append("")
        return _parsed(self, lines)


def lent_by(package: str) -> dict[str, set[str]]:
    """For each module of a package the names in it that the package or the mapper exports.

    Examples
    --------
    >>> sorted(lent_by("mapper.review")["mapper.review.check"])
    ['Checked', 'check_case', 'checked_case']
    """
    lent: dict[str, set[str]] = defaultdict(set)
    for room in ("mapper", package, *modules_of(package)):
        for name, module in exports_of(room).items():
            home = _home(name, module)
            if home.startswith(f"{package}.") and home != f"{module}.{name}":
                lent[home].add(name)
    return dict(lent)


def _home(name: str, module: str) -> str:
    """The module that defines what another one lends under this name."""
    value = getattr(import_module(module), name)
    return str(getattr(value, "__module__", module)) if callable(value) else module


class PublicNames(SphinxDirective):
    """A table of what ``import mapper`` offers: the name, and the first line of its words."""

    def run(self) -> list[nodes.Node]:
        lines = [".. py:currentmodule:: mapper", ""]
        for name, module in sorted(exports_of("mapper").items()):
            value = getattr(import_module(module), name)
            kind = "class" if isinstance(value, type) else "func"
            kind = "exc" if isinstance(value, type) and issubclass(value, Exception) else kind
            first = (value.__doc__ or "").strip().splitlines()[0]
            lines += [f":{kind}:`mapper.{name} <{_home(name, module)}.{name}>`", f"   {first}", ""]
        return _parsed(self, lines)


def _parsed(directive: SphinxDirective, lines: list[str]) -> list[nodes.Node]:
    """Lines of reStructuredText as nodes, whatever the page around them is written in."""
    from sphinx.util.parsing import nested_parse_to_nodes

    content = StringList(lines, directive.get_source_info()[0])
    return nested_parse_to_nodes(directive.state, content, allow_section_headings=False)


def mend_reference(
    app: Sphinx, env: BuildEnvironment, node: nodes.Element, words: nodes.Node
) -> nodes.Node | None:
    """Lead ``mapper.x`` to where x is described; what is not described but exists is plain words.

    A name that no module has stays unresolved, and the build ends with an error.
    """
    if node.get("refdomain") != "py":
        return None
    target, module = str(node["reftarget"]), str(node.get("py:module"))
    package = module.rpartition(".")[0]
    around = (module, f"{module}.{node.get('py:class')}", package)
    candidates = [target, *(f"{scope}.{target}" for scope in around)]
    for name in candidates:
        found = find_object(name)
        if found is None:
            continue
        domain = env.get_domain("py")
        for match in (found, name):
            if match in domain.objects and match != target:  # type: ignore[attr-defined]
                return domain.resolve_xref(
                    env, str(node["refdoc"]), app.builder, "obj", match, node, words
                )
        return words
    return None


def find_object(dotted: str) -> str | None:
    """Where the object of a dotted name is defined; None if no module of the mapper has it.

    Examples
    --------
    >>> find_object("mapper.build_history")[-14:]
    '.build_history'
    >>> find_object("mapper.rules.order.nothing") is None
    True
    """
    parts = dotted.split(".")
    if parts[0] != "mapper":
        return None
    for cut in range(len(parts), 0, -1):
        try:
            value: Any = import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for name in parts[cut:]:
            value = getattr(value, name, None)
            if value is None:
                return None
        home = getattr(value, "__module__", None)
        return f"{home}.{value.__qualname__}" if callable(value) and home else dotted
    return None


def setup(app: Sphinx) -> dict[str, Any]:
    """What Sphinx asks of an extension."""
    app.add_directive("exports", Exports)
    app.add_directive("public-names", PublicNames)
    app.connect("missing-reference", mend_reference)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}

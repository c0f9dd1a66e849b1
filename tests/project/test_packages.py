"""Packages: what one takes from another is what that one exports; rooms have one name each."""

from __future__ import annotations

import ast
import importlib
from collections import defaultdict
from pathlib import Path

import pytest

import mapper

ROOT = Path(mapper.__file__).parent
OUTPUTS = {"text", "geo", "pages", "pictures"}


def modules() -> dict[str, Path]:
    found = {}
    for path in ROOT.rglob("*.py"):
        parts = ("mapper", *path.relative_to(ROOT).with_suffix("").parts)
        found[".".join(parts).removesuffix(".__init__")] = path
    return found


def package_of(module: str) -> str:
    """The package that a module lies in, as far as it has a face of its own."""
    parts = module.split(".")
    deep = len(parts) > 2 and parts[1] == "outputs" and parts[2] in OUTPUTS
    return ".".join(parts[: 3 if deep else 2])


def imports(path: Path) -> list[tuple[str, str]]:
    tree = ast.parse(path.read_text("utf-8"))
    return [
        (node.module, alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("mapper.")
        for alias in node.names
    ]


def test_a_package_takes_from_another_only_what_that_one_exports() -> None:
    every = modules()
    missing = defaultdict(set)
    for module, path in every.items():
        for source, name in imports(path):
            whole = f"{source}.{name}" if f"{source}.{name}" in every else source
            home = package_of(whole)
            if home in {package_of(module), "mapper.outputs"}:
                continue
            if name not in importlib.import_module(home).__all__:
                missing[home].add(name)
    assert not missing, {home: sorted(names) for home, names in missing.items()}


@pytest.mark.parametrize("stub", sorted(ROOT.rglob("__init__.pyi")), ids=lambda p: p.parent.name)
def test_every_exported_name_exists_and_has_words(stub: Path) -> None:
    name = ".".join(("mapper", *stub.parent.relative_to(ROOT).parts))
    package = importlib.import_module(name)
    assert package.__doc__
    for exported in package.__all__:
        value = getattr(package, exported)
        assert not exported.startswith("_")
        if callable(value) and getattr(value, "__module__", "").startswith("mapper"):
            assert value.__doc__, exported


def test_the_function_build_is_not_hidden_by_the_package_build() -> None:
    importlib.import_module("mapper.build.onecase")
    assert callable(mapper.build)
    assert mapper.build.__name__ == "build"


def test_every_package_says_what_it_is() -> None:
    for init in ROOT.rglob("__init__.py"):
        assert ast.get_docstring(ast.parse(init.read_text("utf-8"))), init


def test_no_module_is_too_long() -> None:
    long = {
        path.name: n
        for path in ROOT.rglob("*.py")
        if (n := len(path.read_text().splitlines())) > 450
    }
    assert not long

"""The shape of the code: short modules, short functions, long records made by keywords."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "mapper"
MODULE_LINES = 450
FUNCTION_LINES = 60
BY_POSITION = 6
"""As many as a fault has up to its code; nobody reads more of them in order."""
FILES = sorted(ROOT.rglob("*.py"))


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def long_functions(tree: ast.AST) -> Iterator[str]:
    """Functions from their `def` to their last line, docstring and all."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = node.end_lineno - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield f"{node.name} has {lines} lines"


def crowded_calls(tree: ast.AST) -> Iterator[str]:
    """Calls of classes with many arguments of which only the position says what they are."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and len(node.args) > BY_POSITION:
            name = ast.unparse(node.func)
            made = name.removesuffix("._make").removesuffix(".__new__").split(".")[-1]
            if made.lstrip("_")[:1].isupper():
                yield f"{name} in line {node.lineno} takes {len(node.args)} by position"


def test_the_modules_are_found() -> None:
    assert len(FILES) > 150
    assert ROOT / "rules" / "timeline.py" in FILES


def test_no_module_is_long() -> None:
    sizes = {str(path): path.read_text("utf-8").count("\n") for path in FILES}
    assert {path: size for path, size in sizes.items() if size > MODULE_LINES} == {}


def test_no_function_is_long() -> None:
    assert [f"{path}: {words}" for path in FILES for words in long_functions(parsed(path))] == []


def test_long_records_are_made_by_keywords() -> None:
    assert [f"{path}: {words}" for path in FILES for words in crowded_calls(parsed(path))] == []


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ("Step(1, 2, 3, 4, 5, 6)", 0),
        ("Step(1, 2, 3, 4, 5, 6, 7)", 1),
        ("_Item(1, 2, 3, 4, 5, 6, 7)", 1),
        ("track.Step(1, 2, 3, 4, 5, 6, 7)", 1),
        ("Step.__new__(Step, 1, 2, 3, 4, 5, 6, 7)", 1),
        ("Step(1, 2, 3, 4, 5, 6, rank=7)", 0),
        ("max(1, 2, 3, 4, 5, 6, 7)", 0),
    ],
)
def test_calls_are_counted(code: str, count: int) -> None:
    assert len(list(crowded_calls(ast.parse(code)))) == count


@pytest.mark.parametrize(("lines", "found"), [(60, []), (61, ["f has 61 lines"])])
def test_functions_are_measured(lines: int, found: list[str]) -> None:
    code = "class A:\n    @cache\n    def f():\n" + "        pass\n" * (lines - 1)
    assert list(long_functions(ast.parse(code))) == found

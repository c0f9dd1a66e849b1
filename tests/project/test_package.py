"""The package: its wheel works elsewhere, its parts import what they may, its names explain."""

from __future__ import annotations

import ast
import inspect
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import mapper

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PURE = [
    *(f"rules.{path.stem}" for path in sorted((ROOT / "mapper/rules").glob("[!_]*.py"))),
    *("core.dates", "core.lineage", "core.model"),
]


def python(*words: str, cwd: Path, path: Path) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "PYTHONPATH": str(path), "PYTHONDONTWRITEBYTECODE": "1"},
    )


# The wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel built from a copy of the sources, without network."""
    setuptools = pytest.importorskip("setuptools", minversion="77")
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    skip = shutil.ignore_patterns("__pycache__", "*.pyc")
    shutil.copytree(ROOT / "mapper", source / "mapper", ignore=skip)
    shutil.copytree(ROOT / "docs", source / "docs")
    for path in ROOT.iterdir():
        if path.is_file() and not path.name.startswith("."):
            shutil.copy(path, source)
    words = ["wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", str(folder), "."]
    builder = Path(setuptools.__file__).parents[1]
    done = python("-m", "pip", "-q", *words, cwd=source, path=builder)
    assert done.returncode == 0, done.stderr
    (found,) = folder.glob("conflict_control_mapper-*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """A folder with the wheel installed, to stand first on PYTHONPATH."""
    folder = tmp_path_factory.mktemp("installed")
    words = ["install", "--no-deps", "--no-index", "--target", str(folder), str(wheel)]
    done = python("-m", "pip", "-q", *words, cwd=folder, path=folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_wheel_holds_every_file_of_the_package(wheel) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    kinds = {".py", ".js", ".css", ".json", ".typed", ".html", ".svg"}
    source = wheel.parent / "source"
    files = {
        p.relative_to(source).as_posix()
        for p in (source / "mapper").rglob("*")
        if p.suffix in kinds or p.name == "py.typed"
    }
    assert {"mapper/py.typed", "mapper/outputs/pages/browser/library/style.css"} <= files
    files |= {"mapper/docs/method.md", "mapper/docs/failure-modes.md"}
    assert files <= inside, sorted(files - inside)
    browser = "mapper/outputs/pages/browser"
    assert {f"{browser}/atlas/time/chart.js", f"{browser}/index/texts/fr.json"} <= inside


def test_wheel_holds_nothing_else(wheel) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {t for t in tops if not t.endswith(".dist-info")} == {"mapper"}
    names = zipfile.ZipFile(wheel).namelist()
    docs = {name for name in names if name.startswith("mapper/docs/")}
    assert docs == {"mapper/docs/method.md", "mapper/docs/failure-modes.md"}
    (entry,) = [n for n in names if n.endswith("entry_points.txt")]
    text = zipfile.ZipFile(wheel).read(entry).decode()
    assert "mapper = mapper.cli:main" in text


def test_installed_commands_work_from_elsewhere(installed, mali_folder, tmp_path) -> None:
    run = "import mapper, sys; from mapper.cli import main; print(mapper.__file__, file=sys.stderr)"
    helped = python("-c", f"{run}; main(['--help'])", cwd=tmp_path, path=installed)
    assert helped.returncode == 0
    assert helped.stderr.startswith(str(installed)), "the installed one must be the one that runs"
    assert "Commands:" in helped.stdout
    words = ["who", "Kidal", "2014-06-01", "--case", str(mali_folder)]
    who = python("-c", f"{run}; main({words!r})", cwd=tmp_path, path=installed)
    assert who.returncode == 0, who.stderr
    assert who.stderr.startswith(str(installed))
    assert who.stdout.startswith("Kidal (")
    assert "held by the MNLA with the HCUA and the MAA" in who.stdout


def test_installed_package_makes_a_map(installed, tiny_folder, tmp_path) -> None:
    words = ["map", "2012-03-05", "--case", str(tiny_folder), "--out", "map.html"]
    code = f"from mapper.cli import main; main({words!r})"
    done = python("-c", code, cwd=tmp_path, path=installed)
    assert done.returncode == 0, done.stderr
    assert "<script" in (tmp_path / "map.html").read_text("utf-8")


# Imports


IN_FORKS = """
import importlib, json, os, sys
import numpy, pandas
heavy = {'geopandas', 'shapely', 'pyogrio', 'pyproj', 'click'}
assert not (heavy | {'mapper'}) & set(sys.modules)
for module in sys.argv[1:]:
    sys.stdout.flush()
    if os.fork() == 0:
        importlib.import_module('mapper.' + module)
        print(json.dumps([module, sorted(heavy & set(sys.modules))]), flush=True)
        os._exit(0)
    os.wait()
"""
"""Each module is loaded alone, in a fork of a process that has only what all of them load."""


@pytest.fixture(scope="module")
def heavy_loads(tmp_path_factory) -> dict[str, list[str]]:
    """Which heavy libraries each pure module loads; none where it could not be loaded."""
    done = python("-c", IN_FORKS, *PURE, cwd=tmp_path_factory.mktemp("forks"), path=ROOT)
    assert done.returncode == 0, done.stderr
    return dict(map(json.loads, done.stdout.splitlines()))


@pytest.mark.parametrize("module", PURE)
def test_rules_load_no_geometry(module: str, heavy_loads) -> None:
    assert heavy_loads[module] == []


def imported(path: Path) -> set[str]:
    """The modules that a file imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found.add(node.module or "")
    return found


def test_only_the_command_line_imports_click() -> None:
    users = {
        path.relative_to(ROOT / "mapper").parts[0]
        for path in (ROOT / "mapper").rglob("*.py")
        if any(name.split(".")[0] == "click" for name in imported(path))
    }
    assert users == {"cli"}


def test_nothing_below_the_command_line_imports_it() -> None:
    for path in (ROOT / "mapper").rglob("*.py"):
        if "cli" not in path.parts:
            assert not any(n.startswith("mapper.cli") for n in imported(path)), path


def test_importing_mapper_is_quick(tmp_path) -> None:
    code = "import sys, mapper; print(sorted({'pandas', 'numpy', 'shapely'} & set(sys.modules)))"
    assert python("-c", code, cwd=tmp_path, path=ROOT).stdout == "[]\n"


# Names


@pytest.mark.parametrize("name", mapper.__all__)
def test_public_names_resolve_and_explain_themselves(name: str) -> None:
    value = getattr(mapper, name)
    doc = inspect.getdoc(value)
    assert doc, name
    assert value.__module__.startswith("mapper.")
    assert not doc.startswith(f"{name}("), "a docstring of its own, not that of a dataclass"
    assert name in dir(mapper)


def test_no_public_name_is_hidden_by_a_module(tmp_path) -> None:
    """Importing ``mapper.x`` sets the attribute ``x``: a function of that name would be gone."""
    modules = {path.stem for path in (ROOT / "mapper").iterdir()}
    assert modules & set(mapper.__all__) == {"areas", "build"}
    code = (
        "import mapper.build.onecase, mapper.areas.models, mapper; "
        "print(mapper.build.__name__, mapper.areas.__name__)"
    )
    assert python("-c", code, cwd=tmp_path, path=ROOT).stdout == "build areas\n"


def test_all_is_sorted_and_unknown_names_fail() -> None:
    assert sorted(mapper.__all__) == mapper.__all__
    with pytest.raises(AttributeError, match="No mapper attribute frobnicate"):
        mapper.frobnicate  # noqa: B018


def test_every_module_has_a_docstring_and_all() -> None:
    for path in (ROOT / "mapper").rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        assert ast.get_docstring(tree), path
        private = path.name.startswith("_") or path.parent.name == "cli"
        assigned = {
            target.id
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        assert private or "__all__" in assigned, path

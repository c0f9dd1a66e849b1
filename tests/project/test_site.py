"""The tools that make and look over the site: they find what they are there to find."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

SITE = Path(__file__).parents[2] / "docs" / "site"


def tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"site_{name}", SITE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


look = tool("look")


@pytest.fixture
def site(tmp_path):
    """Write pages by name; gives their folder."""

    def write(**pages: str) -> Path:
        for name, body in pages.items():
            text = f"<!DOCTYPE html><html><head><title>x</title></head><body>{body}</body></html>"
            (tmp_path / f"{name}.html").write_text(text, encoding="utf-8")
        return tmp_path

    return write


# Links


def test_links_that_lead_somewhere_are_fine(site) -> None:
    folder = site(
        a='<h1 id="top">A</h1><a href="b.html#part">b</a><a href="#top">up</a>',
        b='<h2 id="part">B</h2><a href="https://example.org/">a link waits for a click</a>',
    )
    assert list(look.dead_links(look.read_site(folder))) == []


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ('<a href="gone.html">x</a>', "gone.html leads nowhere"),
        ('<a href="a.html#gone">x</a>', "no such anchor"),
        ('<a href="#gone">x</a>', "no such anchor"),
        ('<img src="gone.png">', "gone.png leads nowhere"),
        ('<script src="https://cdn.example/x.js"></script>', "loads https://cdn.example/x.js"),
        ('<link rel="stylesheet" href="//fonts.example/css">', "loads //fonts.example/css"),
    ],
)
def test_what_leads_nowhere_or_outside_is_found(site, markup: str, words: str) -> None:
    (fault,) = look.dead_links(look.read_site(site(a=markup)))
    assert words in fault


@pytest.mark.parametrize(
    "rule", ["@import 'https://x.example/a.css';", "p { background: url(//x.example/a.png) }"]
)
def test_style_sheets_that_fetch_are_found(site, rule: str) -> None:
    folder = site(a="")
    (folder / "fine.css").write_text("p { background: url(a.png), url('data:image/png;base64,x') }")
    assert list(look.style_faults(folder)) == []
    (folder / "bad.css").write_text(rule)
    (fault,) = look.style_faults(folder)
    assert fault.startswith("bad.css loads ")


@pytest.mark.browser
def test_a_browser_notices_requests_and_complaints(site, chromium) -> None:
    folder = site(
        fine="<p>text</p>",
        asks="<script>new Image().src = 'http://127.0.0.1:9/x.png'</script>",
        fails="<script>undefined.x</script>",
    )
    pages = look.read_site(folder)
    by_name = {path.name: path for path in pages}
    assert list(look.look_with(chromium, [by_name["fine.html"]], folder)) == []
    asked = list(look.look_with(chromium, [by_name["asks.html"]], folder))
    assert "asks.html: asks for http://127.0.0.1:9/x.png" in asked
    (failed,) = look.look_with(chromium, [by_name["fails.html"]], folder)
    assert failed.startswith("fails.html: Cannot read properties of undefined")


@pytest.mark.browser
def test_a_search_that_finds_nothing_is_found(site, chromium, monkeypatch) -> None:
    monkeypatch.setattr(look, "WAIT", 300)
    folder = site(search='<div id="search-results"></div>')
    assert list(look.look_with(chromium, [], folder)) == [
        "search.html finds nothing for 'deciding place'"
    ]


def test_a_folder_without_pages_is_a_fault(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setattr(look, "CHROMIUM", tmp_path / "missing")
    monkeypatch.setenv("CI", "true")
    assert look.main([str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert "has no pages" in said.err
    assert "no page was opened" in said.err


# The picture of the packages


@pytest.fixture(scope="module")
def picture() -> ModuleType:
    pytest.importorskip("grimp")
    return tool("picture")


@pytest.mark.slow
def test_the_picture_is_that_of_the_code(picture) -> None:
    arrows = picture.imports()
    assert picture.floor_faults(arrows) == []
    assert picture.PICTURE.read_text("utf-8") == picture.draw(arrows), "run make picture"


@pytest.mark.slow
def test_floors_are_those_that_the_linter_holds(picture) -> None:
    import tomllib

    settings = tomllib.loads((SITE.parents[1] / "pyproject.toml").read_text("utf-8"))
    (layers,) = [
        contract["layers"]
        for contract in settings["tool"]["importlinter"]["contracts"]
        if contract.get("containers") == ["mapper"]
    ]
    assert [set(line.split(" | ")) for line in layers] == [set(floor) for floor in picture.FLOORS]
    packages = {path.parent.name for path in (SITE.parents[1] / "mapper").glob("*/__init__.py")}
    assert {name for floor in picture.FLOORS for name in floor} == packages


@pytest.mark.slow
def test_a_new_import_changes_the_picture(picture) -> None:
    arrows = picture.imports()
    more = arrows | {"review": arrows["review"] | {"answers"}}
    assert picture.draw(more) != picture.draw(arrows)
    assert picture.floor_faults(arrows | {"core": {"rules"}}) == ["core imports rules"]


# The reference


@pytest.mark.slow
def test_every_package_has_a_page_of_the_reference() -> None:
    pages = {path.stem for path in (SITE.parent / "reference" / "api").glob("*.md")}
    packages = {path.parent.name for path in (SITE.parents[1] / "mapper").glob("*/__init__.py")}
    assert pages == packages
    for name in packages:
        text = (SITE.parent / "reference" / "api" / f"{name}.md").read_text("utf-8")
        assert f".. exports:: mapper.{name}\n" in text


@pytest.mark.slow
def test_the_reference_follows_the_stubs() -> None:
    pytest.importorskip("sphinx")
    house = tool("house")
    import mapper

    assert set(house.exports_of("mapper")) == set(mapper.__all__)
    lent = house.lent_by("mapper.rules")
    assert "build_timeline" in lent["mapper.rules.timeline"]
    assert house.find_object("mapper.build_history").endswith(".build_history")
    assert house.find_object("mapper.rules.timeline.build_timelines") is None
    assert house.find_object("mapper.history.control.ControlHistory.at").endswith(".at")

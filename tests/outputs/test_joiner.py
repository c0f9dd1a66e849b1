"""The joiner: ES modules become one classic script, each in a scope of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mapper.outputs.pages import browser
from mapper.outputs.pages.browser.joiner import join_modules

PAGES = {"day": "addLayer", "changes": "startChanges", "atlas": "startAtlas"}
FOLDER = Path(browser.__file__).parent


def test_remarks_and_spaces_are_left_out() -> None:
    """Readers download them for nothing; what looks like a remark inside a text stays."""
    source = """
// about the module
export function f() {
  const a = "https://example.org"; // where
  // a line of its own
  return `${a} // 1
    two` + ' // 2' + /[/]  'x/.source;
}
"""
    joined = browser.smaller_script(join_modules({"a.js": source}, "a.js"))
    assert "where" not in joined and "about" not in joined and "own" not in joined
    assert "\"https://example.org\";return`${a} // 1\n    two`+' // 2'+/[/]  'x/.source" in joined


def test_a_sign_of_a_template_engine_may_not_arise(monkeypatch: pytest.MonkeyPatch) -> None:
    """`{ {` is harmless in a module, and `{{` in a page runs code."""
    monkeypatch.setattr(browser, "modules", lambda: {"x/main.js": "{ { f(); } }"})
    with pytest.raises(ValueError, match=r"x: '\{\{' would be read by a template engine"):
        browser.bundle("x")
    assert browser.smaller_script("a = { { b } }") == "a={{b}}"


@pytest.mark.parametrize("page", PAGES)
def test_a_bundle_is_one_script_without_modules(page: str) -> None:
    code = browser.bundle(page)
    assert not re.search(r"^\s*(import|export)\b|\bimport\(", code, re.MULTILINE)
    assert code.endswith(f'...$modules["{page}/main.js"]}};}})();')
    assert re.search(rf"return{{[^{{}}]*\b{PAGES[page]}\b[^{{}}]*}};", code)
    for sign in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert sign not in code
    assert "</" not in re.sub(r"//[^\n]*", "", code)
    assert "@param" not in code and "@typedef" not in code


def test_every_script_and_no_other_file_is_a_module() -> None:
    scripts = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.js")}
    assert set(browser.modules()) == scripts
    assert len(scripts) > 60


def test_every_script_is_on_a_page_or_holds_only_types() -> None:
    code = "".join(browser.bundle(page) for page in PAGES)
    for path, source in browser.modules().items():
        joined = f'$modules["{path}"]=' in code
        assert joined or re.search(r"^export \{\};$", source, re.MULTILINE), path


def test_pages_know_the_library_and_not_each_other() -> None:
    for path, source in browser.modules().items():
        own = path.split("/")[0]
        for written in re.findall(r'(?:from |import\()"([^"]+)"', source):
            target = (FOLDER / path).parent.joinpath(written).resolve()
            assert target.is_file(), (path, written)
            assert target.relative_to(FOLDER.resolve()).parts[0] in {own, "library"}, path


def test_two_modules_may_use_one_name() -> None:
    modules = {
        "a/main.js": (
            'import { size } from "./size.js";\n'
            'import { size as other, } from "../b/size.js";\n'
            "const twice = 2;\nexport const sum = () => twice * (size() + other());"
        ),
        "a/size.js": "const twice = 1;\nexport function size() { return twice; }",
        "b/size.js": "const twice = 10;\nexport function size() { return twice; }",
    }
    assert join_modules(modules, "a/main.js", name="x") == (
        '(function () {\n"use strict";\nconst $modules = {};\n'
        '$modules["a/size.js"] = (function () {\n'
        "const twice = 1;\nfunction size() { return twice; }\nreturn { size };\n})();\n"
        '$modules["b/size.js"] = (function () {\n'
        "const twice = 10;\nfunction size() { return twice; }\nreturn { size };\n})();\n"
        '$modules["a/main.js"] = (function () {\n'
        'const { size } = $modules["a/size.js"];\n'
        'const { size: other } = $modules["b/size.js"];\n'
        "const twice = 2;\nconst sum = () => twice * (size() + other());\n"
        "return { sum };\n})();\n"
        'window.x = { ...window.x, ...$modules["a/main.js"] };\n})();\n'
    )


def test_imports_over_many_lines_and_for_their_effect_alone() -> None:
    modules = {
        "main.js": 'import "./effect.js";\n'
        'import {\n  a,\n  b as c,\n} from "./a.js"; // both\nc(a);',
        "a.js": "export async function a() {}\nexport class b {}",
        "effect.js": "run();",
    }
    code = join_modules(modules, "main.js")
    assert code.index("run();") < code.index("async function a()") < code.index("c(a);")
    assert 'const { a, b: c } = $modules["a.js"];' in code
    assert "both" not in code


def test_what_the_entry_does_not_need_is_left_out() -> None:
    code = join_modules({"a.js": "export const x = 1;", "b.js": "export default 1;"}, "a.js")
    assert "b.js" not in code


def test_types_inside_a_line_leave_the_code_alone() -> None:
    source = (
        "/** @param {any} a */\nexport function f(a) {\n"
        "  /** @type {any} */ (a).b = 1;\n  /** A note. */\n  return a;\n}\n"
    )
    text = join_modules({"a.js": source}, "a.js")
    assert "(a).b = 1;" in text and "return a;" in text
    assert "@type" not in text and "note" not in text


def importing(line: str, **others: str) -> dict[str, str]:
    return {"a.js": line} | {f"{name}.js": source for name, source in others.items()}


@pytest.mark.parametrize(
    ("modules", "message"),
    [
        (importing('import { x } from "./b.js";', b='import { y } from "./a.js";'), "other: a"),
        (importing('import { b } from "./a.js";\nexport const a = 1;'), "other: a.js -> a.js"),
        (importing('import { x } from "./c.js";'), r"a\.js: there is no module c\.js"),
        (importing('import { x } from "../c.js";'), r"a\.js: \.\./c\.js is outside"),
        (importing('import { x } from "./b/../../c.js";'), "outside"),
        (importing('import { x } from "c.js";'), "cannot join"),
        (importing('import { x } from "/c.js";'), "cannot join"),
        (importing('import { x } from "https://example.org/c.js";'), "cannot join"),
        (importing('import x from "./b.js";', b=""), "cannot join"),
        (importing('import * as x from "./b.js";', b=""), "cannot join"),
        (importing('import { default as x, "y" as z } from "./b.js";', b=""), "cannot join"),
        (importing('const x = await import("./b.js");', b=""), "cannot join"),
        (importing("const x = import.meta.url;"), "cannot join"),
        (importing('import { x } from "./b.js";', b="const x = 1;"), r"b\.js does not export x"),
        (
            importing('import { y } from "./b.js";', b="export const x = 1, y = 2;"),
            "does not export y",
        ),
        (
            importing('import { x } from "./b.js";\nconst x = 1;', b="export const x = 1;"),
            "x is declared twice",
        ),
        (importing("const y = 1;\nfunction y() {}"), "y is declared twice"),
        (importing("export default 1;"), "cannot join"),
        (importing("export * from './b.js';"), "cannot join"),
        (importing("const x = 1;\nexport { x };"), "cannot join"),
        (importing("export let x = 1;"), "cannot join export let x"),
        (importing("export var x = 1;"), "cannot join"),
        (importing("export const { x } = y;"), "cannot join"),
        (importing("const $modules = 1;"), "name of the joined script"),
        (importing("const x = `${{}}`;"), "template"),
        (importing("const x = '{% raw %}';"), "template"),
        (importing("// {# no comment"), "template"),
    ],
)
def test_what_the_joiner_does_not_know_is_refused(modules: dict[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        join_modules(modules, "a.js")


def test_pages_and_languages_that_do_not_exist() -> None:
    with pytest.raises(ValueError, match=r"no module nowhere/main\.js"):
        browser.bundle("nowhere")
    with pytest.raises(ValueError, match="no texts in 'xx': choose from en, ar, fr"):
        browser.texts("xx")


def test_texts_of_a_page_are_those_of_all_maps_and_its_own() -> None:
    shared, atlas = browser.texts("fr"), browser.texts("fr", "atlas")
    assert shared.keys() < atlas.keys()
    assert {key for key in shared if shared[key] != atlas[key]} == {"noscript"}
    atlas.clear()
    assert browser.texts("fr", "atlas"), "a copy each time"
    assert browser.style("atlas").startswith(browser.style("day"))
    assert browser.style("index") not in browser.style("atlas")

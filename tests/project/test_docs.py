"""What the documentation says is so: commands and figures of its pages, run on the Mali case."""

from __future__ import annotations

import doctest
import importlib
import inspect
import re
import shlex
import shutil
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import mapper
from mapper.cli import main
from mapper.outputs.pages.reading import READING

pytestmark = pytest.mark.slow

PAGES = ("mali.md",)
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`(mapper who [^`]+ [0-9]{4}-[0-9]{2}-[0-9]{2})`")
ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
ELLIPSIS = "…"


def sessions(page: str) -> list[tuple[str, str]]:
    """Every command of the console blocks of a page, and what it is said to print."""
    found = []
    for block in BLOCK.findall((DOCS / page).read_text("utf-8")):
        for part in block.split("$ ")[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


def inline(page: str) -> list[str]:
    return INLINE.findall((DOCS / page).read_text("utf-8"))


@pytest.fixture
def run(mali, monkeypatch):
    """Run a command of the documentation on the history that was read once."""
    for name in ("stats", "actors"):
        monkeypatch.setattr(f"mapper.cli.{name}.history_of", lambda *_: mali)
    monkeypatch.setattr("mapper.cli.who.told_of", lambda question: question(mali))

    def command(line: str) -> tuple[int, list[str]]:
        words = shlex.split(line)
        assert words[0] == "mapper"
        result = CliRunner().invoke(main, words[1:])
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result.exit_code, (result.stdout or result.stderr).splitlines()

    return command


def quoted(lines: list[str], output: list[str]) -> str | None:
    """The first quoted line that does not follow in the output; None if all do."""
    at, free = 0, False
    for line in lines:
        if line.strip() == ELLIPSIS:
            free = True
            continue
        found = output.index(line, at) if line in output[at:] else -1
        if found < 0 or (found != at and not free):
            return line
        at, free = found + 1, False
    return None


@pytest.mark.parametrize(("command", "text"), [x for page in PAGES for x in sessions(page)])
def test_console_blocks_are_true(run, command: str, text: str) -> None:
    code, output = run(command)
    assert code == (2 if output[0].startswith("Error:") else 0)
    missing = quoted(text.splitlines(), output)
    assert missing is None, f"{command} does not print {missing!r}"


@pytest.mark.parametrize("command", sorted({x for page in PAGES for x in inline(page)}))
def test_commands_in_the_text_run(run, command: str) -> None:
    code, output = run(command)
    assert code == 0
    assert output


def by_rule(text: str) -> dict[str, str]:
    """What a text says of each rule."""
    parts = re.split(r"^\*\*(R\d+) ", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_rule_has_its_reason_and_an_example() -> None:
    rules = by_rule((DOCS / "method.md").read_text("utf-8").partition("## Doubt in figures")[0])
    shown = by_rule((DOCS / "mali.md").read_text("utf-8").partition("## Each warning")[0])
    assert list(rules) == list(shown) == [f"R{number}" for number in range(1, 12)]
    for rule, body in rules.items():
        assert "*Why:*" in body, rule
        assert body.count(f"<!-- example: {rule} -->") == 1, rule
        assert "`mapper who " in shown[rule], rule


def test_every_warning_has_a_mark_and_is_seen_in_mali() -> None:
    warnings, mali = ((DOCS / name).read_text("utf-8") for name in ("failure-modes.md", "mali.md"))
    sections = re.split(r"^## ", warnings, flags=re.MULTILINE)[1:]
    assert all(section.count("<!-- example: ") == 1 for section in sections)
    assert [s.splitlines()[0] for s in sections] == re.findall(r"^### (.+)$", mali, re.MULTILINE)


def test_the_texts_of_builds_are_of_any_war() -> None:
    words = {"mali", "kidal", "gao", "timbuktu", "bamako", "cercle", "mnla", "jnim", "azawad"}
    for name in READING.values():
        text = (DOCS / name).read_text("utf-8")
        own = re.sub(r"<!-- of the site -->\n\n.+?\n\n", "", text, flags=re.DOTALL)
        assert words.isdisjoint(re.findall(r"\w+", own.lower())), name


@pytest.mark.parametrize("command", ["Nioumakana 2016-07-31", "Salam 2026-04-28"])
def test_examples_name_their_rule(run, command: str) -> None:
    """The examples of R1 and R11 are what the text says of them."""
    _, output = run(f"mapper who {command}")
    expected = {
        "Nioumakana 2016-07-31": "(evidence level: baseline)",
        "Salam 2026-04-28": "3203 days before",
    }
    assert expected[command] in "\n".join(output)


EXAMPLES = {
    "R2": "Gao 2012-05-01",
    "R3": "Diré 2012-05-01",
    "R4": "Tin-Essako 2012-05-01",
    "R5": "Ménaka 2012-06-20",
    "R6": "commune:Diougani 2019-09-29",
    "R7": "Farabougou 2020-11-15",
    "R8": "Salam 2012-05-01",
    "R9": "Kidal 2014-12-01",
}


@pytest.mark.parametrize(("rule", "command"), EXAMPLES.items())
def test_the_example_of_a_rule_is_an_example_of_it(run, rule: str, command: str) -> None:
    assert f"mapper who {command}" in (DOCS / "mali.md").read_text("utf-8")
    _, output = run(f"mapper who {command}")
    assert any(line.startswith(f"  {rule:<4}") for line in output)


def test_python_of_the_pages_runs() -> None:
    for page in (*PAGES, "tour.md"):
        failed, _ = doctest.testfile(str(DOCS / page), module_relative=False, encoding="utf-8")
        assert failed == 0


# Names and paths


TEXTS = [
    *(p for p in sorted(DOCS.rglob("*.md")) if "site" not in p.parts),
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
    *sorted((ROOT / "events").glob("*/README.md")),
]
SPAN = re.compile(r"(?<!`)`([^`]+)`(?!`)")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
DOTTED = re.compile(r"mapper(\.[A-Za-z_]\w*)+")
FILES = re.compile(r"(mapper|tests|docs|benchmarks|(events|geodata)/(mali|sudan)|\.ci)/[\w./*-]*")


def spans(path: Path) -> list[str]:
    """Pieces of code in the prose of a page."""
    return [" ".join(s.split()) for s in SPAN.findall(FENCE.sub("", path.read_text("utf-8")))]


def exists(dotted: str) -> bool:
    """Whether the name is a module of the mapper or something in one."""
    parts = dotted.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            value: object = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            if not hasattr(value, part):
                return False
            value = getattr(value, part)
        return True
    return False


def by_page(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", TEXTS, ids=by_page)
def test_every_name_of_the_code_exists(path: Path) -> None:
    names = [s.partition("(")[0] for s in spans(path)]
    wrong = [n for n in names if DOTTED.fullmatch(n) and not exists(n)]
    assert not wrong


@pytest.mark.parametrize("path", TEXTS, ids=by_page)
def test_every_file_of_the_project_exists(path: Path) -> None:
    names = [s.partition("::")[0] for s in spans(path)]
    files = [n for n in names if FILES.fullmatch(n)]
    assert not [n for n in files if not list(ROOT.glob(n.rstrip("/")))]


def test_tests_that_hold_a_decision_exist() -> None:
    for path in (DOCS / "decisions").glob("0*.md"):
        for span in spans(path):
            file, _, test = span.partition("::")
            if test:
                assert f"def {test}(" in (ROOT / file).read_text("utf-8"), path.name


def test_names_and_files_that_are_not_there_are_noticed() -> None:
    assert exists("mapper.build_history")
    assert exists("mapper.history.ControlHistory.at")
    assert not exists("mapper.build_histories")
    assert not exists("mapper.nothing.at_all")
    assert FILES.fullmatch("mapper/rules/nothing.py")
    assert not list(ROOT.glob("mapper/rules/nothing.py"))


def test_no_page_speaks_of_papers_that_are_not_here() -> None:
    sources = [*TEXTS, *(ROOT / "mapper").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    word = "DESI" + "GN"
    assert not [p for p in sources if re.search(rf"\b{word}\b|\B§\s*\d", p.read_text("utf-8"))]


# Links


def anchors(path: Path) -> set[str]:
    """Anchors of the headings of a page, as code-hosting sites and MyST make them."""
    heads = re.findall(r"^#+ (.+)$", FENCE.sub("", path.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("path", TEXTS, ids=by_page)
def test_links_lead_to_files_and_headings(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)", FENCE.sub("", path.read_text("utf-8"))):
        if target.startswith(("http:", "https:")):
            continue
        file, _, part = target.partition("#")
        found = path.parent / file if file else path
        assert found.exists(), target
        if part:
            assert part in anchors(found), target


def test_every_picture_is_shown_and_small() -> None:
    texts = "".join(p.read_text("utf-8") for p in TEXTS)
    for picture in (DOCS / "images").iterdir():
        assert f"images/{picture.name})" in texts, picture.name
        assert picture.stat().st_size < 150_000, picture.name


# Commands


SHELL = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def shell_commands() -> list[tuple[str, str]]:
    """Every ``mapper …`` of the shell blocks, with the page it is on."""
    found = []
    for path in TEXTS:
        for block in SHELL.findall(path.read_text("utf-8")):
            for line in block.splitlines():
                if line.startswith("mapper ") and "COMMAND" not in line:
                    found.append((by_page(path), line.split(" #")[0].split(" >")[0].strip()))
    return found


@pytest.mark.parametrize(("page", "line"), shell_commands())
def test_commands_of_shell_blocks_are_understood(page: str, line: str, monkeypatch) -> None:
    """Parsed as they stand; whether files exist is not asked."""
    _, name, *words = shlex.split(line)
    command = main.get_command(click.Context(main), name)
    assert command is not None, f"{page}: there is no command {name}"
    for parameter in command.params:
        if isinstance(parameter.type, click.Path):
            monkeypatch.setattr(parameter.type, "exists", False)
    command.make_context(name, list(words), obj=None).close()


@pytest.mark.parametrize(("page", "line"), shell_commands())
def test_commands_of_shell_blocks_say_which_case_they_mean(page: str, line: str) -> None:
    """Where there are several cases, one that names none would stop and ask."""
    words = shlex.split(line)
    text = (ROOT / page).read_text("utf-8")
    usual = text.partition(line)[0].rpartition("```sh\n")[2]
    cases = {folder.name for folder in (ROOT / "events").iterdir()}
    named = any(w in cases or w.startswith(("events/", "cases/", "layers")) for w in words)
    assert named or any(f"export MAPPER_CASE={case}" in usual for case in cases)


def test_makefile_has_every_target_that_pages_name() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for path in TEXTS:
        text = path.read_text("utf-8")
        named = re.findall(r"`make ([a-z-]+)", text)
        for block in SHELL.findall(text):
            named += re.findall(r"^make ([a-z-]+)", block, re.MULTILINE)
        assert set(named) <= targets, by_page(path)


def test_python_of_the_how_to_runs(tmp_path, monkeypatch) -> None:
    """Top to bottom in one session, on a copy of the case; a whole build is only bound."""
    for part in ("events/mali", "geodata/mali"):
        shutil.copytree(ROOT / part, tmp_path / part)
    monkeypatch.chdir(tmp_path)
    bound = inspect.signature(mapper.build)
    monkeypatch.setattr(mapper, "build", bound.bind)
    text = (DOCS / "how-to" / "python.md").read_text("utf-8")
    names: dict[str, object] = {}
    for block in re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        exec(compile(block, "python.md", "exec"), names)
    assert names["case"].id == "mali"
    assert (tmp_path / "map.html").stat().st_size > 100_000
    assert (tmp_path / "units.gpkg").read_bytes().startswith(b"SQLite format 3")


def test_python_of_the_readme_runs() -> None:
    (block,) = re.findall(
        r"^```python\n(.*?)^```$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    *before, last = block.strip().splitlines()
    names: dict[str, object] = {}
    exec("\n".join(before), names)
    assert eval(last, names) == "ansar_dine"


# The rooms, the decisions, the words


def test_every_package_and_every_rule_has_its_row() -> None:
    text = (DOCS / "architecture.md").read_text("utf-8")
    packages = {p.parent.name for p in (ROOT / "mapper").glob("*/__init__.py")}
    assert set(re.findall(r"^\| `mapper/(\w+)/` \|", text, re.MULTILINE)) == packages
    contributing = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    assert set(re.findall(r"^\| `(\w+)/` \|", contributing, re.MULTILINE)) == packages
    rules = re.findall(r"^\| R(\d+) \|(.*)$", text, re.MULTILINE)
    assert [int(number) for number, _ in rules] == list(range(1, 12))


def test_rooms_of_the_rules_speak_of_them() -> None:
    """A file that a row names has the number of the rule in it."""
    text = (DOCS / "architecture.md").read_text("utf-8")
    for number, row in re.findall(r"^\| R(\d+) \|(.*)$", text, re.MULTILINE):
        files = re.findall(r"`([\w/]+\.py)`", row)
        assert files, f"R{number}"
        for file in files:
            path = ROOT / (file if "/" in file else f"mapper/rules/{file}")
            assert re.search(rf"\bR{number}\b", path.read_text("utf-8")), f"R{number}: {file}"


def test_files_to_open_first_are_in_their_package() -> None:
    text = (DOCS / "architecture.md").read_text("utf-8")
    rows = re.findall(r"^\| `(mapper/\w+/)` \|.*\| `?([\w.]+\.py)` \|$", text, re.MULTILINE)
    assert len(rows) >= 9
    for package, file in rows:
        assert (ROOT / package / file).is_file(), f"{package}{file}"


def test_every_decision_is_listed_and_every_gap_explained() -> None:
    folder = DOCS / "decisions"
    text = (folder / "README.md").read_text("utf-8")
    titles = {p.name: p.read_text("utf-8").splitlines()[0] for p in folder.glob("0*.md")}
    listed = {file: f"# {title}" for title, file in re.findall(r"^- \[(.+)\]\((.+)\)$", text, re.M)}
    assert listed == titles
    for name, title in titles.items():
        assert title.startswith(f"# {int(name[:4])}. ")
    used = {int(name[:4]) for name in titles}
    sentence = re.search(r"Not used: ([^.]*)\.", text)
    assert sentence
    gaps = {int(x) for x in re.findall(r"\d+", sentence.group(1))}
    assert gaps == set(range(1, max(used))) - used


def test_words_of_the_glossary_are_there_once_and_used() -> None:
    text = (DOCS / "glossary.md").read_text("utf-8")
    words = [w for group in re.findall(r"^\*\*(.+?)\.\*\*", text, re.M) for w in group.split(", ")]
    assert len(words) == len(set(words)) >= 20
    assert {"Tenure", "Detached", "Deciding place"} <= set(words)
    pages = "".join(p.read_text("utf-8") for p in TEXTS if p.name != "glossary.md").lower()
    code = "".join(p.read_text("utf-8") for p in (ROOT / "mapper").rglob("*.py")).lower()
    assert not [w for w in words if w.lower().removeprefix("to ") not in pages + code]


@pytest.mark.parametrize("path", [p for p in TEXTS if "events" not in p.parts], ids=by_page)
def test_lines_of_prose_are_wrapped(path: Path) -> None:
    text = FENCE.sub("", path.read_text("utf-8"))
    text = re.sub(r"<!-- figures: begin -->.*?<!-- figures: end -->", "", text, flags=re.DOTALL)
    free = ("|", "- [", "![")  # tables, lists of links, pictures
    assert not [n for n in text.splitlines() if len(n) > 120 and not n.startswith(free)]

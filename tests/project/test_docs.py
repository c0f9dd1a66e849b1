"""What the documentation says is so: commands and figures of its pages, run on the Mali case."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from mapper.cli import main

pytestmark = pytest.mark.slow

PAGES = ("method.md", "failure-modes.md")
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`(mapper who [^`]+ [0-9]{4}-[0-9]{2}-[0-9]{2})`")
DOCS = Path(__file__).parents[2] / "docs"
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
    for name in ("who", "stats", "actors"):
        monkeypatch.setattr(f"mapper.cli.{name}.history_of", lambda case: mali)

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


def test_every_rule_has_its_reason_and_an_example() -> None:
    text = (DOCS / "method.md").read_text("utf-8")
    rules = re.split(r"^\*\*R(\d+) ", text.partition("## Doubt in figures")[0], flags=re.MULTILINE)
    numbers, bodies = [int(x) for x in rules[1::2]], rules[2::2]
    assert numbers == list(range(1, 12))
    for number, body in zip(numbers, bodies, strict=True):
        assert "*Why:*" in body, f"R{number}"
        assert "*Mali:*" in body, f"R{number}"
        assert "`mapper who " in body, f"R{number}"


@pytest.mark.parametrize("command", ["Nioumakana 2016-07-31", "Salam 2026-04-28"])
def test_examples_name_their_rule(run, command: str) -> None:
    """The examples of R1 and R11 are what the text says of them."""
    _, output = run(f"mapper who {command}")
    expected = {
        "Nioumakana 2016-07-31": "(evidence level: baseline)",
        "Salam 2026-04-28": "3360 days before",
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
    assert f"mapper who {command}" in (DOCS / "method.md").read_text("utf-8")
    _, output = run(f"mapper who {command}")
    assert any(line.startswith(f"  {rule:<4}") for line in output)


def test_python_of_the_pages_runs() -> None:
    for page in PAGES:
        failed, _ = doctest.testfile(str(DOCS / page), module_relative=False, encoding="utf-8")
        assert failed == 0


def test_links_between_pages_lead_somewhere() -> None:
    for page in DOCS.glob("*.md"):
        for target in re.findall(r"\]\(([^)#]+)", page.read_text("utf-8")):
            if not target.startswith("http"):
                assert (page.parent / target).exists(), f"{page.name}: {target}"

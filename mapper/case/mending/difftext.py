"""What mending changes, as a unified diff that can be read on a terminal.

Which lines stand in place of which is known, so that nothing has to be compared. Lines are shown
as texts of a stranger: what cannot be seen, and what would look the same before and after, is
written as its escape. So it is for the eye; what is written are the bytes themselves.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from mapper.case.mending.cells import LINE_END
from mapper.case.mending.repairs import Repair
from mapper.core.legible import printable

__all__ = ["diff_lines"]

_CONTEXT: Final = 3
"""Lines shown around a change."""
_LINE: Final = re.compile("[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_NO_END: Final = "\\ No newline at end of file"
_Change = tuple[int, int, list[str]]
"""First line and line after the last of what goes, and the lines that come."""


def diff_lines(name: str, before: str, repair: Repair) -> Iterator[str]:
    """The lines of a diff, without line ends.

    Parameters
    ----------
    name : str
        Path of the file, shown after ``a/`` and ``b/``.
    before : str
        The text that was repaired.
    repair : Repair
    """
    lines = _LINE.findall(before)
    if not repair.edits:
        return
    yield printable(f"--- a/{name}")
    yield printable(f"+++ b/{name}")
    moved = 0
    for group in _groups(_changes(lines, repair)):
        yield from _hunk(lines, group, moved)
        moved += sum(len(new) - (end - first) for first, end, new in group)


def _changes(lines: Sequence[str], repair: Repair) -> Iterator[_Change]:
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    for edit in repair.edits:
        first, end = (bisect_left(starts, at) for at in (edit.start, edit.end))
        yield first, end, _LINE.findall(edit.text)


def _groups(changes: Iterator[_Change]) -> Iterator[list[_Change]]:
    """Changes so near to each other that they are shown together."""
    group: list[_Change] = []
    for change in changes:
        if group and change[0] - group[-1][1] > 2 * _CONTEXT:
            yield group
            group = []
        group.append(change)
    if group:
        yield group


def _hunk(lines: Sequence[str], group: Sequence[_Change], moved: int) -> Iterator[str]:
    first = max(group[0][0] - _CONTEXT, 0)
    end = min(group[-1][1] + _CONTEXT, len(lines))
    now = end - first + sum(len(new) - (b - a) for a, b, new in group)
    yield f"@@ -{_span(first, end - first)} +{_span(first + moved, now)} @@"
    at = first
    for a, b, new in group:
        yield from _shown(" ", lines[at:a])
        yield from _shown("-", lines[a:b])
        yield from _shown("+", new)
        at = b
    yield from _shown(" ", lines[at:end])


def _span(first: int, count: int) -> str:
    return f"{first + 1 if count else first},{count}"


def _shown(sign: str, lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        text = LINE_END.sub("", line)
        yield sign + printable("".join(_visible(text)))
        if text == line:
            yield _NO_END


def _visible(text: str) -> Iterator[str]:
    """The letters of a line; unusual spaces, and letters in parts, as escapes."""
    if text.isascii():
        yield text
        return
    before = ""
    for letter in text:
        apart = unicodedata.normalize("NFC", before + letter) != before + letter
        strange = unicodedata.category(letter) == "Zs" and letter != " "
        hidden = not letter.isascii() and (strange or apart)
        yield letter.encode("unicode_escape").decode() if hidden else letter
        before = letter

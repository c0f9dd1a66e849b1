"""A small case with a few claims of a test's own, and what the review doubts of it."""

from __future__ import annotations

from casefolder import CaseFolder

from mapper.core.errors import Fault
from mapper.review.check import check_case

CLAIMS = "control_events.csv"


def claims(folder: CaseFolder, *rows: str) -> None:
    """These are all claims of the case; the first is on line 2."""
    header = folder.path(CLAIMS).read_text("utf-8").splitlines()[0]
    folder.path(CLAIMS).write_text("\n".join([header, *rows, ""]), "utf-8")


def row(key: str, date: str, who: str, lost: str = "", **more: str) -> str:
    """A row of claims: by default a capture of ``north``."""
    cell = {
        "target": "north",
        "kind": "capture",
        "confidence": "high",
        "scope": "",
        "status": "held",
        "opposed": "",
        "source": f"https://a.example/{key}",
    } | more
    return (
        f"{key},{date},{cell['target']},{cell['scope']},{cell['kind']},{who},{lost},"
        f"{cell['status']},{cell['opposed']},{cell['confidence']},{cell['source']},"
    )


def found(folder: CaseFolder, *codes: str) -> list[Fault]:
    """Errors and doubts of the case; those of some codes, if any are named."""
    faults = check_case(folder.case)
    return [fault for fault in faults if not codes or fault.code in codes]


def told(folder: CaseFolder) -> list[tuple[str, int | None, str | None, str]]:
    """File, row, column and code of all that is found."""
    return [(f.file, f.row, f.column, f.code) for f in found(folder)]

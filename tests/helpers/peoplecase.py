"""Figures of people for the small case."""

from __future__ import annotations

from casefolder import CaseFolder

HEADER = "area_id,year,population,source,note"


def give_people(folder: CaseFolder, *rows: str) -> None:
    """Write ``population.csv``; a row is such as ``a1,200`` or ``a1,2012,200,Census of 2012,``."""
    cells = [row.split(",") for row in rows]
    whole = [c if len(c) > 2 else [c[0], "2009", c[1], "Census of 2009", ""] for c in cells]
    text = "\n".join([HEADER, *(",".join(row) for row in whole)])
    folder.path("population.csv").write_text(f"{text}\n", "utf-8")


def say_in_areas(folder: CaseFolder, *lines: str) -> None:
    """Add lines to ``[areas]`` of ``case.toml``."""
    folder.replace("case.toml", "[areas]\n", "\n".join(["[areas]", *lines, ""]))

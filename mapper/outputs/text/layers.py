"""What a layer is, as text for people and as values for JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from mapper.case.repair.columns import table_text
from mapper.case.repair.survey import Survey
from mapper.core.legible import printable
from mapper.outputs.text.terminal import aligned

__all__ = ["survey_record", "survey_text"]

_MERIDIAN = {
    "no": "no",
    "split": "yes, split at it as it should be",
    "unsplit": "yes, and not split at it",
}


def survey_text(survey: Survey) -> str:
    """Facts in two columns, the columns of the layer, and the table to paste.

    Every text of the file is made printable.
    """
    head = survey.file + (f", layer {survey.layer}" if survey.layer else "")
    parts = [printable(head), *_table(_facts(survey)), ""]
    if survey.columns:
        rows = [("column", "distinct", "empty", "for example")]
        rows += [
            (c.name, f"{c.distinct:,}", f"{c.empty:,}", ", ".join(c.examples))
            for c in survey.columns
        ]
        parts += [*_columns(rows), ""]
    parts += _findings(survey)
    table = table_text(survey.file, survey.layer, survey.suggested, survey.columns)
    parts += ["To paste into case.toml:", "", *map(printable, table.split("\n"))]
    return "\n".join(parts)


def _facts(survey: Survey) -> list[tuple[str, str]]:
    west, south, east, north = survey.bounds or (0.0,) * 4
    extent = f"{west} to {east} east, {south} to {north} north" if survey.bounds else "none"
    return [
        ("records", f"{survey.features:,}"),
        ("reference system", survey.crs or "none"),
        ("extent", extent),
        ("area", f"{survey.area_km2:,.1f} km²"),
        ("without a polygon", f"{len(survey.not_polygons):,}"),
        ("not valid", f"{survey.invalid_count:,}"),
        ("ids used twice", f"{len(survey.duplicate_ids):,}"),
        ("overlaps", f"{survey.overlap_count:,} ({survey.overlap_km2:,.6f} km²)"),
        ("borders that do not match", f"of {survey.unmatched:,} records"),
        ("narrow gaps", f"{survey.gaps:,} ({survey.gap_km2:,.6f} km²)"),
        ("slits, open to the outside", f"{survey.slits:,}"),
        ("wider holes (lakes, enclaves)", f"{survey.holes:,} ({survey.hole_km2:,.1f} km²)"),
        ("parts that are slivers", f"{survey.slivers:,}"),
        ("across the 180th meridian", _MERIDIAN[survey.antimeridian]),
    ]


def _findings(survey: Survey) -> list[str]:
    """The first records of each kind that is wrong, by their numbers."""
    lines = [f"record {b.row}: {b.why}" for b in (*survey.not_polygons[:20], *survey.invalid)]
    lines += [
        f"records {o.rows[0]} and {o.rows[1]} overlap by {o.km2:,.6f} km²" for o in survey.overlaps
    ]
    lines += [f"id used twice: {name}" for name in survey.duplicate_ids]
    if not survey.fine:
        hint = "`mapper layers FILE --repair --out NEW` mends these."
        lines.append(f"{hint}" if lines else f"As it is, the layer cannot be read: {hint}")
    return [*map(printable, lines), ""] if lines else []


def _table(rows: list[tuple[str, str]]) -> list[str]:
    shown = [tuple(map(printable, row)) for row in rows]
    return [line.rstrip() for line in aligned(shown, left=2)]


def _columns(rows: list[tuple[str, str, str, str]]) -> list[str]:
    shown = [tuple(map(printable, (name, *rest))) for name, *rest in rows]
    first = list(aligned([(name, distinct, empty) for name, distinct, empty, _ in shown], left=1))
    return [f"{line}  {example}".rstrip() for line, (*_, example) in zip(first, shown, strict=True)]


def survey_record(survey: Survey) -> dict[str, Any]:
    """The survey as values of JSON; ``toml`` is the table to paste."""
    record = asdict(survey)
    record["fine"] = survey.fine
    record["toml"] = table_text(survey.file, survey.layer, survey.suggested, survey.columns)
    return record

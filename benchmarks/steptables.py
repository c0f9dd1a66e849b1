"""Tables of single steps, rivals and limits, from the JSON of pytest-benchmark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from benchmarks.figures import both_times, table, times, weight

READ = "read_case"
TIMELINE = "claims to intervals"
DAILY = "daily areas by holder"
SNAPSHOT = "one dissolved snapshot, the first of a writer"
ALL = "all dissolved snapshots, every day"
ATLAS = "atlas page"
FRESH = "read, build and count every day, in a fresh process"
PANDAS = "rival: pandas, days × places"
UNARY = "rival: GeoDataFrame.dissolve(method=unary), one day"
COVERAGE = "rival: GeoDataFrame.dissolve(method=coverage), one day"
SLIDER = "rival: TimeSliderChoropleth"
Entry = dict[str, Any]
Groups = dict[str, list[Entry]]


@dataclass(frozen=True)
class Pair:
    """A step of ours beside what others take for it, or beside the least that it could take.

    Attributes
    ----------
    ours : tuple of str
        Groups of measurements, added up.
    measure : str
        ``time``; ``bytes``; or ``day``: of all days that ours made, one is compared.
    but : str
        What theirs leaves out.
    """

    name: str
    ours: tuple[str, ...]
    theirs: str
    measure: str = "time"
    but: str = ""

    @property
    def limit(self) -> bool:
        """Whether nobody is expected to be quicker than theirs."""
        return self.theirs.startswith("limit: ")


_READS = "it looks for no fault, at no geometry and at no other table"
_NO_RULES = "it knows only the last strong report of each place"
PAIRS = (
    Pair("reading a case", (READ,), "limit: Arrow reads the claims", but=_READS),
    Pair("reading a case", (READ,), "limit: SHA-256 of all inputs", but="it understands nothing"),
    Pair("reading a case", (READ,), "rival: pandas.read_csv reads the claims", but=_READS),
    Pair("reading a case", (READ,), "rival: polars reads the claims", but=_READS),
    Pair("reading a case", (READ,), "rival: DuckDB reads the claims", but=_READS),
    Pair(
        TIMELINE,
        (TIMELINE,),
        "limit: numpy, changes of hands of all towns",
        but="it knows neither doubt nor land nor evidence",
    ),
    Pair("claims to daily areas", (TIMELINE, DAILY), PANDAS, but=_NO_RULES),
    Pair(
        DAILY,
        (DAILY,),
        "limit: numpy, areas by holder for every day",
        but="it has neither bounds nor towns",
    ),
    Pair("a single snapshot", (SNAPSHOT,), UNARY, but="it has neither status nor doubt"),
    Pair("a single snapshot", (SNAPSHOT,), COVERAGE, but="it trusts that polygons are a coverage"),
    Pair(
        "a single snapshot",
        (SNAPSHOT,),
        "limit: coverage_union_all by holder, one day",
        but="it writes nothing",
    ),
    Pair("a day of all snapshots", (ALL,), UNARY, "day"),
    Pair("a day of all snapshots", (ALL,), COVERAGE, "day"),
    *(
        Pair(f"{what} of the atlas page", (ATLAS,), f"rival: {name}", measure, but)
        for what, measure in (("seconds", "time"), ("bytes", "bytes"))
        for name, but in (
            ("TimeSliderChoropleth", "colours only"),
            ("TimestampedGeoJson", "colours only"),
            ("Timeline", "colours only"),
            ("xatra", "colours and labels only"),
        )
    ),
)


def entries_of(results: Entry) -> Groups:
    """The measurements by group, the smallest war first."""
    groups: Groups = {}
    for item in results["benchmarks"]:
        row = {
            **item["extra_info"],
            "seconds": item["stats"]["median"],
            "size": (item["params"] or {}).get("places"),
        }
        groups.setdefault(item["group"], []).append(row)
    for rows in groups.values():
        rows.sort(key=lambda row: row["size"] or 0)
    return groups


def of_size(groups: Groups, group: str, places: int) -> Entry | None:
    """The measurement of a group at a size."""
    return next((row for row in groups.get(group, ()) if row["size"] == places), None)


def sizes_of(groups: Groups) -> list[int]:
    """All sizes that were measured."""
    return sorted({row["size"] for rows in groups.values() for row in rows if row["size"]})


def main_table(groups: Groups) -> list[str]:
    """One line for each step, one column for each size."""
    sizes = sizes_of(groups)
    rows = [
        [group, *(cell(of_size(groups, group, places)) for places in sizes)]
        for group in groups
        if group != FRESH and any(of_size(groups, group, places) for places in sizes)
    ]
    return table(["step", *(f"{places:,} places" for places in sizes)], rows)


def cell(row: Entry | None) -> str:
    """Time, peak of memory, and bytes where something was written."""
    if row is None:
        return "–"
    if "estimated_from_days" in row:
        days = row["estimated_from_days"]
        line = f"by a line through two pages of {days} days in all"
        return f"{row['peak_mb']:,} MB, {row['bytes'] / 1e6:,.0f} MB written, {line}"
    parts = [both_times(row["seconds"], row["cpu_seconds"])]
    parts.append(f"{row['peak_mb']:,} MB")
    if "bytes" in row:
        parts.append(f"{weight(row['bytes'])} written")
    return ", ".join(parts)


def fresh_table(groups: Groups) -> list[str]:
    """What a user sees who runs just this: each step in a process of its own."""
    rows = [row for row in groups.get(FRESH, ()) if row["size"]]
    lines = [
        [steps[0]["step"], *map(cell, steps)]
        for steps in zip(*(row["steps"] for row in rows), strict=True)
    ]
    return table(["in one fresh process", *(f"{row['size']:,} places" for row in rows)], lines)


def ratio_of(groups: Groups, pair: Pair, places: int) -> float | None:
    """Ours by theirs, in seconds of processor or bytes: above 1 they take less.

    None where one of them was not measured, or only estimated where seconds are asked for.
    """
    theirs = of_size(groups, pair.theirs, places)
    ours = [of_size(groups, group, places) for group in pair.ours]
    if theirs is None or None in ours:
        return None
    if pair.measure == "bytes":
        return float(sum(row["bytes"] for row in ours if row) / theirs["bytes"])
    if "estimated_from_days" in theirs:
        return None
    mine = sum(row["cpu_seconds"] for row in ours if row)
    days = ours[0]["days"] if pair.measure == "day" and ours[0] else 1
    return float(mine / days / theirs["cpu_seconds"])


def pair_table(groups: Groups, *, limits: bool) -> list[str]:
    """Steps beside rivals, or beside limits, at every size."""
    sizes = sizes_of(groups)
    rows = []
    for pair in PAIRS:
        ratios = [ratio_of(groups, pair, places) for places in sizes]
        if pair.limit == limits and any(ratio is not None for ratio in ratios):
            theirs = pair.theirs.partition(": ")[2] + (f" ({pair.but})" if pair.but else "")
            cells = [_ratio_cell(ratio, limits) for ratio in ratios]
            rows.append([pair.name, theirs, *cells])
    head = ["ours", "limit" if limits else "rival"]
    return table([*head, *(f"{places:,} places" for places in sizes)], rows)


def _ratio_cell(ratio: float | None, limits: bool) -> str:
    """Ours by the limit; or who takes less, we or the rival, and how many times."""
    if ratio is None:
        return "–"
    if limits:
        return times(ratio)
    return f"they: **{times(ratio)}** less" if ratio > 1 else f"we: {times(1 / ratio)} less"


def slower(groups: Groups) -> list[str]:
    """Where a rival takes less than we do at the largest size, the worst first, in plain words."""
    places = max(sizes_of(groups), default=0)
    found = [
        (ratio, pair)
        for pair in PAIRS
        if not pair.limit and (ratio := ratio_of(groups, pair, places)) is not None and ratio > 1
    ]
    found.sort(key=lambda item: -item[0])
    lines = [
        f"- {pair.name}: {pair.theirs.partition(': ')[2]} takes {times(ratio).replace(' ×', '')} "
        f"times less" + (f"; {pair.but}" if pair.but else "") + "."
        for ratio, pair in found
    ]
    return [f"At {places:,} places a rival is faster or smaller here:", "", *lines] if lines else []

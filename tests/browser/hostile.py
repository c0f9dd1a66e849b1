"""A small case whose every text tries to break out."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import shapely

from mapper.case.read import read_case
from mapper.core.model import SourceInfo
from mapper.history.control import ControlHistory
from mapper.history.derive import build_history

TEXTS = (
    "{{7*7}}",
    "{% for x in range(9) %}loop{% endfor %}",
    "{# a comment",
    "{{{{7*7}}}}{%",
    "</script><script>window.hacked=1</script>",
    "<img src=x onerror=window.hacked=1>",
    "\"'><b onmouseover=window.hacked=1>",
    "شمال مالي (مدينة)",
    "${window.hacked=1}`",
    "<!--<script>",
)
SOURCES = (
    "javascript:window.hacked=1",
    "https://example.org/\"onmouseover='window.hacked=1'",
    "data:text/html,<script>window.hacked=1</script>",
    "https://example.org/{{7*7}}?a=1&b=<2>",
    "JaVaScRiPt:window.hacked=1//https://example.org",
)


DESCRIBED = {
    SOURCES[1]: SourceInfo("<i>Outlet</i>{{1}}", TEXTS[4], "2020<b>", SOURCES[0], "press"),
    SOURCES[3]: SourceInfo("", "شمال </ul>", "2020-01", "https://web.archive.org/web/1/x", ""),
    SOURCES[0]: SourceInfo("", "", "", SOURCES[4], ""),
}
"""What a stranger might say of them: with scripts for copies, which `read_case` refuses too."""
PLAIN = "https://example.org/report"


def _table(path: Path, rows: list[dict[str, object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def hostile_history(root: Path) -> ControlHistory:
    """The history of the case; addresses that `read_case` refuses are put in afterwards."""
    history = build_history(read_case(write_case(root)))
    history.claims["sources"] = [SOURCES] * len(history.claims)
    return replace(history, sources=DESCRIBED)


def write_case(root: Path) -> Path:
    """Write ``events/hostile`` and ``geodata/hostile`` under a folder; returns the case folder."""
    case, geodata = root / "events" / "hostile", root / "geodata" / "hostile"
    case.mkdir(parents=True)
    geodata.mkdir(parents=True)
    text = [TEXTS[i % len(TEXTS)] for i in range(9)]
    cells = [shapely.box(x, y, x + 1, y + 1) for y in range(3) for x in range(3)]
    ids = [f"u{i}" for i in range(9)]
    gpd.GeoDataFrame(
        {"id": ids, "name": text, "parent": [f"r{i // 3}" for i in range(9)]},
        geometry=cells,
        crs=4326,
    ).to_file(geodata / "units.geojson", driver="GeoJSON")
    rows = [shapely.union_all(cells[3 * i : 3 * i + 3]) for i in range(3)]
    gpd.GeoDataFrame(
        {"id": ["r0", "r1", "r2"], "name": TEXTS[4:7]}, geometry=rows, crs=4326
    ).to_file(geodata / "regions.geojson", driver="GeoJSON")
    _table(
        geodata / "places.csv",
        [
            {
                "place_id": f"p{i}", "name": text[i], "alt_names": TEXTS[(i + 3) % len(TEXTS)],
                "kind": "town", "rank": 1 + i % 3, "decides": "yes", "lat": i // 3 + 0.5,
                "lon": i % 3 + 0.5, "population": 1000 * (i + 1), "area_id": ids[i],
                "source": PLAIN, "note": text[i],
            }
            for i in range(9)
        ],
    )  # fmt: skip
    _table(
        geodata / "seats.csv",
        [
            {
                "area_id": f"r{i}", "area_name": TEXTS[4 + i], "level": "region",
                "seat_name": text[3 * i], "seat_area_id": ids[3 * i], "source": PLAIN,
                "place_id": f"p{3 * i}",
            }
            for i in range(3)
        ],
    )  # fmt: skip
    _case_tables(case, text)
    return case


def _case_tables(case: Path, text: list[str]) -> None:
    parts = json.dumps(TEXTS[0] + TEXTS[4], ensure_ascii=False)
    (case / "case.toml").write_text(
        f"""\
title = {parts}
description = {json.dumps(TEXTS[5], ensure_ascii=False)}
licence = {json.dumps(TEXTS[6], ensure_ascii=False)}
attribution = {json.dumps(list(TEXTS), ensure_ascii=False)}
first_day = 2020-01-01
last_day = 2020-12-31
baseline = "state"

[areas]
model = "admin"
levels = ["commune", "region"]

[[layers]]
path = "units.geojson"
level = "commune"
parent = "parent"

[[layers]]
path = "regions.geojson"
level = "region"
""",
        encoding="utf-8",
    )
    _table(
        case / "actors.csv",
        [
            {
                "actor_id": actor, "name": name, "short_name": name, "kind": kind, "colour": colour,
                "active_from": "", "active_to": "", "wikidata": "", "note": name,
            }
            for actor, name, kind, colour in (
                ("state", TEXTS[5], "state", "#2c6fbb"),
                ("rebels", TEXTS[4], "rebel", "#d9770f"),
                ("others", TEXTS[7], "jihadist", "#b2182b"),
            )
        ],
    )  # fmt: skip
    _table(case / "blocs.csv", [{"bloc_id": "b", "name": TEXTS[0], "colour": "#2c6fbb"}])
    _table(
        case / "bloc_members.csv", [{"actor_id": "state", "bloc_id": "b", "start": "", "end": ""}]
    )
    events = ("capture", "entry", "contest", "siege_begin", "capture")
    _table(
        case / "control_events.csv",
        [
            {
                "event_id": f"e{i}", "event_date": f"2020-02-0{i + 1}", "target_id": f"p{i}",
                "scope": "", "event_type": kind,
                "gained_by": "rebels" if kind in ("capture", "entry") else "state", "lost_by": "",
                "status": {"contest": "contested", "siege_begin": "besieged"}.get(kind, "held"),
                "opposed_by": "others" if kind in ("contest", "siege_begin") else "",
                "confidence": "high", "source": PLAIN, "note": text[i + 4],
            }
            for i, kind in enumerate(events)
        ],
    )  # fmt: skip
    (case / "successions.csv").write_text("predecessor,successor,date,kind,source\n")
    steps = ("", "p0"), ("holder:rebels", "camp:b"), ("1.5,1.5,7", "u3"), ("r1", "r2")
    _table(
        case / "story.csv",
        [
            {
                "date": f"2020-02-0{i + 1}", "view": view, "selection": selection,
                "title": TEXTS[i + 4], "text": TEXTS[i], "source": PLAIN,
            }
            for i, (view, selection) in enumerate(steps)
        ],
    )  # fmt: skip
    _table(
        case / "story_fr.csv",
        [{"step": TEXTS[i + 4], "title": TEXTS[i], "text": TEXTS[9 - i]} for i in range(4)],
    )
    _table(
        case / "milestones.csv",
        [
            {
                "date": "2020-02-05", "title": TEXTS[4], "kind": "other", "actors": "rebels",
                "source": PLAIN, "note": TEXTS[5],
            }
        ],
    )  # fmt: skip

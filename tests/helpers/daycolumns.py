"""The columns of a page of a day read back, as the scripts of the page read them."""

from __future__ import annotations

import base64
import gzip
import json
import re
from itertools import accumulate, islice
from typing import Any

Data = dict[str, Any]
ROLES = ("made", "confirms", "dissents")
TEXTS = (
    "date",
    "target",
    "target_name",
    "scope",
    "type",
    "status",
    "confidence",
    "note",
)
LISTS = ("gained_by", "lost_by", "opposed_by", "sources", "excepted_names")


def block(text: str, name: str) -> Any:
    """What a data block of a page holds."""
    found = re.search(rf'<script type="application/(\w+)" id="mapper-{name}">(.*?)</script>', text)
    assert found, name
    if found[1] == "gzip":
        return json.loads(gzip.decompress(base64.b64decode(found[2])))
    return json.loads(found[2])


def geometry_of(packed: Data) -> Data:
    """Units and places as a list of dicts each."""
    units, places, paths = packed["units"], packed["places"], packed["paths"]
    arcs = accumulate(units["arcs"])
    rings = iter([list(islice(arcs, size)) for size in units["sizes"]])
    polygons = iter([list(islice(rings, count)) for count in units["rings"]])
    shapes = [list(islice(polygons, count)) for count in units["polygons"]]
    plain = ("id", "name", "area_km2")
    land = [dict(zip(plain, row, strict=True)) for row in _rows(units, plain)]
    for unit, path, shape in zip(land, units["parents"], shapes, strict=True):
        unit |= {"parents": paths[path], "polygons": shape}
    plain = ("id", "name", "alt_names", "rank", "lon", "lat", "population")
    found = [dict(zip(plain, row, strict=True)) for row in _rows(places, plain)]
    for place, kind, path, unit in zip(
        found, places["kind"], places["parents"], places["unit"], strict=True
    ):
        place |= {"kind": places["kinds"][kind], "parents": paths[path]}
        place["unit"] = None if unit < 0 else unit
    rest = {key: value for key, value in packed.items() if key != "paths"}
    return rest | {"units": land, "places": found}


def _rows(columns: Data, names: tuple[str, ...]) -> Any:
    return zip(*(columns[name] for name in names), strict=True)


def evidence_of(packed: Data) -> Data:
    """Claims as a list of dicts."""
    strings = packed["strings"]
    lists = [[strings[n] for n in numbers] for numbers in packed["lists"]]
    claims = []
    for i, best in enumerate(accumulate(packed["best"])):
        claim = {"id": packed["id"][i], "best": best}
        claim["earliest"] = best - packed["earliest"][i]
        claim["latest"] = best + packed["latest"][i]
        claim |= {name: strings[packed[name][i]] for name in TEXTS}
        claim |= {name: lists[packed[name][i]] for name in LISTS}
        claims.append(claim)
    known = packed.get("sources_known")
    rest = {"version": packed["version"], "claims": claims}
    return rest | ({"sources": known} if known else {})


def state_of(packed: Data, count: int) -> Data:
    """Units as a list of dicts, and places, None for those that are not there."""
    places: list[Data | None] = [None] * count
    for at, row in zip(packed["places"]["at"], _target_rows(packed, "places"), strict=True):
        places[at] = row
    rest = {key: value for key, value in packed.items() if key not in ("causes", "levels")}
    return rest | {"units": _target_rows(packed, "units"), "places": places}


def _target_rows(state: Data, kind: str) -> list[Data]:
    packed, day = state[kind], state["day"]
    claims = {}
    for name in ROLES:
        counts, numbers = packed[name]
        flat = iter(numbers)
        claims[name] = [list(islice(flat, count)) for count in counts]
        assert not list(flat)
    rows = []
    for i, since in enumerate(packed["since"]):
        known = since is not None
        last = packed["last"][i]
        row = {
            "s": packed["s"][i],
            "since": day - since if known else None,
            "se": day - since - packed["se"][i] if known else None,
            "sl": day - since + packed["sl"][i] if known else None,
            "cause": state["causes"][packed["cause"][i]],
            "last": None if last is None else day - last,
            "level": state["levels"][packed["level"][i]],
            "by": None if packed["by"][i] < 0 else packed["by"][i],
        }
        rows.append(row | {name: claims[name][i] for name in ROLES})
    for name in ("open", "claimed", "begun", "seat", "parents"):
        for i, value in packed.get(name, []):
            rows[i][name] = value
    return rows

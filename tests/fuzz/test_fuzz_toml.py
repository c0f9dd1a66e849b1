"""``case.toml`` with keys dropped, types changed, hostile texts and nested structures."""

from __future__ import annotations

import datetime as dt
import json
import math
import random
import tomllib
from typing import Any

import fuzzkit
import pytest
from casefolder import CaseFolder
from test_fuzz_tables import HOSTILE, change_bytes

pytestmark = pytest.mark.fuzz

VALUES: tuple[Any, ...] = (
    *(0, -1, 1, 2**31, 2**63 - 1, -(2**63), 10**40, 0.0, -0.0, 1e308, 5e-324, math.inf, math.nan),
    *(True, False, [], [[]], {}, {"a": {"b": [1]}}, ["x", 1], dt.date(1, 1, 1)),
    *(dt.date(9999, 12, 31), dt.date(2012, 6, 1), dt.datetime(2012, 1, 1), dt.time(7)),
    *("commune", "country", "region", "admin", "hex", "voronoi", "gov", "country.shp", "id"),
)
KNOWN = (
    *("title_fr", "description", "rules", "areas", "background", "map", "layers", "frame", "id"),
    *("name", "parent", "valid_from", "valid_to", "neighbours", "rivers", "centre", "zoom"),
    *("dispute_days", "observation_window_days", "about_day_days", "resolution", "max_km"),
    *("cells_within", "model", "levels", "path", "level", "baseline", "first_day", "last_day"),
    *("from", "by", "snap_km"),
)


def value_text(value: Any) -> str:
    """A value as TOML; tables inline."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=True)
    if isinstance(value, dict):
        inside = ", ".join(f"{json.dumps(k)} = {value_text(v)}" for k, v in value.items())
        return f"{{ {inside} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(value_text, value))}]"
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return repr(value)


def toml_text(data: dict[str, Any]) -> str:
    return "".join(f"{json.dumps(key)} = {value_text(value)}\n" for key, value in data.items())


def holders(data: Any) -> list[Any]:
    """Every table and list in it, itself too."""
    found = [data] if isinstance(data, dict | list) else []
    inside = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return found + [x for value in inside for x in holders(value)]


def change(data: dict[str, Any], dice: random.Random) -> None:
    box = dice.choice([x for x in holders(data) if x] or [data])
    new = dice.choice((*VALUES, *HOSTILE, *HOSTILE))
    if isinstance(box, list):
        at = dice.randrange(len(box))
        kind = dice.choice(("set", "drop", "double", "shuffle", "many"))
        if kind == "set":
            box[at] = new
        elif kind == "drop":
            del box[at]
        elif kind == "double":
            box.append(box[at])
        elif kind == "shuffle":
            dice.shuffle(box)
        else:
            box += [new] * 50
        return
    key = dice.choice(list(box))
    kind = dice.choice(("set", "set", "drop", "rename", "nest", "add", "swap"))
    if kind == "set":
        box[key] = new
    elif kind == "drop":
        del box[key]
    elif kind == "rename":
        box[dice.choice((*KNOWN, *HOSTILE))] = box.pop(key)
    elif kind == "nest":
        for _ in range(dice.choice((1, 3, 80))):
            box[key] = [box[key]] if dice.random() < 0.5 else {key: box[key]}
    elif kind == "add":
        box[dice.choice(KNOWN)] = new
    else:
        other = dice.choice(list(box))
        box[key], box[other] = box[other], box[key]


def spoil(case: CaseFolder, dice: random.Random) -> None:
    path = case.path("case.toml")
    if dice.random() < 0.15:
        path.write_bytes(change_bytes(path.read_bytes(), dice))
        return
    data = tomllib.loads(path.read_text("utf-8"))
    if dice.random() < 0.4:  # cercles made from the communes
        del data["layers"][1]["path"]
        data["layers"][1] |= {"by": "parent", "from": "commune"}
        data["areas"]["snap_km"] = 7
    for _ in range(dice.choice((1, 1, 1, 2, 4))):
        change(data, dice)
    path.write_text(toml_text(data), "utf-8")


def test_toml(tmp_path, warden, listener):
    fuzzkit.run("toml", spoil, tmp_path, warden, listener, default=24).see_clean()

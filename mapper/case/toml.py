"""``case.toml``: what a case says of itself."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final

from mapper.case.caseinfo import CaseInfo, MapView
from mapper.case.csvtables import MOST_ID, read_raw, unreadable
from mapper.case.layers.boundaries import LayerSpec
from mapper.case.layers.derived import DerivedSpec
from mapper.case.layertables import MOST_LAYERS, layer_problems, layer_specs
from mapper.case.peoplespec import PeopleSpec, people_problems, people_spec
from mapper.case.schema import is_id
from mapper.case.sources import is_public_address
from mapper.case.wording import is_title, level_words, titles, wrong_words
from mapper.core.dates import About
from mapper.core.errors import Fault
from mapper.core.legible import unseen
from mapper.core.spelling import nearest, suggestion

__all__ = ["CaseFile", "CaseInfo", "MapView", "read_case_file"]

NAME: Final = "case.toml"
_RULES: Final = {
    "dispute_days": 180,
    "observation_window_days": 90,
    "contest_days": 0,
    "about_day_days": 3,
    "about_month_days": 15,
    "about_year_months": 6,
}
_TOP: Final = {
    "title": str,
    "description": str,
    "licence": str,
    "attribution": list,
    "first_day": dt.date,
    "last_day": dt.date,
    "baseline": str,
    "url": str,
    "rules": dict,
    "areas": dict,
    "levels": dict,
    "layers": list,
    "background": dict,
    "map": dict,
}
_REQUIRED: Final = (
    *("title", "first_day", "last_day", "baseline", "licence", "attribution", "layers"),
)
_BACKGROUND: Final = ("neighbours", "rivers", "world")
_VIEW: Final = ("centre", "zoom")
_KINDS: Final = {
    str: "a text in quotes",
    list: "a list",
    dict: "a table",
    dt.date: "a day (2012-01-16, without quotes)",
}
SNAP_KM: Final = 5.0
"""Outlines for maps of a country are drawn with errors of some km at the most."""
MOST_SNAP_KM: Final = 100
"""Farther away from a country than this nothing is a matter of how it was drawn."""
_MOST_DAYS: Final = 3660
"""Ten years: no window of doubt is longer."""
_FIRST_YEAR: Final = 1000
_LAST_YEAR: Final = 2999
"""Years of the days of a case; "still so" is said by leaving dates open, not by a far day."""
_MOST_LETTERS: Final = 20_000
"""Of a text in the file; titles are cut in pages where they are too long to be read."""
_MOST_BYTES: Final = 10**7
_MOST_ZOOM: Final = 18
"""Beyond this zoom common tile servers have no tiles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile(CaseInfo):
    """The contents of ``case.toml``, checked: what the case says of itself, and how to read it.

    Attributes
    ----------
    layers : tuple of LayerSpec
    derived : tuple of DerivedSpec
        Levels made from those of the layers.
    dispute_days, observation_window_days, contest_days : int
        Options of R4, R6 and R7; contests of a case with 0 contest days do not lapse.
    snap_km : float
        How far outside the outline a place may lie and count in the nearest area.
    about : About
        How wide a date with "about" is.
    background : dict of str
        Path of each background layer by its kind.
    people : PeopleSpec
        Which figures of people are used.
    """

    layers: tuple[LayerSpec, ...]
    dispute_days: int = 180
    observation_window_days: int = 90
    contest_days: int = 0
    snap_km: float = SNAP_KM
    about: About = field(default_factory=About)
    background: Mapping[str, str] = field(default_factory=dict)
    derived: tuple[DerivedSpec, ...] = ()
    people: PeopleSpec = field(default_factory=PeopleSpec)

    @property
    def info(self) -> CaseInfo:
        """What the case says of itself, without how to read it."""
        return CaseInfo(**{item.name: getattr(self, item.name) for item in fields(CaseInfo)})


def read_case_file(
    path: Path, *, read: Callable[[Path, int], bytes] = read_raw
) -> tuple[CaseFile | None, list[Fault]]:
    """Read ``case.toml``; None if it cannot be used, and everything that is wrong with it.

    ``read`` gives the bytes of a file of no more than some bytes, or raises OSError.
    """
    data, problem = _load(path, read)
    if problem is not None:
        return None, [problem]
    faults = [*_text_faults(data), *_top_faults(data)]
    if not faults:
        faults = [*_rule_faults(data), *_layer_table_faults(data), *_other_faults(data)]
    return (None, faults) if faults else (_make(path.resolve().parent.name, data), [])


def _load(path: Path, read: Callable[[Path, int], bytes]) -> tuple[dict[str, Any], Fault | None]:
    """The tables of the file, or the fault that keeps it from being read."""
    try:
        return tomllib.loads(read(path, _MOST_BYTES).decode("utf-8-sig")), None
    except FileNotFoundError:
        message, hint = "The file is missing.", "Every case has one: see docs/case-format.md."
        return {}, _fault(None, message, hint, "missing-file")
    except OSError as error:
        return {}, _fault(None, *unreadable(error), "unreadable-file")
    except UnicodeDecodeError as error:
        message = f"Byte {error.start} is not UTF-8 text."
        row: int | None = error.object.count(b"\n", 0, error.start) + 1
        return {}, Fault(NAME, row, None, message, "Save it as UTF-8.", "undecodable-text")
    except (ValueError, RecursionError) as error:  # the last two for numbers and lists too long
        found = re.search(r"at line (\d+)", str(error))
        row = int(found[1]) if found else None
        message = f"It is not readable as TOML ({str(error)[:200]})."
        return {}, Fault(NAME, row, None, message, "Correct what is written there.", "bad-toml")


def _fault(key: str | None, message: str, suggestion: str, code: str = "bad-case-file") -> Fault:
    return Fault(NAME, None, key, message, suggestion, code)


def _text_faults(data: dict[str, Any]) -> list[Fault]:
    """Texts, at any depth, that no page and no terminal should show."""
    faults = []
    for where, text in _texts(data):
        if unseen(text):
            message = "The text holds a character that cannot be seen, such as a control character."
            hint = "Delete it: it breaks terminals and programs, or hides what is written."
            faults.append(_fault(where, message, hint, "control-character"))
        elif len(text) > _MOST_LETTERS:
            message = f"The text has {len(text):,} letters, more than {_MOST_LETTERS:,}."
            faults.append(_fault(where, message, "Shorten it.", "too-large"))
        elif len(text.splitlines()) > 1 and where != "description":
            faults.append(_fault(where, "The text has several lines.", "Write it on one line."))
    return faults


def _texts(value: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """All texts of the file with the key at which they stand."""
    stack = [(where, value)]
    while stack:
        at, one = stack.pop()
        if isinstance(one, str):
            yield at, one
        elif isinstance(one, dict):
            stack += [(f"{at}.{key}" if at else key, item) for key, item in one.items()]
        elif isinstance(one, list):
            stack += [(f"{at}[{i}]", item) for i, item in enumerate(one, 1)]


def _top_faults(data: dict[str, Any]) -> list[Fault]:
    faults = [
        _fault(k, f"`{k}` is missing.", "Add it at the top of the file.")
        for k in _REQUIRED
        if k not in data
    ]
    for key, value in data.items():
        kind = str if is_title(key) else _TOP.get(key)
        if kind is None:
            faults.append(_unknown(key, key, _TOP, data))
        elif not isinstance(value, kind) or isinstance(value, dt.datetime):
            faults.append(_fault(key, f"`{key}` must be {_KINDS[kind]}.", "Correct its value."))
        elif value == "" and key in _REQUIRED:
            faults.append(_fault(key, f"`{key}` is empty.", "Fill it in."))
    if faults:
        return faults
    for key in ("first_day", "last_day"):
        if not _FIRST_YEAR <= data[key].year <= _LAST_YEAR:
            message = f"{data[key]} is no day of the years {_FIRST_YEAR} to {_LAST_YEAR}."
            hint = "Write the last day that the sources speak of; later states stay open."
            faults.append(_fault(key, message, hint, "bad-date"))
    if (url := data.get("url", "")) and not is_public_address(url):
        message = f"`{url[:80]}` is no public address."
        hint = "Write the http(s) address at which the page is published, without `#` and spaces."
        faults.append(_fault("url", message, hint, "bad-address"))
    if not is_id(data["baseline"]):
        faults.append(_bad_id("baseline", data["baseline"]))
    if data["last_day"] < data["first_day"]:
        message = "The last day lies before the first day."
        faults.append(_fault("last_day", message, "Swap them.", "reversed-date"))
    if not all(isinstance(x, str) for x in data["attribution"]):
        faults.append(_fault("attribution", "It must be a list of texts.", "Quote each entry."))
    return faults


def _bad_id(where: str, text: str) -> Fault:
    message = f"`{text[:80]}` cannot be an id."
    hint = (
        "Use letters from A to Z, digits, `-`, `_` and `.`, beginning with a letter or digit, "
        f"and no more than {MOST_ID} of them."
    )
    return _fault(where, message, hint, "bad-id")


def _unknown(where: str, key: str, known: Iterable[str], there: Iterable[str]) -> Fault:
    """The fault of a key that is not known; one that is there already cannot be meant."""
    names, taken = list(known), set(there)
    otherwise = f"Use one of: {', '.join(names)}."
    if (near := nearest(key, names, 1)) and near[0] in taken:
        otherwise = f"Remove it: `{near[0]}` is there already."
    hint = suggestion(key, [name for name in names if name not in taken], otherwise)
    return _fault(where, f"`{key}` is not known here.", hint)


def _rule_faults(data: dict[str, Any]) -> list[Fault]:
    faults = []
    message = f"It must be a whole number from 0 to {_MOST_DAYS}."
    for key, value in data.get("rules", {}).items():
        where = f"rules.{key}"
        if key not in _RULES:
            faults.append(_unknown(where, key, _RULES, data["rules"]))
        elif type(value) is not int or not 0 <= value <= _MOST_DAYS:
            faults.append(_fault(where, message, "Correct its value."))
    return faults


def _layer_table_faults(data: dict[str, Any]) -> list[Fault]:
    faults = []
    for where, kind, *said in layer_problems(data["layers"], _levels(data)):
        if kind == "id":
            faults.append(_bad_id(where, said[0]))
        elif kind == "unknown":
            table = data["layers"][int(where.split("[")[1].split("]")[0]) - 1]
            faults.append(_unknown(where, said[0], said[1].split(","), table))
        else:
            message, hint = said
            code = "too-large" if kind == "large" else "bad-case-file"
            faults.append(_fault(where, message, hint, code))
    return faults


def _other_faults(data: dict[str, Any]) -> list[Fault]:
    words = wrong_words(data.get("levels", {}), _levels(data))
    return [
        *_area_faults(data),
        *(_fault(*found) for found in words),
        *_background_faults(data),
        *_view_faults(data.get("map", {})),
    ]


def _area_faults(data: dict[str, Any]) -> list[Fault]:
    """Faults of ``[areas]``: the model is a text, the levels are those that have layers."""
    faults = []
    areas = data.get("areas", {})
    model = areas.get("model", "admin")
    if not isinstance(model, str):
        faults.append(_fault("areas.model", "It must be a text.", 'Write model = "admin".'))
    elif not is_id(model):
        faults.append(_bad_id("areas.model", model))
    snap = areas.get("snap_km", SNAP_KM)
    if type(snap) not in {int, float} or not 0 <= snap <= MOST_SNAP_KM:
        message = f"It must be a number of kilometres from 0 to {MOST_SNAP_KM}."
        hint = "Write such as snap_km = 5; 0 for places inside the outline only."
        faults.append(_fault("areas.snap_km", message, hint))
    faults += [_fault(*found) for found in people_problems(areas)]
    stated = areas.get("levels", [])
    if not isinstance(stated, list) or not all(isinstance(level, str) for level in stated):
        hint = 'Write levels = ["district", "region"], finest first.'
        return [*faults, _fault("areas.levels", "It must be a list of texts.", hint)]
    if len(stated) > MOST_LAYERS:
        message = f"There are {len(stated):,} levels, more than {MOST_LAYERS}."
        hint = "Name the levels of the layers."
        return [*faults, _fault("areas.levels", message, hint, "too-large")]
    used = [layer.get("level") for layer in data["layers"] if isinstance(layer, dict)]
    for level in dict.fromkeys(stated):
        if not is_id(level):
            faults.append(_bad_id("areas.levels", level))
        if level not in used and all(isinstance(x, str) for x in used):
            message = f"No layer has the level `{level}`."
            hint = "Add its [[layers]] table, or remove it."
            faults.append(_fault("areas.levels", message, hint))
        if stated.count(level) > 1:
            message = f"The level `{level}` is named twice."
            faults.append(_fault("areas.levels", message, "Name it once."))
    return faults


def _background_faults(data: dict[str, Any]) -> list[Fault]:
    faults = []
    for kind, path in data.get("background", {}).items():
        if kind not in _BACKGROUND:
            faults.append(_unknown(f"background.{kind}", kind, _BACKGROUND, data["background"]))
        elif not isinstance(path, str):
            message = "It must be the name of a file."
            faults.append(_fault(f"background.{kind}", message, "Write it in quotes."))
    return faults


def _view_faults(view: dict[str, Any]) -> list[Fault]:
    """Faults of ``[map]``."""
    faults = [_unknown(f"map.{key}", key, _VIEW, view) for key in view if key not in _VIEW]
    centre = view.get("centre", [0, 0])
    if not (
        isinstance(centre, list)
        and len(centre) == 2
        and all(type(v) in {int, float} for v in centre)
        and -90 <= centre[0] <= 90
        and -180 <= centre[1] <= 180
    ):
        message = "It must be [lat, lon] in degrees, such as [17.0, -3.0]."
        faults.append(_fault("map.centre", message, "Correct its value."))
    zoom = view.get("zoom", 0)
    if type(zoom) is not int or not 0 <= zoom <= _MOST_ZOOM:
        message = f"It must be a whole number from 0 to {_MOST_ZOOM}."
        faults.append(_fault("map.zoom", message, "Correct its value."))
    return faults


def _levels(data: dict[str, Any]) -> tuple[str, ...]:
    """Levels finest first: as stated, or in the order of the layers."""
    stated = data.get("areas", {}).get("levels")
    if isinstance(stated, list) and stated and all(isinstance(x, str) for x in stated):
        return tuple(stated)
    named = [x.get("level") for x in data["layers"] if isinstance(x, dict)]
    return tuple(dict.fromkeys(level for level in named if isinstance(level, str)))


def _make(name: str, data: dict[str, Any]) -> CaseFile:
    rules = _RULES | data.get("rules", {})
    areas = dict(data.get("areas", {}))
    areas.pop("levels", None)
    snap_km = float(areas.pop("snap_km", SNAP_KM))
    people = people_spec(areas)
    view = data.get("map", {})
    read, made = layer_specs(data["layers"], _levels(data))
    return CaseFile(
        id=name,
        title=data["title"],
        titles=titles(data),
        level_words=level_words(data.get("levels", {})),
        description=data.get("description", ""),
        licence=data["licence"],
        attribution=tuple(data["attribution"]),
        first_day=data["first_day"],
        last_day=data["last_day"],
        baseline=data["baseline"],
        layers=read,
        derived=made,
        levels=_levels(data),
        dispute_days=rules["dispute_days"],
        observation_window_days=rules["observation_window_days"],
        contest_days=rules["contest_days"],
        about=About(rules["about_day_days"], rules["about_month_days"], rules["about_year_months"]),
        model=areas.pop("model", "admin"),
        model_options=areas,
        people=people,
        snap_km=snap_km,
        background=dict(data.get("background", {})),
        url=data.get("url", ""),
        view=MapView(tuple(view["centre"]) if "centre" in view else None, view.get("zoom")),
    )

"""What is said of a history beside its tables: as plain values of JSON, and back.

The case in its own words, actors, blocs, successions, milestones, sources, names in other
languages, the story, and what figures of people are made of.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from mapper.case.caseinfo import CaseInfo, MapView
from mapper.case.wording import is_title, level_words, titles
from mapper.core.model import (
    Actor,
    Bloc,
    Membership,
    Milestone,
    Named,
    SourceInfo,
    StoryStep,
    Succession,
)
from mapper.core.people import PeopleShare, Population

if TYPE_CHECKING:
    from mapper.history.control import ControlHistory

__all__ = ["BEFORE_FRAMES", "dated", "told_in", "told_of"]

BEFORE_FRAMES: Final = (
    *("case", "actors", "blocs", "members", "successions", "milestones", "sources"),
)
"""What stands before the frames in ``history.json``."""
ALTERNATIVES: Final = "alternatives"


def told_of(history: ControlHistory) -> dict[str, Any]:
    """What is said of a history, as plain values; days are dates."""
    return {
        "case": _info(history.case),
        "actors": [asdict(a) for a in history.actors.values()],
        "blocs": [asdict(b) for b in history.blocs.values()],
        "members": [asdict(m) for m in history.members],
        "successions": [asdict(s) for s in history.successions],
        "milestones": [asdict(m) for m in history.milestones],
        "sources": {source: asdict(info) for source, info in history.sources.items()},
        "translations": {
            lang: [[*key, *value] for key, value in names.items()]
            for lang, names in history.translations.items()
        },
        **({"story": [asdict(step) for step in history.story]} if history.story else {}),
        **({} if history.population is None else {"population": asdict(history.population)}),
        **({} if history.alternatives is None else {ALTERNATIVES: _text(history.alternatives)}),
    }


def told_in(meta: Mapping[str, Any]) -> dict[str, Any]:
    """What :func:`told_of` gave, after JSON: by the names of the fields of a history."""
    return {
        "case": _case(meta["case"]),
        "actors": {
            a["actor_id"]: Actor(**dated(a, "active_from", "active_to")) for a in meta["actors"]
        },
        "blocs": {b["bloc_id"]: Bloc(**b) for b in meta["blocs"]},
        "members": tuple(Membership(**dated(m, "start", "end")) for m in meta["members"]),
        "successions": tuple(Succession(**dated(s, "date")) for s in meta["successions"]),
        "milestones": tuple(Milestone(**dated(m, "date")) for m in meta["milestones"]),
        "sources": {k: SourceInfo(**info) for k, info in meta.get("sources", {}).items()},
        "translations": {
            lang: {(kind, key): Named(*names) for kind, key, *names in rows}
            for lang, rows in meta["translations"].items()
        },
        "story": tuple(map(_step, meta.get("story", ()))),
        "population": _population(meta.get("population")),
        ALTERNATIVES: json.loads(meta[ALTERNATIVES]) if ALTERNATIVES in meta else None,
    }


def _text(alternatives: Mapping[str, Any]) -> str:
    """As a text, since numbers on lines of their own would fill the file."""
    return json.dumps(alternatives, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _info(case: CaseInfo) -> dict[str, Any]:
    """The case's own words; of those that few cases have, what it has.

    Titles stand as in ``case.toml``: ``title_fr`` always, those in other languages after it.
    """
    values: dict[str, Any] = {}
    for key, value in asdict(case).items():
        if key == "titles":
            values["title_fr"] = value.get("fr", "")
            values |= {f"title_{lang}": text for lang, text in value.items() if lang != "fr"}
        elif value or key not in {"model_options", "level_words", "url", "edition"}:
            values[key] = value
    if case.level_words:
        values["level_words"] = {level: dict(x.texts) for level, x in case.level_words.items()}
    return values


def _step(values: Mapping[str, Any]) -> StoryStep:
    said = {lang: (title, text) for lang, (title, text) in values["said"].items()}
    return StoryStep(**dated(values, "date") | {"said": said})


def _population(values: Mapping[str, Any] | None) -> Population | None:
    """What is said of the people of the units; stores of cases without any say nothing."""
    if values is None:
        return None
    shares = tuple(PeopleShare(**share) for share in values["shares"])
    return Population(**dated(values) | {"shares": shares})


def dated(values: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    """The values with ISO texts of the keys as dates, and lists as tuples."""
    result: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}
    for key in keys:
        if result[key] is not None:
            result[key] = dt.date.fromisoformat(result[key])
    return result


def _case(values: Mapping[str, Any]) -> CaseInfo:
    data = dated(values, "first_day", "last_day")
    found = titles(data)
    data = {key: value for key, value in data.items() if not is_title(key)}
    view = data["view"]
    centre = None if view["centre"] is None else tuple(view["centre"])
    data["view"] = MapView(centre, view["zoom"])
    data["level_words"] = level_words(data.get("level_words", {}))
    return CaseInfo(**data, titles=found)

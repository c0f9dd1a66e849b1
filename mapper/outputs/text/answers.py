"""The answers of :mod:`mapper.answers.verdicts` as lines to read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from mapper.core.legible import printable
from mapper.core.model import BASELINE, NO_DATA, SHARED
from mapper.core.vocabulary import VOCABULARY
from mapper.history.holders import holder_in_text, holder_short_name
from mapper.history.targethistory import TargetHistory
from mapper.outputs.text.numerals import counted, percent, whole
from mapper.outputs.text.sourcewords import source_line

__all__ = [
    "holding_words",
    "joined",
    "meanings_text",
    "since_words",
    "state_words",
    "story_text",
    "verdict_words",
    "who_text",
]

Answer = Mapping[str, Any]

_NAMED: Final = 6
"""Places that a line names before it counts the rest."""
_MEANINGS: Final = 6


def who_text(history: TargetHistory, answer: Answer) -> str:
    """The answer of :func:`mapper.answers.verdicts.who` as lines to read."""
    is_area = answer["target"]["kind"] == "area"
    lines = _area_lines(history, answer) if is_area else _target_lines(history, answer)
    return "\n".join(map(printable, lines))


def story_text(history: TargetHistory, answer: Answer) -> str:
    """The answer of :func:`mapper.answers.verdicts.story`, a line for each interval or change."""
    lines = [str(answer["target"]["name"])]
    if "periods" in answer:
        lines += [_period_line(history, period) for period in answer["periods"]]
        return "\n".join(map(printable, lines))
    if not answer["intervals"]:
        lines.append("  no report of it")
    for item in answer["intervals"]:
        event = f"; {item['event_id']}" if item["event_id"] else ""
        lines.append(
            f"  {item['start']} – {item['end'] or '':10}  {state_words(history, item)}"
            f"  [{item['evidence_level']}{event}]"
        )
    return "\n".join(map(printable, lines))


def meanings_text(answer: Answer) -> str:
    """What else the name may mean and how to ask for it; empty if nothing."""
    others = answer["other_meanings"]
    if not others:
        return ""
    target = answer["target"]
    names = [f"{_kind(x)} {x['name']} ({x['ask']})" for x in others[:_MEANINGS]]
    more = f" and {len(others) - _MEANINGS} more" if len(others) > _MEANINGS else ""
    text = f"{target['name']} is read as the {_kind(target)}; also: {', '.join(names)}{more}."
    return printable(text)


def _kind(target: Answer) -> str:
    return str(target["level"] or target["kind"])


# A place or unit on a day.


def _target_lines(history: TargetHistory, answer: Answer) -> Iterator[str]:
    target = answer["target"]
    if not answer["exists"]:
        yield f"{target['name']}: no report of it by {answer['date']}."
        return
    yield f"{target['name']} ({', '.join(answer['parents'])}) on {answer['date']}"
    yield f"  {state_words(history, answer)}"
    yield from _since_lines(history, answer)
    last = answer["last_evidence"]
    age = f"last evidence {last}, {counted(answer['evidence_age_days'], 'day')} before"
    yield f"  {age if last else 'no evidence of its own so far'}"
    yield f"  {answer['why']} (evidence level: {answer['evidence_level']})"
    yield from _block("Rules", (f"  {r['rule']:<4}{r['text']}" for r in answer["rules"]))
    if len(answer["chain"]) > 1:
        yield from _block("Chain", (_link_line(history, link) for link in answer["chain"]))
    yield from _block("Open on the day", _doubt_lines(history, answer["doubts"]))
    deciding = answer["deciding_claim"]
    if deciding is not None:
        note = [f"      note: {deciding['note']}"] if deciding["note"] else []
        yield from _block("Deciding claim", [*_claim_lines(history, deciding), *note])
    for role, title in (
        ("made", "Shaped by" if deciding else "Because of"),
        ("confirms", "Confirmed by"),
        ("dissents", "Against it"),
    ):
        claims = [c for c in answer["claims"] if c["role"] == role and not _same(c, deciding)]
        yield from _block(title, (x for claim in claims for x in _claim_lines(history, claim)))
    fights = (x for claim in answer["clashes"] for x in _claim_lines(history, claim))
    yield from _block("Clashes (they change nothing)", fights)


def _since_lines(history: TargetHistory, answer: Answer) -> Iterator[str]:
    """Since when each part of the line above has been so."""
    begun = answer["begun"]

    def days(one: Answer) -> str:
        cause = f" ({one['cause']})" if one.get("cause", BASELINE) != BASELINE else ""
        return since_words(one, history.case.first_day) + cause

    if begun["held"]:
        now, *before = begun["held"]
        if days(now | {"cause": BASELINE}) != days(begun["state"]):
            yield f"  this state since {days(begun['state'])}"
        by = f" by {holder_in_text(history, now['holder'])}" if answer["status"] == SHARED else ""
        names = [f"as {holder_in_text(history, x['holder'])} since {days(x)}" for x in before]
        yield f"  held{by} since {'; '.join([days(now), *names])}"
    else:
        yield f"  this state since {days(begun['state'])}"
    for word in ("contested", "besieged"):
        for one in begun[word]:
            by = f" by {_all(history, one['parties'])}" if len(begun[word]) > 1 else ""
            yield f"  {word}{by} since {days(one)}"


def _same(claim: Answer, other: Answer | None) -> bool:
    return other is not None and bool(claim["event_id"] == other["event_id"])


def _block(title: str, lines: Iterable[str]) -> Iterator[str]:
    """A titled block after an empty line; nothing if it has no lines."""
    for i, line in enumerate(lines):
        if i == 0:
            yield ""
            yield f"{title}:"
        yield line


def _link_line(history: TargetHistory, link: Answer) -> str:
    item, follows = link["interval"], link["follows"]
    span = f"{item['start']} – {item['end'] or ''}".strip()
    tail = ""
    if follows is not None:
        seat = follows["seat_of"]
        how = f"seat of {seat['name']}" if seat else follows["as"]
        tail = f" → {follows['name']} ({how})"
    words = state_words(history, item)
    return f"  {link['name']}: {words}, {span} [{link['evidence_level']}]{tail}"


def _doubt_lines(history: TargetHistory, doubts: Sequence[Answer]) -> Iterator[str]:
    for doubt in doubts:
        names = ", ".join(holder_in_text(history, x) for x in doubt["holders"])
        what = "claimed by" if doubt["rule"] == "R4" else "date open, perhaps"
        yield f"  {doubt['start']} – {doubt['end'] or '':10}  {what} {names}"
        if doubt["claim"] is not None:
            yield from (f"    {line}" for line in _claim_lines(history, doubt["claim"]))


def _claim_lines(history: TargetHistory, claim: Answer) -> list[str]:
    opposed = " + ".join(_short(history, x) for x in claim["opposed_by"])
    names = " + ".join(_short(history, x) for x in claim["gained_by"])
    against = f" against {opposed}" if names or not opposed else opposed
    scope = f" ({claim['scope']})" if claim["scope"] else ""
    but = f" but {' and '.join(claim['except'])}" if claim["except"] else ""
    head = (
        f"  {claim['event_date']:<21} {claim['target_name']}{scope}{but}: {claim['event_type']}"
        f"{', ' if names or opposed else ''}{names}{against if opposed else ''} "
        f"({claim['confidence']} confidence)"
    )
    lines = (source_line(source, history.sources) for source in claim["sources"])
    return [head, *(f"      {line}" for line in lines)]


def state_words(history: TargetHistory, state: Answer) -> str:
    """Holder, companions, status and doubt of a state in words."""
    text = verdict_words(history, state)

    def add(words: str, ids: Sequence[str]) -> str:
        return f", {words} {_all(history, ids)}" if ids else ""

    text += add("besieged by", state["besieged_by"]) + add("claimed by", state["claimed_by"])
    open_ = add("perhaps", state["uncertain_with"])
    return f"{text}{open_} (date uncertain)" if open_ else text


def verdict_words(history: TargetHistory, state: Answer) -> str:
    """Who holds a target, in whose company, and who contests it: as cards of pages say it."""
    holders: Sequence[str] = state["holders"]
    if state["status"] == SHARED and len(holders) > 1:
        return f"shared by {_all(history, holders)}"
    said = {"empty": "held by nobody", "unknown": "not known who holds it", NO_DATA: "no data"}
    return said.get(state["status"]) or f"held by {holding_words(history, state, spoken=True)}"


def holding_words(history: TargetHistory, state: Answer, *, spoken: bool = False) -> str:
    """The holder with its companions, and who contests it: ``FLA with JNIM, contested by …``.

    ``spoken``: as a sentence names it, ``the FLA with JNIM``.
    """
    holders: Sequence[str] = state["holders"]
    name = holder_in_text if spoken else holder_short_name

    def names(ids: Iterable[str]) -> str:
        return joined(name(history, one) for one in ids)

    if state["status"] == SHARED:
        return names(holders)
    text = name(history, holders[0])
    if len(holders) > 1:
        text += f" with {names(holders[1:])}"
    if state["status"] == "contested":
        by = f" by {names(state['contested_by'])}" if state["contested_by"] else ""
        text += f", contested{by}"
    return text


def _all(history: TargetHistory, ids: Iterable[str]) -> str:
    """Parties as a sentence names them."""
    return joined(holder_in_text(history, one) for one in ids)


def since_words(answer: Answer, first_day: dt.date | None = None) -> str:
    """The day of a change and how sure it is; before the first day where nothing is known of it."""
    if answer["since"] is None:
        return f"before {first_day}, when the record begins"
    if answer["start_earliest"] == answer["start_latest"]:
        return str(answer["since"])
    return f"{answer['since']} (between {answer['start_earliest']} and {answer['start_latest']})"


def joined(names: Iterable[str]) -> str:
    """Names in a sentence.

    >>> joined(["A"]), joined(["A", "B"]), joined(["A", "B", "C"])
    ('A', 'A and B', 'A, B and C')
    """
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


# An area.


def _area_lines(history: TargetHistory, answer: Answer) -> Iterator[str]:
    target = answer["target"]
    if not answer["exists"]:
        spans = " and ".join(_span_words(frame) for frame in answer["frames"])
        yield f"{target['name']}: no such {target['level']} on {answer['date']}; it exists {spans}."
        return
    yield (
        f"{target['name']} ({target['level']}, {_span_words(answer)}) on {answer['date']}: "
        f"{whole(answer['area_km2'])} km², {counted(answer['units'], 'unit')}"
    )
    for row in answer["shares"]:
        yield (
            f"  {_short(history, row['holder']):<24} {percent(row['share']):>5}"
            f"{whole(row['area_km2']):>11} km², {counted(row['towns'], 'town')}"
        )
        parts = {name: p for name, p in row["parts"].items() if p["area_km2"]}
        if set(parts) - {"alone"}:
            yield f"      {_parts(parts, answer['area_km2'])}"
        if row["decided_by"]:
            yield f"      decided by {_deciders(row['decided_by'])}"
    last = answer["claims"][-3:]
    title = f"Last claims on {target['name']} itself"
    yield from _block(title, (x for claim in last for x in _claim_lines(history, claim)))


def _span_words(frame: Answer) -> str:
    start, end = frame["valid_from"], frame["valid_to"]
    if start is None and end is None:
        return "at all times"
    return " ".join(x for x in (start and f"from {start}", end and f"until {end}") if x)


def _parts(parts: Answer, area: float) -> str:
    """``alone 3 %, shared 23 %, contests 8 %``."""
    words = VOCABULARY["part_words"]["en"]
    return ", ".join(
        f"{words[part]} {percent(row['area_km2'] / area)}" for part, row in parts.items()
    )


def _percent(row: Answer) -> str:
    low, middle, high = (round(row[k] * 100) for k in ("share_low", "share", "share_high"))
    return f"{middle} %" if low == middle == high else f"{middle} % ({low}–{high})"


def _deciders(rows: Sequence[Answer]) -> str:
    names = []
    for row in rows[:_NAMED]:
        what = {
            "place": row["name"],
            "claim": f"a claim on {row['name']}",
            "baseline": "the baseline",
            "nothing": "no place near enough",
        }[row["kind"]]
        size = f"{counted(row['units'], 'unit')}, {whole(row['area_km2'])} km²"
        names.append(f"{what} ({size})")
    more = len(rows) - _NAMED
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")


def _period_line(history: TargetHistory, period: Answer) -> str:
    shares = [
        f"{_short(history, r['holder'])} {_percent(r)}" for r in period["shares"] if r["area_km2"]
    ]
    moved = [
        f"{_short(history, m['from'])} → {_short(history, m['to'])} {whole(m['area_km2'])} km²"
        for m in period["moved"]
        if m["from"] != m["to"]
    ]
    contested = sum(m["area_km2"] for m in period["moved"] if m["status"] == "contested")
    if contested:
        moved.append(f"newly contested {whole(contested)} km²")
    change = f"  [{'; '.join(moved)}]" if moved else ""
    return f"  {period['start']} – {period['end'] or '':10}  {', '.join(shares)}{change}"


def _short(history: TargetHistory, holder: str) -> str:
    return holder_short_name(history, holder)

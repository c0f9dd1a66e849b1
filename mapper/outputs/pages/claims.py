"""The claims that a page shows, with their sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from mapper.outputs.pages.plain import VERSION, Payload, optional_day, text

if TYPE_CHECKING:
    from mapper.history.control import ControlHistory, Snapshot

__all__ = ["CLAIM_LISTS", "claims_used", "evidence_payload", "sources_payload"]

CLAIM_LISTS: Final = ("made", "confirms", "dissents")


def claims_used(history: ControlHistory, snapshot: Snapshot) -> list[str]:
    """Ids of the claims that make, confirm or deny anything of the day, in file order."""
    used: set[str] = set()
    for table in (snapshot.units, snapshot.places):
        for column in CLAIM_LISTS:
            used.update(*table[column])
    return [str(event) for event in history.claims["event_id"] if event in used]


def evidence_payload(history: ControlHistory, claim_ids: Sequence[str]) -> Payload:
    """The claims with these event ids, in file order."""
    claims = history.claims[history.claims["event_id"].isin(claim_ids)]
    lists = ("gained_by", "lost_by", "opposed_by", "sources", "excepted_names")
    rows = []
    for claim in claims.to_dict("records"):
        row: Payload = {
            "id": str(claim["event_id"]),
            "date": str(claim["event_date"]),
            "earliest": optional_day(claim["earliest"]),
            "best": optional_day(claim["best"]),
            "latest": optional_day(claim["latest"]),
            "target": str(claim["target_id"]),
            "target_name": text(claim["target_name"]),
            "scope": text(claim["scope"]),
            "type": str(claim["event_type"]),
            "status": text(claim["status"]),
            "confidence": str(claim["confidence"]),
            "note": text(claim["note"]),
        }
        row.update({name: [str(item) for item in claim[name]] for name in lists})
        rows.append(row)
    cited = [source for sources in claims["sources"] for source in sources]
    known = sources_payload(history, cited)
    return {"version": VERSION, "claims": rows, **({"sources": known} if known else {})}


def sources_payload(history: ControlHistory, cited: Iterable[str]) -> dict[str, Payload]:
    """What a page can say of these sources, by source: those that ``sources.csv`` has words for."""
    found: dict[str, Payload] = {}
    for source in cited:
        info = history.sources.get(source)
        if info is None or source in found:
            continue
        words = {
            "outlet": info.outlet,
            "title": info.title,
            "published": info.published,
            "archive": info.archive_url,
        }
        if any(words.values()):
            found[source] = {key: word for key, word in words.items() if word}
    return found

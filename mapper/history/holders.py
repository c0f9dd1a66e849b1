"""What holders are called and how they are coloured: actors, blocs, and what is neither."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from mapper.core.model import NO_BLOC, UNKNOWN
from mapper.core.vocabulary import NEUTRAL_COLOURS, VOCABULARY
from mapper.core.wordforms import in_sentence, is_plural

if TYPE_CHECKING:
    from mapper.case.caseinfo import CaseInfo
    from mapper.history.targethistory import TargetHistory

__all__ = [
    "colour_of",
    "holder_in_text",
    "holder_is_plural",
    "holder_name",
    "holder_short_name",
    "model_label",
    "source_list",
]

SPOKEN: Final = "en"
"""The language of texts on a terminal."""
_WORDS: Final = VOCABULARY["neutral_words"] | {NO_BLOC: "no bloc"}


def holder_name(history: TargetHistory, holder: str) -> str:
    """Full name of an actor, ``nobody``, ``unknown``, ``shared`` or ``no data``."""
    actor = history.actors.get(holder)
    return actor.name if actor is not None else _WORDS.get(holder, holder)


def holder_short_name(history: TargetHistory, holder: str) -> str:
    """Short name of an actor, ``nobody``, ``unknown``, ``shared`` or ``no data``."""
    actor = history.actors.get(holder)
    return actor.short_name if actor is not None else _WORDS.get(holder, holder)


def holder_in_text(history: TargetHistory, holder: str) -> str:
    """Short name of an actor as an English sentence names it: ``the Government``."""
    actor = history.actors.get(holder)
    if actor is None or actor.lang != SPOKEN:
        return holder_short_name(history, holder)
    return in_sentence(actor.in_text or actor.short_name, actor.article, SPOKEN)


def holder_is_plural(history: TargetHistory, holder: str) -> bool:
    """Whether the verb of an English sentence about an actor stands in the plural."""
    actor = history.actors.get(holder)
    return (
        actor is not None
        and actor.lang == SPOKEN
        and is_plural(actor.article, actor.number, SPOKEN)
    )


def colour_of(history: TargetHistory, holder: str) -> str:
    """Colour (``#rrggbb``) of an actor or bloc; neutral greys for the rest."""
    actor = history.actors.get(holder)
    if actor is not None:
        return actor.colour
    bloc = history.blocs.get(holder)
    if bloc is not None:
        return bloc.colour
    return NEUTRAL_COLOURS.get(holder, NEUTRAL_COLOURS[UNKNOWN])


def model_label(case: CaseInfo) -> str:
    """Name of the area model with its options.

    Examples
    --------
    >>> from mapper import build_history, find_case, read_case
    >>> model_label(build_history(read_case(find_case("mali"))).case)
    'admin'
    """
    options = ", ".join(f"{key} = {value}" for key, value in case.model_options.items())
    return f"{case.model} ({options})" if options else case.model


def source_list(history: TargetHistory, events: Iterable[str]) -> list[str]:
    """Sources of claims, without repetition, in the order of the claims."""
    return list(dict.fromkeys(x for event in events for x in history.sources_of(event)))

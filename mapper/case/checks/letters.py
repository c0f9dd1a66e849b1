"""Doubts about proper names in the tables of a case from which letters were lost."""

from __future__ import annotations

from mapper.case import schema
from mapper.case.csvtables import LINE, lost_letters
from mapper.case.rawcase import Tables
from mapper.core.errors import Fault

__all__ = ["name_doubts"]


def name_doubts(t: Tables) -> list[Fault]:
    """Names of places, actors and blocs with question marks in the place of letters."""
    proper = (
        (schema.PLACES.file, t.places, ("name", "alt_names")),
        (schema.ACTORS.file, t.actors, ("name", "short_name")),
        (schema.BLOCS.file, t.blocs, ("name",)),
    )
    return [
        doubt
        for file, frame, columns in proper
        for column in columns
        for doubt in lost_letters(file, column, frame[LINE].tolist(), frame[column].tolist())
    ]

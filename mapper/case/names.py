"""Names in other languages: ``names_<lang>.csv`` of a case, such as ``names_fr.csv``."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import pandas as pd

from mapper.case import schema
from mapper.case.csvtables import LINE, lost_letters, read_table
from mapper.case.rawcase import walk
from mapper.case.tablefaults import table_faults
from mapper.core.errors import Fault
from mapper.core.model import Actor, Named
from mapper.core.spelling import composed
from mapper.core.wordforms import ARTICLES, of_article

__all__ = ["ORIGINAL", "Names", "is_names_file", "read_translations", "spoken", "with_forms"]

Names = Mapping[tuple[str, str], Named]
"""Name and short name (maybe empty), and how sentences name it, by kind and id.

Kinds are place, area, actor, bloc, background, milestone and case. Background and milestones have
no id of their own: theirs is the name in the original language. Of a case, ``description`` is said.
"""

ORIGINAL: Final = "en"
"""The language of the names in the tables themselves: of it a file says forms alone."""
_PROPER: Final = frozenset({"place", "area", "actor", "bloc", "background"})
"""Kinds that have proper names; titles of milestones may be questions."""
_TOLD: Final = frozenset({"m", "f", "sg", "pl"})
_OWN_IDS: Final = ("place", "area", "actor", "bloc")
_FILE: Final = re.compile(r"names_([a-z]{2})\.csv")


def is_names_file(name: str) -> bool:
    """Whether a file is called as one with names in another language.

    >>> is_names_file("names_fr.csv"), is_names_file("names_of_towns.csv")
    (True, False)
    """
    return _FILE.fullmatch(name) is not None


def read_translations(
    folder: Path,
    known: Mapping[str, Container[str]],
    *,
    read: Callable[[Path, int], bytes] | None = None,
) -> tuple[dict[str, Names], list[Fault]]:
    """All translations of a case by language, and what is wrong with them.

    Parameters
    ----------
    folder : Path
        The folder of the case.
    known : dict
        The ids there are, by kind; a kind that is not among them is not looked up.
    read : callable, optional
        Gives the bytes of a file, as for :func:`mapper.case.csvtables.read_table`.
    """
    found: dict[str, Names] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("names_*.csv")):
        match = _FILE.fullmatch(path.name)
        if match is None:
            message = "The name says no language."
            faults.append(
                Fault(
                    path.name,
                    None,
                    None,
                    message,
                    "Call it names_fr.csv, for example.",
                    "wrong-name",
                )
            )
            continue
        table = schema.names_table(path.name)
        text = read_table(path, table.columns, optional=table.optional, read=read)
        own = text.frame["kind"].isin(_OWN_IDS)  # others are names, and stand there as they are
        text.frame.loc[own, "id"] = text.frame.loc[own, "id"].map(composed)
        faults += [*text.faults, *table_faults(table, text.frame)]
        proper = text.frame[text.frame["kind"].isin(list(_PROPER))]
        for column in ("name", "short_name", "in_text"):
            lines, names = proper[LINE].tolist(), proper[column].tolist()
            faults += lost_letters(path.name, column, lines, names)
        keys = text.frame[["kind", "id"]]
        for line in text.frame.loc[keys.duplicated(), LINE]:
            message = "The name of this kind and id is given twice."
            faults.append(Fault(path.name, int(line), "id", message, "Keep one.", "duplicate-id"))
        for line, kind, key in walk(text.frame, "kind", "id"):
            if key and kind in known and key not in known[kind]:
                message = f"There is no {kind} `{key}`."
                hint = "Correct the id; until then the name is shown nowhere."
                fault = Fault(path.name, line, "id", message, hint, "unknown-id", severity="doubt")
                faults.append(fault)
        faults += _form_faults(path.name, text.frame, match[1])
        rows = text.frame[["kind", "id", *Named._fields]].itertuples(index=False)
        found[match[1]] = {(kind, key): Named(*names) for kind, key, *names in rows}
    return found, faults


def with_forms(actors: Mapping[str, Actor], names: Names | None) -> dict[str, Actor]:
    """Actors with the articles and such of their own language."""
    if not names:
        return dict(actors)
    none = Named("")
    return {key: spoken(actor, names.get(("actor", key), none)) for key, actor in actors.items()}


def spoken(actor: Actor, named: Named) -> Actor:
    """An actor with what sentences need of a name."""
    return replace(
        actor,
        article=named.article,
        in_text=named.in_text,
        gender=named.gender,
        number=named.number,
    )


def _form_faults(file: str, table: pd.DataFrame, lang: str) -> list[Fault]:
    """Names that are missing, and forms that do not fit each other or the language."""
    faults = []
    known = ARTICLES.get(lang)

    def add(line: int, column: str, message: str, hint: str, code: str = "wrong-word") -> None:
        faults.append(Fault(file, line, column, message, hint, code))

    columns = ("kind", "name", "short_name", *schema.NAME_FORMS)
    for line, kind, name, short, article, in_text, gender, number in walk(table, *columns):
        forms = article or in_text or gender or number
        if not name and not (kind == "actor" and (short or forms)):
            add(line, "name", "The name is missing.", "Fill it in.", "missing-value")
        if forms and kind != "actor":
            hint = "Leave article, in_text, gender and number empty."
            add(line, "article", "Only actors have an article here.", hint)
        if not article or known is None:
            continue
        if article.replace("'", "’") not in known:
            hint = f"Use one of: {', '.join(known)}; or leave it empty."
            add(line, "article", f"`{article}` is no article of `{lang}`.", hint)
            continue
        for column, said, told in zip(
            ("gender", "number"), (gender, number), of_article(article, lang), strict=True
        ):
            if said in _TOLD and told and said != told:
                hint = f"Write `{told}`, or another article."
                add(line, column, f"`{said}` does not go with the article `{article}`.", hint)
    return faults

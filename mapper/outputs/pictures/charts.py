"""Charts of the share of the country, or of its people, by holder or bloc over time, as SVG.

Drawn with matplotlib; text stays text, ids and dates are fixed so that the same history gives
the same bytes, and no label is read as mathematics.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import textwrap
import warnings
from importlib import resources
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from mapper.core.model import NO_BLOC, NO_DATA, NONE, SHARED, UNKNOWN
from mapper.core.xmltext import xml_text
from mapper.figures.areas import area_table
from mapper.history.control import ControlHistory
from mapper.history.holders import colour_of, holder_short_name
from mapper.outputs.text.isolation import isolated
from mapper.outputs.text.people import people_line

__all__ = ["share_chart"]

_SETTINGS: Final[dict[Any, Any]] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "mapper",
    "text.parse_math": False,
    "font.family": "sans-serif",
    "font.size": 10,
    "hatch.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
}
_LEGEND_MAX: Final = 14
"""Rows of the legend; smaller holders are drawn but not named."""
_LABEL_MAX: Final = 48
"""Letters of a name in the legend: a longer one would leave the chart no room."""
_AXES: Final = {"area": "share", "people": "people"}
_NOTE_LETTERS: Final = 130
_NOTE_LINES: Final = 4
_NO_PARTIES: Final = (NO_BLOC, SHARED, NONE, UNKNOWN, NO_DATA)
"""Rows that no case names: their words are in the texts, under these keys."""
_DIRECTION: Final = "ltr"
"""How a drawing runs, whatever its words are: time goes from left to right."""
_HATCHES: Final = {SHARED: "//", UNKNOWN: "..", NONE: "xx"}


def _texts(lang: str) -> dict[str, str]:
    file = resources.files("mapper.outputs.pictures") / "texts" / f"{lang}.json"
    texts: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return texts


def share_chart(
    history: ControlHistory,
    by: Literal["holder", "bloc"] = "holder",
    *,
    of: Literal["area", "people"] = "area",
    lang: str = "en",
) -> str:
    """Stacked areas: the share of the country by holder or bloc on every change day.

    Parameters
    ----------
    history : ControlHistory
    by : {"holder", "bloc"}
    of : {"area", "people"}
        Share of the area, or of the people where the case has figures of them: what these are
        then stands below.
    lang : str
        Language of the axis, one of those of the pages.

    Returns
    -------
    str
        An SVG document.
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    days = sorted({history.case.first_day, *history.change_days(), history.case.last_day})
    wide = _shares(area_table(history, days, by=by), by, of)
    order = _stack_order(history, wide, by)
    with rc_context(_SETTINGS), warnings.catch_warnings():
        # Text stays text: the reader's fonts draw it, ours only measure it.
        warnings.filterwarnings("ignore", "Glyph .* missing from font", UserWarning)
        figure = Figure(figsize=(11, 4.2), layout="constrained")
        axes = figure.add_subplot()
        texts = _texts(lang)
        _draw(history, axes, wide[order], by, texts)
        axes.set_ylabel(isolated(texts[f"{_AXES[of]}_axis"], _DIRECTION))
        if of == "people":
            axes.set_xlabel(_note(people_line(history, lang)), fontsize=8, loc="left")
        buffer = io.BytesIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": "mapper"})
    return buffer.getvalue().decode("utf-8")


def _shares(table: pd.DataFrame, by: str, of: str) -> pd.DataFrame:
    """Shares by date and row."""
    if of == "people":
        total = table.groupby("date")["population"].transform("sum").clip(lower=1)
        table = table.assign(share=table["population"] / total)
    wide = table.pivot_table(index="date", columns=by, values="share", aggfunc="sum").fillna(0.0)
    return _moving(wide) if of == "people" else wide


def _moving(wide: pd.DataFrame) -> pd.DataFrame:
    """The days on which some share moves, and the last: the others draw nothing new.

    Most changes of a war are in land where few live: half of the drawing would say nothing.
    """
    moves = (wide != wide.shift()).any(axis=1)
    moves.iloc[-1] = True
    return wide[moves]


def _note(text: str) -> str:
    """A sentence to stand below a chart, in lines that are no longer than it is wide."""
    lines = textwrap.wrap(xml_text(text), _NOTE_LETTERS, max_lines=_NOTE_LINES, placeholder=" …")
    return "\n".join(isolated(line, _DIRECTION) for line in lines)


def _stack_order(history: ControlHistory, wide: pd.DataFrame, by: str) -> list[str]:
    """The baseline holder at the bottom, then the order of the tables, doubt on top."""
    known = list(history.actors) if by == "holder" else list(history.blocs)
    first = history.case.baseline
    if by == "bloc":
        first = history.bloc_of(first, history.case.first_day) or first
    known = [first, *(x for x in known if x != first), NO_BLOC, SHARED, NONE, UNKNOWN, NO_DATA]
    return [x for x in known if x in wide.columns and wide[x].max() > 0]


def _draw(
    history: ControlHistory, axes: Any, wide: pd.DataFrame, by: str, texts: dict[str, str]
) -> None:
    dates = [dt.date.fromisoformat(str(d)) for d in wide.index]
    low = np.zeros(len(wide))
    handles = {}
    for name in wide.columns:
        high = low + wide[name].to_numpy(float) * 100
        handles[name] = axes.fill_between(
            dates,
            low,
            high,
            step="post",
            color=colour_of(history, name),
            linewidth=0,
            hatch=_HATCHES.get(name),
            hatchcolor="#ffffff",
            label=_label(history, name, by, texts),
        )
        low = high
    axes.set_xlim(dates[0], dates[-1])
    axes.set_ylim(0, 100)
    axes.margins(0)
    top = wide.max().sort_values(ascending=False).index[:_LEGEND_MAX]
    named = [handles[name] for name in reversed(wide.columns) if name in set(top)]
    axes.legend(handles=named, loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False)


def _label(history: ControlHistory, name: str, by: str, texts: dict[str, str]) -> str:
    bloc = history.blocs.get(name) if by == "bloc" else None
    if bloc is not None:
        text = xml_text(bloc.name)
    else:
        text = texts[name] if name in _NO_PARTIES else xml_text(holder_short_name(history, name))
    text = text if len(text) <= _LABEL_MAX else f"{text[: _LABEL_MAX - 1].rstrip()}…"
    text = isolated(text, _DIRECTION)
    return text if not text.startswith("_") else f" {text}"

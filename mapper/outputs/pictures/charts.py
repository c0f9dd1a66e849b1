"""Charts of the share of the country, or of its people, by holder or bloc over time, as SVG.

Above, the shares of all lie on each other, in the colours that land has on the maps. Below, those
of the largest are lines, each in a band from what it surely has to what it may have. Where a page
is dark the picture is, too: its own styles exchange each colour for that of the dark maps.

Drawn with matplotlib; text stays text, ids and dates are fixed so that the same history gives
the same bytes, and no label is read as mathematics.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import textwrap
import warnings
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from mapper.core.colours import GROUNDS, land_colour
from mapper.core.model import NO_BLOC, NO_DATA, NONE, SHARED, UNKNOWN
from mapper.core.xmltext import xml_text
from mapper.figures.areas import area_table
from mapper.figures.together import shared_table
from mapper.history.control import ControlHistory
from mapper.history.holders import colour_of, holder_short_name
from mapper.outputs.text.isolation import isolated
from mapper.outputs.text.people import people_line

__all__ = ["share_chart"]

_INK: Final = {"light": "#1d2126", "dark": "#eceae4"}
"""Words and lines on the two grounds."""
_SETTINGS: Final[dict[Any, Any]] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "mapper",
    "text.parse_math": False,
    "font.family": "sans-serif",
    "font.size": 10,
    "hatch.linewidth": 0.6,
    "text.color": _INK["light"],
    "axes.edgecolor": _INK["light"],
    "axes.labelcolor": _INK["light"],
    "axes.facecolor": "none",
    "xtick.color": _INK["light"],
    "ytick.color": _INK["light"],
    "axes.spines.top": False,
    "axes.spines.right": False,
}
_LEGEND_MAX: Final = 36
"""Rows of the legend; smaller holders are drawn but not named."""
_LINES_MAX: Final = 6
"""Holders with a line and a band of their own: more bands hide each other."""
_BAND: Final = 0.3
"""How strong the colour of a band is."""
_ONE_COLUMN: Final = 14
"""Rows of a legend of one column; more stand in two, in small letters."""
_LABEL_MAX: Final = {1: 48, 2: 26}
"""Letters of a name in the legend, by columns: a longer one would leave the chart no room."""
_AXES: Final = {"area": "share", "people": "people"}
_NOTE_LETTERS: Final = 130
_NOTE_LINES: Final = 4
_NO_PARTIES: Final = (NO_BLOC, SHARED, NONE, UNKNOWN, NO_DATA)
"""Rows that no case names: their words are in the texts, under these keys."""
_DIRECTION: Final = "ltr"
"""How a drawing runs, whatever its words are: time goes from left to right."""
_HATCHES: Final = {UNKNOWN: "..", NONE: "xx"}
_TOGETHER: Final = "+"
"""Between the ids of those who share land; no id holds it."""
_STRIPE: Final = 9
"""Width of a stripe, in points."""
_ROW: Final = "row"


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
    """Shares of the country by holder or bloc on every change day, and how sure they are.

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
    table = area_table(history, days, by=by)
    wide = _shares(_parted(history, table, days, by), by, of)
    order = _stack_order(history, wide, by)
    with rc_context(_SETTINGS), warnings.catch_warnings():
        # Text stays text: the reader's fonts draw it, ours only measure it.
        warnings.filterwarnings("ignore", "Glyph .* missing from font", UserWarning)
        figure = Figure(figsize=(11, 6.6), layout="constrained", facecolor=GROUNDS["light"])
        axes, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
        texts = _texts(lang)
        _draw(history, axes, wide[order], by, texts)
        _draw_ranges(history, below, wide[order], _ranges(table, by, of, wide))
        axes.set_ylabel(isolated(texts[f"{_AXES[of]}_axis"], _DIRECTION))
        below.set_ylabel(isolated(texts["range_axis"], _DIRECTION))
        if of == "people":
            below.set_xlabel(_note(people_line(history, lang)), fontsize=8, loc="left")
        buffer = io.BytesIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": "mapper"})
    striped = {
        number: [_land(history, party, "light") for party in name.split(_TOGETHER)]
        for number, name in enumerate(order)
        if _TOGETHER in name
    }
    chart = _striped(buffer.getvalue().decode("utf-8"), striped)
    return _with_dark(chart, history, dict.fromkeys(_TOGETHER.join(order).split(_TOGETHER)))


def _parted(
    history: ControlHistory, table: pd.DataFrame, days: list[dt.date], by: Literal["holder", "bloc"]
) -> pd.DataFrame:
    """The table by area, with a row for each group that shares land in the place of ``shared``."""
    shared = shared_table(history, days, by=by)
    total = table.groupby("date")["area_km2"].sum()
    shared[by] = [_TOGETHER.join(among) for among in shared["parties"]]
    shared["share"] = shared["area_km2"] / shared["date"].map(total)
    return pd.concat([table[table[by] != SHARED], shared.drop(columns="parties")])


def _with_dark(svg: str, history: ControlHistory, names: Iterable[str]) -> str:
    """The picture with styles that exchange its colours where the reader's pages are dark."""
    dark = {_land(history, name, "light"): _land(history, name, "dark") for name in names}
    pairs = {**dark, GROUNDS["light"]: GROUNDS["dark"], _INK["light"]: _INK["dark"]}
    rules = "".join(
        f'[style*="{part}: {light}"],[{part}="{light}"]{{{part}:{other}!important}}'
        for light, other in pairs.items()
        for part in ("fill", "stroke")
    )
    ink = f"text{{fill:{_INK['dark']}}}"
    style = f"<style>@media (prefers-color-scheme: dark) {{{ink}{rules}}}</style>"
    head, tag, rest = svg.partition("<defs>")
    return f"{head}{tag}\n  {style}{rest}"


def _land(history: ControlHistory, name: str, ground: str) -> str:
    """The colour of a holder's land on one of the grounds, as on the maps."""
    return land_colour(colour_of(history, name), GROUNDS[ground])


def _shares(table: pd.DataFrame, by: str, of: str) -> pd.DataFrame:
    """Shares by date and row."""
    if of == "people":
        total = table.groupby("date")["population"].transform("sum").clip(lower=1)
        table = table.assign(share=table["population"] / total)
    wide = table.pivot_table(index="date", columns=by, values="share", aggfunc="sum").fillna(0.0)
    return _moving(wide) if of == "people" else wide


def _ranges(
    table: pd.DataFrame, by: str, of: str, wide: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What each surely has and what it may have, as shares, by date and row as in ``wide``."""
    column = "population" if of == "people" else "area_km2"
    total = table.groupby("date")[column].transform("sum").clip(lower=1)
    found = [
        table.assign(share=table[f"{column}_{end}"] / total)
        .pivot_table(index="date", columns=by, values="share", aggfunc="sum")
        .reindex(index=wide.index, columns=wide.columns)
        .fillna(0.0)
        for end in ("low", "high")
    ]
    return found[0], found[1]


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
    groups = [x for x in wide.columns if _TOGETHER in x]
    groups.sort(key=lambda x: (-wide[x].max(), x))
    known = [first, *(x for x in known if x != first), NO_BLOC, *groups, NONE, UNKNOWN, NO_DATA]
    return [x for x in known if x in wide.columns and wide[x].max() > 0]


def _draw(
    history: ControlHistory, axes: Any, wide: pd.DataFrame, by: str, texts: dict[str, str]
) -> None:
    from matplotlib.legend_handler import HandlerTuple

    dates = [dt.date.fromisoformat(str(d)) for d in wide.index]
    low = np.zeros(len(wide))
    handles = {}
    for number, name in enumerate(wide.columns):
        height = wide[name].to_numpy(float) * 100
        there = height > 0
        there[1:] |= there[:-1]  # what ends on a day is drawn up to it
        area = axes.fill_between(
            dates,
            low,
            low + height,
            where=there,
            step="post",
            color=_land(history, str(name).partition(_TOGETHER)[0], "light"),
            linewidth=0,
            hatch=_HATCHES.get(name),
            hatchcolor=GROUNDS["light"],
            gid=f"{_ROW}-{number}",
        )
        handles[name] = area if _TOGETHER not in name else _side_by_side(history, name)
        low = low + height
    axes.set_xlim(dates[0], dates[-1])
    axes.set_ylim(0, 100)
    axes.margins(0)
    top = wide.max().sort_values(ascending=False).index[:_LEGEND_MAX]
    named = [name for name in reversed(wide.columns) if name in set(top)]
    if not named:
        return
    columns = 1 if len(named) <= _ONE_COLUMN else 2
    axes.legend(
        handles=[handles[name] for name in named],
        labels=[_label(history, str(name), by, texts, _LABEL_MAX[columns]) for name in named],
        handler_map={tuple: HandlerTuple(ndivide=None, pad=0)},
        loc="center left",
        bbox_to_anchor=(1.01, 0.5),
        frameon=False,
        **({} if columns == 1 else {"ncols": columns, "fontsize": 8, "columnspacing": 1}),
    )


def _draw_ranges(
    history: ControlHistory,
    axes: Any,
    wide: pd.DataFrame,
    ranges: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    """Lines of the largest, each in a band from low to high."""
    dates = [dt.date.fromisoformat(str(d)) for d in wide.index]
    low, high = ranges
    parties = [x for x in wide.columns if x not in _NO_PARTIES and _TOGETHER not in x]
    most = high[parties].max().sort_values(ascending=False, kind="stable").index[:_LINES_MAX]
    for name in (name for name in parties if name in set(most)):
        colour = _land(history, name, "light")
        band = [frame[name].to_numpy(float) * 100 for frame in (low, high)]
        axes.fill_between(dates, *band, step="post", color=colour, alpha=_BAND, linewidth=0)
        axes.step(dates, wide[name].to_numpy(float) * 100, where="post", color=colour, linewidth=2)
    axes.set_ylim(0, 100)
    axes.margins(0)


def _side_by_side(history: ControlHistory, name: str) -> tuple[Any, ...]:
    """What stands in the legend for those who share land."""
    from matplotlib.patches import Patch

    return tuple(Patch(color=_land(history, one, "light"), lw=0) for one in name.split(_TOGETHER))


def _striped(chart: str, colours: Mapping[int, Sequence[str]]) -> str:
    """A chart in which some rows have stripes of several colours, as the map has.

    A hatch of matplotlib has one colour. The areas of a row are one group of the drawing: what it
    is filled with is replaced by a pattern.
    """
    for number, several in colours.items():
        mark = f'<g id="{_ROW}-{number}">'
        before, found, rest = chart.partition(mark)
        area, end, after = rest.partition("</g>")
        stripes = "".join(
            f'<rect x="{i * _STRIPE}" width="{_STRIPE}" height="{_STRIPE}" fill="{colour}"/>'
            for i, colour in enumerate(several)
        )
        pattern = (
            f'<pattern id="stripes-{number}" width="{_STRIPE * len(several)}" height="{_STRIPE}" '
            f'patternUnits="userSpaceOnUse">{stripes}</pattern>'
        )
        filled = re.sub(r"fill: #[0-9a-f]{6}", f"fill: url(#stripes-{number})", area)
        chart = f"{before}{found}<defs>{pattern}</defs>{filled}{end}{after}" if found else chart
    return chart


def _label(history: ControlHistory, name: str, by: str, texts: dict[str, str], letters: int) -> str:
    text = " + ".join(_party(history, one, by, texts) for one in name.split(_TOGETHER))
    text = text if len(text) <= letters else f"{text[: letters - 1].rstrip()}…"
    text = isolated(text, _DIRECTION)
    return text if not text.startswith("_") else f" {text}"


def _party(history: ControlHistory, name: str, by: str, texts: dict[str, str]) -> str:
    bloc = history.blocs.get(name) if by == "bloc" else None
    if bloc is not None:
        return xml_text(bloc.name)
    return texts[name] if name in _NO_PARTIES else xml_text(holder_short_name(history, name))

"""``mapper changes``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Final

import click

from mapper.cli.console import on_terminal, write_text
from mapper.cli.histories import history_of
from mapper.cli.options import (
    csv_kind,
    days_and_case,
    excel_option,
    lang_option,
    named_here,
    out_option,
)

_SUFFIXES: Final = {".geojson": "geojson", ".html": "html", ".json": "json"}
_MAPS: Final = ("geojson", "html")


@click.command("changes")
@days_and_case("FROM TO", least=2, most=2)
@click.option(
    "--by",
    type=click.Choice(["holder", "bloc"]),
    default="holder",
    show_default=True,
    help="Whose hands: holders, or blocs with the membership of each date.",
)
@click.option("--step", is_flag=True, help="Every change day between, with what changed on it.")
@click.option("--csv", "fmt", flag_value="csv", help="CSV (the default when piped).")
@click.option("--json", "fmt", flag_value="json", help="JSON with every unit, place and source.")
@click.option("--geojson", "fmt", flag_value="geojson", help="Land dissolved by pair of holders.")
@click.option("--html", "fmt", flag_value="html", help="A map page: before, after, changes.")
@excel_option
@lang_option
@out_option(
    "File instead of stdout; its ending (.html, .geojson, .json) stands for the option. "
    "Default of --html: <case>-<FROM>-<TO>.html here."
)
def command(
    days: tuple[dt.date, ...],
    by: str,
    step: bool,
    fmt: str | None,
    excel: bool,
    lang: str,
    out: Path | None,
) -> None:
    """What changed hands between the dates FROM and TO: land and places by pair of holders.

    The state at the end of FROM is compared with that at the end of TO, by governing holder; land
    that only changed its holder's name (a merger) is kept apart. A table on a terminal, CSV when
    piped: from_holder, to_holder, kind (hands, succession, realignment), area_km2, share,
    area_within_50km_km2, units, towns, population_of_towns, towns_without_population, place_ids,
    unit_ids, force_km2, agreement_km2, unopposed_km2, untold_km2 (in which way it changed hands);
    where the case has figures of people, population before the ids. With --step also what changed
    and changed back: date, what, from_holder, to_holder, parties, area_km2, units, towns,
    place_ids, unit_ids, events, sources, open_date (as written, where that names no day).
    """
    from mapper.figures.between import net_changes
    from mapper.figures.changedays import daily_changes
    from mapper.outputs.text.changes import changes_text, steps_text

    to_terminal = out is None and on_terminal()
    guess = _SUFFIXES.get("" if out is None else out.suffix.lower(), "csv")
    asked = csv_kind(fmt or (guess if excel else None), excel)
    chosen = asked or ("table" if to_terminal else guess)
    if step and chosen in _MAPS:
        raise click.UsageError(f"--step gives a list; it does not go with {chosen}.")
    if chosen == "html" and by != "holder":
        raise click.UsageError("the map page colours by holder; --by bloc does not go with it.")
    history = history_of()
    first, last = days
    found = net_changes(history, first, last, by=by)  # type: ignore[arg-type]
    if chosen == "html":
        from mapper.history.languages import translated
        from mapper.outputs.pages.changespage import changes_page

        text = changes_page(translated(history, lang), found, lang=lang)
        write_text(text, out or named_here(f"{history.case.id}-{first}-{last}.html"))
        return
    if chosen == "geojson":
        from mapper.outputs.geo.changemap import changes_geojson

        text = changes_geojson(history, found)
    elif step:
        steps = daily_changes(history, first, last, by=by)  # type: ignore[arg-type]
        text = steps_text(history, found, steps, chosen)
    else:
        text = changes_text(history, found, chosen)
    write_text(text, out)

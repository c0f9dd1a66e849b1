"""``mapper snapshot``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from mapper.cli.console import write_bytes
from mapper.cli.histories import history_of
from mapper.cli.options import days_and_case, named_here, out_option
from mapper.core.pathnames import inside

_FORMATS = ("geojson", "gpkg", "parquet", "kml", "topojson")


@click.command("snapshot")
@days_and_case("DATE...", least=1)
@click.option(
    "--layer",
    type=click.Choice(["areas", "units", "places"]),
    default="areas",
    show_default=True,
    help="Areas dissolved by holder and status, units, or places.",
)
@click.option(
    "--format",
    "fmt",
    type=click.Choice(_FORMATS),
    default="geojson",
    show_default=True,
    help="Format of the file.",
)
@out_option(
    "File for one date, folder for several, - for stdout; default: stdout (GeoJSON, one "
    "date) or files here."
)
def command(days: tuple[dt.date, ...], layer: str, fmt: str, out: Path | None) -> None:
    """The state of each DATE for GIS programs."""
    from mapper.outputs.geo.geojson import GeoJSONWriter
    from mapper.outputs.geo.vector import snapshot_bytes

    history = history_of()
    for day in days:
        history.check_date(day)
    writer = GeoJSONWriter(history)
    for day in days:
        data = snapshot_bytes(history, day, layer=layer, fmt=fmt, writer=writer)
        write_bytes(data, _target(out, day, layer, fmt, len(days)))


def _target(out: Path | None, day: dt.date, layer: str, fmt: str, count: int) -> Path | None:
    """The file of a date; None for stdout."""
    if str(out) == "-" or (out is None and count == 1 and fmt in {"geojson", "topojson"}):
        if count > 1:
            raise click.UsageError("several dates need a folder: name one with --out.")
        return None
    part = "" if layer == "areas" else f".{layer}"
    name = f"{day.isoformat()}{part}.{fmt}"
    if out is None:
        return named_here(name)
    return inside(out, name) if count > 1 or out.is_dir() else out

"""``mapper layers``."""

from __future__ import annotations

from pathlib import Path

import click

from mapper.cli.console import say, write_text
from mapper.cli.options import chosen_limits, limits_option, out_option
from mapper.core.legible import printable

_FILE = click.Path(path_type=Path, exists=True, readable=False)


@click.command("layers")
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="FILE...")
@click.option("--layer", default="", metavar="NAME", help="Which of several layers of a file.")
@click.option("--json", "as_json", is_flag=True, help="JSON: what a layer is, or what changed.")
@click.option("--repair", is_flag=True, help="Mend the layer and write it to --out.")
@click.option("--to", type=_FILE, metavar="FILE", help="Snap to the units of this finest layer.")
@click.option("--id", "id_column", default="", metavar="COLUMN", help="Column of the ids.")
@click.option(
    "--sliver-m",
    type=float,
    metavar="METRES",
    help="Fill holes narrower than this (default 112, what reading wants).",
)
@out_option("Layer to write: .shp, .gpkg or .geojson.")
@limits_option
def command(
    files: tuple[Path, ...],
    layer: str,
    as_json: bool,
    repair: bool,
    to: Path | None,
    id_column: str,
    sliver_m: float | None,
    out: Path | None,
) -> None:
    """Say what a boundary layer FILE is, or mend it. No case is needed.

    Without --repair: records, columns, reference system, and what is wrong with the polygons, with
    the table to paste into case.toml. With --repair: polygons are made valid, records of one id
    become one, overlaps, gaps and borders that do not match are settled, areas are split at the
    180th meridian; what changed, and by how many km², is said on stderr.
    """
    if repair:
        _repair(files, layer, as_json, to, id_column, sliver_m, out)
        return
    if out is not None or to is not None or sliver_m is not None:
        raise click.UsageError("--out, --to and --sliver-m belong to --repair.")
    from mapper.case.repair.survey import survey_layer
    from mapper.core.jsontext import json_text
    from mapper.outputs.text.layers import survey_record, survey_text

    limits = chosen_limits()
    surveys = [survey_layer(f, layer=layer, limits=limits, id_column=id_column) for f in files]
    if as_json:
        write_text(json_text([survey_record(one) for one in surveys], indent=1), None)
    else:
        write_text("\n\n".join(survey_text(one) for one in surveys), None)


def _repair(
    files: tuple[Path, ...],
    layer: str,
    as_json: bool,
    to: Path | None,
    id_column: str,
    sliver_m: float | None,
    out: Path | None,
) -> None:
    from mapper.case.repair.mending import LEAST_SLIVER_M
    from mapper.case.repair.repairing import repair_layer
    from mapper.core.jsontext import json_text

    if len(files) > 1:
        raise click.UsageError("one layer at a time is mended: name one FILE.")
    if out is None or str(out) == "-":
        raise click.UsageError("--repair needs --out FILE, a .shp, .gpkg or .geojson.")
    report = repair_layer(
        files[0],
        out,
        layer=layer,
        to=to,
        id_column=id_column,
        sliver_m=LEAST_SLIVER_M if sliver_m is None else sliver_m,
        limits=chosen_limits(),
    )
    for line in report.lines():
        say(printable(line))
    say(f"wrote {out}")
    if as_json:
        write_text(json_text(report.as_dict(), indent=1), None)

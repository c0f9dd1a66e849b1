"""``mapper atlas``."""

from __future__ import annotations

from pathlib import Path

import click

from mapper.cli.console import write_text
from mapper.cli.histories import history_with_alternatives
from mapper.cli.options import (
    address_option,
    case_argument,
    chosen_address,
    lang_option,
    named_here,
    out_option,
)


@click.command("atlas")
@case_argument
@lang_option
@address_option
@click.option("--no-tiles", is_flag=True, help="Leave out the switch for online map tiles.")
@out_option("The file; default: <case>-atlas.html here; - is stdout.")
def command(lang: str, no_tiles: bool, out: Path | None) -> None:
    """One page with a time line for the whole conflict: works from disk, without network."""
    from mapper.outputs.pages.atlas.page import atlas_page
    from mapper.outputs.pages.document import OPEN_STREET_MAP

    history = history_with_alternatives()
    tiles = None if no_tiles else OPEN_STREET_MAP
    text = atlas_page(history, lang=lang, tiles=tiles, url=chosen_address() or None)
    write_text(text, out or named_here(f"{history.case.id}-atlas.html"))

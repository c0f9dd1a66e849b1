"""``mapper cache``."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import click

from mapper.cli.cacheoptions import CACHE, chosen_place
from mapper.cli.console import on_terminal, say, write_text
from mapper.core.cache import Cache, Holding
from mapper.core.cachefolder import own_folder
from mapper.core.legible import printable

_MEGA = 1_000_000


def _cache_option() -> click.Option:
    names, kind, metavar, text = CACHE
    return click.Option(list(names), type=kind, metavar=metavar, help=text)


@click.command("cache", params=[_cache_option()])
@click.argument("what", required=False, metavar="[clear", type=click.Choice(["clear"]))
@click.argument("case", required=False, metavar="[CASE]]")
@click.option("--json", "as_json", is_flag=True, help="What is kept, as JSON.")
def command(cache_dir: Path | None, what: str | None, case: str | None, as_json: bool) -> None:
    """What is kept between commands, and where; or remove it.

    who, stats, snapshot, map, atlas, changes, actors and areas keep what they make of a case, and
    the next command begins with it as long as no byte of the case, no option and nothing of mapper
    itself has changed. What was not used for longest goes when it is more than 2 GB, or
    MAPPER_CACHE_SIZE (500M, 4G; 0 keeps nothing).

    mapper cache clear removes everything, mapper cache clear CASE what is kept of a case, by the
    name of its folder. CSV on stdout: case, bytes, last used (UTC), entry, options.
    """
    place, most = chosen_place(cache_dir)
    folder = own_folder(place, make=False)
    cache = None if folder is None else Cache(folder, most)
    if what == "clear":
        name = None if case is None else Path(case).resolve().name
        gone = [] if cache is None else cache.clear(name)
        say(f"{printable(str(place))}: removed {_count(gone)}")
        return
    kept = [] if cache is None else cache.holdings()
    if as_json:
        _write_json(place, most, kept)
        return
    say(f"{printable(str(place))}: {_count(kept)} of at most {most / _MEGA:,.0f} MB")
    if kept:
        write_text(_lines(kept) if on_terminal() else _csv(kept), None)


def _count(kept: list[Holding]) -> str:
    size = sum(item.size for item in kept) / _MEGA
    noun = "entry" if len(kept) == 1 else "entries"
    return f"{len(kept)} {noun}, {size:,.1f} MB"


def _used(item: Holding) -> str:
    return f"{item.used:%Y-%m-%d %H:%M}"


def _case(item: Holding) -> str:
    return item.case or "(damaged)"


def _lines(kept: list[Holding]) -> str:
    rows = [
        f"{_case(x):<24} {x.size / _MEGA:>9,.1f} MB  {_used(x)}  {x.key[:12]}  {x.about}".rstrip()
        for x in kept
    ]
    return "\n".join(map(printable, rows))


def _csv(kept: list[Holding]) -> str:
    writer = csv.writer(text := io.StringIO(), lineterminator="\n")
    writer.writerow(["case", "bytes", "used", "entry", "options"])
    for item in kept:
        writer.writerow([_case(item), item.size, _moment(item), item.key, item.about])
    return text.getvalue()


def _moment(item: Holding) -> str:
    return f"{item.used:%Y-%m-%dT%H:%M:%SZ}"


def _write_json(place: Path, most: int, kept: list[Holding]) -> None:
    entries = [
        {
            "case": x.case or None,
            "bytes": x.size,
            "used": _moment(x),
            "entry": x.key,
            "options": x.about,
        }
        for x in kept
    ]
    content = {"folder": str(place), "most_bytes": most, "entries": entries}
    write_text(json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False), None)

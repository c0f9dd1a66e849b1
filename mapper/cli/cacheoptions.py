"""Options that say where what was made is kept, and the cache that they mean."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

import click

from mapper.cli.console import say
from mapper.core.cache import Cache
from mapper.core.cachefolder import (
    CACHE_SIZE,
    USUAL_BYTES,
    CacheError,
    bytes_of,
    cache_folder,
)
from mapper.core.errors import UsageError

__all__ = ["CACHE", "NO_CACHE", "chosen_cache", "chosen_place", "tell"]


class _Folder(click.Path):
    """A folder that may be there or not."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not str(value) or "\0" in str(value):
            self.fail("write the name of a folder.", param, ctx)
        return super().convert(value, param, ctx)


CACHE: Final = (
    ("--cache", "cache_dir"),
    _Folder(path_type=Path),
    "DIR",
    "Folder that histories are kept in between commands, instead of the usual one.",
)
"""Names, type, word and help of ``--cache``, as `mapper.cli.options` has them."""
NO_CACHE: Final = (("--no-cache", "cache_off"), "Read everything again, and keep nothing.")


def tell(note: str) -> None:
    """Say why there is no cache; the command goes on."""
    say(f"note: {note}")


def chosen_place(folder: Path | None) -> tuple[Path, int]:
    """The folder of the cache, and how many bytes it may have.

    Raises
    ------
    UsageError
        If ``MAPPER_CACHE_SIZE`` is no size.
    """
    size = os.environ.get(CACHE_SIZE)
    try:
        most = USUAL_BYTES if not size else bytes_of(size)
    except UsageError as error:
        raise UsageError(f"{CACHE_SIZE} is set, but {error}") from error
    return cache_folder() if folder is None else folder, most


def chosen_cache(folder: Path | None) -> Cache | None:
    """The cache in a folder, or in the usual one; None, with a note, where it cannot be used."""
    try:
        place, most = chosen_place(folder)
        return Cache.opened(place, most) if most else None
    except CacheError as error:
        tell(f"{error} Nothing is taken from it or kept.")
        return None

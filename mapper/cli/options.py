"""Arguments and options that commands share, and the names that their files get.

Every command takes a case in both ways, among its arguments and as ``--case``; where arguments are
days too, a word that is a day is one, and any other is the case.
"""

from __future__ import annotations

import datetime as dt
import math
import os
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from mapper.cli.cacheoptions import CACHE, NO_CACHE
from mapper.cli.console import ask, asks
from mapper.core.dates import as_day
from mapper.core.errors import OutputError, UsageError
from mapper.core.pathnames import inside
from mapper.outputs.pages.browser import LANGUAGES

if TYPE_CHECKING:
    from mapper.case.layers.process import Limits

__all__ = [
    "DATE",
    "address_option",
    "area_options",
    "cache_asked",
    "case_argument",
    "cases_argument",
    "chosen_address",
    "chosen_areas",
    "chosen_folder",
    "chosen_folders",
    "chosen_limits",
    "csv_kind",
    "days_and_case",
    "excel_option",
    "lang_option",
    "limit_times",
    "name_and_case",
    "named_here",
    "out_option",
    "read_options",
]

F = TypeVar("F", bound=Callable[..., Any])


class _Date(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """A day as YYYY-MM-DD."""

    name = "date"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.date:
        try:
            return as_day(value)
        except UsageError as error:
            self.fail(str(error), param, ctx)


DATE: Final = _Date()
USUAL_CASE: Final = "MAPPER_CASE"
"""Variable of the environment: the case of commands that name none."""


def case_argument(function: F) -> F:
    """``[CASE]``, ``--case`` and the options of the area model; for `chosen_folder`."""

    def keep(ctx: click.Context, _: click.Parameter, word: str | None) -> None:
        ctx.meta[_WORDS] = () if word is None else (word,)

    argument = click.argument(
        "named", required=False, metavar="[CASE]", callback=keep, expose_value=False
    )
    return argument(_case_option(read_options(function)))


def cases_argument(function: F) -> F:
    """``[CASE]...``, ``--case`` and the options of the area model; for `chosen_folders`."""

    def keep(ctx: click.Context, _: click.Parameter, words: tuple[str, ...]) -> None:
        ctx.meta[_WORDS] = words

    argument = click.argument(
        "cases", nargs=-1, metavar="[CASE]...", callback=keep, expose_value=False
    )
    return argument(_case_option(area_options(function), multiple=True))


def days_and_case(metavar: str, *, least: int = 0, most: int | None = None) -> Callable[[F], F]:
    """Days and ``[CASE]`` as arguments in any order, ``--case`` and options of the area model.

    The command gets its days as a tuple ``days``.

    Parameters
    ----------
    metavar : str
        How the days are shown, such as ``FROM TO``.
    least, most : int
        How many days there must, and may be.
    """

    def part(
        ctx: click.Context, param: click.Parameter, words: tuple[str, ...]
    ) -> tuple[dt.date, ...]:
        days: list[dt.date] = []
        cases: list[str] = []
        for word in words:
            try:
                days.append(as_day(word))
            except UsageError as error:
                _must_be_case(word, error, ctx, param)
                cases.append(word)
        if len(cases) > 1:
            raise click.UsageError(f"name one case, not both `{cases[0]}` and `{cases[1]}`.", ctx)
        if len(days) < least:
            names = metavar.split()  # each day has a name where there are several
            hint = names[len(days)] if len(names) == least else metavar
            raise click.MissingParameter(ctx=ctx, param=param, param_hint=f"'{hint}'")
        if most is not None and len(days) > most:
            raise click.UsageError(f"one day too many: {days[most]}.", ctx)
        ctx.meta[_WORDS] = tuple(cases)
        return tuple(days)

    def decorate(function: F) -> F:
        argument = click.argument("days", nargs=-1, metavar=f"{metavar} [CASE]", callback=part)
        return argument(_case_option(read_options(function)))

    return decorate


def name_and_case(metavar: str) -> Callable[[F], F]:
    """A name and ``[CASE]`` as arguments, ``--case`` and options of the area model.

    The command gets ``name``, or None. A word alone is the case where there is one of that name
    and none is named with ``--case``; else it is the name.
    """

    def decorate(function: F) -> F:
        @wraps(function)
        def named(*, words: tuple[str, ...], **more: Any) -> Any:
            meta = click.get_current_context().meta
            if len(words) > _NAME_AND_CASE:
                raise click.UsageError(f"one word too many: `{words[_NAME_AND_CASE]}`.")
            alone = len(words) == 1 and not meta.get(_OPTIONS) and _is_case(words[0])
            name, cases = (None, words) if alone else (words[:1], words[1:])
            meta[_WORDS] = cases
            return function(name=name[0] if name else None, **more)

        argument = click.argument("words", nargs=-1, metavar=f"{metavar} [CASE]")
        return argument(_case_option(read_options(named)))  # type: ignore[return-value]

    return decorate


def _is_case(word: str) -> bool:
    from mapper.case.folders import find_case

    try:
        find_case(word)
    except UsageError:
        return False
    return True


def _must_be_case(
    word: str, no_day: UsageError, ctx: click.Context, param: click.Parameter
) -> None:
    """Say what a word should have been that is neither a day nor a case."""
    from mapper.case.folders import find_case

    try:
        find_case(word)
    except UsageError as error:
        if word[:1].isdigit():  # meant as a day
            raise click.BadParameter(str(no_day), ctx, param) from error
        raise click.BadParameter(f"`{word}` is no day, and {error}", ctx, param) from error


def _case_option(function: F, *, multiple: bool = False) -> F:
    def keep(ctx: click.Context, _: click.Parameter, value: Any) -> None:
        ctx.meta[_OPTIONS] = value if multiple else () if value is None else (value,)

    return click.option(
        "--case",
        metavar="CASE",
        multiple=multiple,
        help="Case folder, or its name under events/; the same as the argument.",
        callback=keep,
        expose_value=False,
    )(function)


def area_options(function: F) -> F:
    """Another area model than that of ``case.toml``, its options, and limits of layers."""
    return _kept((*_AREA_OPTIONS, _LIMITS), function)


def read_options(function: F) -> F:
    """`area_options`, and those of the cache; for `mapper.cli.histories`."""

    def keep(ctx: click.Context, _: click.Parameter, value: bool) -> None:
        ctx.meta[_CACHE_OFF] = value

    names, text = NO_CACHE
    off = click.option(*names, is_flag=True, help=text, callback=keep, expose_value=False)
    return _kept((*_AREA_OPTIONS, _LIMITS, CACHE), off(function))


def address_option(function: F) -> F:
    """``--url``; for `chosen_address`."""
    return _kept((_ADDRESS,), function)


def limits_option(function: F) -> F:
    """``--layer-limits`` alone, for a command without a case; for `chosen_limits`."""
    return _kept((_LIMITS,), function)


def _kept(options: Sequence[Any], function: F) -> F:
    """Options whose values are kept in the context, not handed to the command."""

    def keep(ctx: click.Context, param: click.Parameter, value: Any) -> None:
        if value is not None:
            ctx.meta[f"{_META}{param.name}"] = value

    for names, kind, metavar, text in reversed(options):
        function = click.option(
            *names, type=kind, metavar=metavar, help=text, callback=keep, expose_value=False
        )(function)
    return function


class _Length(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """A number of kilometres above 0."""

    name = "km"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not (math.isfinite(number) and number > 0):
            self.fail(f"{value!r} is not a number of kilometres above 0.", param, ctx)
        return int(number) if number.is_integer() else number


_NAME_AND_CASE: Final = 2
_META: Final = "mapper."
_WORDS: Final = "mapper.case_words"
_OPTIONS: Final = "mapper.case_options"
"""Cases that are named among the arguments, and with ``--case``."""
_CACHE_OFF: Final = "mapper.cache_off"
_AREAS: Final = "mapper.areas_"
"""Parameters of these names cannot clash with a command's own, such as the level of ``stats``."""
_AREA_OPTIONS: Final = (
    (
        ("--area-model", "areas_model"),
        click.Choice(["admin", "voronoi", "hex"]),
        None,
        "What land is coloured by, instead of what the case says.",
    ),
    (
        ("--cells-within", "areas_within"),
        str,
        "LEVEL",
        "voronoi: cells end at the borders of this level.",
    ),
    (
        ("--max-km", "areas_max_km"),
        _Length(),
        "KM",
        "voronoi, hex: farther from any tracked place there is no data.",
    ),
    (
        ("--resolution", "areas_resolution"),
        click.IntRange(0, 15),
        "0-15",
        "hex: H3 resolution; 5 is about 250 km² a cell.",
    ),
)
_LIMITS: Final = (
    ("--layer-limits", "layer_limits"),
    click.IntRange(1, 1000),
    "N",
    "Read boundary layers up to N times the usual limits of size, memory and time.",
)


class _Address(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """A public address of the web."""

    name = "address"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from mapper.case.sources import is_public_address

        if not is_public_address(str(value)):
            self.fail("write an http(s) address, without `#` and spaces.", param, ctx)
        return str(value)


_ADDRESS: Final = (
    ("--url", "address"),
    _Address(),
    "URL",
    "Where the page will be published: for links and citations, instead of what the case says.",
)


def lang_option(function: F) -> F:
    """``--lang``."""
    return click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        default="en",
        show_default=True,
        help="Language of the pages.",
    )(function)


def out_option(help_text: str) -> Callable[[F], F]:
    """``--out``: a file for one result, a folder for several; ``-`` is stdout."""
    kind = _Out(path_type=Path, allow_dash=True, readable=False)
    return click.option("--out", type=kind, help=help_text)


class _Out(click.Path):
    """A file or folder that may be there or not."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not str(value) or "\0" in str(value):
            self.fail("write the name of a file or folder, or - for stdout.", param, ctx)
        return super().convert(value, param, ctx)


def named_here(name: str) -> Path:
    """A file or folder of the working directory whose name nobody chose on the command line.

    Raises
    ------
    UsageError
        If the name of the case is none for a file, or a link is in the way.
    """
    try:
        return inside(Path(), name)
    except OutputError as error:
        raise UsageError(f"{str(error).rstrip('.')}. Name one with --out.") from error


def excel_option(function: F) -> F:
    """``--excel``: CSV for people who open it in a spreadsheet; for `csv_kind`."""
    return click.option(
        "--excel",
        is_flag=True,
        help="CSV for spreadsheets: with a byte order mark, and an apostrophe before texts that "
        "would be taken for a formula.",
    )(function)


def csv_kind(fmt: str | None, excel: bool) -> str | None:
    """The format asked for; ``excel`` where ``--excel`` stands alone or beside ``--csv``."""
    if not excel:
        return fmt
    if fmt not in {None, "csv"}:
        raise click.UsageError(f"--excel is a kind of CSV; it does not go with {fmt}.")
    return "excel"


def chosen_areas() -> dict[str, Any]:
    """The area model and options that the command line asks for, if any."""
    meta = click.get_current_context().meta
    return {k.removeprefix(_AREAS): v for k, v in meta.items() if k.startswith(_AREAS)}


def chosen_address() -> str:
    """The public address that the command line names; empty if it names none."""
    return str(click.get_current_context().meta.get(f"{_META}address", ""))


def chosen_limits() -> Limits:
    """The limits of boundary layers that the command line asks for."""
    from mapper.case.layers.process import Limits

    return Limits().times(limit_times())


def limit_times() -> int:
    """How many times the usual limits of boundary layers the command line asks for."""
    return int(click.get_current_context().meta.get(f"{_META}layer_limits", 1))


def cache_asked() -> tuple[bool, Path | None]:
    """Whether the command line wants a cache, and the folder of it where it names one."""
    meta = click.get_current_context().meta
    return not meta.get(_CACHE_OFF), meta.get(f"{_META}cache_dir")


def chosen_folder() -> Path:
    """The folder of the one case that the command line names; see `chosen_folders`."""
    (folder,) = chosen_folders()
    return folder


def chosen_folders() -> list[Path]:
    """The folders of the cases that are named: on the command line, else by ``MAPPER_CASE``.

    Without either it is the only one here. Where there are several, a terminal is asked; a script
    gets the list.

    Raises
    ------
    UsageError
        If there is no such case, or the arguments name others than ``--case``.
    """
    from mapper.case.folders import cases_here, find_case

    meta = click.get_current_context().meta
    words, options = (_folders(meta.get(key, ())) for key in (_WORDS, _OPTIONS))
    if words and options and words != options:
        raise UsageError("the arguments name another case than --case: name it once.")
    if words or options:
        return words or options
    usual = os.environ.get(USUAL_CASE)
    if usual:
        try:
            return _folders([usual])
        except UsageError as error:
            raise UsageError(f"{USUAL_CASE} is set, but {error}") from error
    here = cases_here()
    if len(here) > 1 and asks():
        return [here[ask("which case?", [folder.name for folder in here])].resolve()]
    return [find_case()]


def _folders(names: Sequence[str]) -> list[Path]:
    from mapper.case.folders import find_case

    return [find_case(name) for name in names]

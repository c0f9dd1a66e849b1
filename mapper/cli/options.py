"""Options that commands share, and the names that their files get."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from mapper.core.errors import OutputError, UsageError
from mapper.core.pathnames import inside
from mapper.outputs.pages.browser import LANGUAGES

if TYPE_CHECKING:
    from mapper.case.layers.process import Limits
    from mapper.case.read import Case
    from mapper.history.control import ControlHistory

__all__ = [
    "DATE",
    "area_options",
    "case_argument",
    "case_option",
    "chosen_areas",
    "chosen_limits",
    "csv_kind",
    "excel_option",
    "history_of",
    "lang_option",
    "named_here",
    "out_option",
    "read_chosen",
]

F = TypeVar("F", bound=Callable[..., Any])


class _Date(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """A day as YYYY-MM-DD."""

    name = "date"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.date:
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a day; write it as 2012-04-06.", param, ctx)


DATE: Final = _Date()


def case_argument(function: F) -> F:
    """``[CASE]`` as an argument, with the options of the area model."""
    argument = click.argument("case", required=False, metavar="[CASE]")
    return argument(area_options(function))


def case_option(function: F) -> F:
    """``--case`` where the arguments are dates or places, and options of the area model."""
    option = click.option("--case", metavar="CASE", help="Case folder, or its name under events/.")
    return option(area_options(function))


def area_options(function: F) -> F:
    """Another area model than that of ``case.toml``, its options, and limits; for `read_chosen`."""

    def keep(ctx: click.Context, param: click.Parameter, value: Any) -> None:
        if value is not None:
            ctx.meta[f"{_META}{param.name}"] = value

    for names, kind, metavar, text in reversed((*_AREA_OPTIONS, _LIMITS)):
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


_META: Final = "mapper."
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


def chosen_limits() -> Limits:
    """The limits of boundary layers that the command line asks for."""
    from mapper.case.layers.process import Limits

    return Limits().times(click.get_current_context().meta.get(f"{_META}layer_limits", 1))


def read_chosen(folder: Path) -> Case:
    """The case of a folder, with the area model that the command line asks for."""
    from mapper.areas import with_area_model
    from mapper.case.read import read_case

    case, areas = read_case(folder, limits=chosen_limits()), chosen_areas()
    return with_area_model(case, **areas) if areas else case


def history_of(case: str | None) -> ControlHistory:
    """The control history of a case named on the command line."""
    from mapper.case.read import find_case
    from mapper.history.derive import build_history

    return build_history(read_chosen(find_case(case)))

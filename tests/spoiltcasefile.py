"""Faults of ``case.toml``."""

from __future__ import annotations

from casefolder import CaseFolder, layers
from faultkit import Expected, registry

FAULTS, fault = registry()


def toml(f: CaseFolder, old: str, new: str, key: str | None, *words: str) -> Expected:
    f.replace("case.toml", old, new)
    return Expected("case.toml", None, key, words)


def unsafe(f: CaseFolder, path: str, shown: str | None = None) -> Expected:
    f.replace("case.toml", 'path = "country.shp"', f'path = "{path}"')
    return Expected(shown or path, None, None, ("leads out of the geodata folder", "Name a file"))


@fault
def path_upwards(f: CaseFolder) -> Expected:
    return unsafe(f, "../../etc/passwd")


@fault
def path_absolute(f: CaseFolder) -> Expected:
    return unsafe(f, "/etc/passwd.shp")


@fault
def path_of_a_network_driver(f: CaseFolder) -> Expected:
    return unsafe(f, "/vsicurl/http://a.example/country.shp")


@fault
def path_of_a_driver_prefix(f: CaseFolder) -> Expected:
    return unsafe(f, "GPKG:country.gpkg")


@fault
def path_with_a_nul(f: CaseFolder) -> Expected:
    f.replace("case.toml", "country.shp", "country\\u0000.shp")
    return Expected("case.toml", None, "layers[5].path", ("cannot be seen", "Delete it"))


@fault
def path_too_long(f: CaseFolder) -> Expected:
    return unsafe(f, "x" * 400 + ".shp", "x" * 80)


@fault
def path_through_a_link(f: CaseFolder) -> Expected:
    outside = f.root / "outside.geojson"
    layers()["country.shp"].to_file(outside)
    f.path("country.geojson").symlink_to(outside)
    return unsafe(f, "country.geojson")


@fault
def path_in_a_circle_of_links(f: CaseFolder) -> Expected:
    f.path("loop.shp").symlink_to(f.path("loop.shp"))
    return unsafe(f, "loop.shp")


@fault
def background_path_upwards(f: CaseFolder) -> Expected:
    f.replace("case.toml", 'rivers = "rivers.shp"', 'rivers = "../rivers.shp"')
    return Expected("../rivers.shp", None, None, ("leads out", "Name a file"))


@fault
def format_that_is_not_read(f: CaseFolder) -> Expected:
    f.replace("case.toml", "country.shp", "country.vrt")
    return Expected("country.vrt", None, None, ("`.vrt` is not a layer format", ".shp, .gpkg"))


@fault
def toml_that_is_none(f: CaseFolder) -> Expected:
    f.replace("case.toml", 'title = "Tiny war"', "title = Tiny war")
    return Expected("case.toml", 1, None, ("not readable as TOML", "Correct what is written"))


@fault
def toml_of_wrong_types(f: CaseFolder) -> Expected:
    return toml(
        f,
        "first_day = 2012-01-01",
        'first_day = "2012-01-01"',
        "first_day",
        "must be a day",
        "without quotes",
    )


@fault
def toml_nested_without_end(f: CaseFolder) -> Expected:
    return toml(f, "attribution = [", "attribution = [" + "[" * 20_000, None, "TOML", "Correct")


@fault
def toml_number_without_end(f: CaseFolder) -> Expected:
    return toml(f, "zoom = 6", "zoom = " + "9" * 5000, None, "TOML", "Correct")


@fault
def huge_zoom(f: CaseFolder) -> Expected:
    return toml(f, "zoom = 6", "zoom = 999", "map.zoom", "from 0 to 18", "Correct")


@fault
def centre_that_is_no_number(f: CaseFolder) -> Expected:
    return toml(f, "[13.5, 1.5]", "[nan, inf]", "map.centre", "[lat, lon] in degrees", "Correct")


@fault
def misspelt_option(f: CaseFolder) -> Expected:
    return toml(f, "centre =", "center =", "map.center", "`center` is not known", "`centre`")


@fault
def rule_beyond_its_range(f: CaseFolder) -> Expected:
    new = "[rules]\ndispute_days = -1\n[areas]"
    return toml(f, "[areas]", new, "rules.dispute_days", "whole number from 0", "Correct")


@fault
def level_that_is_a_list(f: CaseFolder) -> Expected:
    return toml(f, 'level = "cercle"', 'level = ["cercle"]', "layers[2]", "table of texts", "Write")


@fault
def level_without_a_layer(f: CaseFolder) -> Expected:
    new = '"cercle", "canton"'
    return toml(f, '"cercle", ', f"{new}, ", "areas.levels", "No layer has the level", "remove it")


@fault
def unknown_area_model(f: CaseFolder) -> Expected:
    return toml(f, '"admin"', '"tiles"', "areas.model", "no area model `tiles`", "admin", "Correct")


@fault
def days_of_the_case_reversed(f: CaseFolder) -> Expected:
    return toml(f, "last_day = 2012-12-31", "last_day = 2011-12-31", "last_day", "before", "Swap")


@fault
def key_that_would_clear_the_terminal(f: CaseFolder) -> Expected:
    return toml(
        f,
        "[areas]",
        '[areas]\n"\\u001b[2J" = 1\n[a."\\u001b[2J"]\nb = 1\n[areas.x]',
        "a",
        "not known",
        "Use one of",
    )

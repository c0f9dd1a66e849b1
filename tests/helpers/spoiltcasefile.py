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
def snapping_over_half_a_country(f: CaseFolder) -> Expected:
    new = '"admin"\nsnap_km = 500'
    return toml(f, '"admin"', new, "areas.snap_km", "number of kilometres from 0 to 100", "= 5")


@fault
def snapping_by_a_word(f: CaseFolder) -> Expected:
    return toml(f, '"admin"', '"admin"\nsnap_km = true', "areas.snap_km", "number", "such as")


def derived(f: CaseFolder, lines: str, key: str, *words: str) -> Expected:
    """A level that is made from the communes, with a fault in its table, the second one."""
    new = f'level = "cercle"\n{lines}'
    return toml(f, 'path = "cercles.shp"\nlevel = "cercle"', new, f"layers[2].{key}", *words)


@fault
def layer_without_path_or_column(f: CaseFolder) -> Expected:
    return derived(f, 'name = "name"', "path", "`path` is missing", "or `by`")


@fault
def level_made_from_none(f: CaseFolder) -> Expected:
    words = ("`comune` is no level with a `path`", "Use one of: commune")
    return derived(f, 'by = "parent"\nfrom = "comune"', "from", *words)


@fault
def level_made_from_a_coarser_one(f: CaseFolder) -> Expected:
    words = ("`country` is not finer than `cercle`", "before it in areas.levels")
    return derived(f, 'by = "parent"\nfrom = "country"', "from", *words)


@fault
def level_made_and_read(f: CaseFolder) -> Expected:
    f.replace("case.toml", 'path = "cercles.shp"', 'path = "cercles.shp"\nby = "id"')
    return Expected("case.toml", None, "layers[2].by", ("with `by` is made", "Keep one"))


@fault
def level_read_from_another(f: CaseFolder) -> Expected:
    f.replace("case.toml", 'path = "cercles.shp"', 'path = "cercles.shp"\nfrom = "commune"')
    return Expected("case.toml", None, "layers[2].from", ("is read, not made", "Remove"))


@fault
def level_made_with_an_id_of_its_own(f: CaseFolder) -> Expected:
    words = ("`id` is not known here", "Use one of: level, from, by")
    return derived(f, 'by = "parent"\nid = "x"', "id", *words)


@fault
def level_made_for_a_column_of_days(f: CaseFolder) -> Expected:
    words = ("`since` is not a day", "such as 2016-01-19")
    return derived(f, 'by = "parent"\nvalid_from = "since"', "valid_from", *words)


@fault
def level_made_for_no_time(f: CaseFolder) -> Expected:
    lines = 'by = "parent"\nvalid_from = "2012-05-01"\nvalid_to = "2012-05-01"'
    return derived(f, lines, "valid_to", "ends before it begins", "Swap")


@fault
def level_made_by_nothing(f: CaseFolder) -> Expected:
    return derived(f, 'by = ""', "by", "It is empty", "Name a column")


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


def rename_level(f: CaseFolder, name: str) -> None:
    path = f.path("case.toml")
    path.write_text(path.read_text("utf-8").replace('"cercle"', f'"{name}"'), "utf-8")


@fault
def level_that_is_a_path(f: CaseFolder) -> Expected:
    rename_level(f, "/../../victim")
    words = ("`/../../victim` cannot be an id", "letters from A to Z")
    return Expected("case.toml", None, "layers[2].level", words)


@fault
def frame_with_a_space(f: CaseFolder) -> Expected:
    return toml(f, '"old"', '"old one"', "layers[3].frame", "`old one` cannot be an id", "Use")


@fault
def level_of_too_many_letters(f: CaseFolder) -> Expected:
    rename_level(f, "c" * 101)
    return Expected("case.toml", None, "areas.levels", ("cannot be an id", "more than 100"))


@fault
def model_that_is_a_path(f: CaseFolder) -> Expected:
    return toml(f, '"admin"', '"../admin"', "areas.model", "cannot be an id", "Use")


@fault
def baseline_that_is_no_id(f: CaseFolder) -> Expected:
    return toml(f, '"gov"', '"gov+reb"', "baseline", "`gov+reb` cannot be an id", "Use")


@fault
def text_that_would_clear_the_terminal(f: CaseFolder) -> Expected:
    new = "Drawn \\u001b[2J by hand"
    return toml(f, "Drawn by hand", new, "attribution[1]", "cannot be seen", "Delete it")


@fault
def title_that_reads_from_right_to_left(f: CaseFolder) -> Expected:
    return toml(f, "Tiny war", "Tiny \\u202e war", "title", "cannot be seen", "Delete it")


@fault
def title_of_several_lines(f: CaseFolder) -> Expected:
    return toml(f, "Tiny war", "Tiny\\nwar", "title", "several lines", "on one line")


@fault
def description_without_end(f: CaseFolder) -> Expected:
    return toml(f, "A case for tests.", "a" * 20_001, "description", "20,001 letters", "Shorten")


@fault
def last_day_of_all(f: CaseFolder) -> Expected:
    words = ("no day of the years 1000 to 2999", "states stay open")
    return toml(f, "2012-12-31", "9999-12-31", "last_day", *words)


@fault
def first_day_of_all(f: CaseFolder) -> Expected:
    return toml(f, "2012-01-01", "0001-01-01", "first_day", "no day of the years 1000 to 2999")


@fault
def attribution_of_several_lines(f: CaseFolder) -> Expected:
    new = "Drawn\\nby hand"
    return toml(f, "Drawn by hand", new, "attribution[1]", "several lines", "on one line")


@fault
def layers_without_end(f: CaseFolder) -> Expected:
    more = '[[layers]]\npath = "country.shp"\nlevel = "country"\n' * 300
    return toml(f, "[background]", f"{more}[background]", "layers", "305 layers", "one file")


@fault
def levels_without_end(f: CaseFolder) -> Expected:
    more = ", ".join(f'"l{i}"' for i in range(300))
    new = f'"commune", {more}'
    return toml(f, '"commune", "cercle"', f'{new}, "cercle"', "areas.levels", "304 levels")

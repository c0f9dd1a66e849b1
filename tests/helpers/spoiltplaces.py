"""Faults in the gazetteer: where places lie, what they are, and which are seats."""

from __future__ import annotations

from casefolder import CaseFolder
from faultkit import Expected, cell, registry

FAULTS, fault = registry()


@fault
def place_outside_the_country(f: CaseFolder) -> Expected:
    line = f.set("places.csv", "far", lat="18.5", lon="2.5")
    return Expected("places.csv", line, "lat", ("Far lies outside the country", "Check sign"))


@fault
def place_with_lat_and_lon_swapped(f: CaseFolder) -> Expected:
    line = f.set("places.csv", "far", lat="2.5", lon="14.5")
    return Expected("places.csv", line, "lat", ("outside", "swapped it would lie in Bout-du"))


@fault
def place_in_another_commune(f: CaseFolder) -> Expected:
    words = ("Post lies in Commune c2 (`c2`), not in Bout-du-monde", "write `c2`")
    return cell(f, "places.csv", "post", "area_id", "c3", *words)


@fault
def place_in_no_commune(f: CaseFolder) -> Expected:
    return cell(f, "places.csv", "post", "area_id", "c9", "no commune `c9`", "`c2`")


@fault
def longitude_beyond_the_antimeridian(f: CaseFolder) -> Expected:
    return cell(f, "places.csv", "far", "lon", "181", "`181` is not a longitude", "-180 to 180")


@fault
def latitude_with_a_comma(f: CaseFolder) -> Expected:
    return cell(f, "places.csv", "far", "lat", "14,5", "`14,5` is not a latitude", "point")


@fault
def latitude_as_python_would_read_it(f: CaseFolder) -> Expected:
    return cell(f, "places.csv", "far", "lat", "1_4.5", "not a latitude", "decimal degrees")


@fault
def place_with_the_id_of_an_area(f: CaseFolder) -> Expected:
    return cell(f, "places.csv", "minor", "place_id", "b1", "also the id of an area", "another id")


@fault
def port_just_off_the_coast(f: CaseFolder) -> Expected:
    line = f.set("places.csv", "seat_c", lon="3.01")
    words = (
        "Harbour lies 1.1 km outside c1 Commune c1, the nearest area; counted there",
        "Correct",
    )
    return Expected("places.csv", line, "lat", words, "doubt")


@fault
def port_too_far_off_the_coast(f: CaseFolder) -> Expected:
    line = f.set("places.csv", "far", lon="3.1")
    words = (
        "Far lies outside the country, 10.8 km from c3 Bout-du-monde, the nearest area",
        "areas.snap_km",
    )
    return Expected("places.csv", line, "lat", words)


@fault
def port_off_the_coast_of_another_commune(f: CaseFolder) -> Expected:
    line = f.set("places.csv", "far", lon="3.01", area_id="a1")
    words = ("Far lies in Bout-du-monde (`c3`), not in Capital land", "write `c3`")
    return Expected("places.csv", line, "area_id", words)


@fault
def base_that_decides(f: CaseFolder) -> Expected:
    return cell(f, "places.csv", "camp", "decides", "yes", "A base decides no land", "`no`")


@fault
def rank_that_does_not_fit(f: CaseFolder) -> Expected:
    return cell(f, "places.csv", "camp", "rank", "2", "Rank 2 does not fit a base", "Ranks 1 to 3")


@fault
def seat_elsewhere(f: CaseFolder) -> Expected:
    return cell(f, "seats.csv", "cercle_c", "place_id", "na", "does not lie in", "true seat")


@fault
def seat_of_an_unknown_area(f: CaseFolder) -> Expected:
    return cell(f, "seats.csv", "cercle_c", "area_id", "cercle_d", "no area", "Did you mean")


@fault
def two_seats(f: CaseFolder) -> Expected:
    line = f.append("seats.csv", "cercle_c,post,cercle")
    return Expected("seats.csv", line, "place_id", ("`seat_c` already (line 4)", "keep one"))

"""Layer files of every format, with bits flipped, cut, spliced and overwritten."""

from __future__ import annotations

import random
import struct

import fuzzkit
import pytest
from casefolder import CaseFolder, layers

pytestmark = pytest.mark.fuzz

FORMATS = (
    *(".shp", ".gpkg", ".geojson", ".parquet", ".fgb"),
    *(".kml", ".kmz", ".gml", ".gdb", ".zip", ".topojson"),
)
ROLES = ("country.shp", "communes.shp", "rivers.shp", "cercles.shp")
WORDS = (
    *(struct.pack("<i", n) for n in (-1, 0, 1, 2**31 - 1, -(2**31), 65535)),
    *(struct.pack(">i", n) for n in (1, 2**31 - 1, -(2**31))),
    *(struct.pack("<d", x) for x in (float("nan"), float("inf"), 1e308, 5e-324, -1e18)),
    *(struct.pack("<Q", n) for n in (2**63, 2**40)),
    *(b"\0" * 30, b"\xff" * 30, b"[" * 500, b'"' * 3, b"\\u0000", b"1e999", b"null", b"{}"),
)


def change_bits(raw: bytes, other: bytes, dice: random.Random) -> bytes:
    data = bytearray(raw)
    for _ in range(dice.choice((1, 1, 2, 8))):
        at = dice.randrange(max(len(data), 1))
        kind = dice.choice(("flip", "flip", "word", "word", "cut", "splice", "out", "in"))
        if kind == "flip" and data:
            data[at] ^= 1 << dice.randrange(8)
        elif kind == "word":
            word = dice.choice(WORDS)
            data[at : at + len(word)] = word
        elif kind == "cut" and dice.random() < 0.4:
            del data[at:]
        elif kind == "splice":
            start = dice.randrange(max(len(other), 1))
            part = other[start : start + dice.choice((4, 40, 400, 4000))]
            data[at : at + len(part)] = part
        elif kind == "out":
            del data[at : at + dice.choice((1, 4, 100))]
        else:
            data[at:at] = dice.choice(WORDS)
    return bytes(data)


def spoil(case: CaseFolder, dice: random.Random) -> None:
    name, extension = dice.choice(ROLES), dice.choice(FORMATS)
    stem = name.removesuffix(".shp")
    if extension != ".shp":
        case.layer(f"{stem}{extension}", layers()[name])
        case.replace("case.toml", f'"{name}"', f'"{stem}{extension}"')
    files = sorted(case.geodata.glob(f"{stem}.*"))
    if extension == ".gdb":
        files = sorted(files[0].iterdir())
    path = dice.choice(files)
    other = dice.choice(sorted(p for p in case.geodata.iterdir() if p.is_file()))
    path.write_bytes(change_bits(path.read_bytes(), other.read_bytes(), dice))


def test_layers(tmp_path, warden, listener, monkeypatch):
    monkeypatch.setattr(warden, "knows", False)  # all six go through the same process
    fuzzkit.run("layers", spoil, tmp_path, warden, listener, default=24).see_clean()

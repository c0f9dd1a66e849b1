"""The shipped layers of a case: complete, exact, readable, and rebuilt to the same bytes."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely

__all__ = ["ShippedLayers"]

_ENDINGS = ("shp", "shx", "dbf", "prj", "cpg")
_LONGEST_COLUMN = 10
"""Letters of a column's name that a shapefile keeps."""


@dataclass(frozen=True)
class ShippedLayers:
    """The folder ``geodata/<case>`` and its layers by name, with the number of their features."""

    folder: Path
    counts: dict[str, int]

    def read(self, name: str) -> gpd.GeoDataFrame:
        """A layer as it is shipped."""
        return gpd.read_file(self.folder / f"{name}.shp")

    def table(self, name: str) -> pd.DataFrame:
        """A table as it is shipped; empty cells are empty strings."""
        return pd.read_csv(self.folder / f"{name}.csv", dtype=str, keep_default_na=False)

    def tool(self) -> ModuleType:
        """The tool that rebuilds the layers."""
        name = f"rebuild_{self.folder.name}"
        spec = importlib.util.spec_from_file_location(name, self.folder / "rebuild.py")
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module  # dataclasses look their module up
        spec.loader.exec_module(module)
        return module

    def assert_complete(self, name: str) -> None:
        """As many features as there should be, with ids of their own and names without loss."""
        layer = self.read(name)
        assert len(layer) == self.counts[name]
        assert layer["id"].is_unique
        assert list(layer["id"]) == sorted(layer["id"]) or name == "rivers"
        assert (layer["name"].str.len() > 0).all()
        assert not layer["name"].str.contains("?", regex=False).any()

    def assert_states_its_crs(self, name: str) -> None:
        """WGS 84 and UTF-8, said in the files beside the shapes; columns that fit."""
        layer = self.read(name)
        assert layer.crs.to_epsg() == 4326
        assert (self.folder / f"{name}.cpg").read_bytes() == b"UTF-8"
        assert "WGS_1984" in (self.folder / f"{name}.prj").read_text(encoding="ascii")
        assert all(len(c) <= _LONGEST_COLUMN for c in layer.columns.drop("geometry"))

    def assert_coverage(self, name: str) -> None:
        """Valid polygons that share their edges."""
        geometry = self.read(name).geometry.values
        assert shapely.is_valid(geometry).all()
        assert shapely.coverage_is_valid(geometry)

    def assert_on_the_grid(self, name: str) -> None:
        """Coordinates have six decimals."""
        points = shapely.get_coordinates(self.read(name).geometry.values)
        assert np.array_equal(points, np.round(points, 6))

    def assert_unions(self, name: str, finest: str, column: str | None) -> None:
        """Areas are the exact unions of finer ones that name them; the one of all for no column."""
        pieces, unions = self.read(finest), self.read(name).set_index("id").geometry
        if column is None:
            parts = {area: np.arange(len(pieces)) for area in unions.index}
        else:
            parts = pieces.groupby(column).indices
        assert set(parts) == set(unions.index)
        for area_id, union in unions.items():
            own = pieces.geometry.values[parts[area_id]]
            assert _corners(np.array([union])) <= _corners(own)
            assert shapely.symmetric_difference(union, shapely.union_all(own)).area == 0

    def assert_area(self, name: str, area_id: str, km2: float) -> None:
        """The geodesic area of one feature, to a thousandth."""
        polygon = shapely.orient_polygons(self.read(name).set_index("id").geometry[area_id])
        metres, _ = pyproj.Geod(ellps="WGS84").geometry_area_perimeter(polygon)
        assert metres / 1e6 == pytest.approx(km2, rel=0.001)

    def assert_places_lie_in(self, finest: str, count: int) -> None:
        """Each place lies in the area that it names."""
        places, areas = self.table("places"), self.read(finest).set_index("id").geometry
        points = shapely.points(places["lon"].astype(float), places["lat"].astype(float))
        inside = shapely.covers(areas.loc[places["area_id"]].values, points)
        assert len(places) == count
        assert list(places["place_id"][~inside]) == []

    def assert_no_spelling_means_two(self, letters) -> None:
        """No two places go by the same letters."""
        owners: dict[str, set[str]] = {}
        for row in self.table("places").itertuples():
            for spelling in filter(None, [row.name, *row.alt_names.split("|")]):
                owners.setdefault(letters(spelling), set()).add(row.place_id)
        assert {s: ids for s, ids in owners.items() if len(ids) > 1} == {}

    def assert_geonames_are_shipped(self, extract: str) -> None:
        """Towns that the gazetteer cites from GeoNames are in the extract."""
        cited = self.table("places")["source"].str.extract(rf"^GeoNames id (\d+) \({extract}")[0]
        assert cited.notna().any()
        assert set(cited.dropna()) <= set(self.table(extract)["geonameid"])

    def assert_files_are_named(self, most_bytes: int) -> None:
        """SOURCES.md speaks of every file, and together they are small."""
        text = (self.folder / "SOURCES.md").read_text(encoding="utf-8")
        files = [p for p in self.folder.iterdir() if p.is_file()]
        shipped = {p.with_suffix(".shp").name if p.stem in self.counts else p.name for p in files}
        assert [n for n in sorted(shipped - {"SOURCES.md"}) if n not in text] == []
        assert sum(p.stat().st_size for p in files) <= most_bytes

    def assert_derived_alike(
        self, tool: ModuleType, needed: Collection[str], derived: Collection[str], folder: Path
    ) -> None:
        """``--derive`` writes what is shipped, byte for byte."""
        for path in [p for pattern in needed for p in self.folder.glob(pattern)]:
            shutil.copy(path, folder)
        tool.main(["--derive", "--out", str(folder)])
        for name in derived:
            self._assert_same_files(name, folder)

    def assert_round_trip(self, tool: ModuleType, name: str, folder: Path) -> None:
        """Read and written again, a layer is the same bytes."""
        tool.write_layer(tool.read_layer(self.folder / f"{name}.shp"), folder / f"{name}.shp")
        self._assert_same_files(name, folder)

    def _assert_same_files(self, name: str, folder: Path) -> None:
        for ending in _ENDINGS:
            built, shipped = folder / f"{name}.{ending}", self.folder / f"{name}.{ending}"
            assert built.read_bytes() == shipped.read_bytes(), built.name


def _corners(geometry: np.ndarray) -> set[tuple[float, float]]:
    return set(map(tuple, shapely.get_coordinates(geometry)))

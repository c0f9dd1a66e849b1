"""Opens boundary layers for another process, which starts this file and never trusts what it reads.

Drivers of geodata are large programs: a file can make them follow links, call out, spin for ever
or fill the memory, and nothing can stop them inside a process. So they run here: a process of
their own that knows six drivers only, has limits, and can be ended at any time. Requests come
as lines of JSON on standard input, answers go to standard output in the same way; the records
of a layer are written to a file in the Arrow format. It imports nothing of the package, so that
it is ready in a sixth of a second. :mod:`mapper.case.layers.process` is the other side.
"""

from __future__ import annotations

import gc
import importlib.util
import json
import os
import re
import signal
import sqlite3
import sys
import warnings
from pathlib import Path
from types import ModuleType
from typing import IO, Any

__all__ = ["DRIVERS", "GEOMETRY", "main"]

DRIVERS = {
    ".shp": "ESRI Shapefile",
    ".gpkg": "GPKG",
    ".geojson": "GeoJSON",
    ".json": "GeoJSON",
    ".fgb": "FlatGeobuf",
    ".gml": "GML",
    ".gdb": "OpenFileGDB",
}
"""The one driver of each extension; ``.parquet``, ``.kml`` and ``.topojson`` are read without
GDAL."""
_OPTIONS = {
    "GML_DOWNLOAD_SCHEMA": "NO",
    "GML_SKIP_RESOLVE_ELEMS": "ALL",
}
"""The GML driver fetches no schema and no part of a geometry from elsewhere."""
GEOMETRY = "__geometry__"
"""Column of the answer that holds the geometries as WKB."""
_VERTEX_BYTES = 16
"""Bytes of a vertex in WKB, at least."""
_CRS_KEY = re.compile(
    rb'"(?:c|\\u0063)(?:r|\\u0072)(?:s|\\u0073)"\s*:', re.IGNORECASE
)  # JSON may write a letter as its number
_STANDARD_TRIGGER = re.compile(
    r"(rtree|gpkg|trigger_(insert|delete)_feature_count)_", re.IGNORECASE
)
"""Triggers that the standard of GeoPackage, and GDAL, put into files: they keep indexes."""
_STANDARD_MODULE = re.compile(r"\busing\s+rtree\b", re.IGNORECASE)


class _Without:
    """Says that libraries are not there which pyogrio and pyarrow do without, but would import."""

    heavy = ("pandas", "geopandas", "shapely", "pyproj", "certifi")
    """Half a second to import."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        """Refuse the heavy ones, and leave all others to the next finder."""
        if name in self.heavy:
            raise ModuleNotFoundError(f"{name} is not needed", name=name)


_WITHOUT: Any = _Without()


class RefusedError(Exception):
    """The layer is not read; the arguments are the kind of reason, and more about it."""


def main() -> None:
    """Answer requests until standard input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what drivers print is no answer
    start = json.loads(sys.argv[1])
    sys.path[:] = start["sys_path"]
    _limit_memory(start["memory_bytes"])
    _only_drivers()
    gc.freeze()
    _say(answers, {"ready": True})
    for line in sys.stdin:
        request = json.loads(line)
        _watch(int(request["seconds"]))
        try:
            answer = _open(request)
        except RefusedError as reason:
            answer = {"refused": reason.args[0], "more": reason.args[1]}
        except _others() as reason:
            answer = {"refused": reason.args[0], "more": reason.args[1]}
        except MemoryError:
            answer = {"refused": "memory", "more": ""}
        except RecursionError:
            answer = {"refused": "unreadable", "more": "it is nested too deeply"}
        except Exception as error:  # drivers raise many kinds; all mean the same to the editor
            answer = {"refused": "unreadable", "more": str(error) or type(error).__name__}
        _watch(0)
        gc.collect()  # what hangs together in circles: the arrays of a layer among it
        gc.freeze()  # what is left are libraries: to go through them again takes as long as a layer
        _say(answers, answer)


def _say(answers: IO[str], answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer, allow_nan=False) + "\n")
    answers.flush()


def _limit_memory(size: int) -> None:
    """No more address space than this, where the system can promise it; no core files."""
    try:
        import resource
    except ImportError:  # not on Windows, where the time limit alone remains
        return
    for what, limit in ((resource.RLIMIT_AS, size), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(what)[1]
        wanted = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(what, (wanted, hard))


def _watch(seconds: int) -> None:
    """End this process after some time, even inside a driver and without its parent; 0 lets go."""
    if hasattr(signal, "alarm"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(seconds)


def _only_drivers() -> None:
    """Make sure that GDAL has the drivers of `DRIVERS` only.

    ``GDAL_SKIP`` names all others that were known when this was written. A newer GDAL may have
    more: then this process begins again with those left out as well.
    """
    sys.meta_path.insert(0, _WITHOUT)
    import pyogrio

    more = sorted(set(pyogrio.list_drivers()) - set(DRIVERS.values()))
    if not more:
        return
    if "--again" in sys.argv:
        raise SystemExit(f"GDAL cannot leave out the drivers {', '.join(more)}")
    os.environ["GDAL_SKIP"] = ",".join([os.environ.get("GDAL_SKIP", ""), *more]).strip(",")
    os.execv(sys.executable, [*sys.orig_argv, "--again"])


def _open(request: dict[str, Any]) -> dict[str, Any]:
    """Read the columns of a layer that are wanted, and write them to ``out``."""
    path = Path(request["path"])
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        if path.suffix == ".parquet":
            fields, columns, crs = _from_parquet(path, request)
        elif path.suffix in _WITHOUT_GDAL:
            fields, columns, crs = _from_text(path, request)
        else:
            fields, columns, crs = _from_driver(path, request)
    if columns is not None:
        _write(columns, request)
    said = [str(w.message) for w in told if not issubclass(w.category, DeprecationWarning)]
    return {"fields": fields, "crs": crs, "warnings": said, "rows": columns is not None}


Columns = dict[str, Any] | None


def _from_driver(path: Path, request: dict[str, Any]) -> tuple[list[str], Columns, str | None]:
    import pyogrio
    from pyogrio import raw
    from pyogrio.errors import DataSourceError

    if path.suffix == ".gpkg":
        _check_package(path)
    if path.suffix in {".geojson", ".json"}:
        _check_reference(path)
    if path.suffix == ".gml":
        _check_gml(path)
        pyogrio.set_gdal_config_options(_OPTIONS)
    try:
        listed = pyogrio.list_layers(path)
    except DataSourceError as error:
        if path.suffix in {".geojson", ".json"}:
            _say_what_json(path)
        if "not recognized" in str(error):
            raise RefusedError("driver", DRIVERS[path.suffix]) from error
        raise
    layer = _layer(listed, request["layer"])
    info = pyogrio.read_info(path, layer=layer, encoding=request["encoding"])
    if info["driver"] != DRIVERS[path.suffix]:
        raise RefusedError("driver", DRIVERS[path.suffix])
    if info["features"] > request["features"]:
        raise RefusedError("features", info["features"])
    fields = [str(name) for name in info["fields"]]
    asked = fields if request["columns"] is None else request["columns"]
    wanted = [name for name in fields if name in asked]
    if not info["geometry_type"]:
        raise RefusedError("geometry", "")
    if not set(asked) <= set(fields):
        return fields, None, info["crs"]
    what = {"layer": layer, "columns": wanted, "encoding": request["encoding"]}
    # Room is made at once for as many records as may come: a million take longer than a layer.
    most = request["features"] + 1
    room = min(info["features"] + 1, most) if info["features"] >= 0 else most
    meta, _, shapes, values = raw.read(path, **what, max_features=room)
    if len(shapes) == room < most:  # more than the file says that it holds
        meta, _, shapes, values = raw.read(path, **what, max_features=most)
    named = dict(zip((str(name) for name in meta["fields"]), values, strict=True))
    return fields, {**named, GEOMETRY: shapes}, info["crs"]


_KEYS_TOLD = 7
_LETTERS_TOLD = 30
"""Keys of a JSON object that are told, and letters of each."""


def _say_what_json(path: Path) -> None:
    """Refuse JSON that is no GeoJSON, with its keys and its type; both None if it is no object."""
    try:
        document = json.loads(path.read_bytes().decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise RefusedError("unreadable", f"line {error.lineno} is not JSON") from error
    keys = kind = None
    if isinstance(document, dict):
        keys = [key[:_LETTERS_TOLD] for key in list(document)[:_KEYS_TOLD]]
        kind = str(document.get("type") or "")[:_LETTERS_TOLD]
        if "features" in document and "features" not in keys:
            keys.insert(0, "features")
    if kind != "FeatureCollection" or "features" not in document:
        raise RefusedError("json", [keys, kind])


def _layer(listed: Any, named: str) -> str | None:
    """The layer to read of those that a file has; tables without a geometry do not count."""
    layers = [str(name) for name, kind in listed if kind is not None]
    if named and named not in layers:
        raise RefusedError("no-layer", layers)
    if not named and len(layers) > 1:
        raise RefusedError("layers", layers)
    return named or (layers[0] if layers else None)


def _sibling(name: str) -> ModuleType:
    """A module beside this file: the package itself is not imported here."""
    if name not in _siblings:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
        assert spec is not None
        assert spec.loader is not None
        _siblings[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(_siblings[name])
    return _siblings[name]


_siblings: dict[str, ModuleType] = {}


def _others() -> tuple[type[Exception], ...]:
    """How the modules beside this file say that they refuse."""
    names = {"placemarks": "RefusedXMLError", "arcs": "RefusedTopologyError"}
    return tuple(getattr(_siblings[m], e) for m, e in names.items() if m in _siblings)


_WITHOUT_GDAL = (".kml", ".topojson")
_GDAL_NAMES = {"Name": "name", "Description": "description"}
"""Columns of KML as GDAL calls them, and so what people have in their files."""


def _from_text(path: Path, request: dict[str, Any]) -> tuple[list[str], Columns, str | None]:
    """KML and TopoJSON, which are always in degrees."""
    wkb = _sibling("wkb")
    if path.suffix == ".kml":
        read = _sibling("placemarks").read_placemarks
    else:
        read = _sibling("arcs").read_topology
    limits = {key: request[key] for key in ("features", "vertices")}
    found = read(path, **limits, wkb=wkb, layer=request["layer"])
    fields = [name for name in found.columns if name != GEOMETRY]
    asked = fields if request["columns"] is None else request["columns"]
    called = _GDAL_NAMES if path.suffix == ".kml" else {}
    own = {name: name if name in fields else called.get(name, name) for name in asked}
    if not set(own.values()) <= set(fields):
        return fields, None, "OGC:CRS84"
    columns = {name: found.columns[own[name]] for name in asked}
    fields += [name for name in asked if name not in fields]
    return fields, {**columns, GEOMETRY: found.shapes}, "OGC:CRS84"


_SCHEMA_PLACE = re.compile(
    rb"""(?:\b[\w.-]{1,40}:)?(?:noNamespaceS|s)chemaLocation\s*=\s*(?:"[^"]*"|'[^']*')""", re.DOTALL
)


def _check_gml(path: Path) -> None:
    """Refuse document types and entities, and blank out where a schema would be looked for.

    The driver opens such a schema wherever it lies. The copy is private: it may be changed.
    """
    import xml.parsers.expat

    guard = _sibling("placemarks")
    try:
        with path.open("rb") as file:
            guard.guarded_parser().ParseFile(file)
    except xml.parsers.expat.ExpatError as error:
        raise RefusedError("unreadable", str(error)) from error
    raw = path.read_bytes()
    if b"\0" in raw:
        raise RefusedError("unreadable", "it is not UTF-8")
    path.write_bytes(_SCHEMA_PLACE.sub(lambda found: b" " * len(found[0]), raw))


def _check_package(path: Path) -> None:
    """Refuse a GeoPackage in which reading a table would run something that it holds."""
    base = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        base.execute("PRAGMA trusted_schema = OFF")
        rows = base.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_master").fetchall()
        for kind, name, sql in rows:
            virtual = kind == "table" and re.match(r"\s*create\s+virtual", str(sql), re.I)
            if kind == "view":
                raise RefusedError("view", str(name))
            if kind == "trigger" and not _STANDARD_TRIGGER.match(str(name)):
                raise RefusedError("trigger", str(name))
            if virtual and not _STANDARD_MODULE.search(str(sql)):
                raise RefusedError("virtual", str(name))
            if kind == "table" and not virtual:
                quoted = str(name).replace('"', '""')
                columns = base.execute(f'PRAGMA table_xinfo("{quoted}")').fetchall()
                if any(column[6] in (2, 3) for column in columns):
                    raise RefusedError("generated", str(name))
    finally:
        base.close()


def _check_reference(path: Path) -> None:
    """Refuse GeoJSON whose reference system is a link, or stands where only one reader looks.

    The older form of GeoJSON names one in a member ``crs``. Drivers follow links in it, and take
    what they do not know for WGS 84.
    """
    raw = path.read_bytes()
    if not _CRS_KEY.search(raw):
        return
    document = json.loads(raw.decode("utf-8-sig"))
    for where, holder in _holders(document):
        crs = holder.get("crs")
        if crs is None:
            continue
        properties = crs.get("properties") if isinstance(crs, dict) else None
        name = properties.get("name") if isinstance(properties, dict) else None
        if where or crs.get("type") != "name" or not isinstance(name, str):
            raise RefusedError("crs", "")
        if not _NAMED_CRS.fullmatch(name):
            raise RefusedError("crs", name)


_NAMED_CRS = re.compile(
    r"urn:ogc:def:crs:(OGC:(1\.3)?:CRS84|EPSG:[\d.]*:\d{1,6})|EPSG:\d{1,6}|OGC:CRS84", re.I
)


def _holders(document: Any) -> Any:
    """Every object of GeoJSON that can have a reference system, and how deep it lies."""
    stack = [(0, document)]
    while stack:
        depth, one = stack.pop()
        if not isinstance(one, dict):
            continue
        yield depth, one
        inner = [*(one.get("features") or ()), *(one.get("geometries") or ()), one.get("geometry")]
        stack += [(depth + 1, item) for item in inner]


def _from_parquet(path: Path, request: dict[str, Any]) -> tuple[list[str], Columns, str | None]:
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        told = file.metadata
        if told.num_rows > request["features"]:
            raise RefusedError("features", told.num_rows)
        groups = range(told.num_row_groups)
        size = sum(told.row_group(i).total_byte_size for i in groups)
        if size > request["bytes"]:
            raise RefusedError("bytes", size)
        geo = json.loads((file.schema_arrow.metadata or {}).get(b"geo", b"null"))
        fields = list(file.schema_arrow.names)
    primary = geo.get("primary_column") if isinstance(geo, dict) else None
    if primary not in fields:
        raise RefusedError("geometry", "")
    fields.remove(primary)
    asked = fields if request["columns"] is None else request["columns"]
    if not set(asked) <= set(fields):
        return fields, None, None
    if _WITHOUT in sys.meta_path:  # the only format that needs them
        sys.meta_path.remove(_WITHOUT)
    import geopandas as gpd

    frame = gpd.read_parquet(path, columns=[*dict.fromkeys(asked), primary])
    columns = {str(name): frame[name].array for name in frame.columns.drop(primary)}
    crs = None if frame.crs is None else frame.crs.to_json()
    return fields, {**columns, GEOMETRY: frame.geometry.to_wkb().to_numpy()}, crs


def _write(columns: dict[str, Any], request: dict[str, Any]) -> None:
    import pyarrow as pa

    shapes = columns[GEOMETRY]
    if len(shapes) > request["features"]:
        raise RefusedError("features", len(shapes))
    size = sum(len(shape) for shape in shapes if shape is not None)
    if size > _VERTEX_BYTES * request["vertices"]:
        raise RefusedError("vertices", size // _VERTEX_BYTES)
    arrays = {name: _array(values) for name, values in columns.items()}
    arrays[GEOMETRY] = pa.array(shapes, type=pa.large_binary(), from_pandas=True)
    table = pa.table(arrays)
    if table.nbytes > request["bytes"]:
        raise RefusedError("bytes", table.nbytes)
    with pa.OSFile(request["out"], "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)


def _array(values: Any) -> Any:
    """The values as Arrow has them; as texts where it has no type for all of them."""
    import pyarrow as pa

    try:
        return pa.array(values, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError):
        return pa.array([None if value is None else str(value) for value in values], pa.string())


if __name__ == "__main__":
    main()

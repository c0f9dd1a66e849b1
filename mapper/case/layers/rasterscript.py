"""Opens one raster for another process, which starts this file and never trusts what it reads.

Like :mod:`mapper.case.layers.script` for boundary layers: a process of its own with the one driver
for GeoTIFF, no network, a limit of memory and of time. The request is a line of JSON in the first
argument; the cells go to a file of numpy, the answer to a file of JSON beside it. It imports
nothing of the package. :mod:`mapper.case.layers.raster` is the other side.
"""

from __future__ import annotations

import json
import signal
import sys
import warnings
from pathlib import Path
from typing import Any

__all__ = ["main"]


class RefusedError(Exception):
    """The raster is not read; the arguments are the kind of reason, and more about it."""


def main() -> None:
    """Read the raster of the request, and write what it holds or why it is not read."""
    request = json.loads(sys.argv[1])
    sys.path[:] = request["sys_path"]
    _limit(request["memory_bytes"], request["seconds"])
    try:
        answer = _read(request)
    except RefusedError as reason:
        answer = {"refused": reason.args[0], "more": reason.args[1]}
    except MemoryError:
        answer = {"refused": "memory", "more": ""}
    except Exception as error:  # drivers raise many kinds; all mean the same to the editor
        answer = {"refused": "unreadable", "more": str(error) or type(error).__name__}
    Path(request["answer"]).write_text(json.dumps(answer, allow_nan=False), encoding="utf-8")


def _limit(memory_bytes: int, seconds: int) -> None:
    """No more memory and time than this, where the system can promise it; no core files."""
    try:
        import resource
    except ImportError:  # not on Windows, where the caller's clock alone remains
        return
    for what, limit in ((resource.RLIMIT_AS, memory_bytes), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(what)[1]
        wanted = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(what, (wanted, hard))
    signal.alarm(seconds)


def _read(request: dict[str, Any]) -> dict[str, Any]:
    import numpy as np
    import rasterio

    warnings.simplefilter("ignore")  # that it has no georeference is a reason of its own here
    with rasterio.open(request["path"], driver="GTiff") as raster:
        _check(raster, request["cells"])
        values = raster.read(1, masked=True).astype("float64").filled(np.nan)
        np.save(request["values"], values)
        code = raster.crs.to_epsg(confidence_threshold=100)
        crs = raster.crs.to_wkt() if code is None else f"EPSG:{code}"
        return {"bounds": list(raster.bounds), "crs": crs}


def _check(raster: Any, cells: int) -> None:
    """Raise for what holds no numbers of people, before the cells are read."""
    if raster.width * raster.height > cells:
        raise RefusedError("cells", raster.width * raster.height)
    if raster.count != 1:
        raise RefusedError("bands", raster.count)
    if raster.dtypes[0].startswith("complex"):
        raise RefusedError("complex", "")
    if raster.crs is None:
        raise RefusedError("crs", "")
    turn = raster.transform
    if turn.b or turn.d or turn.a <= 0 or turn.e >= 0:
        raise RefusedError("turned", "")


if __name__ == "__main__":
    main()

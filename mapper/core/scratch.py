"""A folder for files that a library writes by name only, in the system's temporary folder."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from pyogrio.errors import DataLayerError, DataSourceError

from mapper.core.errors import MapperError, OutputError

__all__ = ["check_geopackage", "scratch_folder"]


@contextmanager
def scratch_folder(what: str) -> Iterator[Path]:
    """A folder that is gone after the block.

    Parameters
    ----------
    what : str
        What is made in it, for the message.

    Raises
    ------
    OutputError
        If the block, the system or GDAL cannot write there: no permission, or a full disk.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="mapper-", ignore_cleanup_errors=True) as name:
            yield Path(name)
    except MapperError:
        raise
    except (OSError, DataLayerError, DataSourceError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise OutputError(
            f"cannot write {what} in the folder for temporary files ({reason.rstrip('.')}): make "
            "room there, or name another one in TMPDIR."
        ) from error


def check_geopackage(path: Path) -> None:
    """See that a GeoPackage has all that GDAL writes as it closes it: the indexes of its layers.

    On a full disk GDAL leaves them out without a word.

    Raises
    ------
    OSError
        If one is missing.
    """
    layers = "SELECT table_name FROM gpkg_contents WHERE data_type = 'features'"
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as file:
            for (layer,) in file.execute(layers).fetchall():
                counts = [
                    file.execute(f'SELECT count(*) FROM "{table}"').fetchone()
                    for table in (layer, f"rtree_{layer}_geom")
                ]
                if counts[0] != counts[1]:
                    raise OSError(f"the index of {layer} has not all of it")
    except sqlite3.Error as error:
        raise OSError(f"it was not finished: {error}") from error

"""A folder for files that a library writes by name only, in the system's temporary folder."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pyogrio.errors import DataLayerError, DataSourceError

from mapper.errors import MapperError, OutputError

__all__ = ["scratch_folder"]


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

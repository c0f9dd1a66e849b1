"""A control history in the cache: what is kept of it, and when it is read again.

The key of an entry is made of the edition of the case (:mod:`mapper.case.edition`), of the options
that change the history, and of the mapper's own code and what it reads cases with. Every table is
a file of its own, opened when somebody asks for it (:mod:`mapper.history.kept`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mapper.case.edition import Edition, edition_of
from mapper.core.cache import Cache, DamagedError
from mapper.core.cachefolder import CacheError
from mapper.core.software import history_software

if TYPE_CHECKING:
    import pandas as pd

    from mapper.case.read import Case
    from mapper.core.cache import Entry
    from mapper.history.control import ControlHistory
    from mapper.history.targethistory import TargetHistory

__all__ = ["KeptCase"]

FORMAT: Final = 1
"""Of the files of an entry."""


class KeptCase:
    """A case with the options of a command, and the cache that may know its history.

    Parameters
    ----------
    cache : Cache
    folder : Path
        The folder of the case.
    options : mapping
        Plain values: whatever changes the history beside the case itself.
    make : callable
        Reads the case and derives its history.
    tell : callable
        Takes a note for the user: why nothing was kept.
    also : callable
        Gives more tables of a history to keep with it, by name.
    """

    def __init__(
        self,
        cache: Cache,
        folder: Path,
        options: Mapping[str, Any],
        *,
        make: Callable[[], tuple[Case, ControlHistory]],
        tell: Callable[[str], None],
        also: Callable[[ControlHistory], Iterable[tuple[str, pd.DataFrame]]] = lambda _: (),
    ) -> None:
        self._cache, self._folder, self._options = cache, folder, dict(options)
        self._make, self._tell, self._also = make, tell, also
        self._edition = edition_of(folder)

    @property
    def _key(self) -> str:
        edition = "" if self._edition is None else self._edition.digest
        parts = [FORMAT, edition, self._options, history_software()]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def entry(self) -> Entry | None:
        """What the cache has of it, if anything."""
        return None if self._edition is None else self._cache.entry(self._key)

    def history(self) -> ControlHistory:
        """The control history: from the cache if it has it, else made and kept."""
        entry = self.entry()
        if entry is not None:
            from mapper.history.kept import KeptHistory

            try:
                return KeptHistory(entry, self.again)
            except DamagedError:
                self._cache.drop(entry.key)
        return self._made(self._edition)

    def light(self) -> TargetHistory | None:
        """The history for questions about single targets, if the cache has it."""
        entry = self.entry()
        if entry is None:
            return None
        from mapper.history.light import LightHistory

        try:
            return LightHistory(entry, self.again)
        except DamagedError:
            self._cache.drop(entry.key)
            return None

    def again(self) -> ControlHistory:
        """The history of a damaged entry, made and kept again.

        Raises
        ------
        CacheError
            If the case was changed since the entry was opened.
        """
        before = self._edition
        self._edition = edition_of(self._folder)
        if before is None or self._edition is None or self._edition.digest != before.digest:
            raise CacheError("the case was changed while the command ran: run it again.")
        self._cache.drop(self._key)
        return self._made(self._edition)

    def _made(self, edition: Edition | None) -> ControlHistory:
        case, history = self._make()
        if edition is not None and edition.covers(case.inputs):
            words = " ".join(f"{key}={value}" for key, value in self._options.items())
            about = {"case": case.id, "about": words}
            try:
                self._cache.keep(self._key, about, self._files(history))
            except CacheError as error:
                self._tell(str(error))
        return history

    def _files(self, history: ControlHistory) -> Iterator[tuple[str, Any, Any]]:
        from mapper.history.kept import files_of

        return files_of(history, self._also(history))

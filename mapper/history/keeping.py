"""A control history in the cache: what is kept of it, and when it is read again.

The key of an entry is made of the edition of the case (:mod:`mapper.case.edition`), of the options
that change the history, and of the mapper's own code and what it reads cases with. Every table is
a file of its own, opened when somebody asks for it (:mod:`mapper.history.kept`).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mapper.case.edition import edition_of
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
HISTORY: Final = "history"
_VALUE: Final = "value.json"


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
        return self._key_of(HISTORY)

    def _key_of(self, what: str) -> str:
        edition = "" if self._edition is None else self._edition.digest
        parts = [FORMAT, what, edition, self._options, history_software()]
        return hashlib.sha256(
            json.dumps(parts, sort_keys=True, allow_nan=False).encode()
        ).hexdigest()

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
        return self._made()

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

    def value(self, what: str, make: Callable[[], tuple[Case, Any]]) -> Any:
        """A value that needs the case alone: kept, or made, as it is after JSON.

        Parameters
        ----------
        what : str
            One word for it.
        make : callable
            Reads the case, and makes the value: of dicts, lists, texts, numbers and days.
        """
        key = self._key_of(what)
        entry = None if self._edition is None else self._cache.entry(key)
        if entry is not None:
            try:
                return entry.json(_VALUE)
            except DamagedError:
                self._cache.drop(key)
        case, value = make()
        text = json.dumps(value, ensure_ascii=False, default=dt.date.isoformat, allow_nan=False)
        self._keep(key, case, what, [(_VALUE, text.encode(), {})])
        return json.loads(text)

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
        return self._made()

    def _made(self) -> ControlHistory:
        case, history = self._make()
        self._keep(self._key, case, "", self._files(history))
        return history

    def _keep(self, key: str, case: Case, what: str, files: Iterable[tuple[str, Any, Any]]) -> None:
        """Keep something, if all that the case was read from is of the edition that was hashed."""
        if self._edition is None or not self._edition.covers(case.inputs):
            return
        words = [*([what] if what else []), *(f"{k}={v}" for k, v in self._options.items())]
        try:
            self._cache.keep(key, {"case": case.id, "about": " ".join(words)}, files)
        except CacheError as error:
            self._tell(str(error))

    def _files(self, history: ControlHistory) -> Iterator[tuple[str, Any, Any]]:
        from mapper.history.kept import files_of

        return files_of(history, self._also(history))

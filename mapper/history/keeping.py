"""A control history in the cache: what is kept of it, and when it is read again.

The key of an entry is made of the edition of the case (:mod:`mapper.case.edition`), of the options
that change the history, and of the mapper's own code and what it reads cases with. Every table is
a file of its own, opened when somebody asks for it (:mod:`mapper.history.kept`). What follows from
a history and only some questions need has an entry of its own, made when one first asks for it.

A history is written by a thread beside the command, which goes on with its answer meanwhile.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from threading import Thread
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
    also : mapping of callables
        What follows from a history, by name: functions that give tables of it.
    """

    def __init__(
        self,
        cache: Cache,
        folder: Path,
        options: Mapping[str, Any],
        *,
        make: Callable[[], tuple[Case, ControlHistory]],
        tell: Callable[[str], None],
        also: Mapping[str, Callable[[ControlHistory], Iterable[tuple[str, pd.DataFrame]]]] = {},
    ) -> None:
        self._cache, self._folder, self._options = cache, folder, dict(options)
        self._make, self._tell, self._also = make, tell, also
        self._edition = edition_of(folder)
        self._keeps = self._edition is not None
        self._writing: Thread | None = None
        self._problem = ""

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
            return LightHistory(entry, self.again, self.beside)
        except DamagedError:
            self._cache.drop(entry.key)
            return None

    def beside(self, what: str, history: Callable[[], ControlHistory]) -> Entry | None:
        """Tables that follow from a history: kept, or made and kept; None if they cannot be.

        Parameters
        ----------
        what : str
            A name of ``also``.
        history : callable
            Gives the history of this case, where they have to be made.
        """
        self.finish()
        if not self._keeps:
            return None
        entry = self._cache.entry(key := self._key_of(what))
        if entry is not None:
            return entry
        from mapper.history.kept import files_of_tables

        whole = history()
        files = files_of_tables(self._also[what](whole))
        return self._keep(key, whole.case.id, what, files)

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
        if self._covers(case):
            self._keep(key, case.id, what, [(_VALUE, text.encode(), {})])
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
        self.finish()
        for what in (HISTORY, *self._also):
            self._cache.drop(self._key_of(what))
        return self._made()

    def finish(self) -> None:
        """Wait until a history that was made is kept: no command ends before."""
        if self._writing is None:
            return
        self._writing.join()
        self._writing = None
        if self._problem:
            self._keeps = False
            self._tell(self._problem)

    def _made(self) -> ControlHistory:
        case, history = self._make()
        self._keeps = self._covers(case)
        if self._keeps:
            from mapper.history.kept import files_of

            # The thread gets nothing that others use: only bytes, and what is said of them.
            files = list(files_of(history, case.coded))
            self._writing = Thread(target=self._write, args=(case.id, files))
            self._writing.start()
        return history

    def _covers(self, case: Case) -> bool:
        """Whether all that a case was read from is of the edition that was hashed."""
        return self._edition is not None and self._edition.covers(case.inputs)

    def _write(self, case: str, files: list[tuple[str, Any, Any]]) -> None:
        """Keep a history; `finish` says what went wrong, and the answer stands."""
        try:
            one_by_one = (files.pop(0) for _ in range(len(files)))
            self._cache.keep(self._key, self._about(case, ""), one_by_one)
        except CacheError as error:
            self._problem = str(error)
        except Exception as error:  # beside an answer that is right, nothing may fail
            self._problem = f"nothing is kept in the cache: {type(error).__name__}."

    def _keep(
        self, key: str, case: str, what: str, files: Iterable[tuple[str, Any, Any]]
    ) -> Entry | None:
        """Keep something else; None if that cannot be."""
        try:
            return self._cache.keep(key, self._about(case, what), files)
        except CacheError as error:
            self._tell(str(error))
            return None

    def _about(self, case: str, what: str) -> dict[str, str]:
        words = [*([what] if what else []), *(f"{k}={v}" for k, v in self._options.items())]
        return {"case": case, "about": " ".join(words)}

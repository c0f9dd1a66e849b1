"""Where tasks run: in this process, in processes of this machine, or on a dask cluster.

All three are a :class:`concurrent.futures.Executor`, so that what is to be done is written once.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, ParamSpec, TypeVar

from mapper.core.errors import MapperError, UsageError
from mapper.core.gdal import go_offline
from mapper.core.legible import plain_warnings

__all__ = ["WorkerError", "Workers", "open_workers"]

_AHEAD: Final = 2
"""Tasks handed out for each worker: one at work, one that waits."""
_WAIT_SECONDS: Final = 30
"""How long to wait for a scheduler, and for its first worker."""

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")


class WorkerError(MapperError, RuntimeError):
    """Workers cannot be had, or cannot do what they are asked to."""


@dataclass(frozen=True, slots=True)
class Workers:
    """An executor, and how many tasks it is handed at a time."""

    executor: Executor
    window: int

    def run(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[tuple[T, Future[R]]]:
        """Run tasks, a few at a time, so that results never pile up.

        Yields
        ------
        (task, future)
            As they finish, in no particular order; the future is done.

        Raises
        ------
        WorkerError
            If the workers are gone.
        """
        waiting: dict[Future[R], T] = {}
        try:
            for task in tasks:
                waiting[self._submit(function, task)] = task
                if len(waiting) >= self.window:
                    yield from _finished(waiting)
            while waiting:
                yield from _finished(waiting)
        finally:
            for future in waiting:
                future.cancel()

    def _submit(self, function: Callable[[T], R], task: T) -> Future[R]:
        try:
            return self.executor.submit(function, task)
        except (BrokenExecutor, RuntimeError, OSError) as error:
            raise _gone() from error


def _finished(waiting: dict[Future[R], T]) -> list[tuple[T, Future[R]]]:
    done = wait(waiting, return_when=FIRST_COMPLETED).done
    for future in done:
        if not future.cancelled() and isinstance(future.exception(), BrokenExecutor):
            raise _gone() from future.exception()
    return [(waiting.pop(future), future) for future in done]


def _gone() -> WorkerError:
    return WorkerError(
        "a worker process ended before its work was done (killed, or out of memory?): "
        "run again to go on from there, with fewer jobs if memory is short."
    )


@contextmanager
def open_workers(
    tasks: int, *, jobs: int | None = None, scheduler: str | None = None
) -> Iterator[Workers]:
    """Workers for some tasks, dismissed at the end.

    Parameters
    ----------
    tasks : int
        How many there are: no more processes than that are started.
    jobs : int, optional
        Processes of this machine; default: all cores. With 1, tasks run in this process.
    scheduler : str, optional
        Address of a dask scheduler, such as ``tcp://10.0.0.1:8786``: its workers instead.

    Raises
    ------
    UsageError
        If ``jobs`` is less than 1 or goes with a scheduler, the address is none, or
        dask.distributed is not installed.
    WorkerError
        If the scheduler does not answer, or has no workers.
    """
    if jobs is not None and jobs < 1:
        raise UsageError("the number of jobs must be 1 or more.")
    if scheduler is not None:
        if jobs is not None:
            raise UsageError("jobs are processes of this machine; a scheduler has its own.")
        with _cluster(scheduler) as workers:
            yield workers
        return
    count = min(jobs or os.cpu_count() or 1, max(tasks, 1))
    if count == 1:
        yield Workers(_Here(), 1)
        return
    with _processes(count) as workers:
        yield workers


class _Here(Executor):
    """Runs each task at once in this process."""

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        future: Future[R] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


@contextmanager
def _processes(count: int) -> Iterator[Workers]:
    """Fresh processes: the drivers of geodata do not survive a fork."""
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(count, mp_context=context, initializer=_prepare_process)
    try:
        yield Workers(pool, _AHEAD * count)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _prepare_process() -> None:
    """A worker knows no network and outlives no parent; its warnings are legible.

    It leaves Ctrl-C to its parent.
    """
    go_offline()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    plain_warnings()
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: Any) -> None:
    parent.join()
    os._exit(1)


@contextmanager
def _cluster(address: str) -> Iterator[Workers]:
    try:
        import distributed
        from distributed.comm.addressing import parse_address
        from distributed.comm.registry import get_backend
    except ImportError as error:
        raise UsageError(
            "a scheduler needs dask.distributed, which is not installed: pip install distributed."
        ) from error
    try:
        scheme, _ = parse_address(address, strict=True)
        get_backend(scheme)
        connect: Any = distributed.Client
        client = connect(address, timeout=_WAIT_SECONDS, set_as_default=False)
    except ValueError as error:
        raise UsageError(
            f"`{address}` is no address of a scheduler; write it as tcp://HOST:8786."
        ) from error
    except (OSError, TimeoutError) as error:
        raise WorkerError(
            f"no scheduler answers at {address}; `dask scheduler` starts one."
        ) from error
    try:
        try:
            client.wait_for_workers(1, timeout=_WAIT_SECONDS)
        except TimeoutError as error:
            raise WorkerError(
                f"the scheduler at {address} has no workers; `dask worker {address}` starts some."
            ) from error
        threads = sum(client.nthreads().values())
        yield Workers(client.get_executor(pure=False), _AHEAD * threads)
    finally:
        client.close()

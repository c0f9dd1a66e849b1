"""The same work on a real dask cluster of two processes on this machine."""

from __future__ import annotations

import datetime as dt
import os
import signal
import warnings
from collections.abc import Iterator

import distributed
import pytest
from casefolder import write_case
from smallbuilds import contents

from mapper.build import making, workers
from mapper.build.manycases import build_many
from mapper.build.onecase import BuildError, BuildOptions, build
from mapper.build.workers import WorkerError, open_workers
from mapper.core.errors import UsageError

pytestmark = [pytest.mark.cluster, pytest.mark.filterwarnings("ignore::ResourceWarning")]

DATES = tuple(dt.date(2012, month, day) for month in range(1, 13) for day in (5, 20))
MANY = BuildOptions(dates=DATES)
FEW = BuildOptions(dates=DATES[:3])
BAD_DAY = dt.date(2012, 4, 5)


@pytest.fixture(scope="module")
def cluster() -> Iterator[distributed.LocalCluster]:
    """Two workers, each a process of its own, on the loopback."""
    with (
        warnings.catch_warnings(),
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address=":0",
        ) as found,
    ):
        warnings.simplefilter("ignore")
        yield found


@pytest.fixture(scope="module")
def client(cluster) -> Iterator[distributed.Client]:
    """For what a test does to the workers."""
    with distributed.Client(cluster, set_as_default=False) as found:
        yield found


@pytest.fixture(scope="module")
def local(tiny_folder, tmp_path_factory) -> dict[str, bytes]:
    """A build of the small case without a cluster."""
    out = tmp_path_factory.mktemp("local") / "tiny"
    build(tiny_folder, out, MANY, jobs=1)
    return contents(out)


def test_same_bytes_and_progress(cluster, tiny_folder, local, tmp_path) -> None:
    seen: list[tuple[int, int]] = []
    out = tmp_path / "out"
    address = cluster.scheduler_address
    result = build(tiny_folder, out, MANY, scheduler=address, progress=lambda *x: seen.append(x))
    assert result.made == result.dates
    assert contents(out) == local
    assert seen[-1] == (24, 24)
    assert seen == sorted(seen)


def test_history_through_a_url(cluster, tiny_folder, local, tmp_path) -> None:
    share = tmp_path / "share"
    out = tmp_path / "out"
    address = cluster.scheduler_address
    build(tiny_folder, out, MANY, scheduler=address, share=share.as_uri())
    assert contents(out) == local
    assert [p for p in share.rglob("*") if p.is_file()] == [], "the copy is removed"


def test_a_changed_case_is_read_anew(cluster, tmp_path) -> None:
    """Workers live longer than a build; they must not go on with a history of yesterday."""
    own = write_case(tmp_path / "case")
    for number in range(2):
        own.set("control_events.csv", "e04", source=f"https://a.example/{number}")
        build(own.case, tmp_path / "out", FEW, scheduler=cluster.scheduler_address)
        build(own.case, tmp_path / f"fresh{number}", FEW, jobs=1)
        assert contents(tmp_path / "out") == contents(tmp_path / f"fresh{number}")


def test_a_killed_worker_loses_nothing(cluster, client, tiny_folder, local, tmp_path) -> None:
    """Its tasks go to the other one."""
    client.wait_for_workers(2, timeout=30)
    victims = list(client.run(os.getpid).values())
    killed: list[int] = []

    def kill(done: int, total: int) -> None:
        if done and not killed:
            killed.append(victims[0])
            os.kill(victims[0], signal.SIGKILL)

    out = tmp_path / "out"
    build(tiny_folder, out, MANY, scheduler=cluster.scheduler_address, progress=kill)
    assert killed
    assert contents(out) == local
    client.wait_for_workers(2, timeout=60)
    assert victims[0] not in client.run(os.getpid).values()


def test_a_task_that_fails_names_its_date(cluster, client, tiny_folder, local, tmp_path) -> None:
    """The rest is kept, and a later build makes only what failed."""
    client.wait_for_workers(2, timeout=60)
    bad = BAD_DAY

    def spoil() -> None:
        from mapper.build import contents

        real = contents.page

        def page(history, day, **options):
            if day == bad:
                raise ValueError("nobody can draw this day")
            return real(history, day, **options)

        page.real = real
        contents.page = page

    def mend() -> None:
        from mapper.build import contents

        contents.page = contents.page.real

    out, address = tmp_path / "out", cluster.scheduler_address
    client.run(spoil)
    try:
        with pytest.raises(BuildError, match="1 of 24 dates could not be made") as caught:
            build(tiny_folder, out, MANY, scheduler=address)
    finally:
        client.run(mend)
    assert "2012-04-05: ValueError: nobody can draw this day" in str(caught.value)
    assert caught.value.failed.keys() == {"2012-04-05"}
    assert not out.exists()
    assert build(tiny_folder, out, MANY, scheduler=address).made == (BAD_DAY,)
    assert contents(out) == local


def test_workers_that_see_no_history(cluster, tiny_folder, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(making.Work, "_shared_history", lambda *_: _Nowhere())
    with pytest.raises(WorkerError, match="a worker cannot read the history in /no/such/place"):
        build(tiny_folder, tmp_path / "out", FEW, scheduler=cluster.scheduler_address)


class _Nowhere:
    def __enter__(self) -> str:
        return "/no/such/place"

    def __exit__(self, *_: object) -> None:
        pass


def test_workers_with_other_versions(cluster, tiny_folder, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(making, "software_digest", lambda: "0" * 64)
    with pytest.raises(WorkerError, match="a worker has other versions of mapper"):
        build(tiny_folder, tmp_path / "out", FEW, scheduler=cluster.scheduler_address)


def test_many_cases(cluster, tmp_path) -> None:
    """Built whole by the workers; one with faults stops no other."""
    folders = []
    for name in ("north", "south", "west"):
        own = write_case(tmp_path / name)
        folder = own.case.rename(own.case.with_name(name))
        own.geodata.rename(own.geodata.with_name(name))
        folders.append(folder)
    address = cluster.scheduler_address
    results = build_many(folders, tmp_path / "out", FEW, scheduler=address)
    assert [r.folder for r in results] == [tmp_path / "out" / f.name for f in folders]
    build(folders[1], tmp_path / "south-alone", FEW, jobs=1)
    assert contents(tmp_path / "out" / "south") == contents(tmp_path / "south-alone")
    (folders[0] / "actors.csv").unlink()
    with pytest.raises(BuildError, match="1 of 3 cases could not be built") as caught:
        build_many(folders, tmp_path / "out", FEW, scheduler=address, force=True)
    assert caught.value.failed.keys() == {str(folders[0])}
    assert "actors.csv" in str(caught.value)


def test_no_scheduler_there(monkeypatch) -> None:
    monkeypatch.setattr(workers, "_WAIT_SECONDS", 0.5)
    with (
        pytest.raises(WorkerError, match="no scheduler answers at tcp://127"),
        open_workers(1, scheduler="tcp://127.0.0.1:9"),
    ):
        pytest.fail("must not begin")
    with (
        pytest.raises(UsageError, match="is no address of a scheduler"),
        open_workers(1, scheduler="ftp//nowhere"),
    ):
        pytest.fail("must not begin")


def test_scheduler_without_workers(monkeypatch) -> None:
    monkeypatch.setattr(workers, "_WAIT_SECONDS", 0.5)
    with (
        distributed.LocalCluster(
            n_workers=0, processes=True, host="127.0.0.1", dashboard_address=":0"
        ) as empty,
        pytest.raises(WorkerError, match="has no workers"),
        open_workers(1, scheduler=empty.scheduler_address),
    ):
        pytest.fail("must not begin")

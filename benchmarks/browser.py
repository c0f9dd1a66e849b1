"""How long Chromium takes to show a page for the first time, and to step to another day."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
LONGEST_MS = 300_000
NEXT_FRAME = """const nextFrame = () => new Promise((done) => requestAnimationFrame(() => {
  const channel = new MessageChannel();
  channel.port1.onmessage = () => done();
  channel.port2.postMessage(0);
}));"""


@dataclass(frozen=True)
class Subject:
    """A page to measure.

    Attributes
    ----------
    ready : str
        Expression that is true once the picture stands.
    step : str
        Body of an async function of ``at`` (0 to 1, a share of the time line) that goes there.
    """

    path: Path
    ready: str
    step: str


@dataclass(frozen=True)
class Timing:
    """Milliseconds: to the first picture; of the steps, the middle one and the slowest."""

    first: float
    step: float
    slowest: float

    def __str__(self) -> str:
        """As a cell of a table."""
        return (
            f"first picture {self.first / 1000:6.2f} s   "
            f"step {self.step:6.0f} ms (slowest {self.slowest:.0f})"
        )


@contextmanager
def chromium() -> Iterator[Any]:
    """Debian's Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def time_page(
    browser: Any, subject: Subject, shares: list[float], files: Mapping[str, Path] | None = None
) -> Timing:
    """Open a page with no network and step through it.

    Parameters
    ----------
    browser : Browser
    subject : Subject
    shares : list of float
        Where on the time line to step to, one after the other.
    files : mapping, optional
        Addresses on the web that the page asks for -> files that stand in for them; all others
        get an empty answer.
    """
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    page.set_default_timeout(LONGEST_MS)
    page.route("**/*", lambda route: answer(route, files or {}))
    page.add_init_script(
        f"""(() => {{
          {NEXT_FRAME}
          const look = async () => {{
            if (!({subject.ready})) return setTimeout(look, 5);
            await nextFrame();
            window.firstPicture = performance.now();
          }};
          look();
        }})();"""
    )
    page.goto(subject.path.as_uri(), timeout=LONGEST_MS)
    first = first_picture(page)
    steps = page.evaluate(
        f"""async (shares) => {{
          {NEXT_FRAME}
          const go = async (at) => {{ {subject.step} }};
          const times = [];
          for (const at of shares) {{
            await nextFrame();
            const begin = performance.now();
            await go(at);
            await nextFrame();
            times.push(performance.now() - begin);
          }}
          return times;
        }}""",
        shares,
    )
    context.close()
    return Timing(first, statistics.median(steps), max(steps))


def first_picture(page: Any) -> float:
    """Milliseconds from the start of the navigation to the first picture."""
    deadline = time.monotonic() + LONGEST_MS / 1000
    while time.monotonic() < deadline:
        found = page.evaluate("window.firstPicture || null")
        if found is not None:
            return float(found)
        page.wait_for_timeout(50)
    raise TimeoutError(f"no picture within {LONGEST_MS / 1000:.0f} s")


def answer(route: Any, files: Mapping[str, Path]) -> None:
    """Local files as they are; known addresses from files; nothing else."""
    address = route.request.url
    if address.startswith("file:"):
        route.continue_()
    elif address in files:
        route.fulfill(body=files[address].read_bytes())
    else:
        route.fulfill(status=200, body="")

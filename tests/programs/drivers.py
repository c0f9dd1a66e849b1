"""Firefox by WebDriver BiDi and WebKit by WebDriver, as far as the smoke steps need them.

Both are Debian's: ``firefox-esr`` speaks BiDi by itself, while Debian has no package of its driver
for the older protocol; WebKit has ``WebKitWebDriver`` and a window, which Xvfb holds. What is
imported from the extra ``programs`` is imported on use: `make test` has no need of it.
"""

from __future__ import annotations

import base64
import itertools
import json
import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

FIREFOX = "/usr/bin/firefox-esr"
WEBKIT_DRIVER = "/usr/bin/WebKitWebDriver"
PATIENCE = 60
"""Seconds to wait for a program, on a machine that may have much else to do."""
LISTENS = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
KEYS = {"ArrowRight": "\ue014", "Enter": "\ue007"}


class Program(Protocol):
    """A browser with one page."""

    errors: list[str]
    """What its page complained about, where the browser tells."""

    def open(self, path: Path, fragment: str = "") -> None:
        """Open a file from disk."""
        ...

    def run(self, script: str) -> Any:
        """What a JavaScript expression gives, as JSON has it."""
        ...

    def press(self, *keys: str) -> None:
        """Type keys into what has the focus, one after the other."""
        ...

    def picture(self) -> bytes:
        """The window as PNG."""
        ...


def until(program: Program, condition: str) -> None:
    """Wait until a JavaScript expression is true."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if program.run(condition):
            return
        time.sleep(0.1)
    raise AssertionError(f"never came true: {condition}")


@contextmanager
def ended(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    """A process that is asked to end in the end, and made to where it does not."""
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(20)


class Firefox:
    """One tab of Firefox; `requests` has the address of everything that it asked for."""

    def __init__(self, address: str) -> None:
        import websocket

        # Firefox refuses whoever says that it comes from a web page.
        self._socket = websocket.create_connection(
            address + "/session", timeout=PATIENCE, suppress_origin=True
        )
        self._numbers = itertools.count(1)
        self.errors: list[str] = []
        self.requests: list[str] = []
        self._call("session.new", capabilities={})
        self._call("session.subscribe", events=["log.entryAdded", "network.beforeRequestSent"])
        self._tab = self._call("browsingContext.getTree")["contexts"][0]["context"]

    def _call(self, method: str, **params: Any) -> Any:
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            said = json.loads(self._socket.recv())
            if said.get("id") == number:
                if said["type"] == "error":
                    raise RuntimeError(f"{method}: {said['error']}: {said['message']}")
                return said["result"]
            self._note(said)

    def _note(self, said: dict[str, Any]) -> None:
        about = said.get("params", {})
        if said.get("method") == "log.entryAdded" and about["level"] in ("error", "warn"):
            self.errors.append(f"{about['level']}: {about['text']}")
        elif said.get("method") == "network.beforeRequestSent":
            self.requests.append(about["request"]["url"])

    def open(self, path: Path, fragment: str = "") -> None:
        url = path.as_uri() + fragment
        self._call("browsingContext.navigate", context=self._tab, url=url, wait="complete")

    def run(self, script: str) -> Any:
        found = self._call(
            "script.evaluate",
            expression=f"JSON.stringify({script})",
            target={"context": self._tab},
            awaitPromise=False,
        )
        if found["type"] == "exception":
            raise RuntimeError(found["exceptionDetails"]["text"])
        return json.loads(found["result"].get("value", "null"))

    def press(self, *keys: str) -> None:
        actions = [
            {"type": what, "value": KEYS.get(key, key)}
            for key in keys
            for what in ("keyDown", "keyUp")
        ]
        source = {"type": "key", "id": "keyboard", "actions": actions}
        self._call("input.performActions", context=self._tab, actions=[source])

    def picture(self) -> bytes:
        found = self._call("browsingContext.captureScreenshot", context=self._tab)
        return base64.b64decode(found["data"])

    def close(self) -> None:
        """End the session; the process ends with its block."""
        self._call("session.end")
        self._socket.close()


class WebKit:
    """One window of WebKitGTK; it does not tell what a page asks for or complains about."""

    def __init__(self, display: str) -> None:
        from selenium import webdriver
        from selenium.webdriver.webkitgtk.service import Service

        options = webdriver.WebKitGTKOptions()
        options.binary_location = str(_minibrowser())
        options.add_argument("--automation")
        service = Service(WEBKIT_DRIVER, env={**os.environ, "DISPLAY": display})
        self._driver = webdriver.WebKitGTK(options=options, service=service)
        self._driver.set_window_size(1400, 900)
        self.errors: list[str] = []

    def open(self, path: Path, fragment: str = "") -> None:
        self._driver.get(path.as_uri() + fragment)

    def run(self, script: str) -> Any:
        return json.loads(self._driver.execute_script(f"return JSON.stringify({script})") or "null")

    def press(self, *keys: str) -> None:
        self._driver.switch_to.active_element.send_keys(*(KEYS.get(key, key) for key in keys))

    def picture(self) -> bytes:
        return self._driver.get_screenshot_as_png()

    def close(self) -> None:
        """End the browser and its driver."""
        self._driver.quit()


def _minibrowser() -> Path:
    """WebKitGTK's own small browser, which no folder of commands holds."""
    found = sorted(Path("/usr").glob("lib*/**/webkit2gtk-4.*/MiniBrowser"))
    if not found:
        raise FileNotFoundError("MiniBrowser: install webkit2gtk-driver")
    return found[-1]


@contextmanager
def firefox(folder: Path) -> Iterator[Firefox]:
    """A Firefox that knows nobody, with a profile of its own in a folder."""
    profile = folder / "profile"
    profile.mkdir()
    quiet = {
        "app.update.enabled": False,
        "browser.shell.checkDefaultBrowser": False,
        "datareporting.policy.dataSubmissionEnabled": False,
        "network.captive-portal-service.enabled": False,
        "network.connectivity-service.enabled": False,
    }
    lines = (f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in quiet.items())
    (profile / "user.js").write_text("".join(lines), encoding="utf-8")
    said = folder / "firefox.log"
    command = [FIREFOX, "--headless", "--no-remote", "--width", "1400", "--height", "900"]
    command += ["--remote-debugging-port", "0", "--profile", str(profile)]
    with said.open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, text=True)
    with ended(process):
        program = Firefox(_told(said, process))
        try:
            yield program
        finally:
            program.close()


def _told(log: Path, process: subprocess.Popen[str]) -> str:
    """The address at which Firefox says that it listens."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        if match := LISTENS.search(log.read_text(errors="replace")):
            return match[1]
        time.sleep(0.1)
    raise RuntimeError(f"Firefox does not listen: {log.read_text(errors='replace')}")


@contextmanager
def webkit(_folder: Path) -> Iterator[WebKit]:
    """A WebKit in a window that nobody sees."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1500x1000x24"]
    command += ["-nolisten", "tcp"]
    process = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL, text=True)
    os.close(write)
    with ended(process), os.fdopen(read) as told:
        program = WebKit(":" + told.readline().strip())
        try:
            yield program
        finally:
            program.close()

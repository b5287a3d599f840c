"""A browser driven by the W3C WebDriver protocol over the standard library: JSON in, JSON out.

Source: https://www.w3.org/TR/webdriver2/ and, for `goog` and `se` parts, ChromeDriver's own commands (read
2026-11-21).
"""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
CHROMEDRIVER = shutil.which("chromedriver")
PATIENCE_S = 20
ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--mute-audio",
    "--autoplay-policy=no-user-gesture-required",
    # Whatever the page asks of a name ends here, and is told in the log of the network.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
KEYS = {"Escape": "\ue00c", "Enter": "\ue007", "Tab": "\ue004", "ArrowLeft": "\ue012", "ArrowRight": "\ue014"}


class Browser:
    """One session. What a page throws is told by `complaints`."""

    def __init__(self, port: int, session: str) -> None:
        self._port, self._way = port, f"/session/{session}"

    def command(self, method: str, path: str, body: object = None) -> Any:
        return _asked(self._port, method, self._way + path, {} if body is None and method == "POST" else body)

    def open(self, url: str) -> None:
        self.command("POST", "/url", {"url": url})

    def run(self, script: str, *arguments: object) -> Any:
        """The value of a function's body."""
        return self.command("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def until(self, script: str, *arguments: object) -> Any:
        """The first value that is true of an expression, asked again and again."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            if found := self.run(f"return {script}", *arguments):
                return found
        raise AssertionError(f"it never came to be: {script}")

    def press(self, *keys: str) -> None:
        """Keys, one after another; a character, or a name of KEYS."""
        actions = [
            {"type": kind, "value": KEYS.get(key, key)} for key in keys for kind in ("keyDown", "keyUp")
        ]
        self.command("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def click(self, selector: str) -> None:
        found = self.command("POST", "/element", {"using": "css selector", "value": selector})
        self.command("POST", f"/element/{found[ELEMENT]}/click")

    def text(self, selector: str) -> str:
        return str(self.run("return document.querySelector(arguments[0]).innerText", selector))

    def cdp(self, name: str, **parameters: object) -> Any:
        return self.command("POST", "/goog/cdp/execute", {"cmd": name, "params": parameters})

    def resize(self, width: int, height: int) -> None:
        self.cdp(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def scheme(self, name: str) -> None:
        self.cdp("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}])

    def screenshot(self) -> bytes:
        """What is seen now, as PNG."""
        return base64.b64decode(self.command("GET", "/screenshot"))

    def complaints(self) -> list[str]:
        """Errors and warnings since the last time."""
        return [entry["message"] for entry in self.command("POST", "/se/log", {"type": "browser"})]

    def asked_for(self) -> list[str]:
        """The addresses that the page asked for since the last time, but for what is in the page."""
        entries = [json.loads(entry["message"])["message"] for entry in self._performance()]
        sent = [
            entry["params"]["request"]["url"]
            for entry in entries
            if entry["method"] == "Network.requestWillBeSent"
        ]
        return [url for url in sent if not url.startswith(("data:", "blob:"))]

    def _performance(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.command("POST", "/se/log", {"type": "performance"})
        return found


@contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """A Chromium with a profile of its own in `folder`, where its downloads go too."""
    assert CHROMEDRIVER is not None
    driver = subprocess.Popen(
        [CHROMEDRIVER, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert driver.stdout is not None
        with driver.stdout:
            port = next(
                int(line.rsplit(" ", 1)[1].rstrip(".\n"))
                for line in driver.stdout
                if "successfully on port" in line
            )
            opened = _asked(port, "POST", "/session", {"capabilities": {"alwaysMatch": _wanted(folder)}})
            session = Browser(port, opened["sessionId"])
            try:
                yield session
            finally:
                session.command("DELETE", "")
    finally:
        driver.terminate()
        driver.wait(PATIENCE_S)


def _wanted(folder: Path) -> dict[str, object]:
    options = {
        "binary": CHROMIUM,
        "args": [*ARGUMENTS, f"--user-data-dir={folder / 'profile'}"],
        "prefs": {"download.default_directory": str(folder)},
    }
    logs = {"browser": "ALL", "performance": "ALL"}
    return {"goog:chromeOptions": options, "goog:loggingPrefs": logs, "unhandledPromptBehavior": "accept"}


def _asked(port: int, method: str, path: str, body: object) -> Any:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(
            method, path, None if body is None else json.dumps(body), {"content-type": "application/json"}
        )
        value = json.loads(connection.getresponse().read())["value"]
    finally:
        connection.close()
    if isinstance(value, dict) and "error" in value:
        raise AssertionError(f"{value['error']}: {value['message'].splitlines()[0]}")
    return value

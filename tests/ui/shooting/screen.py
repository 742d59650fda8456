"""An X server with a window manager, and a user at it: xdotool's mouse and keys, and what is in sight."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.judging.judges import require_judge
from tests.world.cases import environment

SIZE = "1440x900x24"


def wait_for(holds: Callable[[], Any], seconds: float = 30.0) -> Any:
    """What `holds` gives, once that is true."""
    end = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.1)
    return found


@contextmanager
def x_server() -> Iterator[str]:
    """The name of a display of its own."""
    read, write = os.pipe()
    server = subprocess.Popen(
        [require_judge("Xvfb"), "-displayfd", str(write), "-screen", "0", SIZE, "-nolisten", "tcp"],
        pass_fds=(write,), stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    with os.fdopen(read) as number:
        name = f":{number.readline().strip()}"
    manager = subprocess.Popen(
        [require_judge("openbox")], env=environment(DISPLAY=name), stderr=subprocess.DEVNULL
    )
    try:
        yield name
    finally:
        for process in (manager, server):
            process.terminate()
            process.wait(10)


class Screen:
    """Keys and titles through xdotool."""

    def __init__(self, display: str) -> None:
        self._tool = require_judge("xdotool")
        self._environment = environment(DISPLAY=display)

    def __call__(self, *arguments: str) -> str:
        done = subprocess.run(
            [self._tool, *arguments], capture_output=True, text=True, env=self._environment, check=False
        )
        return done.stdout.strip()

    def title(self) -> str:
        return self("getactivewindow", "getwindowname")

    def press(self, keys: str) -> None:
        self("key", "--clearmodifiers", keys)

    def type(self, text: str) -> None:
        self("type", "--clearmodifiers", "--delay", "8", text)

    def click(self, place: list[int], *, double: bool = False) -> None:
        self("mousemove", *map(str, place))
        self("click", *(("--repeat", "2", "--delay", "60") if double else ()), "1")


class User(Screen):
    """Somebody at the window that `tests.ui.shooting.watched` shows: finds what is named, clicks, types."""

    def __init__(self, display: str, seen: Path) -> None:
        super().__init__(display)
        self._seen = seen

    def look(self) -> dict[str, Any]:
        try:
            state: dict[str, Any] = json.loads(self._seen.read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return {"window": "", "number": -1, "seen": []}
        return state

    def find(self, name: str, *, kind: str = "") -> dict[str, Any] | None:
        """What is called so, and can be operated; rather what can be operated than its label."""
        named = [one for one in self.look()["seen"] if name in (one["name"], one["text"])]
        found = [one for one in named if kind in ("", one["kind"]) and one.get("enabled", True)]
        return min(found, key=lambda one: one["kind"] in ("Text", "QLabel"), default=None)

    def see(self, name: str, seconds: float = 30.0, *, kind: str = "") -> dict[str, Any]:
        """Wait until it is there."""
        try:
            found: dict[str, Any] = wait_for(lambda: self.find(name, kind=kind), seconds)
        except AssertionError:
            state = self.look()
            there = sorted({o["name"] or o["text"] for o in state["seen"]})
            raise AssertionError(f"no “{name}” in “{state['window']}”: {there}") from None
        return found

    def gone(self, name: str, *, kind: str = "") -> None:
        """Wait until it is there no longer."""
        wait_for(lambda: self.find(name, kind=kind) is None)

    def use(self, name: str, *, kind: str = "") -> None:
        """Click on it, where it came to rest."""
        before = self.see(name, kind=kind)["at"]
        while (now := self._later(name, kind)["at"]) != before:
            before = now
        self.click(now)

    def go(self, keys: str, window: str) -> None:
        """To another page."""
        self.press(keys)
        wait_for(lambda: self.look()["window"].startswith(window))

    def _later(self, name: str, kind: str) -> dict[str, Any]:
        """The same at the look after the next."""
        number = self.look()["number"]
        wait_for(lambda: self.look()["number"] > number + 1)
        return self.see(name, kind=kind)

    def fill(self, name: str, text: str, *, kind: str = "") -> None:
        """Click into a field and type over what stands there."""
        self.use(name, kind=kind)
        wait_for(lambda: (self.find(name, kind=kind) or {}).get("focus"))
        self.press("ctrl+a")
        self.type(text)
        wait_for(lambda: (self.find(name, kind=kind) or {}).get("text") == text)

"""`sealwright ui` as a user starts it: on a real X server with a window manager, with real key presses."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui.shooting.filled import small_case
from tests.ui.shooting.screen import Screen, wait_for, x_server
from tests.world.cases import COMMAND, PROJECT, environment, sealwright


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """An X server and a window manager of their own."""
    with x_server() as name:
        yield name


def start(display: str, home: Path, *arguments: object) -> subprocess.Popen[bytes]:
    ours = environment(DISPLAY=display, HOME=str(home), XDG_CONFIG_HOME=str(home), XDG_DATA_HOME=str(home))
    ours.pop("QT_QPA_PLATFORM", None)
    ours.pop("WAYLAND_DISPLAY", None)
    return subprocess.Popen([*COMMAND, "ui", *map(str, arguments)], env=ours, cwd=PROJECT)


def test_a_user_opens_a_case_looks_round_and_quits(display: str, tmp_path: Path) -> None:
    small_case(tmp_path / "small").close()
    screen = Screen(display)
    program = start(display, tmp_path, tmp_path / "small")
    try:
        wait_for(lambda: screen.title() == "Invoice fraud · Sealwright", 60)
        for keys, title in (
            ("alt+2", "Evidence"), ("alt+3", "Artifacts"), ("alt+7", "Verify"), ("alt+0", "Start"),
            ("slash", "Artifacts"), ("alt+1", "Invoice fraud"),
        ):  # fmt: skip
            screen.press(keys)
            wait_for(lambda: screen.title() == f"{title} · Sealwright")  # noqa: B023 - called at once
        screen.press("ctrl+q")
        assert program.wait(20) == 0
    finally:
        program.kill()


@pytest.mark.parametrize(("arguments", "said"), [((), "no display"), (("/nowhere/case",), "no display")])
def test_without_a_display_a_sentence_says_so(arguments: tuple[str, ...], said: str) -> None:
    done = sealwright("ui", *arguments, check=False, DISPLAY="", WAYLAND_DISPLAY="", QT_QPA_PLATFORM="")
    assert done.returncode == 2
    assert said in done.stderr

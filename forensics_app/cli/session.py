"""What one run of the command line has in common: how it speaks, and whose clock it believes."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass, field
from typing import Any

import click

from forensics_app.model.names import gated
from forensics_app.model.times import Clock, SystemClock


@dataclass(slots=True)
class Session:
    """`progress_json`: stdout carries JSON lines for the window and nothing else
    (docs/architecture/command-line.md).
    `ask_json`: questions are put there too, and answered by lines on stdin.
    """

    progress_json: bool = False
    ask_json: bool = False
    clock: Clock = field(default_factory=SystemClock)

    def say(self, text: str) -> None:
        """A line for people on stdout; silent where stdout belongs to the window.

        Whoever read it may have seen enough (`| head`): the work goes on, and its exit code is its own.
        """
        if self.progress_json:
            return
        try:
            click.echo(gated(text))
        except BrokenPipeError:
            discard_output()

    def warn(self, text: str) -> None:
        """A line for people on stderr."""
        click.echo(gated(text), err=True)

    def event(self, name: str, /, **values: Any) -> None:
        """One JSON line for the window."""
        if self.progress_json:
            sys.stdout.write(json.dumps({"event": name, **values}, ensure_ascii=True) + "\n")
            sys.stdout.flush()


def discard_output() -> None:
    """Let what still comes for stdout go nowhere: nobody reads it any more."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)

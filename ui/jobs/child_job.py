"""One verb of the command line run as a child process; the window only listens.

Cancelling closes the child's standard input, which asks it to stop at the next safe place; a child that does
not follow gets SIGTERM, and at last is killed. However it ends, exactly one of the end signals is emitted.
Answers go to the child through the same standard input, never as arguments.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

import forensics_app
from forensics_app.errors import CancelledError, ExitCode
from forensics_app.i18n import current, tr
from forensics_app.system.children import child_command
from ui.jobs.protocol import (
    Done,
    Failed,
    LineBuffer,
    PassphraseQuestion,
    ProtocolError,
    Question,
    Said,
    Working,
    parse_line,
)

TERMINATE_AFTER_MS = 8_000
KILL_AFTER_MS = 20_000
_KEPT_STDERR_BYTES = 16_384


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a job ended badly: a sentence for the user, details for whoever mends it, the error's code and
    fields.
    """

    sentence: str
    details: str = ""
    code: str = ""
    fields: Mapping[str, object] = field(default_factory=dict)


class ChildJob(QObject):
    """`working` and `asked`, then one of `done`, `failed`, `cancelled`."""

    working = Signal(object)
    asked = Signal(object)
    done = Signal(object)
    failed = Signal(object)
    cancelled = Signal()

    def __init__(
        self,
        arguments: Sequence[str],
        parent: QObject | None = None,
        *,
        program: Sequence[str] | None = None,
    ) -> None:
        super().__init__(parent)
        self.arguments = tuple(arguments)
        self.stopping = False
        self._lines = LineBuffer()
        self._last: Said | None = None
        self._problem = ""
        self._stderr = b""
        self._over = False
        self._process = QProcess(self)
        program = program or child_command("forensics_app.cli.main")
        self._process.setProgram(program[0])
        self._process.setArguments(
            [*program[1:], "--progress-json", "--ask-json", "--lang", current().language, *arguments]
        )
        self._process.setProcessEnvironment(_environment())
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.readyReadStandardError.connect(self._read_errors)
        self._process.finished.connect(self._finished)
        self._process.errorOccurred.connect(self._error)

    def start(self) -> None:
        """Start the child; returns at once."""
        self._process.start()

    @property
    def running(self) -> bool:
        """Until one of the end signals was emitted."""
        return not self._over and self._process.state() != QProcess.ProcessState.NotRunning

    @property
    def process_id(self) -> int:
        """0 while it isn't running."""
        return self._process.processId()

    def answer(self, values: Mapping[str, object]) -> None:
        """Answer the question that was asked, or that the verb begins with, by one line of JSON."""
        if self.running and not self.stopping:
            self._process.write(json.dumps(dict(values)).encode("ascii") + b"\n")

    def cancel(self) -> None:
        """Ask the child to stop; what it stored stays."""
        if self.stopping or not self.running:
            return
        self.stopping = True
        self._process.closeWriteChannel()
        QTimer.singleShot(TERMINATE_AFTER_MS, self, self._terminate)
        QTimer.singleShot(KILL_AFTER_MS, self, self._kill)

    def wait_for_end(self, timeout_ms: int) -> bool:
        """Block until the child has ended; only for the moment when the window closes."""
        return self._process.waitForFinished(timeout_ms)

    def _terminate(self) -> None:
        if self.running:
            self._process.terminate()

    def _kill(self) -> None:
        if self.running:
            self._process.kill()

    def _read(self) -> None:
        data = bytes(self._process.readAllStandardOutput().data())
        try:
            for line in self._lines.feed(data):
                said = parse_line(line)
                self._last = said
                if isinstance(said, Working):
                    self.working.emit(said)
                elif isinstance(said, Question | PassphraseQuestion):
                    self.asked.emit(said)
        except ProtocolError as e:
            self._problem = str(e)

    def _read_errors(self) -> None:
        self._stderr += bytes(self._process.readAllStandardError().data())
        self._stderr = self._stderr[-_KEPT_STDERR_BYTES:]

    def _error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._end_badly(tr("The worker process could not be started."), self._process.errorString())

    def _finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read()
        self._read_errors()
        last = self._last
        if isinstance(last, Done) and not self._problem:
            self._end(self.done, last)
        elif isinstance(last, Failed) and last.code != CancelledError.code:
            self._end(self.failed, _trouble(last, self._details(code, status)))
        elif self.stopping or code == ExitCode.CANCELLED or isinstance(last, Failed):
            self._over = True
            self.cancelled.emit()
        else:
            self._end_badly(
                tr(
                    "The worker process ended unexpectedly. What had been stored is "
                    "kept; start again to continue."
                ),
                self._details(code, status),
            )

    def _details(self, code: int, status: QProcess.ExitStatus) -> str:
        crashed = status == QProcess.ExitStatus.CrashExit
        parts = [
            " ".join(self._process.arguments()),
            f"signal {code}" if crashed else f"exit code {code}",
            self._problem,
            self._stderr.decode("utf-8", "backslashreplace").strip(),
        ]
        return "\n".join(p for p in parts if p)

    def _end_badly(self, sentence: str, details: str) -> None:
        self._end(self.failed, Trouble(sentence, details))

    def _end(self, signal: object, value: Done | Trouble) -> None:
        if self._over:
            return
        self._over = True
        signal.emit(value)  # type: ignore[attr-defined]


def _trouble(failed: Failed, details: str) -> Trouble:
    """The child's sentence may advise what only its command line can do: the window has words of its own."""
    from forensics_app.i18n.refusals.in_window import (  # most windows never need them
        differs_in_window,
        window_code_sentence,
    )

    other = differs_in_window(failed.code)
    said = window_code_sentence(failed.code, failed.fields) if other else failed.sentence
    return Trouble(said, details, failed.code, failed.fields)


def _environment() -> QProcessEnvironment:
    """This process's environment; the child finds the same program there."""
    made = QProcessEnvironment.systemEnvironment()
    root = str(Path(forensics_app.__file__).parent.parent)
    before = made.value("PYTHONPATH")
    made.insert("PYTHONPATH", root + (os.pathsep + before if before else ""))
    made.insert("PYTHONUNBUFFERED", "1")
    return made

"""Keys of encrypted volumes, between the job that asks for them and the person who has them.

A key passes from the field it was typed in to the child's standard input. One that opened its volume is kept
in memory alone until the case is closed, so that nobody is asked twice for it; the user can turn that off.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QObject, Signal

from forensics_app.i18n import current
from forensics_app.model.case import SourceRecord
from forensics_app.model.credentials import Credential, CredentialKind
from ui.jobs.desk import Ending, JobDesk, JobKind, RunningJob
from ui.jobs.protocol import PassphraseQuestion, Question, Working
from ui.models.evidence.keys import FILES

LEAVE_LOCKED: Mapping[str, str] = {}
_Volume: TypeAlias = tuple[str, str]


class Unlocking(QObject):
    """`asked` with a Question for a person; `settled` when the last answer was taken or nobody asks any more.

    `kept_changed` when another key is kept. `wanted` narrows the questions to one volume and what lies in it:
    others are left as they are. A job that asks while another one waits for its answer has its turn then.
    """

    asked = Signal(object)
    settled = Signal()
    kept_changed = Signal()

    def __init__(self, jobs: JobDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._running: RunningJob | None = None
        self._before: Working | None = None
        self._question: Question | None = None
        self._waiting: list[tuple[RunningJob, Question]] = []
        self.wanted: str | None = None
        self.met_wanted = False
        self.keeps = True
        self._kept: dict[_Volume, Mapping[str, str]] = {}
        self._tried: dict[_Volume, Mapping[str, str]] = {}
        jobs.asked.connect(self._asked)
        jobs.changed.connect(self._worked)
        jobs.ended.connect(self._ended)

    def begin(self, wanted: str | None) -> None:
        """A reading begins; `wanted` as above, None for whatever is asked."""
        self.wanted, self.met_wanted = wanted, False
        self._tried.clear()

    def forget(self) -> None:
        """Keep no key any longer: the case was closed, or nothing is to be kept."""
        self._kept.clear()
        self._tried.clear()

    def keep(self, source: SourceRecord, layer_id: str, kind: CredentialKind, value: str) -> None:
        """A key that opened this volume of a source of the case elsewhere in the window; `value` is what was
        typed, or a file's path. Does nothing where keys are not kept.
        """
        if self.keeps:
            self._kept[source.path, _place(layer_id)] = {kind.value.replace("-", "_"): value}
            self.kept_changed.emit()

    def credentials(self, sources: Sequence[SourceRecord]) -> tuple[Credential, ...]:
        """The keys that are kept for sources of a case, without files that can't be read any more."""
        ids = {source.path: source.source_id for source in sources}
        found = []
        for (source, place), values in self._kept.items():
            if source in ids:
                layer_id = f"{ids[source]}.{place}" if place else ids[source]
                found += [one for item in values.items() if (one := _credential(*item, layer_id)) is not None]
        return tuple(found)

    def give(self, kind: str, value: str) -> None:
        """Answer with a credential: its kind as the question has it, and what was typed, or a file's path."""
        values = {kind.replace("-", "_"): value}
        if self._question is not None:
            self._tried[_volume(self._question)] = values
        self._answer(values)

    def leave(self) -> None:
        """Answer that the volume stays locked."""
        self._tried.clear()
        self._answer(LEAVE_LOCKED)
        self._settle()

    @property
    def question(self) -> Question | None:
        """What is being asked now."""
        return self._question

    @property
    def kind(self) -> JobKind | None:
        """What kind of job asks, or asked last."""
        return None if self._running is None else self._running.kind

    @property
    def keeps_reasons(self) -> bool:
        """Whether the job that asks records why a volume is left out: reading into a case does."""
        return self._running is not None and self._running.kind is JobKind.INGEST

    def leave_out(self, reason: str) -> None:
        """Answer that the volume stays locked on purpose; the reason goes into the custody ledger."""
        self._tried.clear()
        self._answer({"leave_out": reason, "lang": current().language})
        self._settle()

    def stop(self) -> None:
        """Cancel the job that asks."""
        if self._running is not None:
            self._running.job.cancel()
        self._settle()

    def _answer(self, values: Mapping[str, str]) -> None:
        if self._running is not None:
            self._running.job.answer(values)

    def _asked(self, running: RunningJob, question: Question | PassphraseQuestion) -> None:
        if isinstance(question, PassphraseQuestion):
            return  # the dialog that started the job knows it
        if self._question is not None and running is not self._running:
            self._waiting.append((running, question))
            return
        self._running, self._before = running, running.last
        wanted = self.wanted
        if wanted is not None and not f"{question.volume}.".startswith(f"{wanted}."):
            self._answer(LEAVE_LOCKED)
            return
        self.met_wanted = True
        volume = _volume(question)
        if question.tried:  # what was given last, or kept, does not open it
            self._kept.pop(volume, None)
            self._tried.pop(volume, None)
        elif self.keeps and volume in self._kept:
            self._answer(self._kept[volume])
            return
        self._question = question
        self.asked.emit(question)

    def _worked(self) -> None:
        if self._running is not None and self._running.last is not self._before:
            self._keep()
            self._settle()  # it goes on: whatever was answered has been taken

    def _ended(self, ending: Ending) -> None:
        self._waiting = [one for one in self._waiting if one[0].kind is not ending.kind]
        if self._running is not None and ending.kind is self._running.kind:
            self._running = None
            if ending.trouble is None and not ending.cancelled:
                self._keep()
            self._tried.clear()
            self._settle()

    def _keep(self) -> None:
        """What was given was taken: the job did not ask for the same volume again."""
        if self.keeps and self._tried:
            self._kept.update(self._tried)
            self.kept_changed.emit()
        self._tried.clear()

    def _settle(self) -> None:
        if self._question is not None:
            self._question = None
            self.settled.emit()
            if self._waiting:
                self._asked(*self._waiting.pop(0))


def _volume(question: Question) -> _Volume:
    """By its place in its source: the number of a source that is only looked at isn't the case's."""
    return question.source, _place(question.volume)


def _place(layer_id: str) -> str:
    return layer_id.partition(".")[2]


def _credential(kind: str, value: str, layer_id: str) -> Credential | None:
    of = CredentialKind(kind.replace("_", "-"))
    if of not in FILES:
        return Credential(of, value.encode(), layer_id)
    try:
        return Credential(of, Path(value).read_bytes(), layer_id)
    except OSError:
        return None

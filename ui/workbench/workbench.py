"""What the window works on, apart from how it looks: the open case, the bundle being checked, the jobs.

It outlives the pages, which are built anew when language, colours or text size change. Every long task goes
to a child process (`jobs`), every read of the case to its reader thread (`case_session`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from platformdirs import user_data_path
from PySide6.QtCore import QObject, QTimer, Signal

from forensics_app.errors import ForensicsError
from forensics_app.i18n import tr
from forensics_app.i18n.refusals.in_window import window_sentence
from forensics_app.i18n.refusals.workers import refusal_sentence
from forensics_app.model.case import SourceState
from forensics_app.model.choices.cluster import RefusedWorker
from forensics_app.model.selection import ArtifactFilter
from forensics_app.model.times import Clock, SystemClock, utc_text
from forensics_app.services.cases.received import is_received
from forensics_app.services.identities.identities import list_identities
from forensics_app.services.sealing.amount import Amount
from ui.jobs.child_job import Trouble
from ui.jobs.desk import Ending, JobDesk, JobKind
from ui.jobs.turns import Turns
from ui.models.artifacts.state import ArtifactsState
from ui.models.bundles.export_draft import ExportDraft
from ui.models.case.overview import CaseOverview, case_state, is_demo
from ui.models.evidence.reading_options import AS_USUAL, ReadingOptions, reading_as
from ui.settings.last_reading import last_reading
from ui.settings.settings import BrokenOff, RecentCase, Settings
from ui.words import places
from ui.words.sources import named_together
from ui.workbench.addenda_intake import AddendumIntake
from ui.workbench.bundle_check import BundleCheck
from ui.workbench.case_session import CaseSession
from ui.workbench.checked import note_checked, take_over
from ui.workbench.scratch import Scratch
from ui.workbench.training import TrainingDesk
from ui.workbench.unlocking import Unlocking
from ui.workbench.writing import Writing

LOOK_AGAIN_MS = 2_000
WRITES = frozenset(
    {JobKind.CASE, JobKind.SEAL, JobKind.EXTRACT}
)  # jobs besides reading that write the open case
# jobs that only look: nobody misses them when the window closes, their pages ask again
LOOKS = frozenset(
    {
        JobKind.SEAL_CHECK,
        JobKind.PROBE,
        JobKind.CONTENTS,
        JobKind.SEALED_COPY,
        JobKind.TIMELINE,
        JobKind.COMPARE,
    }
)


class Workbench(QObject):
    """Signals: `case_changed` (another case or none), `case_read` (its overview is new), `check_changed`,
    `trouble` (a Trouble to show), `go` (number of a place to show), `omissions_asked` (the ledger of a
    source, or of all for an empty id), `help_asked` (a page of the help: guide, glossary, shortcuts, about).
    """

    case_changed = Signal()
    case_read = Signal()
    recent_changed = Signal()  # how a case in the list of recent ones stands
    check_changed = Signal()
    trouble = Signal(object)
    answered = Signal(str)  # something was done at once, and nothing else on the page shows it
    go = Signal(int)
    evidence_asked = Signal(object)  # paths that are to be looked at, and read from there
    omissions_asked = Signal(str)
    omission_asked = Signal(str)  # the same, of one reason
    hash_sets_asked = Signal()
    request_asked = Signal()
    deadline_asked = Signal()
    tour_asked = Signal()
    comparison_asked = Signal(object)  # the path of a side that is known already, or None
    artifacts_asked = Signal()
    artifact_asked = Signal(str)
    details_asked = Signal(int)  # a tab of the details of the current artifact
    demo_opened = Signal()  # the practice case, just made or named at the start
    pages_needed = Signal()  # before something that a page must hear
    veil_changed = Signal()
    zones_asked = Signal()
    export_changed = Signal()
    trust_changed = Signal()  # whom this user trusts: everything that was judged by it is old
    new_identity_asked = Signal(object)  # the dialog above which one is made
    identities_changed = Signal()  # one was made or imported, or another one is the default
    preferences_asked = Signal(str)  # the section to open at, the first one if empty
    help_asked = Signal(str)

    def __init__(self, settings: Settings, jobs: JobDesk | None = None, clock: Clock | None = None) -> None:
        super().__init__()
        self.settings = settings
        self.clock = clock or SystemClock()
        self.jobs = jobs or JobDesk(self)
        self.case: CaseSession | None = None
        self.writing = Writing(self.clock, self)
        self.keys = Unlocking(self.jobs, self)
        self.keys.keeps = settings.keeps_keys
        self.keys.kept_changed.connect(self._pass_keys_on)
        self.turns = Turns(self)
        self.check = BundleCheck()
        self.training = TrainingDesk(self.start_job, self.jobs, self, self.clock, settings)
        self.training.changed.connect(self._tell_training)
        self.training.case_wanted.connect(self.open_case)
        self.last_ending: Ending | None = None
        self._known_then: object = None  # of the case, when it was first read after that
        self.selected_source: str | None = None
        self.artifacts_state = ArtifactsState()
        self.export, self.export_name = ExportDraft(), ""
        self.export_amount: Amount | None = None
        self._scratch = Scratch()
        self.active_tag = ""
        self.reading_options = reading_as(last_reading(settings))
        self._showing_errors: set[JobKind] = set()
        self._first: tuple[Path, ...] = ()
        self._goes_on: JobKind | None = None
        self.jobs.ended.connect(self._job_ended)
        self.trust_changed.connect(self._read_received_again)
        self.intake = AddendumIntake(
            self.jobs,
            lambda args, subject: self.start_job(JobKind.CASE, args, subject, shows_errors=True),
            self,
        )
        self._pulse = QTimer(self)
        self._pulse.setSingleShot(True)
        self._pulse.setInterval(LOOK_AGAIN_MS)
        self._pulse.timeout.connect(self._look_again)

    # --- the case ----------------------------------------------------------------------------------

    def open_case(self, path: Path, *, first: Sequence[Path] = ()) -> None:
        """Open a case for reading; `case_read` follows, or `trouble`. `first` is looked at then."""
        self._put_away_case()
        self._first, self._goes_on = tuple(first), None
        self.selected_source, self.artifacts_state, self.active_tag = None, ArtifactsState(), ""
        self.new_export()
        session = CaseSession(path, self.clock, self, cluster=self.settings.cluster_address())
        session.pictures.workers_refused.connect(self._name_refused_workers)
        session.pictures.cluster_given_up.connect(self._say_that_pictures_are_made_here)
        self.case = session
        session.loaded.connect(self._case_loaded)
        session.failed.connect(self._case_failed)
        session.lost.connect(self._case_lost)
        session.refresh()
        self.case_changed.emit()

    def _name_refused_workers(self, refused: Sequence[RefusedWorker]) -> None:
        self.trouble.emit(Trouble("\n".join(map(refusal_sentence, refused))))

    def _say_that_pictures_are_made_here(self, error: ForensicsError) -> None:
        said = tr("Thumbnails are made on this computer until the case is opened again.")
        self.trouble.emit(Trouble(f"{window_sentence(error)} {said}", repr(error), error.code))

    def _read_received_again(self) -> None:
        """A case of a received bundle says whether its signer is still trusted."""
        if self.case is not None and self.received_case:
            self.case.refresh()

    def forget_words_on_the_list(self) -> None:
        """Another list is shown: what a job said of the one before is not of this one."""
        if self.last_ending is not None and self.last_ending.kind in (JobKind.LIST, JobKind.EXTRACT):
            self.last_ending = None
            self.jobs.changed.emit()

    def close_case(self) -> None:
        """Close the open case, if there is one."""
        if self._put_away_case():
            self.case_changed.emit()

    def _put_away_case(self) -> bool:
        """Whether one was open; where another follows at once, nobody need show that there is none."""
        self.last_ending = None  # what a job said of that case
        if self.case is None:
            return False
        self.case.close()
        self.case.deleteLater()
        self.case = None
        self.writing.end()
        self.training.leave_case()
        self.intake.forget()
        self.keys.forget()
        return True

    def _case_loaded(self) -> None:
        if self.reading:
            self._pulse.start()  # again only after this answer, however long it took
        case = self.case
        if case is None or case.overview is None:
            return
        if self.writing.case != case.path:
            self.writing.begin(case.path)
        facts = case.overview.facts
        self.settings.remember_case(
            RecentCase(
                path=str(case.path),
                reference=facts.reference,
                title=facts.title,
                exhibits=case.overview.exhibit_count,
                opened_at=utc_text(self.clock.now()),
                state=case_state(case.overview).value,
            )
        )
        self._tell_training()
        self._pass_keys_on()
        self._outdate_ending(case.overview)
        self.case_read.emit()
        if self._first:
            first, self._first = self._first, ()
            self.evidence_asked.emit(first)
        if self._goes_on is not None:
            kind, self._goes_on = self._goes_on, None
            self._go_on(kind)

    def _outdate_ending(self, overview: CaseOverview) -> None:
        """The last job's closing word stands until the case changes otherwise: it may say that nothing was
        recorded."""
        known = (overview.custody.count, overview.total, overview.tags)
        if self._known_then is None:
            self._known_then = known
        elif known != self._known_then:
            self.last_ending = None

    def _pass_keys_on(self) -> None:
        """A key that one job was given also opens contents and pictures, and the other way round."""
        if self.case is not None and self.case.overview is not None:
            self.case.take_keys(self.keys.credentials(self.case.overview.sources))

    def keep_keys(self, keeps: bool) -> None:
        """Whether keys are kept until the case is closed. Where not, those that were are forgotten now, and
        contents that were opened with them are closed.
        """
        self.settings.keeps_keys = self.keys.keeps = keeps
        if not keeps:
            self.keys.forget()
            if self.case is not None:
                self.case.forget_keys()

    def _tell_training(self) -> None:
        """The trail of a case with the evidence of the class set in work belongs to its answers."""
        if self.case is not None and self.case.overview is not None:
            self.training.take_case(self.case.path, self.case.overview.paths.values())

    def go_on_with(self, work: BrokenOff) -> None:
        """Open the case whose work closing the window stopped, and go on with that."""
        self.settings.broken_off = None
        self.open_case(Path(work.path))
        self._goes_on = next((kind for kind in JobKind if kind.value == work.kind), None)

    def _go_on(self, kind: JobKind) -> None:
        overview = None if self.case is None else self.case.overview
        if overview is None:
            return
        if kind is JobKind.SEAL:
            self.go.emit(places.EXPORT)
        elif kind is JobKind.INGEST:
            unread = [s.source_id for s in overview.sources if s.state is SourceState.READING]
            self.add_sources([overview.paths[source_id] for source_id in unread])

    def note_sealed(self, stand: str, sealed_at: str) -> None:
        """How the newest sealed bundle of the open case stands, for the list of recent cases."""
        if self.case is not None and self.settings.note_sealed(str(self.case.path), stand, sealed_at):
            self.recent_changed.emit()

    def _case_failed(self, error: ForensicsError) -> None:
        if self.case is not None and self.case.overview is None:
            self.close_case()
        self.trouble.emit(Trouble(window_sentence(error), repr(error), error.code))

    def _case_lost(self, details: str) -> None:
        self.close_case()
        self.trouble.emit(fault(details))

    # --- jobs --------------------------------------------------------------------------------------

    def add_sources(
        self,
        paths: Sequence[Path],
        options: ReadingOptions = AS_USUAL,
        *,
        unlock: str | None = None,
    ) -> None:
        """Read sources into the open case in a child process; `keys` asks about encrypted volumes before.

        `unlock`: only ask about this volume, and what lies in it.
        """
        if self.case is None or not paths or not self.may_write():
            return
        if self.jobs.running(JobKind.INGEST) is not None:
            self.trouble.emit(
                Trouble(tr("Evidence is already being read. Wait until it is finished, or cancel it first."))
            )
            return
        arguments = ["ingest", str(self.case.path), *map(str, paths), *options.arguments()]
        if self.settings.workers:
            arguments.append(f"--workers={self.settings.workers}")
        arguments += self.settings.cluster_arguments()
        self.last_ending = None
        self.keys.begin(unlock)
        self.jobs.start(JobKind.INGEST, arguments, subject=named_together([p.name for p in paths]))
        self._pulse.start()

    def read_again(
        self, source_id: str, options: ReadingOptions = AS_USUAL, *, unlock: str | None = None
    ) -> None:
        """Read a source of the case on, or what was left out of it; `unlock` as in `add_sources`."""
        overview = None if self.case is None else self.case.overview
        path = None if overview is None else overview.paths.get(source_id)
        if path is not None:
            self.add_sources([path], options, unlock=unlock)

    def new_export(self) -> None:
        """Forget what was decided of a bundle; nothing of it was written."""
        self.export, self.export_amount, self.export_name = ExportDraft(), None, ""
        self.export_changed.emit()

    @property
    def scratch(self) -> Path:
        """A folder for what the window shows or hands to other programs; it goes with the window."""
        return self._scratch.path

    def new_scratch(self, prefix: str) -> Path:
        """A new folder there, for something that may go earlier."""
        return self._scratch.new_folder(prefix)

    @property
    def reading(self) -> bool:
        """Whether evidence is being read."""
        return self.jobs.running(JobKind.INGEST) is not None

    @property
    def works(self) -> bool:
        """Whether a job is at work that somebody would miss; looking ahead at something is none."""
        return any(self.jobs.running(kind) is not None for kind in JobKind if kind not in LOOKS)

    def _look_again(self) -> None:
        """While evidence is read, show now and then what was stored since."""
        if self.reading and self.case is not None:
            self.case.refresh()

    def start_job(
        self, kind: JobKind, arguments: Sequence[str], subject: str, *, shows_errors: bool = False
    ) -> bool:
        """Run a verb in a child process; False where one of that kind runs already.

        `shows_errors`: whoever starts it tells the user of its trouble, so that nobody else need.
        """
        if self.jobs.running(kind) is not None or (kind in WRITES and not self.may_write()):
            return False
        self.last_ending = None
        if shows_errors:
            self._showing_errors.add(kind)
        self.jobs.start(kind, arguments, subject=subject)
        return True

    def may_write(self, *, received_too: bool = False) -> bool:
        """Whether this window writes the open case; where it does not, the reason is said.

        `received_too`: what is meant may be written beside a received bundle as well.
        """
        return not self.refused(self.writing.reason(received_too=received_too))

    def refused(self, reason: str) -> bool:
        """Whether there is a `reason` against what was asked for, which is said then."""
        if reason:
            self.trouble.emit(Trouble(reason))
        return bool(reason)

    def run_demo(self, folder: Path | None = None) -> None:
        """Run the whole job on the practice case, then open what it made."""
        if self.jobs.running(JobKind.DEMO) is not None:
            return
        stamp = utc_text(self.clock.now()).replace(":", "").replace("-", "")
        target = folder or user_data_path("sealwright") / f"demo-{stamp}"
        try:
            target.mkdir(parents=True, exist_ok=True)
        except OSError as e:
            self.trouble.emit(
                Trouble(
                    tr("The folder {path} can't be created. Choose another location.", path=target), repr(e)
                )
            )
            return
        self.last_ending = None
        self.jobs.start(JobKind.DEMO, ["demo", "--to", str(target)], subject=str(target))

    def check_bundle(
        self,
        path: Path,
        *,
        second_implementation: bool = False,
        addenda: Sequence[Path] = (),
        keeps_second: bool = False,
    ) -> None:
        """Verify a bundle in a child process; `addenda` and `keeps_second` as of BundleCheck.begin."""
        running = self.jobs.running(JobKind.VERIFY)
        if running is not None:
            self.trouble.emit(
                Trouble(
                    tr("A bundle is already being verified. Wait until it is finished, or cancel it first.")
                )
            )
            return
        self.check.begin(
            path, second_implementation=second_implementation, addenda=addenda, keeps_second=keeps_second
        )
        self.last_ending = None
        self.jobs.start(JobKind.VERIFY, self.check.arguments, subject=str(path))
        self.check_changed.emit()

    def open_shown_bundle(self, folder: Path) -> None:
        """Make a case of the bundle that is shown, and open it."""
        arguments = self.check.case_arguments(folder)
        self.start_job(JobKind.OPEN_BUNDLE, arguments, str(self.check.shown_path))

    def identity_arguments(self) -> list[str]:
        """`--identity` of whoever works here, where one is set as default and still there."""
        chosen = self.settings.identity
        there = any(one.identity_id == chosen for one in list_identities())
        return [f"--identity={chosen}"] if there else []

    def check_and_show(self, path: Path) -> None:
        """Verify a bundle and go to where its verdict will stand."""
        self.check_bundle(path)
        self.go.emit(places.VERIFY)

    def _job_ended(self, ending: Ending) -> None:
        if ending.trouble is None:
            ending = replace(ending, trouble=source_trouble(ending) or self._nothing_asked(ending))
        self.last_ending, self._known_then = ending, None
        shows_errors = ending.kind in self._showing_errors or ending.kind is JobKind.VERIFY
        self._showing_errors.discard(ending.kind)
        if ending.kind is JobKind.VERIFY:
            self.training.note_verified(Path(ending.subject))
            self.check.end(ending)
            self._note_checked()
            self.check_changed.emit()
        elif ending.kind is JobKind.RECEIPT:
            self.check.take_receipt(ending)
            self.check_changed.emit()
        elif ending.kind is JobKind.OPEN_BUNDLE and ending.result is not None:
            self.open_case(Path(ending.result.values["case"]))
            self.go.emit(places.ARTIFACTS)
        elif ending.kind is JobKind.DEMO and ending.result is not None:
            self.open_demo(Path(ending.subject))
        elif self.case is not None:
            self.case.refresh()
        self.last_ending = ending  # also where its own case was opened just now
        if ending.trouble is not None and not shows_errors:
            self.trouble.emit(ending.trouble)
        elif ending.kind is JobKind.REPORT and (refused := _refused_workers(ending)) is not None:
            self.trouble.emit(refused)  # the report itself was made

    def _note_checked(self) -> None:
        try:
            take_over(self.settings)
            note_checked(self.check)
        except ForensicsError as e:
            self.trouble.emit(Trouble(window_sentence(e), repr(e), e.code))

    def _nothing_asked(self, ending: Ending) -> Trouble | None:
        """What is said where a volume was to be unlocked and reading it met nothing that takes a key."""
        wanted = self.keys.wanted
        if ending.kind is not JobKind.INGEST or ending.result is None or not wanted or self.keys.met_wanted:
            return None
        return Trouble(
            tr(
                "{volume} can't be unlocked here: this kind of encryption is recognised but not supported.",
                volume=wanted,
            )
        )

    def open_demo(self, folder: Path) -> None:
        """Open what the demo left in a folder: its case, and its bundle to be verified."""
        self.open_case(folder / "case")
        bundle = bundle_of_demo(folder)
        if bundle is not None:
            self.check_demo_bundle(bundle)
        self.demo_opened.emit()

    def check_demo_bundle(self, bundle: Path) -> None:
        """Verify the practice bundle; its root was made with it, in the same folder."""
        if self.jobs.running(JobKind.VERIFY) is None:
            self.check.trust_file = bundle.parent / "trust.pem"
        self.check_bundle(bundle)

    # --- end ---------------------------------------------------------------------------------------

    def show_artifacts(self, chosen: ArtifactFilter) -> None:
        """Go to the Artifacts page with exactly what this filter chooses in the whole case."""
        self.artifacts_state.show_exactly(chosen)
        self.artifacts_asked.emit()
        self.go.emit(places.ARTIFACTS)

    def show_artifact(self, artifact_id: str) -> None:
        """Go to the Artifacts page and select this one; filters that hide it are taken away."""
        self.go.emit(places.ARTIFACTS)
        self.pages_needed.emit()
        self.artifact_asked.emit(artifact_id)

    @property
    def demo_case(self) -> bool:
        """Whether the open case is the practice case."""
        case = self.case
        return case is not None and case.overview is not None and is_demo(case.overview)

    @property
    def received_case(self) -> bool:
        """Whether the open case shows a received bundle."""
        return self.case is not None and is_received(self.case.path)

    def close(self) -> None:
        """Stop the jobs, close the case, write the settings; what was stopped is offered at the next
        start.
        """
        stopped = next((k for k in (JobKind.SEAL, JobKind.INGEST) if self.jobs.running(k) is not None), None)
        if stopped is not None and self.case is not None and self.case.overview is not None:
            reference = self.case.overview.facts.reference
            self.settings.broken_off = BrokenOff(str(self.case.path), reference, stopped.value)
        self.jobs.cancel_all(timeout_ms=10_000)
        self.close_case()
        self._scratch.remove()
        self.settings.save()


def bundle_of_demo(folder: Path) -> Path | None:
    """The practice bundle in the folder of a demo; None where the folder is none, or it was taken away."""
    if not (folder / "trust.pem").is_file():
        return None
    return next(iter(sorted(folder.glob("*.zip"))), None)


def fault(details: str) -> Trouble:
    """What is said where the program itself is at fault."""
    return Trouble(
        tr(
            "Internal error in Sealwright; what was stored is kept. Copy the details and "
            "send them to the developers, then open the case again."
        ),
        details,
    )


def _refused_workers(ending: Ending) -> Trouble | None:
    refused = () if ending.result is None else ending.result.values.get("refused_workers", ())
    return Trouble("\n".join(worker["sentence"] for worker in refused)) if refused else None


def source_trouble(ending: Ending) -> Trouble | None:
    """What an ingest that ended has to say of sources it could not read, and of a cluster's workers."""
    if ending.kind is not JobKind.INGEST or ending.result is None:
        return None
    sources = ending.result.values.get("sources", ())
    errors = [s["error"] for s in sources if s.get("error")]
    if errors:
        return Trouble("\n".join(e["sentence"] for e in errors), code=errors[0]["code"])
    refused = _refused_workers(ending)
    if refused is not None:
        return refused
    if any(s.get("without_rules") or s.get("without") for s in sources):
        return Trouble(
            tr(
                "This source was read before without some of the options selected now: "
                "YARA rules, unallocated space, file slack, more digests or reading "
                "twice. Read it into a new case to use them."
            )
        )
    return None

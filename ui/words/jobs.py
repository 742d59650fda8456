"""What the job line says of jobs that run or ended."""

from __future__ import annotations

from typing import Any

from forensics_app.i18n import N_, NC_, current, tr
from forensics_app.i18n.labels import with_subject
from forensics_app.model.names import visible
from ui.jobs.desk import Ending, JobKind, RunningJob
from ui.jobs.protocol import Question, Working
from ui.jobs.speed import amount
from ui.theme.state import State

_RUNNING: dict[JobKind, str] = {
    JobKind.INGEST: N_("Reading {subject}"),
    JobKind.VERIFY: N_("Checking {subject}"),
    JobKind.DEMO: N_("Running the demo"),
    JobKind.HASH_SETS: N_("Hash sets: {subject}"),
    JobKind.CASE: N_("Writing to the case"),
    JobKind.RECEIPT: N_("Receipt for {subject}"),
    JobKind.PARCEL: N_("Opening {subject}"),
    JobKind.SEAL: N_("Sealing {subject}"),
    JobKind.SEAL_CHECK: N_("Previewing what would be sealed"),
    JobKind.COVER: N_("Cover sheet for {subject}"),
    JobKind.SETTINGS: N_("Saving {subject}"),
    JobKind.PROBE: N_("Previewing {subject}"),
    JobKind.RECHECK: N_("Hashing {subject} again"),
    JobKind.CONTENTS: N_("Listing the contents of {subject}"),
    JobKind.SEALED_COPY: N_("Reading {subject}"),
    JobKind.TIMELINE: N_("Building the timeline"),
    JobKind.LIST: N_("Writing {subject}"),
    JobKind.COMPARE: N_("Comparing {subject}"),
    JobKind.REPORT: N_("Writing {subject}"),
    JobKind.SAVED_REPORT: N_("Writing {subject}"),
    JobKind.FORM: N_("Writing {subject}"),
    JobKind.EXTRACT: N_("Extracting to {subject}"),
    JobKind.TRAINING: N_("Training: {subject}"),
    JobKind.OPEN_BUNDLE: N_("Opening {subject} as a case"),
}
_DONE: dict[JobKind, str] = {
    JobKind.INGEST: N_("Reading finished. Nothing was written to the evidence."),
    JobKind.VERIFY: N_("Check finished. What was checked was not changed or unpacked."),
    JobKind.DEMO: N_("Demo finished."),
    JobKind.HASH_SETS: N_("Hash set finished."),
    JobKind.CASE: N_("Recorded in the case and in its custody ledger."),
    JobKind.RECEIPT: N_("Receipt created."),
    JobKind.PARCEL: N_("Parcel opened."),
    JobKind.SEAL: N_("Bundle sealed."),
    JobKind.SEAL_CHECK: N_("Preview finished; nothing was written."),
    JobKind.COVER: N_("Cover sheet created."),
    JobKind.SETTINGS: NC_("state of a job", "Done."),
    JobKind.PROBE: N_("Preview finished; nothing recorded yet."),
    JobKind.RECHECK: N_("Hashed again. The result is recorded in the custody ledger."),
    JobKind.CONTENTS: N_("Contents listed. Nothing was unpacked."),
    JobKind.SEALED_COPY: N_("Read from the bundle; it matches what was sealed."),
    JobKind.TIMELINE: N_("Timeline built."),
    JobKind.LIST: N_("List exported."),
    JobKind.COMPARE: N_("Comparison finished. No content was opened."),
    JobKind.REPORT: N_("Evidence report created."),
    JobKind.SAVED_REPORT: N_("Report saved."),
    JobKind.FORM: N_("Form created."),
    JobKind.EXTRACT: N_("Extraction finished. Its digest list is in the folder."),
    JobKind.TRAINING: NC_("state of a job", "Done."),
    JobKind.OPEN_BUNDLE: N_("The bundle was verified and opened as a case. The bundle was not changed."),
}
_CANCELLED: dict[JobKind, str] = {
    JobKind.INGEST: N_("Reading cancelled. What was read is kept."),
    JobKind.VERIFY: N_("Check cancelled."),
    JobKind.DEMO: N_("Demo cancelled."),
    JobKind.HASH_SETS: N_("Cancelled. Results so far are kept."),
    JobKind.CASE: NC_("state of a job", "Cancelled."),
    JobKind.RECEIPT: N_("Cancelled. No receipt was written."),
    JobKind.PARCEL: N_("Cancelled. Nothing decrypted was kept."),
    JobKind.SEAL: N_("Sealing stopped. It can be resumed."),
    JobKind.SEAL_CHECK: NC_("state of a job", "Cancelled."),
    JobKind.COVER: N_("Cancelled. No cover sheet was written."),
    JobKind.SETTINGS: NC_("state of a job", "Cancelled."),
    JobKind.PROBE: NC_("state of a job", "Cancelled."),
    JobKind.RECHECK: N_("Cancelled. Nothing was recorded."),
    JobKind.CONTENTS: NC_("state of a job", "Cancelled."),
    JobKind.SEALED_COPY: NC_("state of a job", "Cancelled."),
    JobKind.TIMELINE: N_("Cancelled. Progress so far is kept."),
    JobKind.LIST: N_("Cancelled. No list was written."),
    JobKind.COMPARE: N_("Cancelled. Nothing was compared."),
    JobKind.REPORT: N_("Cancelled. No report was written."),
    JobKind.SAVED_REPORT: N_("Cancelled. No report was written."),
    JobKind.FORM: N_("Cancelled. No form was written."),
    JobKind.EXTRACT: N_("Extraction cancelled. The digest list shows what was extracted so far."),
    JobKind.TRAINING: NC_("state of a job", "Cancelled."),
    JobKind.OPEN_BUNDLE: N_("Cancelled. No case was created."),
}
_WRITES = frozenset(
    {JobKind.COVER, JobKind.FORM, JobKind.LIST, JobKind.REPORT, JobKind.SAVED_REPORT, JobKind.TRAINING}
)
"""Jobs that end with a file: its `path` is said."""
_FAILED: dict[JobKind, str] = {
    JobKind.INGEST: N_("Reading ended with an error."),
    JobKind.VERIFY: N_("The check ended with an error."),
    JobKind.DEMO: N_("The demo ended with an error."),
    JobKind.HASH_SETS: N_("The hash set task ended with an error."),
    JobKind.CASE: N_("Recording failed."),
    JobKind.RECEIPT: N_("The receipt could not be created."),
    JobKind.PARCEL: N_("The parcel could not be opened."),
    JobKind.SEAL: N_("The bundle could not be sealed."),
    JobKind.SEAL_CHECK: N_("The selection could not be previewed."),
    JobKind.COVER: N_("The cover sheet could not be created."),
    JobKind.SETTINGS: N_("The task failed."),
    JobKind.PROBE: N_("A source could not be previewed."),
    JobKind.RECHECK: N_("The source could not be hashed again."),
    JobKind.CONTENTS: N_("The contents could not be listed."),
    JobKind.SEALED_COPY: N_("The content could not be read from the bundle."),
    JobKind.TIMELINE: N_("The timeline could not be built."),
    JobKind.LIST: N_("The list could not be exported."),
    JobKind.COMPARE: N_("The comparison failed."),
    JobKind.REPORT: N_("The evidence report could not be created."),
    JobKind.SAVED_REPORT: N_("The report could not be saved."),
    JobKind.FORM: N_("The form could not be created."),
    JobKind.EXTRACT: N_("The files could not be extracted."),
    JobKind.TRAINING: N_("The task failed."),
    JobKind.OPEN_BUNDLE: N_("The bundle could not be opened as a case."),
}


def running_words(job: RunningJob, question: Question | None = None) -> tuple[str, float | None, str]:
    """Text, share done (None while unknown) and amount. `question`: the key that it waits for."""
    if job.job.stopping:
        return tr("Stopping at the next safe point…"), _share(job), ""
    if question is not None:
        return tr("Waiting for a key: {subject}", subject=visible(short(question.source))), _share(job), ""
    if job.last is None:
        return tr(_RUNNING[job.kind], subject=short(job.subject)), None, ""
    subject = visible(job.last.layer) or short(job.last.subject)
    text = with_subject(stage_words(job.last), subject)
    return text, _share(job), amount(job.last, job.speed)


def stage_words(last: Working) -> str:
    """What is being done, and with which of several sources: `2 of 7 · Reading`."""
    if not last.sources:
        return last.label
    words = current()
    place = tr("{done} of {total}", done=words.number(last.source), total=words.number(last.sources))
    return f"{place} · {last.label}"


def _share(job: RunningJob) -> float | None:
    return None if job.last is None else job.last.share


def ending_words(ending: Ending) -> tuple[str, State]:
    """The last word of a job and its shape."""
    if ending.trouble is not None:
        return tr(_FAILED[ending.kind]), State.BAD
    if ending.cancelled:
        return tr(_CANCELLED[ending.kind]), State.NONE
    said = tr(_DONE[ending.kind])
    if ending.kind is JobKind.INGEST and ending.result is not None:
        said = " ".join(filter(None, (said, _known_words(ending.result.values))))
    if ending.kind is JobKind.RECEIPT and ending.result is not None:
        said = _receipt_words(ending.result.values)
    path = ending.result.values.get("path") if ending.result is not None else None
    if ending.kind in _WRITES and path:
        said = f"{said} {tr('Written to {path}.', path=visible(str(path)))}"
        lists = ending.result.values.get("lists") if ending.result is not None else None
        if ending.kind is JobKind.REPORT and lists:
            names = current().listed(visible(short(str(one))) for one in lists)
            said = f"{said} {tr('Next to it: {files}.', files=names)}"
    return said, State.OK


def _known_words(told: dict[str, Any]) -> str:
    """Which of the sources were not read, since the case has them already, and as what; empty for none."""
    words = current()
    known = [one for one in told.get("sources", ()) if one.get("already") and one.get("exhibit")]
    named = [
        f"{words.isolate(visible(short(str(one['path']))))} ({words.isolate(visible(str(one['exhibit'])))})"
        for one in known
    ]
    return tr("Already in the case, not read again: {sources}.", sources=words.listed(named)) if named else ""


def _receipt_words(told: dict[str, Any]) -> str:
    """What was written: a form is no receipt before somebody has signed it."""
    if not told.get("event_sha256"):
        return tr("Form for signing by hand created.")
    return tr("Rejection created.") if told.get("outcome") == "rejected" else tr("Receipt created.")


def short(path: str) -> str:
    """The last part of a path, for places where the whole has no room."""
    return path.rstrip("/\\").replace("\\", "/").rsplit("/", 1)[-1]

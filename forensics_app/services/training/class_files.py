"""Class sets and submissions as files: read with limits, checked before anything in them is used."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from forensics_app.errors import (
    ClassSetDamagedError,
    OtherTrainerError,
    OutputExistsError,
    SubmissionAlteredError,
    SubmissionTooLargeError,
    SubmissionUnreadableError,
    SubmissionUnsignedError,
)
from forensics_app.i18n import tr
from forensics_app.seal.home import home_folder, private_folder
from forensics_app.seal.signatures.signer import sign_detached
from forensics_app.seal.signing_key import SoftwareKey
from forensics_app.services.files.new_files import appear, disk_errors
from forensics_app.services.training.trainers import NOT_SPECIFIED
from forensics_app.training.identity_files import FOLDER, TrainerIdentity
from forensics_app.training.json_forms import FormError
from forensics_app.training.sets.answer_key import AnswerKey, NotForThisKeyError, decrypt_key, encrypt_key
from forensics_app.training.sets.class_set import ClassSet, read_set, write_set
from forensics_app.training.sets.container import (
    ANSWERS,
    EVIDENCE,
    SET_SIGNATURE,
    SET_TEXT,
    SUBMISSION_SIGNATURE,
    SUBMISSION_TEXT,
    Container,
    ContainerError,
    write_container,
)
from forensics_app.training.sets.signed_text import (
    MAX_SIGNATURE_BYTES,
    SignatureBrokenError,
    Signed,
    read_signed,
)
from forensics_app.training.sets.submission import (
    MAX_SUBMISSION_BYTES,
    MOST_ANSWERS,
    Submission,
    TooManyAnswersError,
    read_submission,
    write_submission,
)

SET_SUFFIX = ".sealwright-class"
SUBMISSION_SUFFIX = ".sealwright-answers"
_SETS = "sets"


@dataclass(frozen=True, slots=True)
class OpenedSet:
    """A class set whose signature holds. `sha256` is of its signed text, `answers` the envelope."""

    path: Path
    class_set: ClassSet
    sha256: str
    answers: bytes


@dataclass(frozen=True, slots=True)
class OpenedSubmission:
    """A submission whose signature holds. `digest` is the SHA-256 of its signed text, `file_sha256` that of
    the file, which whoever handed it in can compute again.
    """

    path: Path
    submission: Submission
    signed: Signed
    digest: str
    file_sha256: str


def read_class_set(path: Path) -> OpenedSet:
    """Raises ClassSetDamagedError for anything but a class set as its trainer signed it."""
    try:
        with Container(path) as container:
            text = container.text(SET_TEXT)
            p7s = container.text(SET_SIGNATURE, MAX_SIGNATURE_BYTES)
            answers = container.text(ANSWERS)
    except (ContainerError, OSError) as e:
        raise ClassSetDamagedError(path=str(path), detail="not-a-class-set") from e
    if text is None or p7s is None or answers is None:
        raise ClassSetDamagedError(path=str(path), detail="not-a-class-set")
    try:
        signed = read_signed(text, p7s)
        class_set = read_set(text)
    except SignatureBrokenError as e:
        raise ClassSetDamagedError(path=str(path), detail="class-set-signature") from e
    except FormError as e:
        raise ClassSetDamagedError(path=str(path), detail="class-set-form") from e
    fits = hashlib.sha256(answers).hexdigest() == class_set.answers_sha256
    if signed.certificate != class_set.certificate or not fits:
        raise ClassSetDamagedError(path=str(path), detail="class-set-signature")
    return OpenedSet(path, class_set, hashlib.sha256(text).hexdigest(), answers)


def write_class_set(
    out: Path,
    value: ClassSet,
    key: AnswerKey,
    trainer: TrainerIdentity,
    *,
    at: datetime,
    files: Iterable[tuple[str, Path]] = (),
) -> OpenedSet:
    """Write a class set to a new file, and keep it without its evidence in this trainer's own folder.

    `files` are evidence, each under its name in the container. Raises OutputExistsError,
    OutputNotWritableError, DiskFullError.
    """
    if out.exists():
        raise OutputExistsError(path=str(out))
    answers = encrypt_key(key, trainer.reading_certificate)
    digest = hashlib.sha256(answers).hexdigest()
    text = write_set(_signed_by(value, trainer, digest))
    texts = [
        (SET_TEXT, text),
        (SET_SIGNATURE, sign_detached(text, trainer.signing, at=at)),
        (ANSWERS, answers),
    ]
    kept = kept_set(value.set_id)
    private_folder(kept.parent)
    _write(kept, texts, ())
    _write(out, texts, list(files))
    return OpenedSet(out, read_set(text), hashlib.sha256(text).hexdigest(), answers)


def _signed_by(value: ClassSet, trainer: TrainerIdentity, answers_sha256: str) -> ClassSet:
    return replace(value, certificate=trainer.signing.certificate, answers_sha256=answers_sha256)


def kept_set(set_id: str) -> Path:
    """Where a set that was made on this computer is kept."""
    return home_folder() / FOLDER / _SETS / f"{set_id}{SET_SUFFIX}"


def open_key(opened: OpenedSet, trainer: TrainerIdentity) -> AnswerKey:
    """Raises OtherTrainerError, ClassSetDamagedError."""
    try:
        key = decrypt_key(opened.answers, trainer.reading_certificate, trainer.reading_key)
    except NotForThisKeyError as e:
        raise OtherTrainerError(
            path=str(opened.path), trainer=opened.class_set.trainer or tr(NOT_SPECIFIED)
        ) from e
    except FormError as e:
        raise ClassSetDamagedError(path=str(opened.path), detail="class-set-form") from e
    tasks = {task.task_id for task in opened.class_set.tasks}
    if key.set_id != opened.class_set.set_id or tasks != key.exercises.keys():
        raise ClassSetDamagedError(path=str(opened.path), detail="class-set-form")
    return key


def read_answers(path: Path) -> OpenedSubmission:
    """Raises SubmissionUnreadableError, SubmissionUnsignedError, SubmissionAlteredError and
    SubmissionTooLargeError.
    """
    try:
        if path.stat().st_size > MAX_SUBMISSION_BYTES:
            raise SubmissionTooLargeError(path=str(path), limit=MOST_ANSWERS)
        with Container(path) as container:
            text = container.text(SUBMISSION_TEXT, MAX_SUBMISSION_BYTES)
            p7s = container.text(SUBMISSION_SIGNATURE, MAX_SIGNATURE_BYTES)
        with path.open("rb") as file:
            of_file = hashlib.file_digest(file, "sha256").hexdigest()
    except (ContainerError, OSError) as e:
        raise SubmissionUnreadableError(path=str(path), detail="not-a-submission") from e
    if text is None:
        raise SubmissionUnreadableError(path=str(path), detail="not-a-submission")
    if p7s is None:
        raise SubmissionUnsignedError(path=str(path))
    try:
        signed = read_signed(text, p7s)
        submission = read_submission(text)
    except SignatureBrokenError as e:
        raise SubmissionAlteredError(path=str(path)) from e
    except TooManyAnswersError as e:
        raise SubmissionTooLargeError(path=str(path), limit=MOST_ANSWERS) from e
    except FormError as e:
        raise SubmissionUnreadableError(path=str(path), detail="submission-form") from e
    return OpenedSubmission(path, submission, signed, hashlib.sha256(text).hexdigest(), of_file)


def write_answers(out: Path, value: Submission, key: SoftwareKey, *, at: datetime) -> None:
    """Sign and write a submission to a new file.

    Raises OutputExistsError, OutputNotWritableError, DiskFullError.
    """
    text = write_submission(value)
    _write(
        out,
        [(SUBMISSION_TEXT, text), (SUBMISSION_SIGNATURE, sign_detached(text, key, at=at))],
        (),
    )


def evidence_name(task_folder: str, name: str) -> str:
    """Where a file of evidence lies in the container."""
    return f"{EVIDENCE}{task_folder}/{name}"


def _write(out: Path, texts: Iterable[tuple[str, bytes]], files: Iterable[tuple[str, Path]]) -> None:
    if out.exists():
        raise OutputExistsError(path=str(out))
    part = out.with_name(f"{out.name}.part")
    with disk_errors(out):
        try:
            with part.open("wb") as file:
                write_container(file, texts, files)
            appear(part, out)
        finally:
            part.unlink(missing_ok=True)

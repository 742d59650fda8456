"""Class sets, drills and the submissions of trainees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from forensics_app.errors.tree import ExitCode, ForensicsError


@dataclass(eq=False)
class CourseError(ForensicsError):
    """A file of a course that can't be used."""

    code: ClassVar[str] = "course"
    path: str = ""


@dataclass(eq=False)
class DrillBundleError(CourseError):
    """No drills can be made of this bundle: `detail` is `bundle-too-large`, `not-a-zip` or `too-few`."""

    code: ClassVar[str] = "drill-bundle"
    detail: str = ""


@dataclass(eq=False)
class ClassSetDamagedError(CourseError):
    """Not a class set, or no longer as its trainer signed it: `detail` says what is broken."""

    code: ClassVar[str] = "class-set-damaged"
    detail: str = ""


@dataclass(eq=False)
class ClassSetUnknownError(CourseError):
    """A submission whose class set was not made on this computer and is not given."""

    code: ClassVar[str] = "class-set-unknown"
    class_set: str = ""


@dataclass(eq=False)
class OtherTrainerError(CourseError):
    """The answers of a class set are encrypted for another trainer."""

    code: ClassVar[str] = "other-trainer"
    trainer: str = ""


@dataclass(eq=False)
class SubmissionUnreadableError(CourseError):
    """Not a submission: `detail` says why."""

    code: ClassVar[str] = "submission-unreadable"
    detail: str = ""


@dataclass(eq=False)
class SubmissionUnsignedError(CourseError):
    """A submission without a signature."""

    code: ClassVar[str] = "submission-unsigned"
    exit_code: ClassVar[ExitCode] = ExitCode.EVIDENCE_BAD


@dataclass(eq=False)
class SubmissionAlteredError(CourseError):
    """A submission that is not as its trainee signed it."""

    code: ClassVar[str] = "submission-altered"
    exit_code: ClassVar[ExitCode] = ExitCode.EVIDENCE_BAD


@dataclass(eq=False)
class SubmissionTooLargeError(CourseError):
    """A submission with more answers, or more bytes, than any class set asks for."""

    code: ClassVar[str] = "submission-too-large"
    limit: int = 0


@dataclass(eq=False)
class OtherClassError(CourseError):
    """A submission to another class set than the one given."""

    code: ClassVar[str] = "other-class"
    class_set: str = ""


@dataclass(eq=False)
class QuestionUnknownError(CourseError):
    """An answer to a question that the class set does not ask."""

    code: ClassVar[str] = "question-unknown"
    question: str = ""


@dataclass(eq=False)
class NothingToMarkError(CourseError):
    """A folder without a submission."""

    code: ClassVar[str] = "nothing-to-mark"


@dataclass(eq=False)
class TraineeTakenError(CourseError):
    """Answers that were to get a name under which others are kept on this computer."""

    code: ClassVar[str] = "trainee-taken"
    trainee: str = ""

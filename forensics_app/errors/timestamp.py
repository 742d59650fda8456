"""Time-stamp authorities and what they answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from forensics_app.errors.bundle import BundleError


@dataclass(eq=False)
class TimeStampError(BundleError):
    """A time-stamp authority (`url`) gave no token that a seal can hold."""

    code: ClassVar[str] = "time-stamp"
    url: str = ""


@dataclass(eq=False)
class TimeStampUnreachableError(TimeStampError):
    code: ClassVar[str] = "time-stamp-unreachable"
    reason: str = ""


@dataclass(eq=False)
class TimeStampTimeoutError(TimeStampError):
    code: ClassVar[str] = "time-stamp-timeout"
    seconds: int = 0


@dataclass(eq=False)
class TimeStampTooLargeError(TimeStampError):
    code: ClassVar[str] = "time-stamp-too-large"
    limit_bytes: int = 0


@dataclass(eq=False)
class TimeStampNoAnswerError(TimeStampError):
    """Something answered, but not by the time-stamp protocol: `status` and `content_type` of HTTP."""

    code: ClassVar[str] = "time-stamp-no-answer"
    status: int = 0
    content_type: str = ""


@dataclass(eq=False)
class TimeStampGarbledError(TimeStampError):
    """An answer by its media type, but not by its bytes; `detail` is a short code."""

    code: ClassVar[str] = "time-stamp-garbled"
    detail: str = ""


@dataclass(eq=False)
class TimeStampRefusedError(TimeStampError):
    """The authority said no: `reason` its failure information (RFC 3161), `text` its own words."""

    code: ClassVar[str] = "time-stamp-refused"
    reason: str = ""
    text: str = ""


@dataclass(eq=False)
class TimeStampNonceError(TimeStampError):
    """The token answers another question than the one asked: an old one, perhaps."""

    code: ClassVar[str] = "time-stamp-nonce"


@dataclass(eq=False)
class TimeStampImprintError(TimeStampError):
    code: ClassVar[str] = "time-stamp-imprint"


@dataclass(eq=False)
class TimeStampPolicyError(TimeStampError):
    code: ClassVar[str] = "time-stamp-policy"
    policy: str = ""


@dataclass(eq=False)
class TimeStampUsageError(TimeStampError):
    """The token's certificate is not one for time-stamps."""

    code: ClassVar[str] = "time-stamp-usage"
    subject: str = ""


@dataclass(eq=False)
class TimeStampExpiredError(TimeStampError):
    """The token's certificate was not valid when it was made, by the token's own time."""

    code: ClassVar[str] = "time-stamp-expired"
    subject: str = ""


@dataclass(eq=False)
class TimeStampInvalidError(TimeStampError):
    """The token's signature, or that of a certificate in it, does not hold."""

    code: ClassVar[str] = "time-stamp-invalid"


@dataclass(eq=False)
class TimeStampWeakError(TimeStampError):
    """A key or algorithm that no seal takes; `algorithm` names it."""

    code: ClassVar[str] = "time-stamp-weak"
    algorithm: str = ""


@dataclass(eq=False)
class TimeStampClockError(TimeStampError):
    """This computer's clock (`stated`) is far from a good token's time (`attested`); both in sealed form."""

    code: ClassVar[str] = "time-stamp-clock"
    stated: str = ""
    attested: str = ""


@dataclass(eq=False)
class StatusNotFetchedError(BundleError):
    """No good revocation status of the certificate of `subject` could be had."""

    code: ClassVar[str] = "status-not-fetched"
    subject: str = ""
    reason: str = ""

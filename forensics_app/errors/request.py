"""The record of the legal request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from forensics_app.errors.tree import ForensicsError


@dataclass(eq=False)
class RequestFileError(ForensicsError):
    """A file that should hold a request record holds something else; `detail` is a technical reason."""

    code: ClassVar[str] = "request-file"
    path: str = ""
    detail: str = ""


@dataclass(eq=False)
class RequestInvalidError(ForensicsError):
    """A value that no request record may hold; `field` is a model.request.RequestField."""

    code: ClassVar[str] = "request-invalid"
    field: str = ""
    value: str = ""


@dataclass(eq=False)
class DeadlineInvalidError(ForensicsError):
    """A value from which no deadline can be computed.

    `field`: received, received-time (a day where a time with its offset is needed), state, holiday, or count
    (more deadlines than a case keeps).
    """

    code: ClassVar[str] = "deadline-invalid"
    field: str = ""
    value: str = ""

"""From a worker's answer back to one of our errors."""

from __future__ import annotations

from dataclasses import fields

from forensics_app import errors
from forensics_app.errors import ForensicsError, WorkerLostError
from forensics_app.evidence.protocol.messages import Failed

_BY_CODE: dict[str, type[ForensicsError]] = {
    kind.code: kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, ForensicsError) and kind.code
}


def error_of(failed: Failed, path: str) -> ForensicsError:
    """The error that a worker reported; `path` is put in where the worker didn't know it."""
    kind = _BY_CODE.get(failed.code, WorkerLostError)
    names = {field.name for field in fields(kind)}
    values = {name: value for name, value in failed.fields.items() if name in names}
    if "path" in names and not values.get("path"):
        values["path"] = path
    return kind(**values)

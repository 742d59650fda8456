"""A request record as programs read it beside a report: the sealed keys, texts as they were sealed."""

from __future__ import annotations

from typing import Any

from forensics_app.bundle.writing.request_export import request_values
from forensics_app.model.request import RequestRecord


def request_fields(record: RequestRecord) -> dict[str, Any]:
    """The keys of docs/bundle-format.md, section 3.7, but `type` and `case`; null and empty where absent."""
    return {key: value for key, value in request_values(record).items() if key != "type"}

"""A seal code for people: see `report.seal_code`, which the window reaches through here."""

from __future__ import annotations

from forensics_app.report.layout.seal_code import code_rows, qr_modules
from forensics_app.seal.containers.seal_info import full_digits

__all__ = ["code_rows", "full_digits", "qr_modules"]

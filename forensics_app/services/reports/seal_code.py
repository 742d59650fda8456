"""A seal code for people: see `report.seal_code`, which the window reaches through here."""

from __future__ import annotations

from forensics_app.report.layout.seal_code import code_rows, qr_modules

__all__ = ["code_rows", "qr_modules"]

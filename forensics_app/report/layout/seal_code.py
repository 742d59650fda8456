"""A seal code as it is printed and read out: four lettered rows of four groups of four, and a QR code."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import segno

ROW_NAMES, ROW_DIGITS, GROUP = "ABCD", 16, 4


def code_rows(code: str) -> list[tuple[str, str]]:
    """64 hexadecimal digits as (letter, `7f3c 19e2 a0b4 d851`) of each row."""
    rows = (code[i : i + ROW_DIGITS] for i in range(0, len(code), ROW_DIGITS))
    shown = (" ".join(r[i : i + GROUP] for i in range(0, ROW_DIGITS, GROUP)) for r in rows)
    return list(zip(ROW_NAMES, shown, strict=True))


def qr_svg(code: str) -> str:
    """The code as a QR code, with the quiet zone of 4 modules that ISO/IEC 18004 asks for.

    Upper case, which a QR code packs more tightly; readers compare without case.
    """
    out = io.BytesIO()
    _qr(code).save(
        out, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=4, dark="#000", light="#fff"
    )
    return out.getvalue().decode("ascii")


def qr_modules(code: str) -> tuple[tuple[bool, ...], ...]:
    """The dark modules row by row, without the quiet zone."""
    return tuple(tuple(bool(module) for module in row) for row in _qr(code).matrix)


def _qr(code: str) -> segno.QRCode:
    import segno  # who shows a seal code seldom prints it

    return segno.make(code.upper(), error="m", micro=False)

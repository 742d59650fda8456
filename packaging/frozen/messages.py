"""Compile the message catalogues of this checkout, as packaging/setup.sh does where there is a shell."""

from __future__ import annotations

from pathlib import Path

from babel.messages import mofile, pofile

LOCALE = Path(__file__).resolve().parent.parent.parent / "resources" / "locale"

if __name__ == "__main__":
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        with source.open("rb") as read, source.with_suffix(".mo").open("wb") as written:
            mofile.write_mo(written, pofile.read_po(read))

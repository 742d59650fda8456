"""The texts beside a parcel for whoever has OpenSSL alone."""

from __future__ import annotations

from collections.abc import Sequence

from forensics_app.report.verification.parcel_recipe import open_text_name, render_open_text


def instructions(name: str, languages: Sequence[str]) -> dict[str, bytes]:
    """File names and contents, one a language."""
    return {open_text_name(name, lang): render_open_text(name, lang).encode("utf-8") for lang in languages}

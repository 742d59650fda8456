"""Sentences about bundles that share a reference and are not the same."""

from __future__ import annotations

from forensics_app.i18n.translator import N_, Translator
from forensics_app.model.findings import Clash
from forensics_app.seal.containers.seal_info import show_code


def clash_sentence(clash: Clash, words: Translator) -> str:
    """Which seals give one reference, and what to do."""
    seals = words.listed(
        f"{words.isolate(path)} ({words.isolate(show_code(code))})" for code, path in clash.seals
    )
    return words.text(
        N_(
            "Several bundles here are named {reference} but have different seals, signed "
            "with the same certificate: {seals}. Ask the sender which seal code is the "
            "right one."
        )
        if clash.one_signer
        else N_(
            "Several bundles here are named {reference} but have different seals and "
            "signers: {seals}. Ask the sender which seal code is the right one."
        ),
        reference=clash.reference,
        seals=seals,
    )

"""What a sealing does, in order, before it begins."""

from __future__ import annotations

from forensics_app.i18n import LANGUAGES, current, tr, trn
from ui.models.bundles.export_draft import ExportDraft


def plan(draft: ExportDraft, signers: list[str]) -> list[tuple[str, str]]:
    """Each step, and the figure that belongs to it."""
    words, preview = current(), draft.preview or {}
    size = words.size(preview.get("content_bytes", 0))
    entry = preview.get("custody", {}).get("count", 0) + 1
    lines = [
        (
            trn(
                "{count} artifact is catalogued; its content, if it has one, is copied from the evidence and "
                "compared with its digest",
                "{count} artifacts are catalogued; the contents of those that have one are copied from the "
                "evidence and compared with their digests",
                preview.get("selected", 0),
            ),
            size,
        ),
        (tr("Catalogue, sources, request and list of omissions are written"), ""),
        *_report(draft),
        (
            tr("Instructions for verifying without this program are added"),
            current().listed(LANGUAGES[code] for code in draft.languages if code in LANGUAGES),
        ),
        (
            tr("The custody ledger is closed with the entry that announces this seal"),
            tr("entry {number}", number=words.number(entry)),
        ),
    ]
    if draft.authorities:
        lines.append((tr("The authority attests when the ledger was closed"), draft.authorities[0]))
    lines += [(tr("{name} signs", name=name), "") for name in signers]
    if draft.authorities:
        lines.append((tr("Two independent time-stamps are fetched"), draft.authorities[0]))
    lines += [
        (tr("The bundle is completed under its final name, or not at all"), draft.file_name),
        (tr("It is verified in full, and the cover sheet with the seal code is signed"), "PDF"),
    ]
    if draft.encrypts:
        count = len(draft.sealed_for) + draft.by_passphrase
        said = (
            trn(
                "It is encrypted for {count} recipient, in a folder next to it",
                "It is encrypted for {count} recipients, in a folder next to it",
                count,
            )
            if count
            else tr("It is encrypted in a folder next to it")
        )
        lines.append((said, f"{draft.name}-parcel"))
    if draft.shares is not None:
        needed, holders = draft.shares
        said = tr("Shares of its key are written, one file for each holder")
        lines.append((said, tr("any {needed} of {count} shares", needed=needed, count=holders)))
    return lines


def _report(draft: ExportDraft) -> list[tuple[str, str]]:
    if not draft.report:
        return []
    languages = current().listed(LANGUAGES[code] for code in draft.cover_languages if code in LANGUAGES)
    return [(tr("The evidence report is created from these lists"), languages)]

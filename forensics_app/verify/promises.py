"""What the seal and bag-info.txt say of the bag, against what was found there.

Of a list that is missing the seal's own count is held against bag-info.txt, selection.json and catalog.csv:
taking the list away must not hide that they contradict each other.
"""

from __future__ import annotations

from dataclasses import replace

from forensics_app.bundle.layout import (
    CATALOG_CSV,
    FORMAT,
    FORMATS,
    REQUEST,
    SELECTION,
    TAG_MANIFEST,
    format_word,
    request_form,
    seal_path,
)
from forensics_app.bundle.reading.opening import Form
from forensics_app.bundle.reading.tree import Tree
from forensics_app.seal.containers.seal_info import SealInfo
from forensics_app.verify.bag_pass import BagFacts
from forensics_app.verify.collector import Findings
from forensics_app.verify.facts import JudgedSeal
from forensics_app.verify.files.texts import BagInfo, Counted, compare_bag_info


def compare_names(tree: Tree, form: Form, sealed: JudgedSeal, findings: Findings) -> None:
    """The bundle and its seal are called what the seal says."""
    info = _info(sealed)
    if info is None:
        return
    if sealed.path is not None and sealed.path != seal_path(info.reference):
        findings.code("seal-reference", sealed.path, info.reference, None)
    if tree.top != info.reference:
        code = "seal-reference" if form is Form.ZIP else "folder-name"
        findings.code(code, tree.top, info.reference, tree.top)


def compare_with_seal(bag: BagFacts, sealed: JudgedSeal, findings: Findings) -> None:
    """Tag manifest, catalogue and counts are those that the seal states."""
    info = _info(sealed)
    if info is None:
        return
    if bag.tag_manifest_digest is not None and bag.tag_manifest_digest.hex() != info.tagmanifest_sha256:
        findings.code(
            "tagmanifest-differs", TAG_MANIFEST, info.tagmanifest_sha256, bag.tag_manifest_digest.hex()
        )
    if bag.catalog is not None:
        expected = f"{info.merkle_size} {info.merkle_root}"
        actual = f"{bag.catalog.lines} {bag.catalog.root.hex()}"
        if expected != actual:
            findings.code("merkle-differs", None, expected, actual)
    else:
        _compare_without_catalogue(bag, info.merkle_size, findings)
    if bag.omissions is not None and bag.omissions != info.omission_count:
        findings.code("count-differs", "omission-count", str(bag.omissions), str(info.omission_count))


def _compare_without_catalogue(bag: BagFacts, artifacts: int, findings: Findings) -> None:
    if bag.selection is not None and bag.selection.selected != str(artifacts):
        findings.code("count-differs", f"{SELECTION} selected", str(artifacts), bag.selection.selected)
    if bag.table_rows is not None and bag.table_rows != artifacts:
        findings.code("csv-differs", f"{CATALOG_CSV}:{bag.table_rows + 1}")


def compare_with_bag_info(bag: BagFacts, sealed: JudgedSeal, findings: Findings) -> None:
    """bag-info.txt states what was counted; of what is missing, what the seal counted."""
    if bag.bag_info is None:
        return
    info = _info(sealed)
    counted = Counted(
        reference=None if info is None else info.reference,
        format=_format_of(bag, bag.bag_info, info),
        octets=bag.listed.payload_octets() if bag.have_manifest else None,
        files=bag.listed.payload_files if bag.have_manifest else None,
        artifacts=None if info is None else info.merkle_size,
        omissions=None if info is None else info.omission_count,
        custody=None if info is None else info.custody_count,
    )
    if bag.catalog is not None:
        counted = replace(counted, artifacts=bag.catalog.lines)
    if bag.omissions is not None:
        counted = replace(counted, omissions=bag.omissions)
    if bag.custody is not None:
        counted = replace(counted, custody=bag.custody.count)
    compare_bag_info(bag.bag_info, counted, findings)


def compare_request(bag: BagFacts, sealed: JudgedSeal, findings: Findings) -> None:
    """The request record is of the form of the seal's format."""
    info, request = _info(sealed), bag.request
    if info is not None and request is not None and request_form(info.format) != request.form:
        findings.code("request-version", REQUEST, info.format, format_word(request.form))


def _info(sealed: JudgedSeal) -> SealInfo | None:
    return None if sealed.seal is None else sealed.seal.info


def _format_of(bag: BagFacts, bag_info: BagInfo, info: SealInfo | None) -> str:
    """The format's word for the whole bundle: as the seal says, without one as the request record has it."""
    if info is not None:
        return info.format
    if bag.request is not None and request_form(bag_info.format) != bag.request.form:
        return format_word(bag.request.form)
    return bag_info.format if bag_info.format in FORMATS else FORMAT

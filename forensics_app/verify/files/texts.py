"""bagit.txt and bag-info.txt (docs/bundle-format.md, section 2): their one form, and counts as counted."""

from __future__ import annotations

import re
from dataclasses import dataclass

from forensics_app.bundle.layout import BAG_INFO, BAGIT, BAGIT_TEXT
from forensics_app.verify.collector import Findings

MAX_BAG_INFO_BYTES = 1 << 16

_INT = r"(?:0|[1-9][0-9]{0,18})"
_KEYS = {
    "Bag-Software-Agent": r".+",
    "Bagging-Date": r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
    "External-Identifier": r".+",
    "Source-Organization": r".+",
    "Payload-Oxum": rf"{_INT}\.{_INT}",
    "Sealwright-Format": r".+",
    "Sealwright-Artifact-Count": _INT,
    "Sealwright-Omission-Count": _INT,
    "Sealwright-Custody-Count": _INT,
}


@dataclass(frozen=True, slots=True)
class BagInfo:
    """The values of bag-info.txt that say something that can be compared."""

    bagging_date: str
    reference: str
    organization: str
    oxum: str
    format: str
    artifacts: str
    omissions: str
    custody: str


@dataclass(frozen=True, slots=True)
class Counted:
    """What was really counted; None where it could not be."""

    reference: str | None
    format: str
    octets: int | None
    files: int | None
    artifacts: int | None
    omissions: int | None
    custody: int | None


def check_bagit(data: bytes | None, findings: Findings) -> None:
    """bagit.txt has its one text."""
    if data != BAGIT_TEXT:
        findings.code("bagit-text", BAGIT)


def read_bag_info(data: bytes | None, findings: Findings) -> BagInfo | None:
    """The values of bag-info.txt, or None where it isn't in its form."""
    values: list[str] = []
    try:
        lines = (data or b"").decode("utf-8").split("\n")
    except UnicodeDecodeError:
        lines = []
    if len(lines) != len(_KEYS) + 1 or lines[-1] != "":
        findings.code("bag-info-form", BAG_INFO)
        return None
    for number, ((key, pattern), line) in enumerate(zip(_KEYS.items(), lines, strict=False), start=1):
        match = re.fullmatch(rf"{key}: ({pattern})", line)
        if match is None or "\r" in line:
            findings.code("bag-info-form", f"{BAG_INFO}:{number}", key, line)
            return None
        values.append(match[1])
    return BagInfo(*values[1:])


def compare_bag_info(info: BagInfo, counted: Counted, findings: Findings) -> None:
    """What bag-info.txt says against what was counted."""
    for key, said, found in (
        ("External-Identifier", info.reference, counted.reference),
        ("Payload-Oxum", info.oxum, _oxum(info, counted)),
        ("Sealwright-Format", info.format, counted.format),
        ("Sealwright-Artifact-Count", info.artifacts, counted.artifacts),
        ("Sealwright-Omission-Count", info.omissions, counted.omissions),
        ("Sealwright-Custody-Count", info.custody, counted.custody),
    ):
        if found is not None and said != str(found):
            findings.code("bag-info-differs", key, str(found), said)


def _oxum(info: BagInfo, counted: Counted) -> str | None:
    """Octets and files as counted; what could not be counted is as stated."""
    octets = info.oxum.partition(".")[0]
    if counted.files is None:
        return None
    return f"{octets if counted.octets is None else counted.octets}.{counted.files}"

"""Where things lie in a bundle, and the format word (docs/bundle-format.md, section 1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from forensics_app.model.bundle import SEAL_NONCE_BYTES

FORMAT: Final = "sealwright/1"
FORMAT_2: Final = "sealwright/2"  # the same but for metadata/request.json
FORMAT_3: Final = "sealwright/3"  # the second with metadata/supplement.json
FORMAT_4: Final = "sealwright/4"  # binds certificates, has a grammar of identifiers; what is written today
FORMATS: Final = (FORMAT, FORMAT_2, FORMAT_3, FORMAT_4)
ADDENDUM_FORMATS: Final = (FORMAT, FORMAT_4)
SUPPLEMENT_FORMATS: Final = frozenset({FORMAT_3, FORMAT_4})  # whose bags can hold metadata/supplement.json
_REQUEST_FORMS: Final = {FORMAT: 1, FORMAT_2: 2, FORMAT_3: 2, FORMAT_4: 2}

BAGIT: Final = "bagit.txt"
BAG_INFO: Final = "bag-info.txt"
MANIFEST: Final = "manifest-sha256.txt"
TAG_MANIFEST: Final = "tagmanifest-sha256.txt"
NONCE: Final = "data/seal-nonce.bin"
SOURCES: Final = "metadata/sources.jsonl"
CATALOG: Final = "metadata/catalog.jsonl"
CATALOG_CSV: Final = "metadata/catalog.csv"
SELECTION: Final = "metadata/selection.json"
OMISSIONS: Final = "metadata/omissions.jsonl"
CUSTODY: Final = "metadata/custody.jsonl"
REQUEST: Final = "metadata/request.json"
CASE: Final = "metadata/case.jsonld"
BLOCKS: Final = "metadata/blocks.jsonl"
SUPPLEMENT: Final = "metadata/supplement.json"  # from FORMAT_3 on
CUSTODY_FOLDER: Final = "custody/"
CUSTODY_BEFORE: Final = "custody/before.tst"
REPORT_FOLDER: Final = "report/"
METADATA_FILES: Final = (
    SOURCES,
    CATALOG,
    CATALOG_CSV,
    SELECTION,
    OMISSIONS,
    CUSTODY,
    REQUEST,
    CASE,
    BLOCKS,
)
REQUIRED_TAG_FILES: Final = frozenset({BAGIT, BAG_INFO, MANIFEST, *METADATA_FILES})

BAGIT_TEXT: Final = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
NONCE_BYTES: Final = SEAL_NONCE_BYTES
_RESERVED: Final = frozenset({"data", "seal", "metadata", "custody"})
_REPORT: Final = re.compile(r"report/report\.[A-Za-z0-9-]+\.(?:pdf|html)")
BLOCK_BYTES: Final = 1 << 20


def format_word(version: int) -> str:
    """The word of version 1, 2, 3 or 4."""
    return FORMATS[version - 1]


def request_form(word: str) -> int | None:
    """The version of the request record's form that goes with a format's word; None for an unknown one."""
    return _REQUEST_FORMS.get(word)


def seal_path(name: str) -> str:
    """Where the seal of bundle `name` lies in its bag."""
    return f"seal/{name}.asice"


def custody_signature_path(sequence: int) -> str:
    """Where the signature over line `sequence` of the ledger lies."""
    return f"{CUSTODY_FOLDER}{sequence}.p7s"


def tag_fault(path: str) -> str | None:
    """Why a tag file may not have this path, which the grammar allows: `metadata` for one there that the
    format doesn't know, `reserved` where another system would put it into a folder of the format's own; None
    where it may. (What lies in `custody/` is judged with the ledger.)
    """
    first, _, inside = path.partition("/")
    if first == "metadata" and inside:
        return None if path in METADATA_FILES or path == SUPPLEMENT else "metadata"
    return "reserved" if first.lower() in _RESERVED and not (first == "custody" and inside) else None


def verify_text_path(language: str) -> str:
    """Where the foreign examiner's recipe in one language lies."""
    return f"VERIFY.{language}.txt"


def report_path(language: str, suffix: str) -> str:
    """Where the sender's report in one language lies; `suffix` is `.pdf` or `.html`."""
    return f"{REPORT_FOLDER}report.{language}{suffix}"


def report_paths(paths: Iterable[str]) -> Iterator[str]:
    """Those of a bundle's paths that are the sender's reports."""
    return (path for path in paths if _REPORT.fullmatch(path))

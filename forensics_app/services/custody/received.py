"""The sender's ledger of a case that shows a received bundle: read in the bundle, and compared.

The case has no copy of it: a chain without its seal could be taken for custody (docs/adr/0053).
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from forensics_app.bundle.layout import CUSTODY
from forensics_app.bundle.reading.opening import open_bundle
from forensics_app.bundle.reading.tree import FileUnreadableError, Problem, Tree, read_whole
from forensics_app.errors import BundleError
from forensics_app.report.evidence.facts import NoLedger
from forensics_app.services.cases.received import ReceivedRecord
from forensics_app.services.custody.record import CustodyRecord, sealed_record

_MOST_BYTES = 512 << 20
_MOST_SIGNATURE_BYTES = 1 << 20
_SIGNATURE = re.compile(r"custody/[1-9][0-9]*\.p7s\Z")


def sender_record(received: ReceivedRecord) -> CustodyRecord | NoLedger:
    """The ledger out of the bundle, if it is the one that was sealed when the bundle was verified."""
    if not received.custody_sha256 or received.verification is None:
        return NoLedger.NOT_KEPT
    path = Path(received.bundle)
    try:
        bundle = open_bundle(path, _passed_over)
    except BundleError:
        return NoLedger.NOT_FOUND
    try:
        tree = bundle.tree
        ledger = None if tree is None else _read(tree, CUSTODY, _MOST_BYTES)
        if tree is None or ledger is None or hashlib.sha256(ledger).hexdigest() != received.custody_sha256:
            return NoLedger.CHANGED
        signed = {p: _read(tree, p, _MOST_SIGNATURE_BYTES) for p in tree.table if _SIGNATURE.match(p)}
        whole = {p: found for p, found in signed.items() if found is not None}
        return sealed_record(ledger, whole, received.verification, path)
    finally:
        bundle.close()


def _read(tree: Tree, path: str, limit_bytes: int) -> bytes | None:
    position = tree.table.position(path)
    try:
        return None if position is None else read_whole(tree, position, limit_bytes, _passed_over)
    except FileUnreadableError:
        return None


def _passed_over(_: Problem) -> None:
    """The digest of the ledger decides."""

"""Attacks on a bundle that every command of a receiver and the window's page *Verify* are asked about.

The kinds are those of a hostile expert who had the format page in hand: what a stranger can lay beside a
bundle, chains of certificates, work that costs more than it weighs, senders who contradict themselves, text
that a terminal obeys. Each is a vector, whose verdict is known.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from forensics_app.model.trust import TrustRole
from forensics_app.seal.trust import TrustFile
from tests.vectors.bundle import CHECKED_AT
from tests.vectors.make_vectors import ALL
from tests.vectors.vector import Vector
from tests.world.receiving import trust

MOST_S = 10.0
"""Of processor time, for one command."""

KINDS = {
    "strangers' containers beside a bundle": (
        "addendum-missing-ancestor", "addendum-ancestor-of-unknown", "addendum-fork-two-labs",
        "addendum-garbage",
        "addendum-unknown-signer", "receipt-contradicts", "receipt-accepts-altered", "outer-seal-by-stranger",
    ),
    "authorities that issue what they must not": (
        "path-elsewhere", "path-excluded", "path-servers", "path-unheard", "path-unheard-pinned",
        "path-custody-signer",
    ),
    "certificates dropped, added or exchanged": (
        "certificates-dropped", "certificates-added", "certificates-exchanged", "chain-dropped",
        "chain-exchanged",
    ),
    "another seal for one reference": (
        "outer-seal-differs", "outer-seal-renamed", "outer-seal-same-signer", "outer-seal-of-renamed-bundle",
    ),
    "times that overflow": ("addendum-in-year-one", "addendum-in-the-last-second"),
    "more work than weight": (
        "signature-chain-of-eleven", "seal-sixty-signers", "zip-bomb-overlap", "json-oversize",
        "manifest-oversize",
        "bound-statements-over", "bound-heads-over", "bound-earlier-seals-over", "sound-bound-text",
        "bound-text-over",
    ),
    "a look-alike's bundle": (
        "signer-unknown", "same-subject-ca", "labcard-in-parcel", "reseal-same-ca-other-signer",
    ),
    "hand-overs that one side signed": (
        "custody-handover-one-sided", "custody-handover-strangers", "custody-handover-one-signer",
        "custody-signature-late",
    ),
    "text that a terminal obeys": (
        "identifier-exhibit-esc", "identifier-exhibit-bel", "identifier-layer-lf", "identifier-label-esc",
        "identifier-time-esc", "identifier-description-rlm",
    ),
    "senders who contradict themselves": (
        "lie-content-of-another", "lie-source-unknown", "lie-layer-unknown", "lie-extents-outside",
        "lie-hashes-agree",
        "lie-path-with-two-contents", "lie-partial-undeclared", "lie-ledger-digest", "lie-request-of-another",
        "lie-computer-in-1999", "lie-salt-twice", "lie-csv-path", "lie-verify-text", "old-seizure",
    ),
    "a file taken away that would show it": (
        "missing-file-other-octets", "missing-file-other-digest", "missing-ledger-other-count",
    ),
}  # fmt: skip
OF_NAME = {v.name: v for v in ALL}
_QUICK = ("signer-unknown",)
NAMES = [
    name if name in _QUICK else pytest.param(name, marks=pytest.mark.slow)
    for names in KINDS.values()
    for name in names
]


def receive(vector: Vector, home: Path, folder: Path) -> Path:
    """What the receiver has, in `folder`; whom they trust, in `home`. The path of what came."""
    store = TrustFile(home)
    for entry in trust(vector.trust).entries:
        store.add_known(
            entry.certificate,
            role=TrustRole(entry.role),
            subject=entry.subject,
            label=entry.label,
            now=CHECKED_AT,
        )
    folder.mkdir()
    return vector.make().write(folder)

"""Every target by its name, and the groups that coverage-guided fuzzing takes together."""

from __future__ import annotations

from tests.fuzzing.bundle_targets import WHOLE, Target
from tests.fuzzing.decoder_targets import DECODERS
from tests.fuzzing.kept_targets import KEPT

TARGETS: dict[str, Target] = WHOLE | DECODERS | KEPT

_CONTAINER = tuple(name for name in WHOLE if name.startswith("container-"))
_LEDGER_LISTS = ("list-custody.jsonl", "bag-custody/4.p7s", "bag-custody/before.tst")
GROUPS: dict[str, tuple[str, ...]] = {
    "reader": (
        "decode-zip", "zip", "zip-plain", "bag-bagit.txt", "bag-bag-info.txt", "bag-manifest",
        "bag-tagmanifest",
    ),
    "asic": (
        "decode-container", "decode-p7s", "decode-token", "decode-answer", "decode-crl", "decode-ocsp",
        "decode-info", "seal", "seal-inside", *_CONTAINER,
    ),
    "ledger": (
        "decode-ledger", "decode-line-signature", "decode-event", *_LEDGER_LISTS, "addendum", "event",
    ),
    "json": (
        "decode-json", *(name for name in DECODERS if name.startswith("line-")), "decode-request-file",
        *(name for name in WHOLE if name.startswith("list-") and name not in _LEDGER_LISTS),
    ),
    "identity": (
        "decode-certificate", "decode-pem", "decode-der", "decode-list", "decode-crl", "decode-ocsp",
        "decode-pkcs12", "decode-request", "decode-card", "decode-trust", *KEPT,
    ),
}  # fmt: skip
"""A byte before the input chooses among the targets of its group."""

"""Sound bundles, and sound bundles of people whom the receiver knows more or less well."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from blake3 import blake3

from tests.vectors import lists, pki
from tests.vectors.bundle import SEALED_AT, Built, Files, Plan, build, seal_again
from tests.vectors.lists import ITEMS, Item
from tests.vectors.vector import Sent, Vector, as_both, as_folder, as_seal, as_zip, foldered, zipped

TIME_TRUST = ("seal signer", "time time")
NO_TIME = ("time-not-attested",)
BIG = Item("DDDDDDDDDDDDDDDD", "disk.img", bytes(range(256)) * 10_000)
ODD_NAME = Item("EEEEEEEEEEEEEEEE", "bad_name", b"a name that is not UTF-8\n")


def _blocks(tree: Files) -> None:
    """blocks.jsonl as section 3.8 has it. BLAKE3 is the one digest that the standard library lacks."""
    assert BIG.content is not None
    pieces = [BIG.content[i : i + 2**20] for i in range(0, len(BIG.content), 2**20)]
    value = {"path": BIG.data, "size": str(len(BIG.content)), "block_size": "1048576"}
    digests = [blake3(piece).hexdigest() for piece in pieces]
    tree["metadata/blocks.jsonl"] = lists.canonical(value | {"blake3": digests}) + b"\n"


BIG_PLAN = Plan(items=(*ITEMS, BIG), lists=_blocks)


def _odd_name(tree: Files) -> None:
    lines = tree["metadata/catalog.jsonl"]
    old = lists.canonical({"bytes": [lists.b64(b"bad_name")], "display": ["bad_name"]})
    new = lists.canonical({"bytes": [lists.b64(b"bad\xff\xfename")], "display": ["bad\\xff\\xfename"]})
    assert old in lines
    tree["metadata/catalog.jsonl"] = lines.replace(old, new)
    tree["metadata/catalog.csv"] = tree["metadata/catalog.csv"].replace(b"/bad_name", rb"/bad\xff\xfename")


def _resealed(who: pki.Identity) -> Sent:
    """The bundle changed, its manifests made anew, and sealed by someone else."""
    plan = Plan(signers=(who,), items=(replace(ITEMS[0], content=b"Nothing to see.\n"), *ITEMS[1:]))
    return as_zip(build(plan))


def _with_another_certificate() -> Sent:
    sent = as_zip(build(Plan(signers=(pki.FALSE_SIGNER,))))
    extra = {
        "sender-ca.pem": pki.pem(pki.FALSE_ROOT.certificate),
        "signer.pem": pki.pem(*pki.FALSE_SIGNER.chain),
    }
    return Sent(sent.main, sent.files | extra)


def _resealed_by_authority() -> Sent:
    built: Built = build(Plan(signers=(pki.TIME,)))
    return as_zip(built)


def _earlier(lines: list[list[str]]) -> None:
    lines.insert(3, ["earlier-seal", "ab" * 32])


VECTORS = [
    Vector("sound", "-", "a sound bundle of a pinned signer", zipped(), "verified", "ppp-p", notes=NO_TIME),
    Vector("sound-with-seal-beside", "-", "the seal lies beside it too", lambda: as_both(build(Plan())),
           "verified", "ppp-p"),
    Vector("sound-folder", "-", "the same unpacked", foldered(), "verified", "ppp-p"),
    Vector("sound-folder-renamed", "-", "the receiver renamed the folder",
           lambda: as_folder(build(Plan()), folder="received"), "verified", "ppp-p", notes=("folder-name",)),
    Vector("sound-time", "-", "time-stamped, the authority pinned", zipped(Plan(time_stamp=True)), "verified",
           "ppppp", trust=TIME_TRUST),
    Vector("sound-cosigned", "-", "two signatures, both pinned", zipped(Plan(signers=(pki.SIGNER, pki.WITNESS))),
           "verified", "ppp-p", trust=("seal signer", "seal witness")),
    Vector("sound-cosigned-time", "-", "two signatures and time",
           zipped(Plan(signers=(pki.SIGNER, pki.WITNESS), time_stamp=True)), "verified", "ppppp",
           trust=("seal signer", "seal witness", "time time")),
    Vector("sound-rsa", "-", "an RSA key of 2048 bits", lambda: as_zip(build(Plan(signers=(pki.rsa_signer(),)))),
           "verified", "ppp-p", notes=("rsa-2048",), trust=("seal rsa",)),
    Vector("sound-no-chain", "-", "the signer's certificate alone in the signature file",
           zipped(Plan(signers=(pki.Identity(pki.SIGNER.key, pki.SIGNER.certificate),))), "verified", "ppp-p"),
    Vector("sound-empty-catalogue", "-", "nothing was selected", zipped(Plan(items=())), "verified", "ppp-p"),
    Vector("sound-earlier-seal", "-", "a later bundle of the case", zipped(Plan(info=_earlier)), "verified",
           "ppp-p"),
    Vector("sound-large-file", "-", "a file of several blocks", zipped(BIG_PLAN), "verified", "ppp-p"),
    Vector("name-not-utf8", "H19", "an artifact's name is not UTF-8, which is no fault",
           zipped(Plan(items=(*ITEMS, ODD_NAME), lists=_odd_name)), "verified", "ppp-p"),
    Vector("demo-identity", "-", "a demo signer, pinned: said everywhere",
           zipped(Plan(signers=(pki.DEMO_SIGNER,))), "verified", "ppp-p", notes=("demo-identity",),
           trust=("seal demo_signer",)),
    Vector("seal-alone", "-", "only the small container came", lambda: as_seal(build(Plan())), "unconfirmed",
           "-up--", ("seal-alone",)),
    Vector("signer-unknown", "-", "nobody is trusted", zipped(), "unconfirmed", "ppu-p", ("signer-unknown",),
           trust=()),
    Vector("ca-alone", "H1", "the CA is trusted, the signer not named", zipped(), "unconfirmed", "ppu-p",
           ("signer-by-authority",), trust=("seal-ca root",)),
    Vector("ca-and-subject", "H15", "CA with the exact subject: nothing independent on revocation", zipped(),
           "unconfirmed", "ppu-p", ("revocation-unknown",), trust=("seal-ca root as signer",)),
    Vector("ca-and-other-subject", "H1", "another signer under a CA trusted for one subject",
           lambda: _resealed(pki.COLLEAGUE), "unconfirmed", "ppu-p", ("signer-unknown",),
           trust=("seal-ca root as signer",)),
    Vector("reseal-same-ca-other-signer", "H1", "altered and sealed anew by another signer of the same CA",
           lambda: _resealed(pki.COLLEAGUE), "unconfirmed", "ppu-p", ("signer-unknown",)),
    Vector("reseal-with-tsa-certificate", "H1", "sealed anew with a time-stamp authority's key",
           _resealed_by_authority, "unconfirmed", "ppu-p", ("signer-unknown", "signer-usage"), trust=TIME_TRUST),
    Vector("signer-trusted-for-time", "H1", "the signer is trusted, but for time", zipped(), "unconfirmed", "ppu-p",
           ("signer-unknown",), trust=("time signer",)),
    Vector("same-subject-ca", "H7", "a CA of the same name and a signer of the same name",
           zipped(Plan(signers=(pki.FALSE_SIGNER,))), "unconfirmed", "ppu-p", ("signer-unknown",),
           trust=("seal signer", "seal-ca root as signer")),
    Vector("labcard-in-parcel", "H7", "certificates beside the bundle are no one's word", _with_another_certificate,
           "unconfirmed", "ppu-p", ("signer-unknown",), trust=()),
    Vector("witness-unknown", "H2", "the co-signer is not known", zipped(Plan(signers=(pki.SIGNER, pki.WITNESS))),
           "unconfirmed", "ppu-p", ("signer-unknown",)),
    Vector("signer-usage", "-", "the certificate is for logging in, not for signing",
           zipped(Plan(signers=(pki.NOT_FOR_SIGNING,))), "unconfirmed", "ppu-p", ("signer-usage",),
           trust=("seal not_for_signing",)),
    Vector("signer-expired", "H8", "the certificate ended after the claimed time, and no token dates it",
           zipped(Plan(signers=(pki.EXPIRED,))), "unconfirmed", "ppu-p", ("signer-expired",), trust=("seal expired",)),
    Vector("recipe-expired-signer", "H8", "the same with a token: fine",
           zipped(Plan(signers=(pki.EXPIRED,), time_stamp=True)), "verified", "ppppp",
           trust=("seal expired", "time time")),
    Vector("signer-ended-before", "H15", "the certificate had ended when it was sealed",
           zipped(Plan(signers=(pki.ENDED,))), "unconfirmed", "ppu-p", ("signer-not-valid-then",),
           trust=("seal ended",)),
    Vector("weak-key", "-", "RSA of 1024 bits", lambda: as_zip(build(Plan(signers=(pki.weak_signer(),)))), "altered",
           "ppf-p", ("weak-algorithm",), trust=("seal weak",)),
    Vector("revoked-no-token", "H15", "revoked, and only the signer's word dates it to before", zipped(), "altered",
           "ppf-p", ("signer-revoked",), trust=("seal signer", "revoked signer 2026-11-25T00:00:00Z")),
    Vector("revoked-after-token", "H15", "revoked after the token's time", zipped(Plan(time_stamp=True)), "verified",
           "ppppp", notes=("revoked-later",), trust=(*TIME_TRUST, "revoked signer 2026-11-25T00:00:00Z")),
    Vector("revoked-before-token", "H15", "revoked before the token's time", zipped(Plan(time_stamp=True)), "altered",
           "ppfpp", ("signer-revoked",), trust=(*TIME_TRUST, "revoked signer 2026-11-24T00:00:00Z")),
    Vector("revoked-untrusted-token", "H15", "revoked later, and the token is of an unknown authority",
           zipped(Plan(time_stamp=True)), "altered", "ppfup", ("authority-unknown", "signer-revoked"),
           trust=("seal signer", "revoked signer 2026-11-25T00:00:00Z")),
    Vector("signing-time-future", "H18", "the signer's clock is a month ahead of the receiver's",
           zipped(Plan(sealed_at=SEALED_AT + timedelta(days=30))), "unconfirmed", "ppu-p", ("signing-time-future",)),
    Vector("backdated-no-tsa", "H15", "signing time a day before the ledger's last event",
           zipped(Plan(sealed_at=SEALED_AT - timedelta(days=1, hours=6))), "unconfirmed", "ppp-u",
           ("custody-after-seal",)),
]  # fmt: skip

__all__ = ["BIG", "BIG_PLAN", "NO_TIME", "TIME_TRUST", "VECTORS", "seal_again"]

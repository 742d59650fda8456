"""Sound parcels, each for what a reader has to manage, and what is known of who sent them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.vectors.attacks_fourth import fourth
from tests.vectors.bundle import build as build_bundle
from tests.vectors.lists import fixed_bytes
from tests.vectors.parcels.holders import KINDS, share_line, share_lines
from tests.vectors.parcels.parcel import (
    NAME,
    Entrance,
    Files,
    Inside,
    Made,
    Plan,
    build,
    certificate,
    passphrase,
    sealed,
    volume_name,
)  # fmt: skip
from tests.vectors.parcels.vector import LIST, Opening, Vector, handed_out
from tests.vectors.pki import COLLEAGUE, SIGNER

ALL_OPEN = (
    *(Opening(word) for word in KINDS),
    Opening("passphrase"),
    Opening("shares share1.json share3.json"),
)
P256 = (certificate("p256"),)


def _alone(*entrances: Entrance, **changes: Any) -> Plan:
    return Plan(entrances=entrances, shares=changes.pop("shares", None), **changes)


def _markings(facts: dict[str, Any]) -> None:
    facts["handling"] = [{"scheme": "TLP", "value": "AMBER"}, {"scheme": "تصنيف", "value": "سري" * 60}] * 16


def _beside(files: Files) -> None:
    files[volume_name(9)] = b"anything"
    files[f"{NAME}.OPEN.en.txt"] = b"How to open.\n"
    files["letter.txt"] = b"Dear colleagues\n"


def _renamed(files: Files) -> None:
    files["renamed.parcel.asice"] = files.pop(LIST)


def _bad_shares(made: Made) -> dict[str, bytes]:
    """What holders might bring."""
    parcel = Plan().parcel
    value = fixed_bytes("false share")
    other = Plan(label="other").parcel
    mixed = share_lines(parcel, 2, 3, "another set")
    return handed_out(made) | {
        "false.json": share_line(parcel, 2, 2, 3, value),
        "foreign.json": share_lines(other, 2, 3)[1],
        "mixed.json": mixed[1],
        "renumbered.json": made.shares[1].replace(b'"number":"2"', b'"number":"3"'),
        "lower.json": made.shares[1].replace(b'"threshold":"2"', b'"threshold":"3"'),
        "spaced.json": made.shares[1].replace(b'","', b'", "', 1),
        "beyond.json": made.shares[1].replace(b'"number":"2"', b'"number":"4"'),
    }


def _shares(names: str, result: str) -> Opening:
    return Opening("shares " + " ".join(f"{n}.json" for n in names.split()), result)


def _other_bundle() -> Inside:
    """Another bundle than the one that the list names."""
    return replace(sealed(), zip=build_bundle(fourth(name="VEC-2026-0001-B02")).zip)


def _altered() -> Inside:
    data = bytearray(sealed().zip)
    data[data.index(b"Meet at the warehouse")] ^= 1
    return replace(sealed(), zip=bytes(data))


def _again(files: Files) -> None:
    """Whoever could open it wrote the first volume again under the same key; the list is the sender's."""
    files[volume_name(1)] = _plan_files(Plan(contents=_other_byte))[volume_name(1)]


def _other_byte(inner: list[bytes]) -> None:
    inner[0] = inner[0][:-1] + bytes((inner[0][-1] ^ 1,))


def _plan_files(plan: Plan) -> Files:
    return build(plan).files


def _named_other(facts: dict[str, Any]) -> None:
    facts["recipients"][2]["sha256"] = "cd" * 32


VECTORS = (
    Vector("sound-every-recipient", "RSA-2048, RSA-3072, P-256, P-384, a passphrase, two of three shares", Plan(), openings=ALL_OPEN),
    Vector("sound-one-certificate", "one recipient, one volume, no padding", _alone(*P256, room=1 << 20, unit=1)),
    Vector("sound-passphrase-alone", "a passphrase and nobody else", _alone(passphrase()), openings=(Opening("passphrase"),
           Opening("passphrase wrong", "envelope-passphrase"), Opening("p256", "envelope-not-a-recipient"))),
    Vector("sound-shares-alone", "three of five shares", _alone(shares=(3, 5)),
           openings=(_shares("share5 share1 share2", "opened"), _shares("share1 share2 share3 share4", "opened"),
                     _shares("share1 share2", "shares-missing"), Opening("passphrase", "envelope-not-a-recipient"))),
    Vector("sound-padding-volumes", "two volumes of padding after the last one with content", Plan(unit=32768)),
    Vector("sound-two-signers", "a list signed by two of those who sealed", Plan(signers=(SIGNER, COLLEAGUE),
           inside=None), openings=(Opening("p256", verdict="unconfirmed", findings=("parcel-signer-other",)),),
           trust=("seal signer", "seal colleague")),
    Vector("sound-time-stamp", "a list with time-stamps", Plan(time_stamp=True), trust=("seal signer", "time time")),
    Vector("sound-markings", "as many markings as a list may have, in two scripts", Plan(facts=_markings)),
    Vector("sound-renamed-list", "the list has another name than its files", Plan(received=_renamed), notes=("parcel-name",),
           main="renamed.parcel.asice"),
    Vector("sound-files-beside-it", "a volume that is not listed, a letter, the text for stock tools", Plan(received=_beside),
           notes=("parcel-file-unlisted",)),
    Vector("sound-hundred-recipients", "as many recipients as an envelope may have",
           _alone(*P256, *(certificate(f"p256_{n}") for n in range(99))), openings=(Opening("p256"), Opening("p256_98"))),
    Vector("sound-passphrases-at-their-bound", "33 passphrases of 600,000 iterations",
           _alone(*P256, *(passphrase(None, f"{n}") for n in range(33)))),
    Vector("sound-iterations-at-their-bound", "a passphrase of 5,000,000 iterations",
           _alone(*P256, passphrase(None, iterations=5_000_000))),
    # who sent it
    Vector("signer-unknown", "nobody knows who signed the list", Plan(), "unconfirmed", ("parcel-closed", "signer-unknown"),
           openings=(Opening("p256", verdict="unconfirmed", findings=("signer-unknown",)),), trust=()),
    Vector("forwarded", "a recipient encrypts the opened bundle for a third, and signs the list itself",
           Plan(label="again", signers=(COLLEAGUE,), entrances=(certificate("p256_7"),), shares=None),
           openings=(Opening("p256_7", verdict="unconfirmed", findings=("parcel-signer-other",)),),
           trust=("seal signer", "seal colleague"), attack="H29"),
    Vector("forwarded-with-the-senders-list", "a recipient puts an envelope for a third beside the sender's list",
           Plan(received=lambda files: files.__setitem__(f"{NAME}.key.p7m", _plan_files(
               _alone(certificate("p256_7"))
           )[f"{NAME}.key.p7m"])), "altered", ("parcel-closed", "parcel-file-size", "parcel-recipients-differ"),
           openings=(Opening("p256_7", "parcel-file-size", f"{NAME}.key.p7m"),), attack="H29"),
    Vector("volume-rewritten-by-a-recipient", "whoever can open it writes a volume again under the same key", Plan(received=_again),
           "altered", ("parcel-closed", "parcel-file-differs"), openings=(Opening("p256", "parcel-file-differs", volume_name(1)),),
           attack="H29"),
    Vector("recipient-not-named", "the certificate that opens it is not in the list", Plan(facts=_named_other),
           openings=(Opening("p256", verdict="unconfirmed", findings=("parcel-not-addressed",)), Opening("p384")), attack="H29"),
    # what is in it
    Vector("other-bundle-inside", "the list names another bundle's seal code", Plan(inside=_other_bundle()),
           openings=(Opening("p256", "parcel-seal-differs"),), attack="H29"),
    Vector("altered-bundle-inside", "the bundle was altered before it was encrypted", Plan(inside=_altered()),
           openings=(Opening("p256", "verdict-altered"),)),
    Vector("no-bundle-inside", "any bytes, named as a bundle", Plan(inside=replace(sealed(), zip=fixed_bytes("no bundle", 9000))),
           openings=(Opening("p256", "parcel-seal-differs"),)),
    # keys and shares that do not open it
    Vector("key-of-somebody-else", "a key whose certificate is not among the recipients, and another key with one that is", Plan(),
           openings=(Opening("p256_7", "envelope-not-a-recipient"), Opening("swapped", "envelope-key"),
                     Opening("passphrase wrong", "envelope-passphrase"))),
    Vector("shares-that-do-not-do", "too few, twice, false, of another parcel, mixed, renumbered, with another threshold", Plan(),
           openings=(_shares("share1", "shares-missing"), _shares("share1 share1", "share-twice"),
                     _shares("share1 false", "share-differs"), _shares("share1 foreign", "share-other-parcel"),
                     _shares("share1 mixed", "share-differs"), _shares("share1 renumbered", "share-differs"),
                     _shares("share1 lower", "share-differs"), _shares("share1 spaced", "share-form"),
                     _shares("share1 beyond", "share-form"), _shares("share3 share2", "opened")),
           shares=_bad_shares, attack="H31"),
    Vector("shares-without-a-set", "shares for a parcel whose key was not split", _alone(*P256),
           openings=(_shares("share1 share2", "envelope-no-shares"),),
           shares=lambda made: dict(zip(("share1.json", "share2.json"), share_lines(Plan().parcel, 2, 3)[:2], strict=True))),
)  # fmt: skip

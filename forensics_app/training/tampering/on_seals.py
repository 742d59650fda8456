"""Attacks on the seal's container: files taken out, exchanged, put in, or written another way."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

from forensics_app.bundle.layout import seal_path
from forensics_app.model.findings import Axis, Verdict
from forensics_app.seal.forms import der, p7s_profile
from forensics_app.seal.forms.asic_manifest import (
    ARCHIVE_MANIFEST,
    ARCHIVE_TOKEN,
    TOKEN_TYPE,
    manifest_name,
    render,
    signature_name,
)
from forensics_app.seal.signatures.signer import sign_detached
from forensics_app.training.tampering.attack import Attack, Reason
from forensics_app.training.tampering.held import HeldBundle, entries_of, zip_of
from forensics_app.training.tampering.workshop import Received, Workshop

Entries = dict[str, bytes]
_ORDER_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_MANIFEST, _P7S = manifest_name(1), signature_name(1)
_END = b"</asic:ASiCManifest>\n"


def _tampered(shop: Workshop, held: HeldBundle, change: Callable[[Entries], str]) -> Received:
    """The bundle with another container; `change` works on its entries and says where."""
    entries = dict(entries_of(held.seal))
    place = change(entries)
    path = seal_path(held.name)
    return shop.send(held.with_files({path: zip_of(entries.items())}), f"{path}!{place}")


def _time_removed(shop: Workshop) -> Received:
    """Both time-stamps: what is left is a clean container."""

    def change(entries: Entries) -> str:
        parts = p7s_profile.read_canonical(entries[_P7S])
        entries[_P7S] = p7s_profile.build(replace(parts, time_stamp=None))
        del entries[ARCHIVE_MANIFEST], entries[ARCHIVE_TOKEN]
        return ARCHIVE_TOKEN

    return _tampered(shop, shop.sound(), change)


def _time_replayed(shop: Workshop) -> Received:
    """Manifest and token of an older seal: sound, but about something else."""
    older = render(ARCHIVE_TOKEN, TOKEN_TYPE, [("seal-info.txt", hashlib.sha256(b"an older seal").digest())])

    def change(entries: Entries) -> str:
        entries[ARCHIVE_MANIFEST] = older
        entries[ARCHIVE_TOKEN] = shop.authority().stamp(hashlib.sha256(older).digest())
        return ARCHIVE_MANIFEST

    return _tampered(shop, shop.sound(), change)


def _witness_removed(shop: Workshop) -> Received:
    def change(entries: Entries) -> str:
        del entries[manifest_name(2)], entries[signature_name(2)]
        return signature_name(2)

    held = shop.seal(shop.base, (shop.who.signer, shop.who.witness), stamped=False)
    return _tampered(shop, held, change)


def _signer_swapped(shop: Workshop) -> Received:
    """The same manifest, signed by somebody else than the seal declares."""

    def change(entries: Entries) -> str:
        entries[_P7S] = sign_detached(entries[_MANIFEST], shop.who.stranger, at=shop.at)
        return _P7S

    return _tampered(shop, shop.sound(stamped=False), change)


def _extra_file(shop: Workshop) -> Received:
    def change(entries: Entries) -> str:
        entries["META-INF/note.txt"] = b"Checked and approved.\n"
        return "META-INF/note.txt"

    return _tampered(shop, shop.sound(stamped=False), change)


def _reencoded(shop: Workshop) -> Received:
    """The other of the two values that verify under ECDSA: s and n - s."""

    def change(entries: Entries) -> str:
        parts = p7s_profile.read_canonical(entries[_P7S])
        pair = der.Reader(parts.signature).inside(der.SEQUENCE)
        r, s = pair.natural(), pair.natural()
        other = der.tlv(der.SEQUENCE, der.integer(r), der.integer(_ORDER_P256 - s))
        entries[_P7S] = p7s_profile.build(replace(parts, signature=other))
        return _P7S

    return _tampered(shop, shop.sound(stamped=False), change)


def _two_readings(shop: Workshop) -> Received:
    """The signer signs a manifest with a second digest in a comment: two programs may read two lists."""

    def change(entries: Entries) -> str:
        comment = b"<!-- <ds:DigestValue>AAAA</ds:DigestValue> -->\n"
        entries[_MANIFEST] = entries[_MANIFEST].replace(_END, comment + _END)
        entries[_P7S] = sign_detached(entries[_MANIFEST], shop.who.signer, at=shop.at)
        return _MANIFEST

    return _tampered(shop, shop.sound(stamped=False), change)


ATTACKS = (
    Attack(
        "time-stamps-removed",
        2,
        _time_removed,
        Verdict.ALTERED,
        Axis.TIME,
        "timestamp-missing",
        Reason.TIME_REMOVED,
        "8",
    ),
    Attack(
        "time-stamp-replayed",
        3,
        _time_replayed,
        Verdict.ALTERED,
        Axis.TIME,
        "timestamp-manifest",
        Reason.TIME_REPLAYED,
        "8",
    ),
    Attack(
        "witness-removed",
        2,
        _witness_removed,
        Verdict.INCOMPLETE,
        Axis.COMPLETENESS,
        "signature-missing",
        Reason.SIGNATURE_REMOVED,
        "8",
    ),
    Attack(
        "signer-swapped",
        2,
        _signer_swapped,
        Verdict.ALTERED,
        Axis.ORIGIN,
        "signer-not-declared",
        Reason.SIGNER_SWAPPED,
        "7",
    ),
    Attack(
        "seal-extra-file",
        2,
        _extra_file,
        Verdict.ALTERED,
        Axis.COMPLETENESS,
        "seal-extra-file",
        Reason.SEAL_EXTRA,
        "8",
    ),
    Attack(
        "signature-reencoded",
        3,
        _reencoded,
        Verdict.ALTERED,
        Axis.ORIGIN,
        "signature-not-canonical",
        Reason.SIGNATURE_REENCODED,
        "8",
    ),
    Attack(
        "two-readings",
        3,
        _two_readings,
        Verdict.ALTERED,
        Axis.CONTENT,
        "seal-manifest",
        Reason.TWO_READINGS,
        "8",
    ),
)

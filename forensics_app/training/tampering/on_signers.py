"""Sound bundles, and those whose bytes are as they were signed: by whom and when is the question."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from forensics_app.bundle.layout import seal_path
from forensics_app.model.findings import Axis, Verdict
from forensics_app.training.tampering.attack import Attack, Reason
from forensics_app.training.tampering.held import HeldBundle
from forensics_app.training.tampering.workshop import NotApplicableError, Received, Workshop

_BACKDATED = timedelta(days=3)
_SIGNATURE = "META-INF/signature001.p7s"


def _sound(shop: Workshop) -> Received:
    return shop.send(shop.sound())


def _without_time(shop: Workshop) -> Received:
    return shop.send(shop.sound(stamped=False))


def _witnessed(shop: Workshop) -> Received:
    return shop.send(shop.seal(shop.base, (shop.who.signer, shop.who.witness)))


def _stranger(shop: Workshop) -> Received:
    return shop.send(shop.seal(shop.base, (shop.who.stranger,)))


def _expired(shop: Workshop) -> Received:
    return shop.send(shop.seal(shop.base, (shop.who.expired,), stamped=False))


def _namesake(shop: Workshop) -> Received:
    """A content changed, every list that names its digest with it, and all of it sealed again."""
    path = shop.content()
    before = shop.base.files[path]
    after = shop.flipped(before)
    held = _with_digests(shop.base.with_files({path: after}), before, after)
    return shop.send(shop.seal(held, (shop.who.namesake,)), path, seal_path(held.name))


def _with_digests(held: HeldBundle, before: bytes, after: bytes) -> HeldBundle:
    """Every tag file with the digest of the content as it is now."""
    old, new = (hashlib.sha256(data).hexdigest().encode("ascii") for data in (before, after))
    tags = {path: data for path, data in held.files.items() if path.startswith("metadata/") and old in data}
    if not tags:
        raise NotApplicableError
    return held.with_files({path: data.replace(old, new) for path, data in tags.items()})


def _backdated(shop: Workshop) -> Received:
    """The signer states a time three days before the authority's."""
    keys = (shop.who.signer,)
    held = shop.base.with_manifests().promising(keys, stamped=True)
    at = shop.at - _BACKDATED
    sealed = held.sealed(keys, at=at, authority=shop.authority())
    return shop.send(sealed, f"{seal_path(held.name)}!{_SIGNATURE}")


ATTACKS = (
    Attack("sound", 1, _sound, Verdict.VERIFIED, None, None, Reason.NOTHING, "10"),
    Attack("sound-witnessed", 2, _witnessed, Verdict.VERIFIED, None, None, Reason.NOTHING, "10"),
    Attack(
        "sound-without-time",
        1,
        _without_time,
        Verdict.VERIFIED,
        None,
        "time-not-attested",
        Reason.NO_TIME,
        "10.1",
    ),
    Attack(
        "stranger",
        1,
        _stranger,
        Verdict.UNCONFIRMED,
        Axis.ORIGIN,
        "signer-unknown",
        Reason.SIGNER_UNKNOWN,
        "10.1",
    ),
    Attack(
        "expired",
        2,
        _expired,
        Verdict.UNCONFIRMED,
        Axis.ORIGIN,
        "signer-expired",
        Reason.SIGNER_EXPIRED,
        "10.1",
    ),
    Attack(
        "namesake", 3, _namesake, Verdict.UNCONFIRMED, Axis.ORIGIN, "signer-unknown", Reason.NAMESAKE, "10.1"
    ),
    Attack(
        "backdated",
        3,
        _backdated,
        Verdict.UNCONFIRMED,
        Axis.TIME,
        "signing-time-far",
        Reason.BACKDATED,
        "10.1",
    ),
)

"""Identities of this user: certificate chains with keys under a passphrase, or with a reference to a card.

One folder each: `chain.pem` (the signer's certificate first), `about.json`, and `key.pem` (PKCS#8, PBES2 with
scrypt and AES-256) unless the key is on a card; `root-key.pem` for a lab root made with it. A folder appears
whole or not at all.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding

from forensics_app.errors import (
    IdentityAmbiguousError,
    IdentityExistsError,
    IdentityNotFoundError,
    KeyFileInvalidError,
    PassphraseNeededError,
    WeakKeyError,
)
from forensics_app.model.times import utc_text
from forensics_app.seal.certificates.loading import load_certificates
from forensics_app.seal.certificates.making import (
    Holder,
    common_name,
    fingerprint,
    is_demo,
    key_algorithm,
    make_identity,
)
from forensics_app.seal.home import private_folder, write_private
from forensics_app.seal.keys import cards
from forensics_app.seal.keys.files import decrypt_key, encrypt_key, read_pkcs12, write_pkcs12
from forensics_app.seal.signing_key import CardReference, SigningKey, SoftwareKey

ID_CHARACTERS = 16
_SHORTEST_PREFIX = 4
ROOT_KEY = "root-key.pem"
_NEW = ".new-"


@dataclass(frozen=True, slots=True)
class Identity:
    """One identity as a list shows it. Times are UTC in sealed form; `chain` is DER, the signer's first.

    `card` says where the key is that never left its card; `pss` that it signs with RSASSA-PSS.
    """

    identity_id: str
    label: str
    subject: str
    algorithm: str
    fingerprint: str
    not_before: str
    not_after: str
    created_at: str
    demo: bool
    chain: tuple[bytes, ...]
    card: CardReference | None = None
    pss: bool = False


class IdentityStore:
    """The identities under one user folder. An id is the start of the certificate's fingerprint."""

    def __init__(self, home: Path) -> None:
        self._root = home / "identities"

    def create(
        self, holder: Holder, passphrase: bytes, *, now: datetime, years: int = 3, demo: bool = False
    ) -> Identity:
        """Make a lab root and an examiner's certificate, and keep both keys under the passphrase.

        Raises PassphraseNeededError for an empty one, OutputNotWritableError.
        """
        made = make_identity(holder, now=now, years=years, demo=demo)
        if not passphrase:
            raise PassphraseNeededError(identity=holder.name)
        return self.keep(
            made.signing, passphrase, now=now, more={ROOT_KEY: encrypt_key(made.root_key, passphrase)}
        )

    def import_pkcs12(
        self, path: Path, file_passphrase: bytes, passphrase: bytes, *, now: datetime, pss: bool = False
    ) -> Identity:
        """Take the key and certificates of a PKCS#12 file; the key is kept under `passphrase`.

        Raises KeyFileInvalidError, WrongPassphraseError, WeakKeyError, IdentityExistsError.
        """
        signing = read_pkcs12(path, file_passphrase)
        return self.keep(SoftwareKey(signing.key, signing.chain, pss=pss), passphrase, now=now)

    def import_card(
        self,
        module: Path,
        pin: bytes,
        *,
        token: str | None,
        key_label: str | None,
        others: Sequence[bytes],
        pss: bool,
        now: datetime,
    ) -> Identity:
        """Keep where a card's key is, and its certificates. The key makes one test signature.

        Raises IdentityExistsError, WeakKeyError, and SigningKeyError and its kinds.
        """
        card, chain = cards.read(module, pin, token=token, key_label=key_label, others=others, pss=pss)
        return self._put(chain, {}, {"card": asdict(card)}, now)

    def all(self) -> tuple[Identity, ...]:
        """Every identity, oldest first."""
        if not self._root.is_dir():
            return ()
        folders = [f for f in self._root.iterdir() if f.is_dir() and not f.name.startswith(".")]
        return tuple(sorted(map(_read_identity, folders), key=lambda i: (i.created_at, i.identity_id)))

    def find(self, asked: str) -> Identity:
        """The identity of this id, or unique beginning of an id, or label.

        Raises IdentityNotFoundError, IdentityAmbiguousError.
        Of several with this label the one whose certificate ends last is meant: the others were renewed.
        """
        every = self.all()
        wanted = asked.strip().lower()
        found = [i for i in every if i.identity_id == wanted]
        if not found:
            found = _latest([i for i in every if i.label == asked.strip()])
        if not found and len(wanted) >= _SHORTEST_PREFIX:
            found = [i for i in every if i.fingerprint.startswith(wanted)]
        if len(found) > 1:
            raise IdentityAmbiguousError(identity=asked, ids=", ".join(i.identity_id for i in found))
        if not found:
            raise IdentityNotFoundError(identity=asked)
        return found[0]

    def unlock(self, identity: Identity, passphrase: bytes) -> SigningKey:
        """The key, in memory only, or the card's after it took the PIN.

        Raises WrongPassphraseError, PassphraseNeededError, KeyFileInvalidError, SigningKeyError and its
        kinds.
        """
        if identity.card is not None:
            return cards.unlock(identity.card, identity.chain, identity.label, passphrase)
        return self._software_key(identity, passphrase)

    def backup(self, identity: Identity, passphrase: bytes, new_passphrase: bytes) -> bytes:
        """Key and certificates as PKCS#12 under a passphrase of its own.

        Raises what `unlock` does, and CardObjectError for a key that is on a card.
        """
        cards.refuse(identity.card, identity.label)
        key = self._software_key(identity, passphrase)
        return write_pkcs12(key.key, identity.chain, identity.label, new_passphrase)

    def keep(
        self,
        signing: SoftwareKey,
        passphrase: bytes,
        *,
        now: datetime,
        more: Mapping[str, bytes] | None = None,
    ) -> Identity:
        """A new identity of this key; `more` are further files of its folder.

        Raises PassphraseNeededError, IdentityExistsError, OutputNotWritableError.
        """
        if not passphrase:
            label = common_name(x509.load_der_x509_certificate(signing.certificate))
            raise PassphraseNeededError(identity=label)
        files = {"key.pem": encrypt_key(signing.key, passphrase), **(more or {})}
        return self._put(signing.chain, files, {"pss": signing.pss}, now)

    def _software_key(self, identity: Identity, passphrase: bytes) -> SoftwareKey:
        path = self._root / identity.identity_id / "key.pem"
        key = decrypt_key(path, passphrase, identity.chain[0], identity.label)
        return SoftwareKey(key, identity.chain, pss=identity.pss)

    def _put(
        self, chain: tuple[bytes, ...], files: Mapping[str, bytes], about: Mapping[str, Any], now: datetime
    ) -> Identity:
        folder = private_folder(self._root) / fingerprint(chain[0])[:ID_CHARACTERS]
        label = common_name(x509.load_der_x509_certificate(chain[0]))
        put_folder(folder, {**files, "chain.pem": b"".join(map(pem, chain))}, label, now, about)
        return _read_identity(folder)


def put_folder(
    folder: Path,
    files: Mapping[str, bytes],
    label: str,
    now: datetime,
    about: Mapping[str, Any] | None = None,
) -> None:
    """A folder with these files and `about.json`, there whole or not at all. Raises IdentityExistsError."""
    if folder.exists():
        raise IdentityExistsError(identity=folder.name)
    building = private_folder(folder.with_name(f"{_NEW}{secrets.token_hex(8)}"))
    about_json = json.dumps(
        {"label": label, "created_at": utc_text(now), **(about or {})}, ensure_ascii=False
    )
    try:
        for name, data in {**files, "about.json": about_json.encode("utf-8")}.items():
            write_private(building / name, data)
        building.rename(folder)
    except OSError as e:
        raise IdentityExistsError(identity=folder.name) from e
    finally:
        shutil.rmtree(building, ignore_errors=True)


def export_pem(identity: Identity) -> bytes:
    """The certificates, the signer's first, for a partner to trust. Never a key."""
    return b"".join(map(pem, identity.chain))


def pem(certificate: bytes) -> bytes:
    """A DER certificate as PEM."""
    return x509.load_der_x509_certificate(certificate).public_bytes(Encoding.PEM)


def _latest(found: list[Identity]) -> list[Identity]:
    if len({i.subject for i in found}) != 1:
        return found
    ends = max(i.not_after for i in found)
    return [i for i in found if i.not_after == ends]


def _read_identity(folder: Path) -> Identity:
    try:
        chain = load_certificates((folder / "chain.pem").read_bytes())
        about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
        label, created_at = str(about["label"]), str(about["created_at"])
        card = None if about.get("card") is None else CardReference(**about["card"])
        algorithm = key_algorithm(chain[0])
    except OSError as e:
        raise KeyFileInvalidError(
            identity=folder.name, path=str(folder), detail=os.strerror(e.errno or 0)
        ) from e
    except (ValueError, KeyError, TypeError, RecursionError, UnsupportedAlgorithm, WeakKeyError) as e:
        raise KeyFileInvalidError(identity=folder.name, path=str(folder), detail=str(e)) from e
    encoded = tuple(c.public_bytes(Encoding.DER) for c in chain)
    return Identity(
        identity_id=folder.name,
        label=label,
        subject=chain[0].subject.rfc4514_string(),
        algorithm=algorithm,
        fingerprint=fingerprint(encoded[0]),
        not_before=utc_text(chain[0].not_valid_before_utc),
        not_after=utc_text(chain[0].not_valid_after_utc),
        created_at=created_at,
        demo=any(map(is_demo, chain)),
        chain=encoded,
        card=card,
        pss=card.pss if card else bool(about.get("pss")),
    )

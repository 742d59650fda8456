"""Tokens of SoftHSM2, made by the test run: a security module in software, behind a real PKCS#11 module."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pkcs11
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from forensics_app.seal.signing_key import SoftwareKey
from tests.judging.judges import require_judge

PIN, OFFICER_PIN = "123456", "87654321"
_MODULES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
)


@dataclass(frozen=True)
class SoftTokens:
    """The tokens of one folder. Every process that is to see them needs SOFTHSM2_CONF."""

    folder: Path

    @cached_property
    def module(self) -> Path:
        return next(Path(m) for m in _MODULES if Path(m).is_file())

    @property
    def configuration(self) -> Path:
        return self.folder / "softhsm2.conf"

    def make(self, label: str) -> None:
        """A fresh token."""
        self._run("--init-token", "--free", "--label", label, "--so-pin", OFFICER_PIN, "--pin", PIN)
        pkcs11.lib(str(self.module)).reinitialize()

    def remove(self, label: str) -> None:
        """The card is pulled."""
        self._run("--delete-token", "--token", label)
        pkcs11.lib(str(self.module)).reinitialize()

    def pull(self) -> Path:
        """Every card is pulled; `put_back` takes what comes of it."""
        hidden = self.folder / "elsewhere"
        (self.folder / "tokens").rename(hidden)
        (self.folder / "tokens").mkdir()
        pkcs11.lib(str(self.module)).reinitialize()
        return hidden

    def put_back(self, hidden: Path) -> None:
        """They are there again; the module is not told, as no reader's would be."""
        (self.folder / "tokens").rmdir()
        hidden.rename(self.folder / "tokens")

    def put_key(self, token: str, signing: SoftwareKey, *, label: str = "key", key_id: str = "a1") -> None:
        """A private key, as a card's maker would have put it there."""
        path = self.folder / "key.pem"
        path.write_bytes(signing.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        self._run("--import", str(path), "--token", token, "--label", label, "--id", key_id, "--pin", PIN)
        path.unlink()
        pkcs11.lib(str(self.module)).reinitialize()

    def put_certificate(
        self, token: str, certificate: bytes, *, label: str = "key", key_id: str = "a1"
    ) -> None:
        loaded = x509.load_der_x509_certificate(certificate)
        found = pkcs11.lib(str(self.module)).get_token(token_label=token)
        with found.open(rw=True, user_pin=PIN) as session:
            session.create_object(
                {
                    pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
                    pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                    pkcs11.Attribute.TOKEN: True,
                    pkcs11.Attribute.LABEL: label,
                    pkcs11.Attribute.ID: bytes.fromhex(key_id),
                    pkcs11.Attribute.SUBJECT: loaded.subject.public_bytes(),
                    pkcs11.Attribute.ISSUER: loaded.issuer.public_bytes(),
                    pkcs11.Attribute.SERIAL_NUMBER: b"\x02\x01\x01",
                    pkcs11.Attribute.VALUE: certificate,
                }
            )

    def card(self, token: str, signing: SoftwareKey) -> None:
        """A token with a key and every certificate of its chain."""
        self.make(token)
        self.put_key(token, signing)
        self.put_certificate(token, signing.certificate)
        for number, above in enumerate(signing.chain[1:]):
            self.put_certificate(token, above, label=f"ca{number}", key_id=f"c{number}")

    def _run(self, *arguments: str) -> None:
        program = require_judge("softhsm2-util")
        subprocess.run([program, *arguments], check=True, capture_output=True)


def soft_tokens(folder: Path, patch: pytest.MonkeyPatch) -> SoftTokens:
    """An empty folder of tokens, seen by this process and by those it starts."""
    require_judge("softhsm2-util")
    tokens = SoftTokens(folder)
    (folder / "tokens").mkdir(parents=True)
    tokens.configuration.write_text(
        f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\nlog.level = ERROR\n"
    )
    patch.setenv("SOFTHSM2_CONF", str(tokens.configuration))
    pkcs11.lib(str(tokens.module)).reinitialize()
    return tokens

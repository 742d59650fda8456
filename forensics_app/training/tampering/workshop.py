"""What an attacker has at hand: a bundle, identities, chance, and the steps that every attack is made of."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from forensics_app.bundle.layout import CATALOG
from forensics_app.custody.chain import split_lines
from forensics_app.model import sealed_json
from forensics_app.model.bundle import SEALED_SUFFIX
from forensics_app.model.sealed_json import JsonValue
from forensics_app.seal.signing_key import SigningKey
from forensics_app.training.tampering.held import HeldBundle
from forensics_app.training.tampering.identities import TrainingIdentities
from forensics_app.training.tampering.tokens import TrainingAuthority

_STAMPED_AFTER = timedelta(seconds=2)


class NotApplicableError(Exception):
    """This attack can't be made on this bundle: it has no report, say. Another one is drawn instead."""


@dataclass(frozen=True, slots=True)
class Received:
    """What a trainee gets. `main` is the file to verify; `files` by name; `places` are paths in the bundle,
    or of a container's file (`seal/x.asice!name`), where something was done.
    """

    main: str
    files: Mapping[str, bytes]
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Workshop:
    """`base` is the bundle as it was sealed by somebody else; `at` the time that signers claim (UTC)."""

    base: HeldBundle
    who: TrainingIdentities
    chance: random.Random
    at: datetime

    def authority(self, *, at: datetime | None = None) -> TrainingAuthority:
        """The authority, its first token soon after the signing."""
        return TrainingAuthority(self.who.authority, (at or self.at) + _STAMPED_AFTER)

    def seal(
        self,
        held: HeldBundle,
        signers: tuple[SigningKey, ...] | None = None,
        *,
        stamped: bool = True,
        at: datetime | None = None,
    ) -> HeldBundle:
        """Manifests, promise and seal made again over the files as they are."""
        keys = signers or (self.who.signer,)
        again = held.with_manifests().promising(keys, stamped=stamped)
        return again.sealed(keys, at=at or self.at, authority=self.authority() if stamped else None)

    def sound(self, *, stamped: bool = True) -> HeldBundle:
        """The bundle, sealed by whom the trainee trusts."""
        return self.seal(self.base, stamped=stamped)

    def send(self, held: HeldBundle, *places: str) -> Received:
        """The ZIP alone."""
        return sent(held.name, held.zipped(), *places)

    def content(self) -> str:
        """The path of one content, by chance. Raises NotApplicableError where there is none."""
        return self.one_of(self.base.contents)

    def one_of(self, paths: tuple[str, ...]) -> str:
        """One of several, by chance. Raises NotApplicableError where there is none."""
        if not paths:
            raise NotApplicableError
        return self.chance.choice(paths)

    def flipped(self, data: bytes) -> bytes:
        """With one bit changed, by chance."""
        at = self.chance.randrange(len(data))
        return data[:at] + bytes((data[at] ^ 1 << self.chance.randrange(8),)) + data[at + 1 :]

    def with_line(self, path: str, number: int, **values: JsonValue) -> HeldBundle:
        """The base with other values in one line (from 0) of a list. Raises NotApplicableError if absent."""
        lines, _ = split_lines(self.base.files[path])
        if number >= len(lines):
            raise NotApplicableError
        value = sealed_json.parse(lines[number])
        lines[number] = sealed_json.dump(value | values)
        return self.base.with_files({path: joined(lines)})

    def catalogue(self) -> list[dict[str, JsonValue]]:
        """The lines of the catalogue."""
        lines, _ = split_lines(self.base.files[CATALOG])
        return [sealed_json.parse(line) for line in lines]


def sent(name: str, archive: bytes, *places: str) -> Received:
    """A ZIP alone, under the bundle's name."""
    file = name + SEALED_SUFFIX
    return Received(file, {file: archive}, places)


def joined(lines: list[bytes]) -> bytes:
    """Lines with their line feeds."""
    return b"".join(line + b"\n" for line in lines)

"""A laboratory's card: who it is, and the certificates that its seals are to be checked with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CardName:
    """The laboratory's name in one language (BCP 47)."""

    lang: str
    name: str


@dataclass(frozen=True, slots=True)
class LabCard:
    """`certificates` are DER, the signer's first, then those above it. `made_at` is UTC in sealed form.

    `country` is ISO 3166-1 alpha-2, `contact` free text. `fingerprint` is SHA-256 of the signer's
    certificate.
    """

    names: tuple[CardName, ...]
    country: str | None
    contact: str | None
    certificates: tuple[bytes, ...]
    fingerprint: str
    made_at: str

    def name_in(self, language: str) -> str:
        """The name for a reader of this language: in it, else in English, else the first."""
        by_language = {n.lang: n.name for n in reversed(self.names)}
        return by_language.get(language) or by_language.get("en") or self.names[0].name

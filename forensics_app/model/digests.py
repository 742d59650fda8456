"""Digest values: which algorithms, and what one piece of content digested to. Lower-case hex."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DigestAlgorithm(StrEnum):
    """Names as hashlib, the command line and the sealed data spell them."""

    MD5 = "md5"
    SHA1 = "sha1"
    SHA256 = "sha256"


MEDIA_ALGORITHMS = (DigestAlgorithm.MD5, DigestAlgorithm.SHA1, DigestAlgorithm.SHA256)
FILE_ALGORITHMS = (DigestAlgorithm.SHA256,)


@dataclass(frozen=True, slots=True)
class Digests:
    """None where that algorithm was not asked for, or the content could not be read."""

    md5: str | None = None
    sha1: str | None = None
    sha256: str | None = None


NO_DIGESTS = Digests()

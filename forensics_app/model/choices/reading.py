"""How a source is read, as examiners choose it and keep it under a name."""

from __future__ import annotations

from dataclasses import dataclass

from forensics_app.model.digests import DigestAlgorithm
from forensics_app.model.evidence import ArchiveOptions

_DEFAULT = ArchiveOptions()


@dataclass(frozen=True, slots=True)
class ReadingProfile:
    """`digests` are those of files beside SHA-256; `archive_limit_gib` what one archive may unpack to;
    `rules` a file or folder of YARA rules; `strict` refuses images that aren't whole."""

    digests: tuple[DigestAlgorithm, ...] = ()
    media_types: bool = True
    shadow_copies: bool = False
    archives: bool = False
    archive_depth: int = _DEFAULT.depth
    archive_limit_gib: int = _DEFAULT.limit_bytes >> 30
    as_file: bool = False
    as_image: bool = False
    double_read: bool = False
    unallocated: bool = False
    slack: bool = False
    rules: str = ""
    strict: bool = False
    hash_sets: tuple[str, ...] = ()


QUICK_LOOK = ReadingProfile(media_types=False)
FULL = ReadingProfile(
    digests=(DigestAlgorithm.SHA1, DigestAlgorithm.MD5),
    shadow_copies=True,
    archives=True,
    unallocated=True,
    slack=True,
)

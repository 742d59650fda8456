"""What is asked of a source when it is read, and how the command line says it."""

from __future__ import annotations

from dataclasses import dataclass

from forensics_app.model.digests import DigestAlgorithm
from forensics_app.model.evidence import ArchiveOptions

_DEFAULT = ArchiveOptions()


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """`digests` are those of files beside SHA-256; `archive_limit_gib` what one archive may unpack to;
    `rules` a file or folder of YARA rules; `strict` refuses images that aren't whole."""

    exhibit: str = ""
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

    def arguments(self) -> list[str]:
        """Options of `sealwright ingest`."""
        made = [
            word
            for word, asked in (
                ("--no-types", not self.media_types),
                ("--shadow-copies", self.shadow_copies),
                ("--archives", self.archives),
                ("--as-file", self.as_file),
                ("--compressed-image", self.as_image),
                ("--double-read", self.double_read),
                ("--unallocated", self.unallocated),
                ("--slack", self.slack),
                ("--strict", self.strict),
            )
            if asked
        ]
        if self.exhibit:
            made.append(f"--exhibit={self.exhibit}")
        if self.digests:
            names = [DigestAlgorithm.SHA256.value, *(d.value for d in self.digests)]
            made.append(f"--digests={','.join(dict.fromkeys(names))}")
        if self.rules:
            made.append(f"--yara={self.rules}")
        if self.archives:
            made += [f"--archive-depth={self.archive_depth}", f"--archive-limit={self.archive_limit_gib}"]
        return made + [f"--hashset={name}" for name in self.hash_sets]


AS_USUAL = ReadingOptions()

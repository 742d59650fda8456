"""What examining is asked to find out."""

from __future__ import annotations

from dataclasses import dataclass

from forensics_app.model.digests import FILE_ALGORITHMS, DigestAlgorithm


@dataclass(frozen=True, slots=True)
class ExamineOptions:
    """Which digests, and whether to look for type and EXIF.

    `double_read`: read each content by the file system and by its extents, and compare.
    """

    algorithms: tuple[DigestAlgorithm, ...] = FILE_ALGORITHMS
    media_type: bool = True
    exif: bool = True
    double_read: bool = False

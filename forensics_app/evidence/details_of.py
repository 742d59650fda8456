"""Which refinements a file system gets."""

from __future__ import annotations

from forensics_app.evidence.byte_source import ByteSource
from forensics_app.evidence.details import Details, GenericDetails
from forensics_app.evidence.filesystem_tsk import FileSystem


def details_of(file_system: FileSystem, source: ByteSource) -> Details:
    """The details of a file system that begins at byte 0 of `source`."""
    return GenericDetails(file_system.kind)

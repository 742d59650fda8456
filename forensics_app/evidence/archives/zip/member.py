"""One member of a ZIP, from its two headers: what it is, what speaks against it, and its content's stream."""

from __future__ import annotations

import lzma
from collections.abc import Callable

from forensics_app.evidence.archives.members.content import MemberContent, Stream
from forensics_app.evidence.archives.members.member import ArchiveError, Member, Note
from forensics_app.evidence.archives.members.runs import RunStream, SourceStream
from forensics_app.evidence.archives.streams.decoders import (
    Decoder,
    DeflateDecoder,
    LibraryDecoder,
    bzip2_decoder,
    xz_decoder,
)
from forensics_app.evidence.archives.streams.packed_stream import PackedStream
from forensics_app.evidence.archives.zip.facts import has_odd_content, kind_of, name_of, owner_of, times_of
from forensics_app.evidence.archives.zip.records import CentralHeader, LocalHeader
from forensics_app.evidence.bytes.byte_source import ByteSource, read_up_to
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.model.artifact import ArtifactKind
from forensics_app.model.names import display

STORED, DEFLATED, BZIP2, LZMA, XZ = 0, 8, 12, 14, 95
_METHODS = (STORED, DEFLATED, BZIP2, LZMA, XZ)
# DEFLATE can't do better than 1032:1 (258 bytes from two bits); a claim beyond that is a lie
_DEFLATE_RATIO, _RATIO_SLACK = 1040, 1 << 20


DECODERS: dict[int, Callable[[], Decoder]] = {
    DEFLATED: DeflateDecoder,
    BZIP2: bzip2_decoder,
    XZ: xz_decoder,
}


def member_of(
    header: CentralHeader,
    local: LocalHeader | None,
    withheld: Note | None,
    *,
    link: Callable[[int], MemberContent],
    notes: tuple[Note, ...] = (),
) -> Member:
    """The member. `link` opens the content that is a symbolic link's target; `notes` come first."""
    kind, mode = kind_of(header)
    extra = {} if local is None else local.extra
    uid, gid = owner_of(header.extra, extra)
    target = None
    if kind is ArtifactKind.LINK and withheld is None:
        try:
            target, odd = _target(link(header.place))
            notes = (*notes, *odd)
        except ArchiveError as e:
            withheld = Note(e.code, e.detail)
    is_file = kind is ArtifactKind.FILE
    if withheld is not None and not is_file:
        notes = (*notes, withheld)
    return Member(
        name=name_of(header),
        place=header.place,
        kind=kind,
        size_bytes=header.size_bytes if is_file else None,
        times=times_of(header, extra),
        link_target=target,
        mode=mode,
        uid=uid,
        gid=gid,
        runs=_runs(header, local) if withheld is None and is_file else None,
        withheld=withheld if is_file else None,
        notes=(*notes, *_contradictions(header, local)),
    )


def _target(content: MemberContent) -> tuple[bytes | None, list[Note]]:
    """Where a link leads, and what is wrong with it; None where not all of it can be read."""
    target = content.read(0, content.size_bytes)
    odd = [Note(code, detail) for code, detail in content.problems]
    if not content.gaps:
        return target, odd
    return None, [*odd, Note(OmissionCode.CONTENT_UNREADABLE, content.error or "unreadable")]


def withheld_of(header: CentralHeader, local: LocalHeader | None, *, overlaps: bool) -> Note | None:
    """Why a member's content is not to be read, or None."""
    if header.encrypted:
        return Note(OmissionCode.CONTENT_ENCRYPTED, "encrypted in the ZIP")
    if overlaps:
        return Note(OmissionCode.ARCHIVE_OVERLAP, f"at byte {header.local_offset} of the archive")
    if header.method not in _METHODS:
        return Note(OmissionCode.ARCHIVE_NOT_SUPPORTED, f"compression method {header.method}")
    if local is None:
        return Note(OmissionCode.CONTENT_UNREADABLE, "no local header where the directory says")
    most = header.packed_bytes
    if header.method != STORED:
        most = most * _DEFLATE_RATIO + _RATIO_SLACK
    if header.method in (STORED, DEFLATED) and header.size_bytes > most + _RATIO_SLACK:
        detail = f"{header.packed_bytes} packed bytes can't hold the {header.size_bytes} declared"
        return Note(OmissionCode.CONTENT_UNREADABLE, detail)
    return None


def stream_of(
    source: ByteSource, header: CentralHeader, local: LocalHeader, alive: Callable[[int], None]
) -> Stream:
    """The unpacked content. Raises ArchiveError for a method that isn't read, ReadFailedError."""
    begin = min(local.data_offset, source.size_bytes)
    end = min(begin + header.packed_bytes, source.size_bytes)
    if header.method == STORED:
        return RunStream(SourceStream(source), ((begin, end - begin),))
    make: Callable[[], Decoder] | None = DECODERS.get(header.method)
    if header.method == LZMA:
        properties = read_up_to(source, begin, 9)
        begin += 4 + int.from_bytes(properties[2:4], "little")
        make = _lzma(properties)
    if make is None:
        raise ArchiveError(OmissionCode.ARCHIVE_NOT_SUPPORTED, f"compression method {header.method}")
    return PackedStream(source, begin, max(begin, end), make, alive=alive)


def _runs(header: CentralHeader, local: LocalHeader | None) -> tuple[tuple[int | None, int], ...] | None:
    if local is None or header.method != STORED or header.packed_bytes != header.size_bytes:
        return None
    return ((local.data_offset, header.size_bytes),)


def _lzma(properties: bytes) -> Callable[[], Decoder]:
    """A decoder for APPNOTE 5.8.8: version, length of properties, the five bytes of LZMA."""
    if len(properties) < 9 or properties[2:4] != b"\x05\x00" or properties[4] >= 225:
        raise ArchiveError(OmissionCode.CONTENT_UNREADABLE, "malformed LZMA properties")
    rest, lc = divmod(properties[4], 9)
    pb, lp = divmod(rest, 5)
    dictionary = int.from_bytes(properties[5:9], "little")
    if lc + lp > 4 or dictionary > 256 << 20:
        raise ArchiveError(OmissionCode.CONTENT_UNREADABLE, "LZMA properties beyond what is read")
    chain = [{"id": lzma.FILTER_LZMA1, "lc": lc, "lp": lp, "pb": pb, "dict_size": max(4096, dictionary)}]
    return lambda: LibraryDecoder(lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=chain))


def _contradictions(header: CentralHeader, local: LocalHeader | None) -> tuple[Note, ...]:
    """Where the two headers of a member differ: one of them is what another tool would show."""
    found = []
    if has_odd_content(header):
        found.append(f"its mode is no file's, but it has {header.size_bytes} bytes")
    if header.method == STORED and not header.encrypted and header.packed_bytes > header.size_bytes:
        found.append(f"{header.packed_bytes - header.size_bytes} bytes follow the content that is declared")
    if local is not None:
        found += _differences(header, local)
    return tuple(Note(OmissionCode.ARCHIVE_INCONSISTENT, text) for text in found)


def _differences(header: CentralHeader, local: LocalHeader) -> list[str]:
    found = []
    if local.name != header.name:
        found.append(f"the local header names it {display(local.name)}")
    for what, one, other in (
        ("method", local.method, header.method),
        ("CRC-32", local.crc32, header.crc32),
        ("packed size", local.packed_bytes, header.packed_bytes),
        ("size", local.size_bytes, header.size_bytes),
    ):
        if one is not None and one != other:
            found.append(f"the local header has {what} {one}, the directory {other}")
    return found

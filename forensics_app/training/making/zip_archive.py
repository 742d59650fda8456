"""ZIP archives with fixed times: what an extraction of a phone comes as, or what hides as another type."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

_EXTENDED_TIME = 0x5455  # Info-ZIP's extra field: times in UTC, in seconds since 1970
_MODIFIED_ONLY = 1


def zip_archive(
    members: Iterable[tuple[str, bytes, int]], *, offset_minutes: int = 0, say_utc: bool = True
) -> bytes:
    """An archive of (path, content, modified in seconds since 1970), stored uncompressed.

    A ZIP's own times are of a clock whose zone it doesn't say: here that of `offset_minutes`. With `say_utc`
    the time in UTC stands beside it, as most programs on Unix write it.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path, content, modified in members:
            at = datetime.fromtimestamp(modified, UTC) + timedelta(minutes=offset_minutes)
            member = zipfile.ZipInfo(path, at.timetuple()[:6])
            member.create_system = 3  # Unix
            member.external_attr = 0o100644 << 16
            if say_utc:
                member.extra = struct.pack("<HHBi", _EXTENDED_TIME, 5, _MODIFIED_ONLY, modified)
            archive.writestr(member, content)
    return buffer.getvalue()

"""Media type by libmagic, and whether a name's extension says something else.

The table holds extensions whose content is recognised reliably. `anything` types of libmagic (plain text,
unknown bytes) count against an extension only where its format begins with a fixed signature.
"""

from __future__ import annotations

from functools import cache

from forensics_app.examine.magic_detector import Detector, DetectorError

_TEXT = "text/"
_JPEG = ("image/jpeg",)
_ZIP = ("application/zip",)
_OLE = (
    "application/x-ole-storage",
    "application/cdfv2",
    "application/vnd.ms-office",
    "application/octet-stream",
)
_PE = (
    "application/x-dosexec",
    "application/vnd.microsoft.portable-executable",
    "application/x-msdownload",
    "application/x-ms-dos-executable",
)
_OOXML = (*_ZIP, "application/vnd.openxmlformats-officedocument", "application/octet-stream")
_ODF = (*_ZIP, "application/vnd.oasis.opendocument")
_MP4 = ("video/mp4", "video/quicktime", "audio/mp4", "audio/x-m4a", "video/x-m4v", "video/3gpp", "image/heic")
_XML = ("text/xml", "application/xml", "text/html", "text/plain", "image/svg+xml")
_SCRIPT = (
    _TEXT,
    "application/csv",
    "application/javascript",
    "application/json",
    "application/x-",
    "message/",
    "inode/x-empty",
)

# extension -> prefixes of the media types that fit it
_FITTING: dict[str, tuple[str, ...]] = {
    "jpg": _JPEG, "jpeg": _JPEG, "jpe": _JPEG, "jfif": _JPEG,
    "png": ("image/png", "image/apng", "image/vnd.mozilla.apng"),
    "gif": ("image/gif",),
    "bmp": ("image/bmp", "image/x-ms-bmp"),
    "tif": ("image/tiff",), "tiff": ("image/tiff",),
    "webp": ("image/webp",),
    "heic": ("image/heic", "image/heif"), "heif": ("image/heic", "image/heif"),
    "avif": ("image/avif",),
    "ico": ("image/vnd.microsoft.icon", "image/x-icon"),
    "psd": ("image/vnd.adobe.photoshop",),
    "pdf": ("application/pdf",),
    "zip": _ZIP, "jar": (*_ZIP, "application/java-archive", "application/x-java-archive"),
    "apk": (*_ZIP, "application/java-archive", "application/vnd.android.package-archive"),
    "7z": ("application/x-7z-compressed",),
    "rar": ("application/x-rar", "application/vnd.rar"),
    "gz": ("application/gzip", "application/x-gzip"), "tgz": ("application/gzip", "application/x-gzip"),
    "bz2": ("application/x-bzip2",), "xz": ("application/x-xz",),
    "zst": ("application/zstd", "application/x-zstd"),
    "tar": ("application/x-tar", "application/x-gtar", "application/x-ustar"),
    "cab": ("application/vnd.ms-cab-compressed",),
    "iso": ("application/x-iso9660-image",),
    "doc": (*_OLE, "application/msword", "text/rtf"), "xls": (*_OLE, "application/vnd.ms-excel"),
    "ppt": (*_OLE, "application/vnd.ms-powerpoint"), "msg": (*_OLE, "application/vnd.ms-outlook"),
    "msi": (*_OLE, "application/x-msi"),
    "docx": _OOXML, "xlsx": _OOXML, "pptx": _OOXML,
    "odt": _ODF, "ods": _ODF, "odp": _ODF, "epub": (*_ZIP, "application/epub"),
    "rtf": ("text/rtf", "application/rtf"),
    "exe": _PE, "dll": _PE, "sys": _PE, "scr": _PE, "ocx": _PE, "cpl": _PE,
    "lnk": ("application/x-ms-shortcut", "application/octet-stream"),
    "class": ("application/x-java",),
    "mp3": ("audio/mpeg", "audio/mp3"), "wav": ("audio/x-wav", "audio/wav", "audio/vnd.wave"),
    "flac": ("audio/flac", "audio/x-flac"), "ogg": ("audio/ogg", "video/ogg", "application/ogg"),
    "mp4": _MP4, "m4a": _MP4, "m4v": _MP4, "mov": _MP4, "3gp": _MP4,
    "avi": ("video/x-msvideo", "video/avi"), "mkv": ("video/x-matroska", "video/webm"),
    "webm": ("video/webm",),
    "wmv": ("video/x-ms-asf", "video/x-ms-wmv"), "wma": ("video/x-ms-asf", "audio/x-ms-wma"),
    "mpg": ("video/mpeg", "video/mpv"), "mpeg": ("video/mpeg", "video/mpv"), "flv": ("video/x-flv",),
    "sqlite": ("application/vnd.sqlite3", "application/x-sqlite3"),
    "sqlite3": ("application/vnd.sqlite3", "application/x-sqlite3"),
    "pst": ("application/vnd.ms-outlook", "application/x-pst"),
    "ttf": ("font/", "application/x-font", "application/vnd.ms-opentype"), "woff2": ("font/",),
    "woff": ("font/",),
    "xml": _XML, "svg": _XML, "html": ("text/", "application/xhtml"), "htm": ("text/", "application/xhtml"),
    "txt": _SCRIPT, "csv": _SCRIPT, "log": _SCRIPT, "md": _SCRIPT, "ini": _SCRIPT, "json": _SCRIPT,
    "py": _SCRIPT, "js": _SCRIPT, "css": _SCRIPT, "c": _SCRIPT, "h": _SCRIPT, "sh": _SCRIPT, "bat": _SCRIPT,
    "eml": _SCRIPT, "vcf": _SCRIPT, "ics": _SCRIPT,
}  # fmt: skip
# text formats have no signature: bytes that libmagic can't name say nothing against them
_WEAK = frozenset(k for k, fitting in _FITTING.items() if fitting is _SCRIPT or fitting is _XML) | {
    "html",
    "htm",
}
# what a text extension must not hold, although its prefix list would let it pass
_NEVER_TEXT = (
    "application/x-dosexec",
    "application/x-executable",
    "application/x-sharedlib",
    "application/x-pie",
)
_UNKNOWN = "application/octet-stream"
_UNNAMED = (_UNKNOWN, "inode/x-empty", "application/x-empty")
_TARGA = "image/x-tga"
_TARGA_DEPTHS = (15, 16, 24, 32)  # bits of a colour in its map, Truevision TGA 2.0
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")


@cache
def _libmagic() -> Detector:
    return Detector()


def media_type_of(head: bytes) -> str | None:
    """What libmagic makes of the beginning of a file; None where it fails, or this computer hasn't got it."""
    if not head:
        return "inode/x-empty"
    try:
        found = _libmagic().of(head).lower()
    except DetectorError:
        return None
    if found == _TARGA and not _is_targa(head):
        return _UNKNOWN
    # libmagic 5.46 (Debian 13) looks for a ZIP's end record, which it can't find from a buffer
    return "application/zip" if found == _UNKNOWN and head.startswith(_ZIP_STARTS) else found


def _is_targa(head: bytes) -> bool:
    """What libmagic leaves open of a header of Truevision TGA: a picture has an area, and where its points
    are numbers of colours (types 1 and 9) a map of these.

    The format has no signature, and other bytes look like it, such as NTFS's table `$UpCase`.
    """
    mapped = head[2] & ~8 == 1
    if mapped and (head[1] != 1 or head[7] not in _TARGA_DEPTHS):
        return False
    return any(head[12:14]) and any(head[14:16])


def extension_disagrees(extension: str, media_type: str | None) -> bool:
    """True where the extension promises one format and the content is another."""
    fitting = _FITTING.get(extension)
    if fitting is None or media_type is None or media_type in ("inode/x-empty", "application/x-empty"):
        return False
    if extension in _WEAK:
        if media_type.startswith(_NEVER_TEXT):
            return True
        if media_type in _UNNAMED:
            return False
    return not media_type.startswith(fitting)

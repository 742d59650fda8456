"""Words of the details panel: positions, labels of EXIF, what content and name say."""

from __future__ import annotations

import re
from collections.abc import Mapping

from forensics_app.i18n import current, tr
from forensics_app.model.artifact import Artifact
from forensics_app.model.names import visible
from ui.models.artifacts.cells import name_of

_SHOWN = {"jpeg": "JPG", "plain": "TXT", "x-dosexec": "EXE", "vnd.microsoft.portable-executable": "EXE"}


def exif_label(name: str) -> str:
    """`EXIF DateTimeOriginal` as `Date Time Original`: the standard's own name, in words that can wrap."""
    own = visible(name).split(" ", 1)[-1]
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", own)


def camera(exif: Mapping[str, str]) -> str:
    """Make and model, without saying the make twice; empty where neither is there."""
    make, model = exif.get("Make", "").strip(), exif.get("Model", "").strip()
    return model if model.startswith(make) else f"{make} {model}".strip()


def taken(exif: Mapping[str, str]) -> str:
    """When the picture says that it was taken, with its offset or the words that none is stored."""
    for name, offset in (
        ("DateTimeOriginal", "OffsetTimeOriginal"),
        ("DateTimeDigitized", "OffsetTimeDigitized"),
    ):
        if exif.get(name):
            time = visible(exif[name])
            return (
                f"{time} {visible(exif[offset])}"
                if exif.get(offset)
                else tr("{time} · zone unknown", time=time)
            )
    return ""


def mismatch_words(artifact: Artifact) -> str:
    """`Content is PNG, name says JPG`."""
    media_type = artifact.examination.media_type or ""
    subtype = media_type.rpartition("/")[2]
    content = _SHOWN.get(subtype) or (subtype.removeprefix("x-").upper() if len(subtype) <= 8 else media_type)
    extension = name_of(artifact).rpartition(".")[2]
    if not content or not extension:
        return tr("Extension mismatch")
    words = current()
    return tr(
        "Content is {content}, extension says {name}",
        content=words.isolate(visible(content)),
        name=words.isolate(visible(extension.upper())),
    )

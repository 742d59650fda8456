"""Names of files in a bundle, made from names of evidence: ASCII, short, harmless on every system.

The original bytes stand in the catalogue; a file's own name only helps people, the id in it makes it unique.
"""

from __future__ import annotations

import re

from forensics_app.bundle.exhibit_folder import ascii_form, exhibit_folder
from forensics_app.bundle.reading.grammar import MAX_REFERENCE_CHARACTERS, is_reference

_LONGEST_NAME = 60
_EXTENSION = re.compile(r"[A-Za-z0-9]{1,12}\Z")


def file_name(artifact_id: str, name: str) -> str:
    """`<id>_<ascii-name>`, the name at most 60 characters with its extension kept where that is short."""
    stem, dot, extension = name.rpartition(".")
    if not (stem and dot and _EXTENSION.match(extension)):
        return f"{artifact_id}_{ascii_form(name, _LONGEST_NAME) or 'unnamed'}"
    kept = ascii_form(stem, _LONGEST_NAME - len(extension) - 1) or "unnamed"
    return f"{artifact_id}_{kept}.{extension}"


def data_path(exhibit: str, artifact_id: str, name: str) -> str:
    """Where the content of an artifact lies in the bag."""
    return f"data/{exhibit_folder(exhibit)}/{file_name(artifact_id, name)}"


def bundle_name(reference: str, number: int) -> str:
    """The customary name of a case's bundle: its reference in ASCII and `-B01`, `-B02`, ..."""
    suffix = f"-B{number:02d}"
    return usable_name(reference, longest=MAX_REFERENCE_CHARACTERS - len(suffix)) + suffix


def usable_name(text: str, *, longest: int = MAX_REFERENCE_CHARACTERS) -> str:
    """`text` as a bundle's name; unchanged where it is one already."""
    if len(text) <= longest and is_reference(text):
        return text
    name = ascii_form(text, longest) or "bundle"
    return name if is_reference(name) else f"bundle_{name}"[:longest]

"""What a source turned out to be before it was read, from the child's JSON, in the words of the window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from forensics_app.i18n import current, tr, trn
from forensics_app.i18n.incomplete import HASH_CUT_OFF, incomplete_words
from forensics_app.i18n.labels import file_system_name, label
from forensics_app.model.digests import Digests
from forensics_app.model.evidence import ContainerFormat, LayerKind
from forensics_app.model.incomplete import hash_cut_off, is_of_source
from forensics_app.model.names import visible
from forensics_app.services.sources.segments import Image
from ui.words.codes import preview_sentence
from ui.words.sources import digest_names, short_digest
from ui.words.times import acquired

ENCRYPTED = "encrypted-volume"
_SNAPSHOTS, _SHADOW_COPIES = "snapshots-not-read", "volume shadow copies"
_SOURCE = "s1"  # as `probe` calls each
_VOLUMES = (
    LayerKind.PARTITION,
    LayerKind.FILE_SYSTEM,
    LayerKind.ENCRYPTED,
    LayerKind.LOGICAL_VOLUME,
    LayerKind.DECRYPTED,
)


@dataclass(frozen=True, slots=True)
class ProbedVolume:
    """`kind` is the file system or encryption by name; `locked` where a key would open it."""

    name: str
    kind: str
    size: str
    locked: bool
    left_out: bool


@dataclass(frozen=True, slots=True)
class Probed:
    """`error` is a sentence where the source can't be opened, and the rest is empty then. `shadow_copies`:
    there are some, which are read where that is asked for. `fingerprint` of its files, empty for a folder;
    `image` where it was opened from files.
    """

    path: str
    facts: str = ""
    stored: str = ""
    has_stored: bool = False
    volumes: tuple[ProbedVolume, ...] = ()
    doubts: tuple[str, ...] = ()
    shadow_copies: bool = False
    error: str = ""
    code: str = ""
    fingerprint: str = ""
    image: Image | None = None

    @property
    def usable(self) -> bool:
        """Whether it can be read."""
        return not self.error

    def warnings(self, *, shadow_copies: bool) -> tuple[str, ...]:
        """What is wrong, or would be left out where it is read so."""
        left_out = self.shadow_copies and not shadow_copies
        sentences = (*self.doubts, *([preview_sentence(_SNAPSHOTS)] if left_out else ()))
        return tuple(dict.fromkeys(sentences))

    @property
    def locked(self) -> int:
        """How many volumes want a key."""
        return sum(v.locked for v in self.volumes)


def probed(values: dict[str, Any]) -> Probed:
    """One of the `sources` of `sealwright probe`. Raises KeyError, ValueError for what is none."""
    error = values["error"]
    if error is not None:
        return Probed(str(values["path"]), error=str(error["sentence"]), code=str(error["code"]))
    opened = values["opened"]
    stored = Digests(**opened["stored_digests"])
    locked = {str(v["volume"]): str(v["name"]) for v in values["locked"]}
    copies = [o for o in values["omissions"] if (o["code"], o["detail"]) == (_SNAPSHOTS, _SHADOW_COPIES)]
    codes = [str(o["code"]) for o in values["omissions"] if o not in copies]
    codes = [code for code in codes if code != ENCRYPTED or not locked]  # said by its volume
    return Probed(
        path=str(values["path"]),
        facts=_facts(opened),
        stored=_stored(stored, opened, _missing(values)),
        has_stored=bool(digest_names(stored)),
        volumes=tuple(_volumes(opened["layers"], locked)),
        doubts=tuple(dict.fromkeys(filter(None, (_incomplete(values), *map(preview_sentence, codes))))),
        shadow_copies=bool(copies),
        fingerprint=str(values["fingerprint"]),
        image=_image(values),
    )


def _image(values: dict[str, Any]) -> Image | None:
    opened, fingerprint = values["opened"], str(values["fingerprint"])
    if not fingerprint:
        return None
    return Image(fingerprint, ContainerFormat(opened["format"]), tuple(map(str, opened["notes"])))


def _incomplete(values: dict[str, Any]) -> str:
    return incomplete_words(_missing(values), current())


def _missing(values: dict[str, Any]) -> list[str | None]:
    return [o["detail"] for o in values["omissions"] if is_of_source(o["code"], o["locator"], _SOURCE)]


def _facts(opened: dict[str, Any]) -> str:
    words = current()
    form = ContainerFormat(opened["format"])
    parts = [label(form)]
    if form is not ContainerFormat.FOLDER:
        parts.append(words.size(int(opened["size_bytes"])))
    segments = int(opened["segments"])
    if segments > 1:
        parts.append(trn("{count} segment", "{count} segments", segments))
    made = opened["acquisition"]["acquired_at"]
    if made:
        parts.append(tr("acquired {time}", time=acquired(str(made))))
    return " · ".join(map(words.isolate, parts))


def _stored(stored: Digests, opened: dict[str, Any], missing: Sequence[str | None]) -> str:
    names = digest_names(stored)
    if names:
        return tr("{names} stored in it: {digest}", names=names, digest=short_digest(stored, stored))
    if opened["format"] == ContainerFormat.FOLDER.value:
        return tr("A folder has no hash of its own; each file is hashed.")
    if hash_cut_off(opened["format"], stored, missing):
        return tr(HASH_CUT_OFF)
    return tr("No acquisition hash stored; integrity since acquisition can't be checked.")


def _volumes(layers: list[dict[str, Any]], locked: dict[str, str]) -> list[ProbedVolume]:
    found = []
    for layer in layers:
        kind = LayerKind(layer["kind"])
        name, system = str(layer["label"] or ""), str(layer["file_system"] or "")
        alone = layer["parent"] is None
        if alone and not system and layer["id"] not in locked:
            continue
        if not alone and kind not in _VOLUMES:
            continue
        shown = locked.get(layer["id"]) or file_system_name(system)
        found.append(
            ProbedVolume(
                name="" if name.upper() == shown.upper() else visible(name),
                kind=visible(shown) or label(kind),
                size=current().size(int(layer["length_bytes"])),
                locked=layer["id"] in locked,
                left_out=layer["state"] == "omitted" and layer["id"] not in locked,
            )
        )
    return found

"""What is said of a source: its name, size, state and hashes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.i18n.incomplete import incomplete_words
from forensics_app.i18n.labels import label
from forensics_app.model.case import HashState, SourceRecord, SourceState
from forensics_app.model.digests import DigestAlgorithm, Digests
from forensics_app.model.evidence import ContainerFormat, LayerState
from ui.theme.state import State
from ui.words.digests import grouped

MOST_NAMED = 3


def named_together(names: Sequence[str]) -> str:
    """A few names, or how many there are."""
    if len(names) > MOST_NAMED:
        return trn("{count} source", "{count} sources", len(names))
    return ", ".join(names)


def shown_name(source: SourceRecord) -> str:
    """The last part of its path."""
    return source.path.rstrip("/").rsplit("/", 1)[-1] or source.path


def source_size(source: SourceRecord) -> str:
    """For people; empty where it was never opened, and for a folder, which has no bytes of its own."""
    opened = source.opened
    if opened is None or opened.format is ContainerFormat.FOLDER:
        return ""
    return current().size(opened.size_bytes)


class LayerOmissions(NamedTuple):
    """How many items of one layer are left out or were not read, and how many were read with a doubt."""

    omissions: int = 0
    doubts: int = 0


def omitted_words(found: LayerOmissions) -> str:
    """`2 omissions · 3 items in doubt`, each where there is any."""
    parts = []
    if found.omissions:
        parts.append(trn("{count} omission", "{count} omissions", found.omissions))
    if found.doubts:
        parts.append(trn("{count} item in doubt", "{count} items in doubt", found.doubts))
    return " · ".join(parts)


def source_state(
    source: SourceRecord,
    *,
    reading: bool = False,
    locked: int = 0,
    incomplete: Sequence[str | None] = (),
    omissions: int = 0,
    doubts: int = 0,
    unsent: bool = False,
    received: bool = False,
) -> tuple[State, str]:
    """Shape and word, the worst that can be said. `reading`: some source is being read at this moment;
    `locked`: how many volumes of it want a key; `incomplete`: what its omissions say is missing of the image;
    `omissions`: how many items of it are not listed or not read, `doubts` how many were read with a doubt;
    `received`: it was read by a sender, not here; `unsent`: the sender sent nothing of it."""
    if source.state is SourceState.FAILED:
        return State.BAD, tr("Could not be opened")
    if source.hashes is HashState.DIFFER:
        return State.BAD, tr("Hashes differ")
    if source.state is SourceState.READING:
        return (State.RUNNING, tr(NC_("state", "Reading"))) if reading else (State.WARN, tr("Not finished"))
    if locked:
        return State.LOCKED, trn("{count} volume locked", "{count} volumes locked", locked)
    if unsent:
        return State.WARN, tr("nothing of it sent")
    if incomplete:
        return State.WARN, incomplete_words(incomplete, current())
    layers = source.opened.layers if source.opened is not None else ()
    unread = sum(1 for layer in layers if layer.state is LayerState.OMITTED)
    if unread:
        return State.WARN, trn("{count} part not readable", "{count} parts not readable", unread)
    if source.hashes is HashState.NOT_COMPARABLE:
        return State.WARN, tr("Hashes can't be compared")
    if omissions:
        return State.WARN, trn("{count} omission", "{count} omissions", omissions)
    if doubts:
        return State.WARN, trn("{count} item in doubt", "{count} items in doubt", doubts)
    if source.hashes is HashState.AGREE:
        return State.OK, tr("Hashes agree")
    return State.OK, tr("Read by the sender") if received else tr(NC_("state", "Read"))


def format_words(source: SourceRecord) -> str:
    """`EWF image (E01), 62 segments`."""
    if source.opened is None or source.opened.format is None:
        return ""
    words = label(source.opened.format)
    count = len(source.opened.segments)
    if count > 1:
        words += ", " + trn("{count} segment", "{count} segments", count)
    return words


DIGEST_NAMES = {
    DigestAlgorithm.MD5: "MD5",
    DigestAlgorithm.SHA1: "SHA-1",
    DigestAlgorithm.SHA256: "SHA-256",
}


def digest_names(digests: Digests) -> str:
    """`MD5, SHA-1`: which ones there are."""
    return ", ".join(name for kind, name in DIGEST_NAMES.items() if getattr(digests, kind.value))


def short_digest(digests: Digests, like: Digests) -> str:
    """The first 12 digits of the digest that both columns can show, for comparison at a glance."""
    for own, other in (
        (digests.md5, like.md5),
        (digests.sha1, like.sha1),
        (digests.sha256, like.sha256),
    ):
        if own and (other or not any((like.md5, like.sha1, like.sha256))):
            return grouped(own[:12], 4) + "…"
    return ""

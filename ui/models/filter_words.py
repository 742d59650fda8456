"""A filter as chips: each condition in words, and the filter without it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from forensics_app.i18n import current, tr, trn
from forensics_app.model.names import visible
from forensics_app.model.selection import ANY_HASH_SET, ArtifactFilter
from ui.models.folder_model import PlaceKey, PlaceKind
from ui.words import kind_label


@dataclass(frozen=True, slots=True)
class Condition:
    """`without` is the filter when this condition is taken away."""

    words: str
    without: ArtifactFilter


def conditions(chosen: ArtifactFilter) -> list[Condition]:
    """Conditions that are shown as chips; text and place have their own controls."""
    found = []
    if chosen.kind is not None:
        found.append(Condition(tr("Kind: {kind}", kind=kind_label(chosen.kind)), replace(chosen, kind=None)))
    if chosen.deleted is not None:
        words = tr("Deleted") if chosen.deleted else tr("Not deleted")
        found.append(Condition(words, replace(chosen, deleted=None)))
    if chosen.media_type is not None:
        words = tr("Content: {type}", type=chosen.media_type)
        found.append(Condition(words, replace(chosen, media_type=None)))
    if chosen.extension is not None:
        words = tr("Ends in .{extension}", extension=chosen.extension)
        found.append(Condition(words, replace(chosen, extension=None)))
    if chosen.tag is not None:
        words = tr("Tag: {tag}", tag=current().isolate(chosen.tag))
        found.append(Condition(words, replace(chosen, tag=None)))
    if chosen.mismatch is not None:
        words = tr("Content disagrees with name") if chosen.mismatch else tr("Content agrees with name")
        found.append(Condition(words, replace(chosen, mismatch=None)))
    if chosen.unread is not None:
        words = tr("Not read completely") if chosen.unread else tr("Read completely")
        found.append(Condition(words, replace(chosen, unread=None)))
    return found + _content_conditions(chosen)


def _content_conditions(chosen: ArtifactFilter) -> list[Condition]:
    """What rests on digests and bytes: hash sets, duplicates, density, rules."""
    found = []
    if chosen.hash_set is not None:
        words = tr("In any hash set")
        if chosen.hash_set != ANY_HASH_SET:
            words = tr("Hash set: {set}", set=current().isolate(visible(chosen.hash_set)))
        found.append(Condition(words, replace(chosen, hash_set=None)))
    if chosen.category is not None:
        words = tr("Category: {category}", category=current().isolate(visible(chosen.category)))
        found.append(Condition(words, replace(chosen, category=None)))
    if chosen.not_hash_set is not None:
        words = tr("In no hash set")
        if chosen.not_hash_set != ANY_HASH_SET:
            words = tr("Not in hash set: {set}", set=current().isolate(visible(chosen.not_hash_set)))
        found.append(Condition(words, replace(chosen, not_hash_set=None)))
    if chosen.duplicate is not None:
        words = tr("Duplicates") if chosen.duplicate else tr("No duplicates")
        found.append(Condition(words, replace(chosen, duplicate=None)))
    if chosen.high_entropy is not None:
        words = tr("Possibly encrypted") if chosen.high_entropy else tr("Not possibly encrypted")
        found.append(Condition(words, replace(chosen, high_entropy=None)))
    if chosen.rule is not None:
        words = tr("Matches YARA rules")
        if chosen.rule != ANY_HASH_SET:
            words = tr("YARA rule: {rule}", rule=current().isolate(visible(chosen.rule)))
        found.append(Condition(words, replace(chosen, rule=None)))
    if chosen.ids:
        words = trn("{count} chosen artifact", "{count} chosen artifacts", len(chosen.ids))
        found.append(Condition(words, replace(chosen, ids=())))
    return found


def without_place(chosen: ArtifactFilter) -> ArtifactFilter:
    """The filter of the tree's counts: everything but the place itself."""
    return replace(chosen, source=None, layer=None, folder=None)


def place_filter(chosen: ArtifactFilter, key: PlaceKey) -> ArtifactFilter:
    """`chosen`, narrowed to a place."""
    everywhere = without_place(chosen)
    if key.kind is PlaceKind.EVERYWHERE:
        return everywhere
    if key.kind is PlaceKind.SOURCE:
        return replace(everywhere, source=key.ident)
    if key.kind is PlaceKind.LAYER:
        return replace(everywhere, layer=key.ident)
    return replace(everywhere, folder=int(key.ident))

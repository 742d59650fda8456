"""A filter as chips: each condition in words, and the filter without it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.i18n.labels import label
from forensics_app.model.marks import ANY_MARK, PrivacyMark
from forensics_app.model.names import visible
from forensics_app.model.selection import ANY_HASH_SET, ANY_OMISSION, ArtifactFilter
from ui.models.artifacts.filter_values import size_words, time_words
from ui.models.artifacts.folder_model import PlaceKey, PlaceKind
from ui.models.artifacts.type_filters import group_words
from ui.words.codes import kind_label, omission_sentence

LONGEST_REASON = 48
LONGEST_PLACE = 48


@dataclass(frozen=True, slots=True)
class Condition:
    """`without` is the filter when this condition is taken away; `more` explains it, where needed."""

    words: str
    without: ArtifactFilter
    more: str = ""


def conditions(chosen: ArtifactFilter, found_by: str = "", gaps: str = "") -> list[Condition]:
    """Conditions that are shown as chips; text has its own control, a place its own words. `found_by`: the
    search that gave the ids of the filter, `gaps` what it could not look at."""
    found = []
    if chosen.kind is not None:
        found.append(Condition(tr("Kind: {kind}", kind=kind_label(chosen.kind)), replace(chosen, kind=None)))
    if chosen.deleted is not None:
        words = tr(NC_("filter", "Deleted")) if chosen.deleted else tr("Not deleted")
        found.append(Condition(words, replace(chosen, deleted=None)))
    if chosen.media_type is not None:
        words = tr("Content: {type}", type=chosen.media_type)
        found.append(Condition(words, replace(chosen, media_type=None)))
    if chosen.group is not None:
        words = tr("Type: {type}", type=group_words(chosen.group))
        found.append(Condition(words, replace(chosen, group=None)))
    if chosen.system is not None:
        words = tr("Only system files") if chosen.system else tr("Without system files")
        found.append(Condition(words, replace(chosen, system=None)))
    if chosen.extension is not None:
        words = tr("Ends in .{extension}", extension=chosen.extension)
        found.append(Condition(words, replace(chosen, extension=None)))
    if chosen.min_size is not None or chosen.max_size is not None:
        found.append(Condition(size_words(chosen), replace(chosen, min_size=None, max_size=None)))
    if chosen.time_from is not None or chosen.time_to is not None:
        anytime = replace(chosen, time_field=None, time_from=None, time_to=None)
        more = tr(
            "A time whose zone is not known is compared as it was recorded. The timeline does not count such "
            "times in a range, so this list may hold more artifacts than it counts there."
        )
        found.append(Condition(time_words(chosen), anytime, more))
    if chosen.exhibit is not None:
        words = tr("Exhibit: {exhibit}", exhibit=current().isolate(visible(chosen.exhibit)))
        found.append(Condition(words, replace(chosen, exhibit=None)))
    if chosen.tagged is not None:
        words = tr(NC_("filter", "Tagged")) if chosen.tagged else tr("Not tagged")
        found.append(Condition(words, replace(chosen, tagged=None)))
    if chosen.tag is not None:
        words = tr("Tag: {tag}", tag=current().isolate(chosen.tag))
        found.append(Condition(words, replace(chosen, tag=None)))
    if chosen.marked is not None:
        words = tr(NC_("filter", "Withheld")) if chosen.marked else tr("Not withheld")
        found.append(Condition(words, replace(chosen, marked=None)))
    if chosen.mark is not None:
        words = tr(NC_("filter", "Withheld"))
        if chosen.mark != ANY_MARK:
            words = tr("Withheld: {mark}", mark=label(PrivacyMark(chosen.mark)))
        found.append(Condition(words, replace(chosen, mark=None)))
    if chosen.mismatch is not None:
        words = tr("Extension mismatch") if chosen.mismatch else tr("Content matches name")
        found.append(Condition(words, replace(chosen, mismatch=None)))
    if chosen.unread is not None:
        words = tr("Not read completely") if chosen.unread else tr("Read completely")
        found.append(Condition(words, replace(chosen, unread=None)))
    if chosen.omission is not None:
        words = tr("Listed as not read or left out")
        if chosen.omission != ANY_OMISSION:
            words = tr("Not read or left out: {reason}", reason=omission_label(chosen.omission))
        found.append(Condition(words, replace(chosen, omission=None)))
    if chosen.position is not None:
        words = tr("Has a location (GPS)") if chosen.position else tr("Has no location (GPS)")
        found.append(Condition(words, replace(chosen, position=None)))
    return found + _content_conditions(chosen, found_by, gaps)


def _content_conditions(chosen: ArtifactFilter, found_by: str, gaps: str) -> list[Condition]:
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
        words = tr(NC_("filter", "Duplicates")) if chosen.duplicate else tr("No duplicates")
        found.append(Condition(words, replace(chosen, duplicate=None)))
    if chosen.high_entropy is not None:
        words = tr("Possibly encrypted") if chosen.high_entropy else tr("Not possibly encrypted")
        found.append(Condition(words, replace(chosen, high_entropy=None)))
    if chosen.rule is not None:
        words = tr("Matches YARA rules or words")
        if chosen.rule != ANY_HASH_SET:
            words = tr("YARA rule: {rule}", rule=current().isolate(visible(chosen.rule)))
        found.append(Condition(words, replace(chosen, rule=None)))
    if chosen.ids:
        words = found_by or trn("{count} selected artifact", "{count} selected artifacts", len(chosen.ids))
        more = " ".join(part for part in (found_by, gaps) if part)  # the chip may have room for less
        found.append(Condition(words, replace(chosen, ids=()), more))
    return found


def omission_label(code: str) -> str:
    """The first words of the sentence of an omission code, short enough for a chip."""
    sentence = omission_sentence(code)
    if len(sentence) <= LONGEST_REASON:
        return sentence
    return f"{sentence[:LONGEST_REASON].rsplit(' ', 1)[0].rstrip(',;:.')}…"


def place_words(key: PlaceKey, place_of: Callable[[str], str]) -> tuple[str, str]:
    """A place as a chip says it, and in full; nothing for everywhere. `place_of` names a source or volume."""
    if key.kind is PlaceKind.EVERYWHERE:
        return "", ""
    whole = key.path if key.kind is PlaceKind.FOLDER else visible(place_of(key.ident))
    short = whole
    if len(whole) > LONGEST_PLACE:  # the end of a path tells more than its beginning
        begin = LONGEST_PLACE // 3
        short = f"{whole[:begin]}…{whole[begin + 1 - LONGEST_PLACE :]}"
    said, full = (tr("Location: {place}", place=current().isolate(one)) for one in (short, whole))
    return said, full


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

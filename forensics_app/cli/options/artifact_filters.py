"""The filter options that `list`, `tag` and others share, as one decorator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from forensics_app.cli.commands import option
from forensics_app.cli.session import Session
from forensics_app.errors import UsageError
from forensics_app.i18n import N_, current, tr, trn
from forensics_app.model.artifact import ArtifactKind
from forensics_app.model.choices.type_groups import TypeGroup
from forensics_app.model.hash_sets import MatchedHashSet
from forensics_app.model.marks import ANY_MARK, PrivacyMark
from forensics_app.model.names import visible
from forensics_app.model.selection import ArtifactFilter, TimeField
from forensics_app.services.cases.case import Case
from forensics_app.services.hash_sets.matching import incomplete_filter
from forensics_app.services.input.moments import utc_of
from forensics_app.services.selection.hint_gaps import hint_gaps

_F = TypeVar("_F", bound=Callable[..., Any])

_OPTIONS = (
    option("--deleted", is_flag=True, help=N_("Only deleted entries.")),
    option(
        "--kind",
        type=click.Choice([k.value for k in ArtifactKind]),
        help=N_("Only this kind."),
    ),
    option("--ext", "extension", metavar="E", help=N_("Only names with this extension.")),
    option("--text", metavar="T", help=N_("Only paths that contain this text (case-insensitive).")),
    option("--source", metavar="S", help=N_("Only this source (s1, s2, ...).")),
    option("--exhibit", metavar="X", help=N_("Only this exhibit.")),
    option("--type", "media_type", metavar="M", help=N_("Only this media type: image, image/png, ...")),
    option(
        "--group",
        "type_group",
        type=click.Choice([g.value for g in TypeGroup]),
        help=N_("Only this group of types."),
    ),
    option(
        "--no-system-files",
        is_flag=True,
        help=N_("Without file system metadata files ($MFT, $Bitmap, ...)."),
    ),
    option(
        "--hashset",
        "hash_set",
        metavar="NAME",
        help=N_("Only files in this hash set; * means any."),
    ),
    option(
        "--not-hashset",
        "not_hash_set",
        metavar="NAME",
        help=N_("Only files not in this hash set; * means any."),
    ),
    option("--category", metavar="C", help=N_("Only files with this category of a hash set.")),
    option(
        "--duplicates",
        is_flag=True,
        help=N_("Only files whose content also occurs in another artifact of the case."),
    ),
    option(
        "--high-entropy",
        is_flag=True,
        help=N_("Only files of unknown type with high entropy, which may be encrypted or compressed."),
    ),
    option(
        "--yara",
        "rule",
        metavar="RULE",
        help=N_("Only files that match this YARA rule: RULE, FILE:RULE, or * for any."),
    ),
    option(
        "--min-size",
        type=click.IntRange(min=0),
        metavar="BYTES",
        help=N_("Only files of at least this many bytes."),
    ),
    option(
        "--max-size",
        type=click.IntRange(min=0),
        metavar="BYTES",
        help=N_("Only files of at most this many bytes."),
    ),
    option(
        "--time",
        "time_field",
        type=click.Choice([f.value for f in TimeField]),
        help=N_("The time that --since and --before refer to. Default: modified."),
    ),
    option("--since", metavar="T", help=N_("Only this day or time (with its zone) and later.")),
    option("--before", metavar="T", help=N_("Only before this day or time (with its zone).")),
    option("--gps", is_flag=True, help=N_("Only files with a GPS location.")),
    option(
        "--omission",
        metavar="CODE",
        help=N_("Only artifacts listed with this code as not read or left out; * means any."),
    ),
    option("--tagged", "any_tag", is_flag=True, help=N_("Only artifacts with a tag.")),
    option("--untagged", "no_tag", is_flag=True, help=N_("Only artifacts without a tag.")),
    option(
        "--mark",
        type=click.Choice([*(m.value for m in PrivacyMark), ANY_MARK]),
        help=N_("Only artifacts with this mark, which are left out of bundles; * means any."),
    ),
    option("--unmarked", is_flag=True, help=N_("Only artifacts without a mark.")),
    option("--id", "ids", multiple=True, metavar="ID", help=N_("Only this artifact; repeatable.")),
)


def filter_options(function: _F) -> _F:
    """Adds the options; hand their values to `chosen_by`."""
    for add in reversed(_OPTIONS):
        function = add(function)
    return function


tag_option = option("--tag", metavar="T", help=N_("Only artifacts with this tag."))
tagged_option = option("--tag", "tagged", metavar="T", help=N_("Only artifacts with this tag."))
text_filter_option = option(
    "--filter",
    "text_filter",
    metavar="FILTER",
    help=N_(
        "Only what matches this filter, written as in selection.json of a bundle. Can't be "
        "combined with other filters."
    ),
)


def chosen_by(
    *,
    deleted: bool,
    kind: str | None,
    extension: str | None,
    text: str | None,
    source: str | None,
    exhibit: str | None,
    media_type: str | None,
    type_group: str | None,
    no_system_files: bool,
    hash_set: str | None,
    not_hash_set: str | None,
    category: str | None,
    duplicates: bool,
    high_entropy: bool,
    rule: str | None,
    min_size: int | None,
    max_size: int | None,
    time_field: str | None,
    since: str | None,
    before: str | None,
    gps: bool,
    omission: str | None,
    any_tag: bool,
    no_tag: bool,
    mark: str | None,
    unmarked: bool,
    ids: tuple[str, ...],
    tag: str | None = None,
) -> ArtifactFilter:
    """The filter that the options ask for. Raises UsageError."""
    if any_tag and no_tag:
        raise UsageError(name="--untagged", value="--tagged")
    if unmarked and mark is not None:
        raise UsageError(name="--unmarked", value="--mark")
    return ArtifactFilter(
        deleted=True if deleted else None,
        kind=None if kind is None else ArtifactKind(kind),
        extension=extension,
        text=text,
        tag=tag,
        source=source,
        exhibit=exhibit,
        media_type=media_type,
        group=None if type_group is None else TypeGroup(type_group),
        system=False if no_system_files else None,
        ids=ids,
        hash_set=hash_set,
        not_hash_set=not_hash_set,
        category=category,
        duplicate=True if duplicates else None,
        high_entropy=True if high_entropy else None,
        rule=rule,
        min_size=min_size,
        max_size=max_size,
        time_field=None if time_field is None else TimeField(time_field),
        time_from=None if since is None else utc_of(since, "--since").removesuffix("Z"),
        time_to=None if before is None else utc_of(before, "--before").removesuffix("Z"),
        position=True if gps else None,
        mark=mark,
        marked=False if unmarked else None,
        omission=omission,
        tagged=True if any_tag else False if no_tag else None,
    )


def warn_of_gaps(session: Session, case: Case, chosen: ArtifactFilter) -> None:
    """Say it where a hash set or rules did not see everything, so that few hits aren't taken for all.

    Raises HashSetNotMatchedError where the case was never matched with the set.
    """
    for done in incomplete_filter(case, chosen):
        session.warn(gaps_sentence(done))
    gaps = hint_gaps(case, chosen)
    if gaps.without_rules:
        session.warn(tr("Read without these YARA rules: {sources}.", sources=", ".join(gaps.without_rules)))
    if gaps.not_scanned:
        session.warn(
            trn(
                "{count} content was not fully compared with the rules; see the omissions.",
                "{count} contents were not fully compared with the rules; see the omissions.",
                gaps.not_scanned,
            )
        )
    if gaps.without_types:
        session.warn(
            tr(
                "Read without type detection, so without entropy: {sources}.",
                sources=", ".join(gaps.without_types),
            )
        )


def gaps_sentence(done: MatchedHashSet) -> str:
    """What a hash set was not compared with."""
    return tr(
        "The comparison with the hash set {name} is incomplete: {artifacts} artifacts "
        "lack a hash type that it uses, {left} were not reached or were added later, and "
        "{entries} of its entries only have hashes that the case does not contain.",
        name=visible(done.facts.name),
        artifacts=current().number(done.not_comparable),
        left=current().number(done.left),
        entries=current().number(done.entries_not_comparable),
    )

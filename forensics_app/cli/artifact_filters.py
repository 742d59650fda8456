"""The filter options that `list`, `tag` and others share, as one decorator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from forensics_app.cli.commands import option
from forensics_app.i18n import N_
from forensics_app.model.artifact import ArtifactKind
from forensics_app.model.selection import ArtifactFilter

_F = TypeVar("_F", bound=Callable[..., Any])

_OPTIONS = (
    option("--deleted", is_flag=True, help=N_("Only deleted entries.")),
    option(
        "--kind",
        type=click.Choice([k.value for k in ArtifactKind]),
        help=N_("Only this kind."),
    ),
    option("--ext", "extension", metavar="E", help=N_("Only names with this extension.")),
    option("--text", metavar="T", help=N_("Only paths that hold this text, whatever its case.")),
    option("--source", metavar="S", help=N_("Only this source (s1, s2, ...).")),
    option("--exhibit", metavar="X", help=N_("Only this exhibit.")),
    option("--type", "media_type", metavar="M", help=N_("Only this media type: image, image/png, ...")),
    option("--id", "ids", multiple=True, metavar="ID", help=N_("Only this artifact; repeatable.")),
)


def filter_options(function: _F) -> _F:
    """Adds the options; hand their values to `chosen_by`."""
    for add in reversed(_OPTIONS):
        function = add(function)
    return function


def chosen_by(
    *,
    deleted: bool,
    kind: str | None,
    extension: str | None,
    text: str | None,
    source: str | None,
    exhibit: str | None,
    media_type: str | None,
    ids: tuple[str, ...],
    tag: str | None = None,
) -> ArtifactFilter:
    """The filter that the options ask for."""
    return ArtifactFilter(
        deleted=True if deleted else None,
        kind=None if kind is None else ArtifactKind(kind),
        extension=extension,
        text=text,
        tag=tag,
        source=source,
        exhibit=exhibit,
        media_type=media_type,
        ids=ids,
    )

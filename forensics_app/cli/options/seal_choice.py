"""What `seal` is to take: tags, the filters that `list` has, filters as text, or everything."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from forensics_app.cli.options.artifact_filters import chosen_by
from forensics_app.errors import OptionMissingError, UsageError
from forensics_app.model.selection import EVERYTHING, ArtifactFilter
from forensics_app.services.selection.filter_text import read_filter


def chosen_filters(
    tags: tuple[str, ...], texts: tuple[str, ...], filters: dict[str, Any], *, everything: bool
) -> tuple[ArtifactFilter, ...]:
    """Filters of which one is enough; empty for everything.

    Several tags: any of them, and of that what the other filters leave; each text adds what it takes. Raises
    OptionMissingError where nothing is asked for, UsageError where everything is and something besides.
    """
    one = chosen_by(**filters)
    asked = tuple(replace(one, tag=tag) for tag in tags) or (() if one == EVERYTHING else (one,))
    chosen = (*asked, *map(read_filter, texts))
    if not chosen and not everything:
        raise OptionMissingError(name="--tag | --all")
    if chosen and everything:
        raise UsageError(name="--tag, --all", value=", ".join((*tags, *texts)))
    return tuple(dict.fromkeys(chosen))

"""A filter as text: as selection.json seals it, word for word, and as `seal --filter` takes it again.

The text is one JSON object of the conditions that are set, keys sorted: `{"extension":"jpg","tag":"Seen"}`.
"""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

import msgspec

from forensics_app.errors import UsageError
from forensics_app.model.bundle import RuleKind, SelectionRule
from forensics_app.model.selection import EVERYTHING, ArtifactFilter, takes_everything
from forensics_app.services.cases.case import Case

_NAMES = frozenset(f.name for f in fields(ArtifactFilter))
_PLACE = "folder_path"  # what the number of a folder means, for those who read the sealed rule


def filter_text(chosen: ArtifactFilter, *, folder_path: str | None = None) -> str:
    """The conditions that `chosen` sets; `{}` for everything."""
    values = conditions(chosen)
    if folder_path is not None and chosen.folder is not None:
        values[_PLACE] = folder_path
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read_filter(text: str) -> ArtifactFilter:
    """The filter of such a text. Raises UsageError."""
    try:
        values = json.loads(text)
        if not isinstance(values, dict) or set(values) - _NAMES - {_PLACE}:
            raise UsageError(name="--filter", value=text)
        values.pop(_PLACE, None)
        return msgspec.convert(values, ArtifactFilter, strict=True)
    except (ValueError, RecursionError) as e:  # also what msgspec raises
        raise UsageError(name="--filter", value=text) from e


def conditions(chosen: ArtifactFilter) -> dict[str, Any]:
    """What `chosen` sets, by the names of its fields, as JSON can hold it."""
    whole: dict[str, Any] = msgspec.to_builtins(chosen)
    nothing = msgspec.to_builtins(EVERYTHING)
    return {name: value for name, value in whole.items() if value != nothing[name]}


def rules_of(case: Case, chosen: tuple[ArtifactFilter, ...]) -> tuple[SelectionRule, ...]:
    """The rules that are sealed: an artifact is in the bundle where one of them takes it."""
    if takes_everything(chosen):
        return (SelectionRule(RuleKind.ALL, ""),)
    rules: list[SelectionRule] = []
    for one in chosen:
        named = conditions(one).keys()
        if one.tag is not None and named == {"tag"}:
            rules.append(SelectionRule(RuleKind.TAG, one.tag))
        elif named == {"ids"}:
            rules += (SelectionRule(RuleKind.ID, artifact_id) for artifact_id in one.ids)
        else:
            path = None if one.folder is None else case.store.queries.folder_path(one.folder)
            rules.append(SelectionRule(RuleKind.FILTER, filter_text(one, folder_path=path)))
    return tuple(dict.fromkeys(rules))

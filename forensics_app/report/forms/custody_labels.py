"""Labels of the printed custody form that a country uses instead of ours, as TOML. Codes stay as they are.

title = "Registre de la chaîne de possession"
[events]
released = "Remis contre récépissé"
[fields]
place = "Lieu de conservation"
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from forensics_app.errors import CustodyLabelsInvalidError
from forensics_app.i18n import N_, NC_, tr
from forensics_app.i18n.labels import label
from forensics_app.model.custody import CustodyEventType

MAX_BYTES = 64 << 10
MAX_LABEL = 200

FIELD_LABELS: dict[str, str] = {
    "reference": NC_("label", "Reference"),
    "case": NC_("label", "Case"),
    "agency": NC_("label", "Agency"),
    "exhibits": NC_("label", "Exhibits"),
    "number": NC_("custody form", "Number"),
    "when": NC_("custody form", "Date and time"),
    "what": NC_("custody form", "Event"),
    "who": NC_("custody form", "Person"),
    "place": NC_("custody form", "Place"),
    "checks": NC_("custody form", "Checked"),
    "witness": NC_("label", "Witness"),
    "reason": NC_("label", "Reason"),
    "authority_reference": NC_("label", "Reference"),
    "physical_seal_before": N_("Physical seal before"),
    "physical_seal_after": N_("Physical seal after"),
    "digests_before": N_("Digests before"),
    "digests_after": N_("Digests after"),
    "artifacts": NC_("label", "Artifacts"),
    "refers_to": N_("Refers to"),
    "notes": NC_("label", "Notes"),
    "tool": NC_("label", "Program"),
}
TITLE = N_("Chain of custody")


@dataclass(frozen=True, slots=True)
class FormLabels:
    """What a file of labels says; what it leaves out is in the language of the messages."""

    title: str | None = None
    events: Mapping[CustodyEventType, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)

    def of_title(self) -> str:
        return self.title or tr(TITLE)

    def of_event(self, event: CustodyEventType) -> str:
        return self.events.get(event) or label(event)

    def of_field(self, code: str) -> str:
        return self.fields.get(code) or tr(FIELD_LABELS[code])


def read_labels(path: Path) -> FormLabels:
    """Read a file of labels. Raises CustodyLabelsInvalidError for a code that no form has, or no text."""
    try:
        data = path.read_bytes()
        if len(data) > MAX_BYTES:
            _refuse(path, str(len(data)))
        value = tomllib.loads(data.decode("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as e:
        raise CustodyLabelsInvalidError(path=str(path), detail=str(e)) from e
    for key in value.keys() - {"title", "events", "fields"}:
        _refuse(path, key)
    title = value.get("title")
    return FormLabels(
        title=None if title is None else _text(path, "title", title),
        events={CustodyEventType(k): v for k, v in _table(path, value, "events", set(CustodyEventType))},
        fields=dict(_table(path, value, "fields", set(FIELD_LABELS))),
    )


def _table(path: Path, value: dict[str, Any], name: str, known: set[Any]) -> list[tuple[str, str]]:
    table = value.get(name, {})
    if not isinstance(table, dict):
        _refuse(path, name)
    unknown = sorted(table.keys() - {str(k) for k in known})
    if unknown:
        _refuse(path, f"{name}.{unknown[0]}")
    return [(key, _text(path, f"{name}.{key}", text)) for key, text in table.items()]


def _text(path: Path, key: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > MAX_LABEL:
        _refuse(path, key)
    return value


def _refuse(path: Path, detail: str) -> NoReturn:
    raise CustodyLabelsInvalidError(path=str(path), detail=detail)

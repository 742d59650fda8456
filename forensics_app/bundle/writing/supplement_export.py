"""metadata/supplement.json (docs/bundle-format.md, section 3.10), made, and read from a case's copy."""

from __future__ import annotations

import json
from typing import Any

from forensics_app.bundle.sealed_values import unicode_text
from forensics_app.model.sealed_json import JsonValue
from forensics_app.model.supplement import Replacement, SeriesPart, Supplement, SupplementKind


def supplement_object(supplement: Supplement) -> JsonValue:
    """supplement.json of a bundle."""
    return {
        "type": "sealwright/supplement/1",
        "kind": supplement.kind.value,
        "supplements": supplement.supplements,
        "reason": {"lang": unicode_text(supplement.lang), "text": unicode_text(supplement.reason)},
        "series": [{"reference": p.reference, "seal_code": p.seal_code} for p in supplement.series],
        "replaces": [{"earlier": r.earlier, "later": r.later} for r in supplement.replaces],
    }


def supplement_of(text: bytes) -> Supplement:
    """The inverse, of what this program wrote. Raises ValueError, KeyError, TypeError for anything else."""
    values: dict[str, Any] = json.loads(text)
    return Supplement(
        kind=SupplementKind(values["kind"]),
        supplements=values["supplements"],
        reason=values["reason"]["text"],
        lang=values["reason"]["lang"],
        series=tuple(SeriesPart(p["reference"], p["seal_code"]) for p in values["series"]),
        replaces=tuple(Replacement(r["earlier"], r["later"]) for r in values["replaces"]),
    )

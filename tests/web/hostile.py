"""A sound bundle with markup and direction marks in every text that a page shows."""

from __future__ import annotations

import base64
import json
from typing import Any

from tests.vectors.bundle import Files, Plan, build

MARKUP = "<img src=x onerror=alert(1)></script><script>alert(2)</script>\u202egpj"


def hostile_bundle() -> bytes:
    """The ZIP, whose seal holds: only who signed it is unknown to the reader."""
    return build(Plan(lists=_poison)).zip


def _poison(tree: Files) -> None:
    lines = [json.loads(line) for line in tree["metadata/catalog.jsonl"].splitlines()]
    for line in lines:
        line["path"] = {"bytes": [base64.b64encode(MARKUP.encode()).decode()], "display": [MARKUP]}
        line["exhibit"] = MARKUP
    tree["metadata/catalog.jsonl"] = b"".join(_canonical(line) for line in lines)
    request = json.loads(tree["metadata/request.json"])
    for key in ("instrument", "requesting_reference", "legal_basis", "offence", "limits_of_use", "urgency"):
        request[key] = MARKUP
    request["handling"] = [{"scheme": MARKUP, "value": MARKUP, "comment": MARKUP, "permission": MARKUP}]
    request["case"] |= {"title": MARKUP, "agency": MARKUP, "examiner": MARKUP, "country": MARKUP}
    tree["metadata/request.json"] = _canonical(request)
    omission = {
        "code": "x",
        "count": "3",
        "detail": MARKUP,
        "locator": MARKUP,
        "source": MARKUP,
        "stage": "read",
    }
    tree["metadata/omissions.jsonl"] = _canonical(omission)


def _canonical(value: Any) -> bytes:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode() + b"\n"

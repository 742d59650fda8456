"""Format 2: the request record with authorities, deadline, formalities and terms of return; and the two forms
mixed.
"""

from __future__ import annotations

from typing import Any

from tests.vectors import lists
from tests.vectors.attacks_seal import info_line
from tests.vectors.bundle import Files, Plan
from tests.vectors.vector import Vector, zipped

REQUEST = "metadata/request.json"
RECORD: dict[str, Any] = {
    "type": "sealwright/request/2",
    "instrument": "eio",
    "authorities": [
        {"role": "issuing", "name": "Prosecution Service, Hamburg", "country": "DE", "contact": None},
        {
            "role": "executing",
            "name": "Judicial Court, Lyon",
            "country": "FR",
            "contact": "greffe@example.org",
        },
    ],
    "requesting_reference": "3207 Js 118/26",
    "executing_reference": "EIO-FR-2026-1183",
    "legal_basis": "Directive 2014/41/EU, Article 13",
    "offence": "Fraud",
    "urgency": "routine",
    "deadline": "2026-12-09",
    "formalities": [{"asked": "Copy in the presence of a witness", "met": "yes", "note": None}],
    "limits_of_use": "Only proceedings 3207 Js 118/26",
    "retention": None,
    "return_terms": "Destroy the copy when the judgment is final",
    "languages": ["de", "fr"],
    "nonce": "AAECAwQFBgc=",
    "handling": [{"scheme": "TLP", "value": "AMBER+STRICT", "comment": None, "permission": None}],
    "case": {
        "reference": "VEC-2026-0001",
        "title": "Warehouse",
        "examiner": "Claire Moreau",
        "agency": "Example Laboratory",
        "country": "FR",
    },
}
NOT_CANONICAL = ("list-not-canonical",)
_WORD = "sealwright/2"


def record(**changes: Any) -> bytes:
    """A version-2 request.json with other values."""
    return lists.canonical(RECORD | changes) + b"\n"


def second(request: bytes | None = None, *, bag_word: str = _WORD, seal_word: str = _WORD) -> Plan:
    """A bundle of format 2 with this request."""

    def act(tree: Files) -> None:
        tree[REQUEST] = record() if request is None else request
        tree["bag-info.txt"] = tree["bag-info.txt"].replace(b"sealwright/1", bag_word.encode())

    return Plan(lists=act, info=info_line("format", seal_word))


def _without(key: str) -> bytes:
    return lists.canonical({k: v for k, v in RECORD.items() if k != key}) + b"\n"


def _vector(name: str, about: str, plan: Plan, *expected: Any, attack: str = "H19") -> Vector:
    verdict, axes, codes = expected
    return Vector(name, attack, about, zipped(plan), verdict, axes, codes)


def _hostile(name: str, about: str, request: bytes) -> Vector:
    return _vector(name, about, second(request), "altered", "fpp-p", NOT_CANONICAL)


VECTORS = (
    _vector("sound-format-2", "a request record with authorities and formalities", second(), "verified",
            "ppp-p", (), attack="-"),
    _vector("format-2-with-first-form", "format 2 with a request record of format 1",
            second(lists.request()), "altered", "fpp-p", ("request-version",)),
    _vector("format-1-with-second-form", "format 1 with a request record of format 2",
            second(bag_word="sealwright/1", seal_word="sealwright/1"), "altered", "fpp-p",
            ("request-version",)),
    _vector("format-2-in-the-seal-alone", "bag-info.txt says format 1, the seal 2",
            second(bag_word="sealwright/1"), "altered", "pfp-p", ("bag-info-differs",)),
    _vector("format-2-in-bag-info-alone", "bag-info.txt says format 2, seal and request 1",
            second(lists.request(), seal_word="sealwright/1"), "altered", "pfp-p", ("bag-info-differs",)),
    _hostile("request-2-key-unknown", "a key that no request has", record(zzz="x")),
    _hostile("request-2-key-missing", "a key left out", _without("formalities")),
    _hostile("request-2-deadline-is-no-day", "a deadline that is no day", record(deadline="2026-13-01")),
    _hostile("request-2-formality-met-perhaps", "a formality that is neither met nor not",
             record(formalities=[{"asked": "Witness", "met": "perhaps", "note": None}])),
    _hostile("request-2-authority-as-text", "an authority as format 1 would have it",
             record(authorities=["Prosecution Service, Hamburg"])),
    _vector("request-text-of-two-million", "a title of two million characters", second(record(case=RECORD["case"] | {"title": "x" * 2_000_000})),
            "altered", "fpp-p", ("text-too-long",), attack="-"),
    _hostile("request-3", "a form that does not exist yet", record(type="sealwright/request/3")),
)  # fmt: skip

"""Format 3: a bundle that adds to or corrects an earlier one, and what such a bundle may not say of itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.vectors import lists
from tests.vectors.attacks_request import NOT_CANONICAL, record
from tests.vectors.bundle import NAME, Files, Plan
from tests.vectors.vector import Vector, zipped

SUPPLEMENT = "metadata/supplement.json"
FIRST, SECOND, UNKNOWN = "11" * 32, "22" * 32, "33" * 32
ITEM = lists.ITEMS[0].id
OTHER = "ABCDEFGHIJKLMNOP"
SAID: dict[str, Any] = {
    "type": "sealwright/supplement/1",
    "kind": "adds",
    "supplements": FIRST,
    "reason": {"lang": "en", "text": "Two more pictures were found"},
    "series": [{"reference": "VEC-2026-0001-A01", "seal_code": FIRST}],
    "replaces": [],
}
TWO = [
    {"reference": "VEC-2026-0001-A01", "seal_code": FIRST},
    {"reference": "VEC-2026-0001-A02", "seal_code": SECOND},
]
_WORD = "sealwright/3"


def said(**changes: Any) -> bytes:
    """A supplement.json with other values."""
    return lists.canonical(SAID | changes) + b"\n"


def _info(word: str, earlier: tuple[str, ...]) -> Callable[[list[list[str]]], None]:
    def act(lines: list[list[str]]) -> None:
        lines[0][1] = word
        at = next(n for n, line in enumerate(lines) if line[0] == "signer-sha256")
        lines[at:at] = [["earlier-seal", code] for code in earlier]

    return act


def third(
    supplement: bytes | None,
    *,
    request: bytes | None = None,
    word: str = _WORD,
    bag_word: str = _WORD,
    earlier: tuple[str, ...] = (FIRST, SECOND),
) -> Plan:
    """A bundle of format 3 with this supplement.json; None leaves it out."""

    def act(tree: Files) -> None:
        tree["metadata/request.json"] = record() if request is None else request
        if supplement is not None:
            tree[SUPPLEMENT] = supplement
        tree["bag-info.txt"] = tree["bag-info.txt"].replace(b"sealwright/1", bag_word.encode())

    return Plan(lists=act, info=_info(word, earlier))


def _vector(name: str, about: str, plan: Plan, *expected: Any, notes: tuple[str, ...] = ()) -> Vector:
    verdict, axes, codes = expected
    attack = "-" if verdict == "verified" else "H19"
    return Vector(name, attack, about, zipped(plan), verdict, axes, codes, notes)


def _hostile(name: str, about: str, supplement: bytes, *codes: str) -> Vector:
    return _vector(name, about, third(supplement), "altered", "fpp-p", codes or ("supplement-form",))


_FIXED = {"kind": "corrects", "replaces": [{"earlier": OTHER, "later": ITEM}]}
VECTORS = (
    _vector("sound-format-3-adds", "a supplement of an earlier bundle that is not here", third(said()),
            "verified", "ppp-p", (), notes=("supplement-adds",)),
    _vector("sound-format-3-corrects", "a correction that says which item takes which place",
            third(said(**_FIXED, series=TWO, supplements=SECOND)), "verified", "ppp-p", (),
            notes=("supplement-corrects",)),
    _vector("sound-format-3-withdraws", "a correction that withdraws an item",
            third(said(kind="corrects", replaces=[{"earlier": OTHER, "later": None}])), "verified", "ppp-p",
            (), notes=("supplement-corrects",)),
    _hostile("supplement-of-itself", "it names its own reference among the earlier parts",
             said(series=[{"reference": NAME, "seal_code": FIRST}]), "supplement-of-itself"),
    _hostile("supplement-of-an-unknown-code", "the seal does not name that code among the earlier ones",
             said(series=[{"reference": "VEC-2026-0001-A01", "seal_code": UNKNOWN}], supplements=UNKNOWN),
             "supplement-not-earlier"),
    _hostile("supplement-in-another-order", "the parts stand in another order than in the seal",
             said(series=TWO[::-1]), "supplement-order"),
    _hostile("supplement-of-no-part", "what it supplements is no part of the series",
             said(supplements=UNKNOWN)),
    _hostile("supplement-of-nothing", "a series of no parts", said(series=[])),
    _hostile("supplement-part-twice", "one code twice in the series", said(series=[TWO[0], TWO[0]])),
    _hostile("supplement-without-reason", "no reason", said(reason={"lang": "en", "text": " "})),
    _hostile("supplement-reference-climbs", "a reference that is a path",
             said(series=[{"reference": "../A01", "seal_code": FIRST}])),
    _hostile("supplement-adds-and-replaces", "it adds, and takes an item's place",
             said(replaces=_FIXED["replaces"])),
    _hostile("supplement-replaces-twice", "one item is replaced twice",
             said(kind="corrects", replaces=[{"earlier": OTHER, "later": None}] * 2)),
    _vector("supplement-item-unknown", "the item that takes a place is not in the catalogue",
            third(said(kind="corrects", replaces=[{"earlier": ITEM, "later": OTHER}])), "altered", "pfp-p",
            ("supplement-item-unknown",)),
    _hostile("supplement-key-unknown", "a key that no supplement has", said(zzz="x"), *NOT_CANONICAL),
    _hostile("supplement-kind-unknown", "a kind that is neither", said(kind="revokes"), *NOT_CANONICAL),
    _hostile("supplement-code-short", "a seal code that is cut",
             said(series=[{"reference": "VEC-2026-0001-A01", "seal_code": FIRST[:-2]}]), *NOT_CANONICAL),
    _hostile("supplement-2", "a form that does not exist yet", said(type="sealwright/supplement/2"),
             *NOT_CANONICAL),
    _vector("format-3-without-supplement", "format 3, and nothing that says what is supplemented", third(None),
            "altered", "pfp-p", ("tagmanifest-incomplete",)),
    _vector("format-3-with-first-form", "format 3 with a request record of format 1",
            third(said(), request=lists.request()), "altered", "fpp-p", ("request-version",)),
    _vector("format-3-in-the-seal-alone", "bag-info.txt says format 2, the seal 3",
            third(said(), bag_word="sealwright/2"), "altered", "pfp-p", ("bag-info-differs",)),
    _vector("format-3-in-bag-info-alone", "bag-info.txt says format 3, the seal 2",
            third(said(), word="sealwright/2"), "altered", "pfp-p", ("bag-info-differs",)),
    _vector("format-1-with-supplement", "in format 1 the file means nothing, and is sealed like any other",
            third(b"anything", request=lists.request(), word="sealwright/1", bag_word="sealwright/1"),
            "verified", "ppp-p", ()),
)  # fmt: skip

"""At each bound of the format (section 9.1) a bundle that passes, and one over it that is refused by name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.vectors import pki
from tests.vectors.addenda import Head, addendum, seal_head
from tests.vectors.attacks_addenda import ALL_LABS, beside
from tests.vectors.attacks_levels import TOLD_AT, plan
from tests.vectors.attacks_request import RECORD, record, second
from tests.vectors.attacks_trust import TIME_TRUST
from tests.vectors.bundle import Built, Files, Plan
from tests.vectors.pki import ROOT, SIGNER, TIME_ROOT
from tests.vectors.revocation import crl
from tests.vectors.vector import Sent, Vector, zipped

BAG_INFO_BYTES = 65_536
TEXT_CHARACTERS = 65_536
EARLIER_SEALS = 10_000
STATEMENTS = 32
HEADS = 500
CONTAINER_SIGNERS = 31  # 2 files, and 2 for each: 64 entries
CUSTODY_FILE_BYTES = 262_144


def _bag_info(size: int) -> Plan:
    def act(tree: Files) -> None:
        text = tree["bag-info.txt"]
        filled = b"Example Laboratory" + b"y" * (size - len(text))
        tree["bag-info.txt"] = text.replace(b"Example Laboratory", filled)

    return Plan(lists=act)


def _earlier(count: int) -> Plan:
    def act(lines: list[list[str]]) -> None:
        lines[3:3] = [["earlier-seal", f"{n:064x}"] for n in range(1, count + 1)]

    return Plan(info=act)


def _title(characters: int) -> Plan:
    return second(record(case=RECORD["case"] | {"title": "x" * characters}))


def _statements(count: int) -> Plan:
    """So many revocation lists, and among them one of each authority."""
    some = [crl(ROOT, TOLD_AT + timedelta(seconds=n)) for n in range(count - 1)]
    return plan(*some, crl(TIME_ROOT, TOLD_AT))


def _heads(count: int) -> Callable[[Built], list[Any]]:
    def story(built: Built) -> list[Any]:
        seal = seal_head(built)
        others: list[Head] = [
            dict.fromkeys(seal, f"{n:064x}") | {"seal_code": seal["seal_code"]} for n in range(1, count)
        ]
        return [addendum(built, "opening", seal, *others)]

    return story


def _signers(count: int) -> Callable[[], Sent]:
    """The examiner, and so many others less one."""

    def make() -> Sent:
        more = [pki.leaf(f"bound signer {n}", f"Witness {n}", ROOT, serial=5000 + n) for n in range(1, count)]
        return zipped(Plan(signers=(SIGNER, *more)))()

    return make


def _custody_file(size: int) -> Plan:
    def act(tree: Files) -> None:
        tree["custody/3.p7s"] = bytes(size)

    return Plan(lists=act)


VECTORS = (
    Vector("bound-bag-info", "-", "a bag-info.txt of 64 KiB", zipped(_bag_info(BAG_INFO_BYTES)), "verified", "ppp-p",
           notes=("record-differs",)),
    Vector("bound-bag-info-over", "H37", "a bag-info.txt of one byte more", zipped(_bag_info(BAG_INFO_BYTES + 1)), "altered",
           "fpp-p", ("bag-info-form",)),
    Vector("sound-bound-earlier-seals", "-", "10,000 earlier seals", zipped(_earlier(EARLIER_SEALS)), "verified", "ppp-p"),
    Vector("bound-earlier-seals-over", "H37", "one earlier seal more", zipped(_earlier(EARLIER_SEALS + 1)), "altered", "f-p--",
           ("seal-info-form",)),
    Vector("sound-bound-text", "-", "a title of 65,536 characters", zipped(_title(TEXT_CHARACTERS)), "verified", "ppp-p"),
    Vector("bound-text-over", "H37", "a title of one character more", zipped(_title(TEXT_CHARACTERS + 1)), "altered", "fpp-p",
           ("text-too-long",)),
    Vector("bound-statements", "-", "32 revocation lists in a signature", zipped(_statements(STATEMENTS)), "verified", "ppppp",
           trust=TIME_TRUST),
    Vector("bound-statements-over", "H37", "one revocation list more", zipped(_statements(STATEMENTS + 1)), "altered", "ppffp",
           ("signature-not-canonical", "timestamp-missing"), trust=TIME_TRUST),
    Vector("bound-container-entries", "-", "a seal of 64 entries", _signers(CONTAINER_SIGNERS),
           "unconfirmed", "ppu-p", ("signer-unknown",)),
    Vector("bound-container-entries-over", "H37", "a seal of one signer more", _signers(CONTAINER_SIGNERS + 1),
           "unreadable", "f-f--", ("seal-unreadable", "seal-zip")),
    Vector("bound-custody-file-over", "H37", "a signature over an event of 256 KiB and a byte",
           zipped(_custody_file(CUSTODY_FILE_BYTES + 1)), "altered", "ppp-f", ("custody-signature-form",)),
    Vector("bound-heads", "-", "an addendum that follows 500 heads", beside(_heads(HEADS)), "verified", "ppp-p",
           ("addendum-head-differs",), trust=ALL_LABS, later="unconfirmed"),
    Vector("bound-heads-over", "H37", "one head more", beside(_heads(HEADS + 1)), "verified", "ppp-p", ("addendum-altered",),
           trust=ALL_LABS),
)  # fmt: skip

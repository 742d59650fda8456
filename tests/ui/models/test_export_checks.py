"""What step 2 of an export says is left out: omissions, and items that are listed without content."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from forensics_app.model.artifact import Read, ReadOutcome
from forensics_app.model.evidence import Omission, OmissionStage
from forensics_app.model.selection import EVERYTHING
from forensics_app.model.times import SystemClock
from forensics_app.services.sealing.preview import preview
from forensics_app.services.sealing.seal import SealRequest
from tests.world.cases import make_case
from tests.world.catalogued import entry, fill, found, source
from ui.models.bundles.export_checks import left_out_words


def test_what_no_omission_declares_is_not_called_declared(tmp_path: Path) -> None:
    """Files whose content is lost have no line of their own among the omissions: the catalogue says it."""
    lost = found(None, read=Read(ReadOutcome.NOT_READ, (), "content-lost"))
    with make_case(tmp_path / "case") as case:
        case.store.register_source(source(), (), path=Path("/evidence/s1.dd"))
        fill(case.store, [(entry(n, b"gone-%d" % n, allocated=False), lost) for n in range(4)])
        seen = preview(case, SealRequest(tmp_path / "X.zip", (EVERYTHING,)), clock=SystemClock())
    (left,) = seen.left_out
    assert (left.code, left.count, left.declared, seen.declared) == ("content-lost", 4, False, 0)
    assert left_out_words(asdict(seen)) == "4 artifacts without content"


def test_both_are_counted_apart(tmp_path: Path) -> None:
    lost = found(None, read=Read(ReadOutcome.NOT_READ, (), "content-lost"))
    locked = Omission("encrypted-volume", "s1", "s1", 1, OmissionStage.OPEN)
    with make_case(tmp_path / "case") as case:
        case.store.register_source(source(), [locked], path=Path("/evidence/s1.dd"))
        fill(case.store, [(entry(0, b"gone", allocated=False), lost)])
        seen = preview(case, SealRequest(tmp_path / "X.zip", (EVERYTHING,)), clock=SystemClock())
    assert {left.code: left.declared for left in seen.left_out} == {
        "content-lost": False,
        "encrypted-volume": True,
    }
    assert left_out_words(asdict(seen)) == "1 omission · 1 artifact without content"
    assert left_out_words({"declared": 0, "left_out": []}) == ""


def test_items_in_doubt_are_no_omissions(tmp_path: Path) -> None:
    """As the head of every page counts them."""
    told = [
        Omission("encrypted-volume", "s1", "s1", 1, OmissionStage.OPEN),
        Omission("content-reused", "s1", "s1:/plan.txt", 2, OmissionStage.READ),
    ]
    with make_case(tmp_path / "case") as case:
        case.store.register_source(source(), told, path=Path("/evidence/s1.dd"))
        fill(case.store, [(entry(0, b"plan.txt", allocated=False), found())])
        seen = preview(case, SealRequest(tmp_path / "X.zip", (EVERYTHING,)), clock=SystemClock())
    assert left_out_words(asdict(seen)) == "1 omission · 2 items in doubt"

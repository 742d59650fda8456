"""Tags and notes that nobody asked to seal are nowhere in a bundle; those that were asked for are in it."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

import pytest

from forensics_app.errors import CancelledError
from forensics_app.model.marks import PrivacyMark
from forensics_app.model.selection import EVERYTHING, ArtifactFilter
from forensics_app.services.cases.marks import mark, undo_marking
from forensics_app.services.cases.unfinished import Pending
from forensics_app.services.sealing.seal import SealRequest, seal_bundle
from forensics_app.services.selection.labels import LABELS_LEFT_OUT
from forensics_app.services.selection.tag import tag
from tests.integration.conftest import Run
from tests.world.sealing import Bench, lines, make_bench, read
from tests.world.signing import signing_key

OWN_TAG, OWN_NOTE = "Zwetschge ñ", "Quarkkuchen\nzweite Zeile"
PRIVATE = ("Zwetschge", "Quarkkuchen", "zweite Zeile")
JPEGS = ArtifactFilter(extension="jpg")
BY_TAG, BY_OWN_TAG = ArtifactFilter(tag="relevant"), ArtifactFilter(tag=OWN_TAG, extension="jpg")


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    made = make_bench(tmp_path_factory.mktemp("labels"))
    with made.open() as case:
        tag(case, "relevant", ArtifactFilter(text="letter"), note=OWN_NOTE, clock=made.clock)
        tag(case, "relevant", JPEGS, note=None, clock=made.clock)
        tag(case, OWN_TAG, JPEGS, note=None, clock=made.clock)
    return made


def _all_texts(bundle: Path) -> bytes:
    """Everything that a reader of a bundle can come by: bytes, names, members, the text of PDFs."""
    found: list[bytes] = []
    for path in (bundle, bundle.with_suffix(".asice")):
        found.append(path.read_bytes())
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                data = archive.read(name)
                found += [name.encode(), data]
                if name.endswith(".pdf"):
                    found.append(_text_of(data))
    return b"\n".join(found)


def _text_of(pdf: bytes) -> bytes:
    reported = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout
    assert b"sea.jpg" in reported
    return reported


def _reported(bundle: Path) -> dict[str, tuple[list[str], str | None]]:
    """Tags and note by name, of what has any."""
    found = (
        (o["path"]["display"][-1], o["tags"], o["note"]) for o in lines(bundle, "metadata/catalog.jsonl")
    )
    return {name: (tags, note) for name, tags, note in found if tags or note}


def _left_out(bundle: Path) -> list[dict[str, object]]:
    return [o for o in lines(bundle, "metadata/omissions.jsonl") if o["code"] == LABELS_LEFT_OUT]


@pytest.mark.parametrize("chosen", [(EVERYTHING, BY_OWN_TAG), (BY_TAG,)])
def test_private_words_are_nowhere_in_what_is_sealed(
    bench: Bench, chosen: tuple[ArtifactFilter, ...]
) -> None:
    """Also where a rule that takes everything makes the rule by the tag moot."""
    bundle = bench.seal(f"{len(chosen)}.zip", chosen=chosen, reports=("en",)).path
    bench.assert_verified(bundle)
    whole = _all_texts(bundle)
    for word in PRIVATE:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            assert word.encode(encoding) not in whole
    by_tag = BY_TAG in chosen
    assert (b"relevant" in whole) is by_tag
    named: tuple[list[str], None] = (["relevant"], None)
    assert _reported(bundle) == ({"letter.txt": named, "sea.jpg": named} if by_tag else {})
    (said,) = _left_out(bundle)
    assert (said["source"], said["count"], said["stage"]) == ("s1", "1", "select")
    assert said["locator"] is said["detail"] is None


def test_all_are_sealed_where_that_is_asked_for(bench: Bench) -> None:
    bundle = bench.seal("All.zip", chosen=(BY_TAG,), tags_and_notes=True, reports=("en",)).path
    bench.assert_verified(bundle)
    assert _reported(bundle) == {
        "letter.txt": (["relevant"], OWN_NOTE),
        "sea.jpg": ([OWN_TAG, "relevant"], None),
    }
    assert not _left_out(bundle)
    assert OWN_TAG in read(bundle, "metadata/catalog.csv").decode()
    whole = _all_texts(bundle)
    assert all(word.encode() in whole for word in PRIVATE)


def test_it_is_said_that_some_are_left_out_only_where_some_are(bench: Bench) -> None:
    assert not _left_out(bench.seal("V.zip", chosen=(ArtifactFilter(text="big"),)).path)
    bundle = bench.seal("W.zip", chosen=(BY_OWN_TAG, BY_TAG)).path
    assert _reported(bundle)["sea.jpg"] == ([OWN_TAG, "relevant"], None)
    assert _left_out(bundle)  # a note
    with bench.open() as case:
        mark(case, PrivacyMark.PRIVATE, ArtifactFilter(text="letter"), reason="family", clock=bench.clock)
    bundle = bench.seal("X.zip", chosen=(BY_OWN_TAG, BY_TAG)).path
    with bench.open() as case:
        undo_marking(case)
    assert list(_reported(bundle)) == ["sea.jpg"]
    assert not _left_out(bundle)  # what has the note is withheld as a whole, and that is said


@pytest.mark.parametrize("old", [False, True])
def test_a_whole_bundle_with_all_is_not_released_to_who_asks_for_less(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, old: bool
) -> None:
    """A run was killed between sealing and releasing; one of an earlier version kept no word about it."""

    def killed(*_: object) -> None:
        raise CancelledError

    request = SealRequest(bench.out / f"{old}.zip", tags_and_notes=True)
    with monkeypatch.context() as patched:
        patched.setattr("forensics_app.services.sealing.seal.release", killed)
        with bench.open() as case, pytest.raises(CancelledError):
            seal_bundle(case, request, signing_key(), clock=bench.clock)
    with bench.open() as case:
        journal = Pending.of(case).path
    asked = b'"tags_and_notes":true'
    assert asked in journal.read_bytes()
    if old:
        journal.write_bytes(journal.read_bytes().replace(b"," + asked, b"", 1))
        assert asked not in journal.read_bytes()
    bundle = bench.seal(request.out.name).path
    bench.assert_verified(bundle)
    assert _reported(bundle) == {}
    whole = _all_texts(bundle)
    assert not any(word.encode() in whole for word in PRIVATE)


def test_what_a_stopped_run_wrote_of_all_is_gone_when_less_is_sealed(bench: Bench) -> None:
    request, stages = SealRequest(bench.out / "K.zip", tags_and_notes=True), list[str]()
    with bench.open() as case, pytest.raises(CancelledError):
        seal_bundle(
            case,
            request,
            signing_key(),
            clock=bench.clock,
            report=lambda progress: stages.append(progress.stage),
            cancelled=lambda: stages.count("seal-lists") > 1,
        )
    assert OWN_TAG.encode() in (bench.out / "K.zip.part").read_bytes()
    bundle = bench.seal("K.zip").path
    bench.assert_verified(bundle)
    assert OWN_TAG.encode() not in _all_texts(bundle)


def test_the_command_line_says_what_is_left_out_and_takes_the_wish(bench: Bench, run: Run) -> None:
    asked = ("seal", bench.case, bench.out / "P.zip", "--all", "--preview")
    said = "left out tags or notes"
    assert said in run(*asked)[1]
    code, out, _ = run(*asked, "--with-tags-and-notes")
    assert code == 0
    assert said not in out

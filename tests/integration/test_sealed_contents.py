"""Looking into sealed bundles: all that was sealed, nothing of what does not hold, a copy on request."""

from __future__ import annotations

import csv
import gzip
import hashlib
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest

from forensics_app.bundle.layout import CATALOG
from forensics_app.errors import (
    CancelledError,
    ListingLostError,
    NotABundleError,
    OutputExistsError,
    VerificationFailedError,
)
from forensics_app.model.names import visible
from forensics_app.model.sealed_listing import SealedFilter
from forensics_app.model.selection import ArtifactFilter
from forensics_app.model.trust import TrustStore
from forensics_app.report.evidence.tally import path_of
from forensics_app.services.demo import run_demo
from forensics_app.services.rederiving.lines import SealedLine
from forensics_app.services.sealed_bundles.contents import (
    SealedContents,
    list_contents,
    sealed_artifacts,
)
from forensics_app.services.sealed_bundles.copies import (
    CHECKSUMS_NAME,
    LIST_NAME,
    copy_content,
    copy_contents,
)
from forensics_app.services.sealed_bundles.sealed_places import sealed_places
from forensics_app.services.verifying.verify import check
from forensics_app.verify.checked import CheckedBundle
from forensics_app.verify.files.records import Artifact
from tests.vectors.bundle import NAME, Files, Plan, build
from tests.world.cases import PROJECT, TickingClock
from tests.world.sealing import make_bench, read

EVERYTHING = SealedFilter()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sealed") / "demo"
    run_demo(folder, clock=TickingClock())
    return folder


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEALWRIGHT_HOME", str(tmp_path / "home"))


def bundle(demo: Path) -> Path:
    return next(demo.glob("*.zip"))


def sealed_lines(demo: Path, name: str) -> list[bytes]:
    with zipfile.ZipFile(bundle(demo)) as archive:
        (member,) = (n for n in archive.namelist() if n.endswith(name))
        return archive.read(member).splitlines()


def listed(path: Path, out: Path) -> SealedContents:
    list_contents(path, out, trust=TrustStore(), clock=TickingClock())
    return SealedContents(out)


@pytest.fixture
def contents(demo: Path, tmp_path: Path) -> Iterator[SealedContents]:
    """What the demo's bundle holds."""
    with closing(listed(bundle(demo), tmp_path / "listing")) as found:
        yield found


def test_several_sources_of_one_exhibit_are_told_apart_by_their_files(contents: SealedContents) -> None:
    found = contents.sources()
    tops = [one.id for one in found if one.parent is None]
    assert len(tops) > 1
    apart = sealed_places(contents)
    assert all(apart[one.id] == one.exhibit for one in found if one.parent is None)
    for one in found:
        one.exhibit = "X"
    with_files = sealed_places(SimpleNamespace(sources=lambda: found))  # type: ignore[arg-type]
    assert len({with_files[one] for one in tops}) == len(tops)
    for one in found:
        top = one.id.partition(".")[0]
        name = next(n.name.shown for n in found if n.id == top and n.name is not None)
        inside = apart[one.id].partition(" · ")[2]
        assert with_files[one.id] == " · ".join(p for p in ("X", name, inside) if p)


def test_names_are_shown_from_their_bytes_whatever_the_sealer_wrote_for_display(tmp_path: Path) -> None:
    def rename(tree: Files) -> None:
        tree[CATALOG] = tree[CATALOG].replace(b'"display":["note.txt"]', b'"display":["recipe.txt"]')
        assert b"recipe.txt" in tree[CATALOG]

    sent = tmp_path / f"{NAME}.zip"
    sent.write_bytes(build(Plan(lists=rename)).zip)
    line = next(sealed for sealed in sealed_lines(tmp_path, CATALOG) if b"recipe.txt" in sealed)

    with closing(listed(sent, tmp_path / "listing")) as found:
        assert "note.txt" in [row.path for row in found.rows(EVERYTHING, 0, 10)]
    assert msgspec.json.decode(line, type=SealedLine).shown == "note.txt"
    assert path_of(msgspec.json.decode(line, type=Artifact)).endswith(":/note.txt")


def test_every_line_is_there_as_it_was_sealed(contents: SealedContents, demo: Path) -> None:
    lines = sealed_lines(demo, "metadata/catalog.jsonl")
    assert contents.count(EVERYTHING) == len(lines)
    rows = contents.rows(EVERYTHING, 0, 1000)
    assert sorted(r.number for r in rows) == list(range(len(lines)))
    assert [(r.exhibit, r.path.casefold()) for r in rows] == sorted(
        (r.exhibit, r.path.casefold()) for r in rows
    )
    for row in rows:
        sealed = msgspec.json.decode(lines[row.number])
        assert row.sha256 == sealed["digests"]["sha256"]
        assert row.data == sealed["data"]
        artifact = contents.artifact(row.number)
        assert artifact.id == sealed["id"]
        assert len(artifact.times) == len(sealed["times"])
    record = contents.custody()
    assert list(record.lines) == sealed_lines(demo, "metadata/custody.jsonl")
    assert record.broken is None
    assert len(record.events) == len(record.lines)
    omitted = [msgspec.json.decode(line) for line in sealed_lines(demo, "metadata/omissions.jsonl")]
    assert [(o.code, o.locator) for o in contents.omissions()] == [
        (line["code"], line["locator"]) for line in omitted
    ]
    assert len(omitted) == 3
    contents.close()


def test_filters_and_blocks_fit_together(contents: SealedContents) -> None:
    pictures = SealedFilter(text="FERRY", exhibit="EX-001")
    names = [r.path for r in contents.rows(pictures, 0, 10)]
    assert names == ["Pictures/ferry-01.jpg", "Pictures/ferry-02.jpg", "Pictures/ferry-03.jpg"]
    assert [r.path for r in contents.rows(pictures, 1, 1)] == names[1:2]
    assert contents.count(SealedFilter(exhibit="EX-002")) == 4
    sent, kept = contents.count(SealedFilter(sent=True)), contents.count(SealedFilter(sent=False))
    assert sent + kept == contents.count(EVERYTHING)
    assert contents.count(SealedFilter(text="%")) == 0
    assert contents.exhibits() == ("EX-001", "EX-002")


def test_an_altered_bundle_and_a_seal_alone_are_not_looked_into(demo: Path, tmp_path: Path) -> None:
    data = bytearray(bundle(demo).read_bytes())
    data[data.index(b"%PDF") + 64] ^= 1
    altered = tmp_path / "altered.zip"
    altered.write_bytes(data)
    with pytest.raises(VerificationFailedError):
        listed(altered, tmp_path / "listing")
    assert not (tmp_path / "listing").exists()
    with pytest.raises(NotABundleError):
        listed(next(demo.glob("*.asice")), tmp_path / "listing")
    assert not (tmp_path / "listing").exists()


def test_cancelling_leaves_nothing_and_nothing_is_overwritten(demo: Path, tmp_path: Path) -> None:
    out = tmp_path / "listing"
    with pytest.raises(CancelledError):
        list_contents(bundle(demo), out, trust=TrustStore(), clock=TickingClock(), cancelled=lambda: True)
    assert not out.exists()
    out.write_bytes(b"mine")
    with pytest.raises(OutputExistsError):
        list_contents(bundle(demo), out, trust=TrustStore(), clock=TickingClock())
    assert out.read_bytes() == b"mine"


def test_a_copy_is_what_was_sealed_or_is_not_there(
    contents: SealedContents, demo: Path, tmp_path: Path
) -> None:
    row = contents.rows(SealedFilter(text="statement.txt"), 0, 1)[0]
    assert row.data is not None
    out = tmp_path / "copy.txt"
    size = copy_content(bundle(demo), row.data, out, trust=TrustStore(), clock=TickingClock())
    assert size == (row.size_bytes, 0)
    assert out.stat().st_mode & 0o777 == 0o600  # plaintext of evidence
    assert hashlib.sha256(out.read_bytes()).hexdigest() == row.sha256
    with pytest.raises(OutputExistsError):
        copy_content(bundle(demo), row.data, out, trust=TrustStore(), clock=TickingClock())
    with pytest.raises(VerificationFailedError):
        copy_content(
            bundle(demo), "data/../secret", tmp_path / "no", trust=TrustStore(), clock=TickingClock()
        )
    assert sorted(p.name for p in tmp_path.iterdir()) == ["copy.txt", "listing"]


def test_several_copies_and_all_are_what_was_sealed(
    contents: SealedContents, demo: Path, tmp_path: Path
) -> None:
    rows = [row for row in contents.rows(SealedFilter(), 0, 100) if row.data is not None]
    digests = {(row.data or "").partition("/")[2]: row.sha256 for row in rows}
    trust, clock = TrustStore(), TickingClock()
    two = sorted(digests)[:2]
    some = copy_contents(bundle(demo), [f"data/{n}" for n in two], tmp_path / "two", trust=trust, clock=clock)
    assert some.files == 2
    every = copy_contents(bundle(demo), (), tmp_path / "all", trust=trust, clock=clock)
    assert (every.files, every.size_bytes) == (len(digests), sum(row.size_bytes or 0 for row in rows))
    paths = {(row.data or "").partition("/")[2]: row for row in rows}
    for folder, names in (("two", two), ("all", sorted(digests))):
        lists = (LIST_NAME, CHECKSUMS_NAME)
        made = {
            str(p.relative_to(tmp_path / folder)): hashlib.sha256(p.read_bytes()).hexdigest()
            for p in (tmp_path / folder).rglob("*") if p.is_file() and p.name not in lists
        }  # fmt: skip
        assert sorted(made.values()) == sorted(digests[name] or "" for name in names)
        with (tmp_path / folder / LIST_NAME).open(encoding="utf-8-sig", newline="") as table:
            listed = list(csv.DictReader(table))
        assert {one["file"]: one["sha256"] for one in listed} == made
        by_path = {(one["exhibit"], one["path"]): int(one["size"]) for one in listed}
        assert by_path == {(paths[n].exhibit, visible(paths[n].path)): paths[n].size_bytes for n in names}
        assert {one["data"] for one in listed} == {f"data/{name}" for name in names}
        for one in listed:  # in the folders of the evidence, and by its name there
            assert Path(one["file"]).name.startswith(Path(one["path"]).name[:3])
            assert len(Path(one["file"]).parts) >= len(Path(one["path"]).parts)
        checked = subprocess.run(
            ["sha256sum", "--check", "--strict", "--quiet", CHECKSUMS_NAME],
            cwd=tmp_path / folder, capture_output=True, check=False,
        )  # fmt: skip
        assert checked.returncode == 0, checked.stderr
    with pytest.raises(OutputExistsError):
        copy_contents(bundle(demo), (), tmp_path / "all", trust=trust, clock=clock)


def test_what_was_asked_for_and_has_no_file_of_its_own_is_counted_and_listed(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changed(checked: CheckedBundle) -> Iterator[tuple[Artifact, bytes]]:
        first, second, third, *rest = (one for one, _ in sealed_artifacts(checked))
        same = msgspec.structs.replace(second, data=first.data)
        bare = msgspec.structs.replace(third, data=None)
        yield from ((one, b"") for one in (first, same, bare, *rest))

    with check(bundle(demo), trust=TrustStore(), clock=TickingClock()) as checked:
        three = [one for one, _ in changed(checked)][:3]
    monkeypatch.setattr("forensics_app.services.sealed_bundles.copies.sealed_artifacts", changed)
    out, trust, clock = tmp_path / "out", TrustStore(), TickingClock()
    copied = copy_contents(bundle(demo), [one.id for one in three], out, trust=trust, clock=clock)
    assert (copied.files, copied.same, copied.without) == (1, 1, 1)
    assert copied.named == (visible(three[2].path.shown[-1]),)
    with (out / LIST_NAME).open(encoding="utf-8-sig", newline="") as table:
        listed = {line["id"]: line for line in csv.DictReader(table)}
    assert [listed[one.id]["status"] for one in three] == ["copied", "same-content", "not-in-bundle"]
    assert listed[three[0].id]["file"] == listed[three[1].id]["file"] != ""
    assert listed[three[2].id]["file"] == ""
    assert listed[three[2].id]["sha256"] == three[2].digests.sha256
    with pytest.raises(VerificationFailedError):
        copy_contents(bundle(demo), ["no-such-id"], tmp_path / "no", trust=trust, clock=clock)


@pytest.mark.parametrize("name", ["data/../secret", "/etc/passwd", "metadata/case.json", "data/no such file"])
def test_what_is_no_sealed_content_is_not_copied_and_makes_no_folder(
    demo: Path, tmp_path: Path, name: str
) -> None:
    with pytest.raises(VerificationFailedError):
        copy_contents(bundle(demo), [name], tmp_path / "to", trust=TrustStore(), clock=TickingClock())
    assert not (tmp_path / "to").exists()


def test_a_listing_that_is_gone_or_garbage_is_told(demo: Path, tmp_path: Path) -> None:
    with pytest.raises(ListingLostError):
        SealedContents(tmp_path / "gone")
    (tmp_path / "garbage").write_bytes(b"no database")
    with pytest.raises(ListingLostError):
        SealedContents(tmp_path / "garbage")


def test_records_that_mft_reserves_are_not_deleted_in_a_bundle_either(tmp_path: Path) -> None:
    image = tmp_path / "laptop.raw"
    image.write_bytes(gzip.decompress((PROJECT / "resources" / "demo" / "laptop.raw.gz").read_bytes()))
    bundle = make_bench(tmp_path, image).seal(chosen=(ArtifactFilter(text="OrphanFile"),)).path
    decode = msgspec.json.Decoder(Artifact).decode
    found = {one.inode: one for one in map(decode, read(bundle, CATALOG).splitlines())}
    reserved = {inode for inode, one in found.items() if one.reserved}
    assert reserved == {str(number) for number in range(16, 24)}
    assert not any(one.allocated or one.deleted for one in found.values() if one.reserved)

"""What a volume has of a marked file besides the file: clones, shadow copies, catalogues of names."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

from forensics_app.evidence.protocol.messages import Open
from forensics_app.evidence.worker.session import Session
from forensics_app.model.case import ExamineRequest
from forensics_app.model.evidence import ShadowCopies
from forensics_app.model.marks import PrivacyMark
from forensics_app.model.selection import ArtifactFilter
from forensics_app.services.cases.marks import mark, undo_marking
from forensics_app.services.reports.facts import readings
from tests.conformance.filesystems.test_ext_without_libtsk import debugfs, made
from tests.conformance.volumes.test_shadow_copies import content
from tests.made.fat import FatVolume, entry
from tests.world.sealing import Bench, lines, make_bench
from tests.world.shared_data import shared

HFS = "testdata/log2timeline_dfvfs/test_data/hfsplus.raw"
SHADOWS = "testdata/log2timeline_plaso/test_data/vsstest.qcow2"
LETTER = random.Random(1).randbytes(6 * 512)


def _mark(bench: Bench, kind: PrivacyMark, *ids: str) -> None:
    with bench.open() as case:
        mark(case, kind, ArtifactFilter(ids=ids), reason="x", clock=bench.clock)


def _ids(bench: Bench) -> dict[str, str]:
    """Ids by layer and path."""
    with bench.open(write=False) as case:
        found = [(a.entry.locator, a.artifact_id) for a in case.store.artifacts.stream()]
    return {f"{at.layer_id}:{b'/'.join(at.components).decode()}": number for at, number in found}


def _reported(bundle: Path) -> set[str]:
    return {"/".join(x["path"]["display"]) for x in lines(bundle, "metadata/catalog.jsonl")}


def _contents(bundle: Path) -> Iterator[bytes]:
    """The contents in a bundle, one after the other."""
    with zipfile.ZipFile(bundle) as archive:
        for name in archive.namelist():
            if "/data/EX-" in name:
                yield archive.read(name)


def _crossed(tmp_path: Path) -> Bench:
    """Two files in use of which the second goes through clusters of the first; a third stands apart."""
    volume = FatVolume(tmp_path / "crossed.raw")
    volume.store([10, 11, 12, 13, 14, 15], LETTER)
    volume.store([30], b"begins otherwise".ljust(512))
    volume.store([20], b"apart".ljust(512))
    volume.link(30, 11)
    volume.add(entry(b"LETTER  TXT", 10, 6 * 512), entry(b"CLONE   TXT", 30, 6 * 512))
    volume.add(entry(b"APART   TXT", 20, 512))
    return make_bench(tmp_path, volume.save())


def test_a_file_in_use_that_shares_clusters_with_a_privileged_one_stays_out(tmp_path: Path) -> None:
    bench = _crossed(tmp_path)
    assert {"LETTER.TXT", "CLONE.TXT", "APART.TXT"} <= _reported(bench.seal("X-B01.zip").path)
    _mark(bench, PrivacyMark.PRIVILEGED, _ids(bench)["s1:LETTER.TXT"])
    bundle = bench.seal("X-B02.zip").path
    reported = _reported(bundle)
    assert "APART.TXT" in reported
    assert not reported & {"LETTER.TXT", "CLONE.TXT"}
    counts = {o["code"]: o["count"] for o in lines(bundle, "metadata/omissions.jsonl")}
    assert (counts["withheld-privileged"], counts["withheld-with-marked"]) == ("1", "1")


def test_what_is_out_of_scope_by_its_place_leaves_clones_in(tmp_path: Path) -> None:
    bench = _crossed(tmp_path)
    _mark(bench, PrivacyMark.OUT_OF_SCOPE, _ids(bench)["s1:LETTER.TXT"])
    reported = _reported(bench.seal().path)
    assert "CLONE.TXT" in reported
    assert "LETTER.TXT" not in reported


def test_free_space_in_so_many_pieces_that_it_has_no_places_stays_out(tmp_path: Path) -> None:
    volume = FatVolume(tmp_path / "pieces.raw")
    volume.store([10], b"apart".ljust(512))
    volume.store([20], LETTER[:512], used=False)
    for cluster in range(31, 24_000, 2):
        volume.store([cluster], b"")
    volume.add(b"\xe5" + entry(b"LETTER  TXT", 20, 512)[1:], entry(b"APART   TXT", 10, 512))
    bench = make_bench(tmp_path, volume.save(), request=ExamineRequest(unallocated=True))
    assert {"_ETTER.TXT", "APART.TXT", "$Unallocated"} <= _reported(bench.seal("X-B01.zip").path)
    _mark(bench, PrivacyMark.PRIVILEGED, _ids(bench)["s1:_ETTER.TXT"])
    bundle = bench.seal("X-B02.zip").path
    assert "APART.TXT" in _reported(bundle)
    assert not any(LETTER[:512] in data for data in _contents(bundle))


def test_the_catalogue_of_hfs_stays_out_with_any_of_its_names(tmp_path: Path) -> None:
    bench = make_bench(tmp_path, shared(HFS))
    name = "passwords.txt".encode("utf-16-be")
    assert any(name in data for data in _contents(bench.seal("X-B01.zip").path))
    _mark(bench, PrivacyMark.PRIVILEGED, _ids(bench)["s1:passwords.txt"])
    bundle = bench.seal("X-B02.zip").path
    assert "$ExtentsFile" in _reported(bundle)
    assert not any(name in data for data in _contents(bundle))


def test_shadow_copies_and_their_volume_have_nothing_of_what_is_marked_in_one(tmp_path: Path) -> None:
    """`syslog` was deleted after the first copy: the second one and the volume have its bytes as free space,
    and its name in their MFT and, in the first copy's own free space, in blocks of the store."""
    image = shared(SHADOWS)
    reader = Session(lambda at, done: None)
    reader.open(Open(bytes(image), "s1", "EX-001", False, {}, shadow_copies=True))
    secret = content(reader, "s1.vss1", b"syslog")
    bench = make_bench(tmp_path, image, shadow_copies=True, request=ExamineRequest(unallocated=True))
    ids = _ids(bench)
    with bench.open() as case:
        assert [one.shadow_copies for one in readings(case.store.queries)] == [ShadowCopies.READ]
    _mark(bench, PrivacyMark.PRIVILEGED, ids["s1.vss1:syslog"])
    bundle = bench.seal().path
    reported = {(x["layer"], "/".join(x["path"]["display"])) for x in lines(bundle, "metadata/catalog.jsonl")}
    assert {("s1", "password.txt"), ("s1", "syslog.gz"), ("s1.vss2", "another_file")} <= reported
    assert not {path for _, path in reported} & {"syslog", "$Unallocated", "$MFT", "$LogFile"}
    for data in _contents(bundle):
        assert secret[300:600] not in data
        assert "syslog\0".encode("utf-16-le") not in data


def test_slack_stays_out_with_any_file_of_its_volume(tmp_path: Path) -> None:
    volume = FatVolume(tmp_path / "slack.raw")
    volume.store([10], b"shorter by now".ljust(40) + b"what the letter said before")
    volume.store([20], b"apart".ljust(512))
    volume.add(entry(b"LETTER  TXT", 10, 14), entry(b"APART   TXT", 20, 512))
    bench = make_bench(tmp_path, volume.save(), request=ExamineRequest(slack=True))
    assert any(b"said before" in data for data in _contents(bench.seal("X-B01.zip").path))
    _mark(bench, PrivacyMark.PRIVILEGED, _ids(bench)["s1:LETTER.TXT"])
    bundle = bench.seal("X-B02.zip").path
    assert "APART.TXT" in _reported(bundle)
    assert not any(b"said before" in data for data in _contents(bundle))


def test_an_image_in_a_folder_and_the_same_image_as_a_source_follow_each_other(tmp_path: Path) -> None:
    folder = tmp_path / "delivered"
    folder.mkdir()
    volume = FatVolume(folder / "stick.raw")
    volume.store([10], b"letter".ljust(512))
    volume.store([20], b"apart".ljust(512))
    volume.add(entry(b"LETTER  TXT", 10, 512), entry(b"APART   TXT", 20, 512))
    (folder / "list.txt").write_bytes(b"one stick\n")
    bench = make_bench(tmp_path, folder, volume.save())
    ids = _ids(bench)
    _mark(bench, PrivacyMark.PRIVILEGED, ids["s2:LETTER.TXT"])
    reported = _reported(bench.seal("X-B01.zip", media=True).path)
    assert {"list.txt", "APART.TXT"} <= reported
    assert not reported & {"LETTER.TXT", "stick.raw"}
    with bench.open() as case:
        undo_marking(case)
    _mark(bench, PrivacyMark.PRIVILEGED, ids["s1:stick.raw"])
    reported = _reported(bench.seal("X-B02.zip", media=True).path)
    assert reported == {"list.txt"}


def test_an_attribute_that_repeats_a_withheld_one_stays_out_without_its_file(tmp_path: Path) -> None:
    files = {"letter.txt": LETTER, "copy.txt": LETTER, "plain.txt": b"plain\n", "host.txt": b"host\n"}
    image = made(tmp_path, "-b", "4096", files=files)
    label, letter = tmp_path / "label", tmp_path / "letter"
    label.write_bytes(b"user_u:object_r:user_home_t:s0")
    letter.write_bytes(LETTER)
    debugfs(image, *(f"ea_set -f {label} {name} user.label" for name in files if name != "host.txt"))
    debugfs(image, f"ea_set -f {letter} host.txt user.hidden")
    bench = make_bench(tmp_path, image)
    sealed = list(_contents(bench.seal("X-B01.zip").path))
    assert sealed.count(LETTER) == 3
    assert sealed.count(label.read_bytes()) == 3
    _mark(bench, PrivacyMark.PRIVILEGED, _ids(bench)["s1:letter.txt"])
    bundle = bench.seal("X-B02.zip").path
    bench.assert_verified(bundle)
    reported, sealed = _reported(bundle), list(_contents(bundle))
    assert {"plain.txt", "host.txt"} <= reported
    assert not {"letter.txt", "copy.txt"} & reported
    assert not sealed.count(LETTER) + sealed.count(label.read_bytes())

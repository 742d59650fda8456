"""Contents of a bundle derived again from the original image; what the program says, a stranger's script
must say too.
"""

from __future__ import annotations

import gzip
import json
import shutil
import struct
import subprocess
import sys
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from forensics_app.errors import (
    CancelledError,
    ExitCode,
    ImageNotInBundleError,
    NoMediumInBundleError,
    ReadFailedError,
    SourceNotFoundError,
    UsageError,
    VerificationFailedError,
)
from forensics_app.model.rederivation import Difference, Identification, MediumMatch, Proof, ProofOutcome
from forensics_app.model.trust import TrustRole, TrustStore
from forensics_app.seal.trust import run_entries
from forensics_app.services.rederiving.rederive import RederiveOptions, rederive
from forensics_app.services.verifying.verify import CheckedBundle, check
from tests.judging.judges import require_judge
from tests.made.discs import add_session, tree
from tests.reading.evidence_reading import sample, unpack
from tests.world.cases import sealwright
from tests.world.sealing import Bench, lines, make_bench, read
from tests.world.shared_data import PROJECT, shared
from tests.world.signing import signing_key, write_pem

DEMO = PROJECT / "resources" / "demo"
BY_HAND = PROJECT / "tests" / "judging" / "rederive_by_hand.py"
EXT2 = "testdata/log2timeline_plaso/test_data/ímynd.dd"
COMPRESSED = "testdata/self-made/ntfs-compressed-sparse-surrogate.raw.gz"
SAMPLES = (
    "ext4-inline-data.raw",
    "ext4-unwritten-extent.raw",
    "fat12-oem-names.raw",
    "ntfs-attribute-lists.raw",
    "ntfs-wof.raw",
)
SHARED = {
    "mbr": "testdata/unpacked/dfvfs-hist__89103e38_mbr.raw",
    "ntfs": "testdata/ColinFinck_ntfs/testdata/testfs1",
    "exfat": "testdata/SecurityRonin_forensic-vfs-engine/tests/data/exfat.img",
    "fat12": "testdata/SecurityRonin_forensic-vfs-engine/tests/data/fat.img",
    "ufs2": "testdata/SecurityRonin_forensic-vfs-engine/tests/data/ufs.img",
    "hfs": "testdata/log2timeline_dfvfs/test_data/hfsplus.raw",
    "iso": "testdata/log2timeline_dfvfs/test_data/iso9660.raw",
    "ext2": EXT2,
}


@dataclass(frozen=True)
class Found:
    """What came of a run."""

    proofs: list[Proof]
    exit_code: ExitCode
    by: Identification
    medium: MediumMatch
    sources: tuple[str, ...]

    def outcomes(self) -> dict[str, str]:
        return {p.artifact_id: p.outcome.value for p in self.proofs}

    def counts(self) -> Counter[ProofOutcome]:
        return Counter(p.outcome for p in self.proofs)

    def paths(self, outcome: ProofOutcome) -> set[str]:
        return {p.path for p in self.proofs if p.outcome is outcome}


def checked(bench: Bench, bundle: Path, *, trusting: bool = True) -> CheckedBundle:
    pem = bench.out.parent / "trust.pem"
    write_pem(pem, *signing_key().chain)
    entries = run_entries(pem, role=TrustRole.SEAL, now=bench.clock.now()) if trusting else ()
    return check(bundle, trust=TrustStore(entries), clock=bench.clock)


def run(bench: Bench, bundle: Path, image: Path, *, trusting: bool = True, **asked: object) -> Found:
    options = RederiveOptions(**asked)  # type: ignore[arg-type]
    with checked(bench, bundle, trusting=trusting) as opened:
        result = rederive(opened, image, options)
        proofs = list(result.proofs())
        counts = Counter(p.outcome for p in proofs)
        assert {o: counts[o] for o in ProofOutcome} == result.counts
        return Found(proofs, result.exit_code, result.image.by, result.image.medium, result.image.sources)


def by_hand(bundle: Path, image: Path, tmp_path: Path, source: str = "s1") -> dict[str, str]:
    names = []
    for name in ("catalog.jsonl", "sources.jsonl"):
        path = tmp_path / name
        path.write_bytes(read(bundle, f"metadata/{name}"))
        names.append(path)
    done = subprocess.run(
        [sys.executable, "-I", BY_HAND, *names, image, source], check=True, capture_output=True, text=True
    )
    found: dict[str, str] = json.loads(done.stdout)
    return found


def changed(image: Path, to: Path, offset: int) -> Path:
    """A copy with one bit flipped."""
    data = bytearray(image.read_bytes())
    data[offset] ^= 0x10
    to.write_bytes(data)
    return to


def first_place(bundle: Path, path: str) -> tuple[str, int, int]:
    """Id, offset and length of the first stored extent of an artifact."""
    (line,) = [
        i
        for i in lines(bundle, "metadata/catalog.jsonl")
        if "/".join(i["path"]["display"]) == path
        and (i["source"], i["stream"]) == ("s1", None)
        and i["data"] is not None
    ]
    offset, length = next((int(o), int(n)) for layer, o, n in line["extents"] if layer is not None)
    return line["id"], offset, length


def covering(bundle: Path, byte: int) -> set[str]:
    """Ids of the contents that have this byte of s1."""
    return {
        line["id"]
        for line in lines(bundle, "metadata/catalog.jsonl")
        if line["data"] is not None
        for layer, offset, length in line["extents"]
        if layer == "s1" and int(offset) <= byte < int(offset) + int(length)
    }


@pytest.fixture(scope="module")
def laptop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's laptop, with one file of NTFS written only to a part of its size."""
    path = tmp_path_factory.mktemp("image") / "laptop.raw"
    data = bytearray(gzip.decompress((DEMO / "laptop.raw.gz").read_bytes()))
    sizes = struct.pack("<QQ", 11347, 11347)  # real and initialised size of Pictures/receipt.jpg
    assert data.count(sizes) == 1
    struct.pack_into("<Q", data, data.index(sizes) + 8, 5000)
    path.write_bytes(data)
    return path


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory, laptop: Path) -> Bench:
    return make_bench(tmp_path_factory.mktemp("bench"), laptop, DEMO / "stick.E01")


@pytest.fixture(scope="module")
def bundle(bench: Bench) -> Path:
    return bench.seal(media=True).path


def test_disc_with_sessions_and_other_names_is_proved(tmp_path: Path) -> None:
    """Contents of every tree and of every session lie in the medium, where their extents say."""
    image = tmp_path / "disc.iso"
    add_session(image, tree(tmp_path / "1", {"first.txt": b"first" * 999, "both.txt": b"v1"}))
    add_session(image, tree(tmp_path / "2", {"second.txt": b"second", "both.txt": b"version 2"}))
    (tmp_path / "bench").mkdir()
    bench = make_bench(tmp_path / "bench", image)
    found = run(bench, bench.seal().path, image)
    assert (found.exit_code, found.counts()[ProofOutcome.PROVED]) == (ExitCode.OK, 4)
    assert not found.paths(ProofOutcome.DIFFERS)


# --- the original image -------------------------------------------------------------------------------


def test_every_content_of_the_image_is_proved(
    bench: Bench, bundle: Path, laptop: Path, tmp_path: Path
) -> None:
    found = run(bench, bundle, laptop)
    assert (found.exit_code, found.by, found.sources) == (ExitCode.OK, Identification.SIZE, ("s1",))
    assert found.medium is MediumMatch.NOT_COMPUTED
    assert found.counts()[ProofOutcome.PROVED] > 20
    assert not found.paths(ProofOutcome.DIFFERS)
    assert found.outcomes() == by_hand(bundle, laptop, tmp_path)
    for proof in found.proofs:
        assert (proof.outcome is ProofOutcome.PROVED) == (proof.derived is not None)


def test_an_e01_is_known_by_its_stored_digest(bench: Bench, bundle: Path) -> None:
    found = run(bench, bundle, DEMO / "stick.E01", medium_digest=True)
    assert (found.exit_code, found.sources) == (ExitCode.OK, ("s2",))
    assert found.medium is MediumMatch.AGREES
    assert found.counts()[ProofOutcome.PROVED] > 5
    assert found.counts()[ProofOutcome.DIFFERS] == 0


def test_the_raw_medium_of_an_e01_is_the_same_medium(bench: Bench, bundle: Path, tmp_path: Path) -> None:
    """The bundle holds the medium itself: written out as raw, it proves what the E01 proves."""
    (medium,) = [
        i for i in lines(bundle, "metadata/catalog.jsonl") if i["layer"] == "s2" and i["kind"] == "area"
        and i["data"] is not None and i["data"].endswith("stick.raw")
    ]  # fmt: skip
    raw = tmp_path / "any name.bin"
    raw.write_bytes(read(bundle, medium["data"]))
    found = run(bench, bundle, raw, medium_digest=True)
    assert (found.exit_code, found.by) == (ExitCode.OK, Identification.MEDIUM_DIGEST)
    assert found.outcomes() == run(bench, bundle, DEMO / "stick.E01").outcomes()
    assert found.outcomes() == by_hand(bundle, raw, tmp_path, "s2")


def test_the_number_of_workers_changes_nothing(bench: Bench, bundle: Path, laptop: Path) -> None:
    assert run(bench, bundle, laptop, workers=1).proofs == run(bench, bundle, laptop, workers=3).proofs


def test_an_unpacked_bundle_will_do(bench: Bench, bundle: Path, laptop: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(tmp_path)
    found = run(bench, tmp_path / bundle.stem, laptop)
    assert found.exit_code is ExitCode.OK


def test_an_unknown_signer_leaves_it_unconfirmed(bench: Bench, bundle: Path, laptop: Path) -> None:
    found = run(bench, bundle, laptop, trusting=False)
    assert found.exit_code is ExitCode.UNCONFIRMED
    assert found.counts()[ProofOutcome.PROVED] > 20


# --- an image that is not the original ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "alone"),
    [
        ("Invoices/INV-2026-015.pdf", True),
        ("statement.txt", True),
        ("Invoices/notes.txt", False),
        ("Pictures/ferry-03.jpg", False),
    ],
)
def test_one_changed_byte_is_found_in_exactly_that_content(
    bench: Bench, bundle: Path, laptop: Path, tmp_path: Path, path: str, alone: bool
) -> None:
    """Resident content lies in $MFT, which then differs too; the medium itself always does."""
    artifact_id, offset, length = first_place(bundle, path)
    image = changed(laptop, tmp_path / "changed.raw", offset + length // 2)
    found = run(bench, bundle, image, medium_digest=True)
    assert (found.exit_code, found.medium) == (ExitCode.EVIDENCE_BAD, MediumMatch.DIFFERS)
    differing = {p.artifact_id for p in found.proofs if p.outcome is ProofOutcome.DIFFERS}
    assert artifact_id in differing
    assert differing == covering(bundle, offset + length // 2)
    (proof,) = [p for p in found.proofs if p.artifact_id == artifact_id]
    assert proof.difference == Difference(length // 2, "s1", offset + length // 2)
    assert len(found.paths(ProofOutcome.DIFFERS) - {"laptop.raw"}) == (1 if alone else 2)
    assert found.outcomes() == by_hand(bundle, image, tmp_path)


def test_another_image_is_refused_by_name(bench: Bench, bundle: Path, tmp_path: Path) -> None:
    other = sample("ext2-names.raw", tmp_path)
    with pytest.raises(ImageNotInBundleError) as refused:
        run(bench, bundle, other)
    assert refused.value.path == str(other)
    assert "s1 " in refused.value.expected
    assert "s2 " in refused.value.expected


def test_another_image_of_the_same_size_proves_nothing(
    bench: Bench, bundle: Path, laptop: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.raw"
    other.write_bytes(bytes([0xE5]) * laptop.stat().st_size)
    found = run(bench, bundle, other, medium_digest=True)
    assert (found.exit_code, found.medium) == (ExitCode.EVIDENCE_BAD, MediumMatch.DIFFERS)
    counts = found.counts()
    assert not counts[ProofOutcome.PROVED]
    assert counts[ProofOutcome.NOTHING_STORED]  # what is empty or all hole is the same on any image
    assert found.outcomes() == by_hand(bundle, other, tmp_path)


def test_an_image_that_was_cut_off(bench: Bench, bundle: Path, laptop: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.raw"
    cut.write_bytes(laptop.read_bytes()[: laptop.stat().st_size // 2])
    with pytest.raises(ImageNotInBundleError):
        run(bench, bundle, cut)
    found = run(bench, bundle, cut, source="s1")
    assert (found.exit_code, found.by) == (ExitCode.EVIDENCE_BAD, Identification.ASKED)
    assert found.counts()[ProofOutcome.PROVED] > 0
    assert found.counts()[ProofOutcome.IMAGE_TOO_SHORT] > 0
    assert found.outcomes() == by_hand(bundle, cut, tmp_path)


def test_gaps_of_the_sealing_are_zeros_whatever_the_image_gives(
    bundle: Path, laptop: Path, tmp_path: Path
) -> None:
    """Sealed from an image that was cut off, proved from that one and from the whole one."""
    _, offset, length = first_place(bundle, "Scans/scan-1.jpg")
    cut = tmp_path / "cut.raw"
    cut.write_bytes(laptop.read_bytes()[: offset + 4096])
    (tmp_path / "own").mkdir()
    own = make_bench(tmp_path / "own", cut, accept_truncated=True)
    partial = own.seal().path
    (line,) = [
        i
        for i in lines(partial, "metadata/catalog.jsonl")
        if i["path"]["display"][-1] == "scan-1.jpg" and i["data"] is not None
    ]
    assert (line["read"]["outcome"], line["derivable"]) == ("partial", "yes")
    assert line["read"]["gaps"] == [["4096", str(int(line["size"]) - 4096)]]
    assert length > 4096
    for image, asked in ((cut, None), (laptop, "s1")):
        found = run(own, partial, image, source=asked)
        assert found.exit_code is ExitCode.OK, found.counts()
        assert line["id"] in {p.artifact_id for p in found.proofs if p.outcome is ProofOutcome.PROVED}
        assert found.outcomes() == by_hand(partial, image, tmp_path)


def test_digest_over_gaps_is_no_measure_of_a_whole_image(bundle: Path, laptop: Path, tmp_path: Path) -> None:
    """Sealed from an E01 that was cut off: its own digest is found again, the whole image's is another."""
    shutil.copyfile(laptop, tmp_path / "laptop.bin")
    options = ["-c", "none", "-b", "64", "-S", "1GiB", "-t", "image", "laptop.bin"]
    command = [require_judge("ewfacquire"), "-u", "-q", *options]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    _, offset, _ = first_place(bundle, "Scans/scan-1.jpg")
    (tmp_path / "cut").mkdir()
    cut = tmp_path / "cut" / "image.E01"
    cut.write_bytes((tmp_path / "image.E01").read_bytes()[: offset + offset // 4096 + 100_000])
    (tmp_path / "own").mkdir()
    own = make_bench(tmp_path / "own", cut, accept_truncated=True)
    partial = own.seal().path
    for image, asked, match in (
        (cut, None, MediumMatch.AGREES),
        (tmp_path / "image.E01", "s1", MediumMatch.GAPS_SEALED),
        (laptop, "s1", MediumMatch.GAPS_SEALED),
    ):
        found = run(own, partial, image, source=asked, medium_digest=True)
        assert found.medium is match
        assert found.exit_code is ExitCode.OK, found.counts()
        assert found.counts()[ProofOutcome.PROVED] > 0
        assert found.outcomes() == by_hand(partial, laptop, tmp_path)


def test_what_can_be_no_image(bench: Bench, bundle: Path, laptop: Path, tmp_path: Path) -> None:
    with pytest.raises(SourceNotFoundError):
        run(bench, bundle, tmp_path / "absent.raw")
    with pytest.raises(ReadFailedError):
        run(bench, bundle, tmp_path)
    with pytest.raises(UsageError):
        run(bench, bundle, laptop, source="s7")


# --- the bundle -----------------------------------------------------------------------------------------


def test_a_forged_bundle_is_refused(bench: Bench, bundle: Path, laptop: Path, tmp_path: Path) -> None:
    """Places changed so that other bytes would be 'proved': the seal no longer holds, nothing is derived."""
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(tmp_path)
    catalog = tmp_path / bundle.stem / "metadata" / "catalog.jsonl"
    catalog.write_bytes(catalog.read_bytes().replace(b'"derivable":"yes"', b'"derivable":"no"', 1))
    with pytest.raises(VerificationFailedError):
        run(bench, tmp_path / bundle.stem, laptop)


def test_a_catalogue_that_changes_meanwhile_is_noticed(
    bench: Bench, bundle: Path, laptop: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(tmp_path)
    with checked(bench, tmp_path / bundle.stem) as opened:
        catalog = tmp_path / bundle.stem / "metadata" / "catalog.jsonl"
        catalog.write_bytes(catalog.read_bytes().replace(b'"allocated":false', b'"allocated":true '))
        with pytest.raises(VerificationFailedError):
            rederive(opened, laptop, RederiveOptions())


def test_a_bundle_of_a_folder_has_no_medium(tmp_path: Path, laptop: Path) -> None:
    folder = make_bench(tmp_path)
    with pytest.raises(NoMediumInBundleError):
        run(folder, folder.seal().path, laptop)


def test_a_medium_that_came_twice_is_both_sources(tmp_path: Path) -> None:
    first = sample("ext4-inline-data.raw", tmp_path)
    second = tmp_path / "copy.dd"
    shutil.copyfile(first, second)
    (tmp_path / "bench").mkdir()
    twice = make_bench(tmp_path / "bench", first, second)
    found = run(twice, twice.seal().path, first)
    assert (found.sources, found.by) == (("s1", "s2"), Identification.MEDIUM_DIGEST)
    assert found.counts()[ProofOutcome.OTHER_SOURCE] == 0
    assert found.exit_code is ExitCode.OK


def test_it_stops_when_asked(bench: Bench, bundle: Path, laptop: Path) -> None:
    with checked(bench, bundle) as opened, pytest.raises(CancelledError):
        rederive(opened, laptop, RederiveOptions(), cancelled=lambda: True)


# --- every class of extents -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sealed:
    """Everything on several images, in one bundle."""

    bench: Bench
    bundle: Path
    images: dict[str, Path]

    def prove(self, name: str, tmp_path: Path) -> Found:
        """Everything of one image again from it: by the program, and by hand."""
        image = self.images[name]
        found = run(self.bench, self.bundle, image, medium_digest=True)
        assert found.sources == (f"s{list(self.images).index(name) + 1}",)
        assert found.outcomes() == by_hand(self.bundle, image, tmp_path, *found.sources)
        assert (found.exit_code, found.medium) == (ExitCode.OK, MediumMatch.AGREES)
        assert found.counts()[ProofOutcome.PROVED] > 0
        return found


def sealed(tmp_path: Path, images: dict[str, Path]) -> Sealed:
    bench = make_bench(tmp_path, *images.values())
    return Sealed(bench, bench.seal().path, images)


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    folder = tmp_path_factory.mktemp("samples")
    return sealed(tmp_path_factory.mktemp("sealed"), {name: sample(name, folder) for name in SAMPLES})


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    folder = tmp_path_factory.mktemp("shared")
    images = {name: shared(path) for name, path in SHARED.items()}
    images["compressed"] = unpack(shared(COMPRESSED), folder)
    return sealed(tmp_path_factory.mktemp("sealed"), images)


@pytest.mark.parametrize("name", SAMPLES)
def test_samples(samples: Sealed, name: str, tmp_path: Path) -> None:
    samples.prove(name, tmp_path)


@pytest.mark.parametrize("name", SHARED)
def test_shared_images(others: Sealed, name: str, tmp_path: Path) -> None:
    """Several have the same size: the digest of the medium tells which is which."""
    others.prove(name, tmp_path)


def test_every_class_of_extents_is_among_them(bundle: Path, samples: Sealed, others: Sealed) -> None:
    """But for `xattr`, `encrypted` and `short`, which no image here has where it could be derived."""
    seen = Counter(
        line["extent_class"]
        for each in (bundle, samples.bundle, others.bundle)
        for line in lines(each, "metadata/catalog.jsonl")
        if line["data"] is not None and line["derivable"] == "yes" and line["size"] != "0"
    )
    assert set(seen) >= {
        "runs",
        "ntfs-resident",
        "ntfs-valid-length",
        "ext4-inline",
        "all-sparse",
        "assumed-contiguous",
    }, seen


def test_ntfs_compressed_content_is_told_as_not_derivable(others: Sealed, tmp_path: Path) -> None:
    found = others.prove("compressed", tmp_path)
    compressed = {p.path for p in found.proofs if p.extent_class == "ntfs-compressed" and p.size_bytes}
    assert len(compressed) >= 3
    assert compressed <= found.paths(ProofOutcome.NOT_DERIVABLE)


# --- the command line -------------------------------------------------------------------------------------


def test_the_command_says_what_it_proved(bench: Bench, bundle: Path, laptop: Path, tmp_path: Path) -> None:
    pem = tmp_path / "trust.pem"
    write_pem(pem, *signing_key().chain)
    home = {"SEALWRIGHT_HOME": str(tmp_path / "home")}
    done = sealwright("rederive", bundle, laptop, "--trust", pem, "--json", check=False, **home)
    document = json.loads(done.stdout)
    assert done.returncode == document["exit_code"]
    assert document["image"]["sources"] == ["s1"]
    counts = Counter(a["outcome"] for a in document["artifacts"])
    assert {k: int(v) for k, v in document["counts"].items() if v != "0"} == counts
    place = first_place(bundle, "Pictures/receipt.jpg")
    image = changed(laptop, tmp_path / "changed.raw", place[1])
    shown = sealwright("rederive", bundle, image, "--trust", pem, check=False, **home)
    assert shown.returncode == 1
    assert place[0] in shown.stdout
    assert f"byte {place[1]} of s1" in shown.stdout
    recorded = bench.case / "custody.jsonl"
    before = recorded.read_text().splitlines()
    sealwright("rederive", bundle, image, "--trust", pem, "--case", bench.case, check=False, **home)
    *kept, event = [json.loads(line) for line in recorded.read_text().splitlines()]
    assert kept == [json.loads(line) for line in before]
    assert (event["event"], event["reason"]) == ("verified", "contents-not-rederived")
    assert event["exhibits"] == ["EX-001"]
    assert event["digests_after"]["seal_code"]["sha256"] == document["verification"]["seal"]["code"]
    other = sealwright("rederive", bundle, bundle, "--trust", pem, check=False, **home)
    assert other.returncode == 2
    assert str(bundle) in other.stderr

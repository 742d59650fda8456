"""`ingest --unallocated` where no file system is: searched by rules, sealed and proved like that of volumes.

The published test of string search (CFTT) has a block of its words where no file system is.
"""

from __future__ import annotations

import hashlib
import struct
from pathlib import Path

from forensics_app.model.case import ExamineRequest, IngestOptions
from forensics_app.model.progress import never_cancelled, silent
from forensics_app.model.rederivation import ProofOutcome
from forensics_app.services.ingest.ingest import ingest
from forensics_app.services.ingest.rule_files import read_rules
from tests.integration.test_rederive import by_hand, run
from tests.reading.evidence_reading import sample
from tests.world.sealing import Bench, lines, make_bench, read

SECTOR = 512
BEGIN = 64  # sector of the only partition
WORD = b"between the partitions"


def disk(folder: Path) -> tuple[Path, int]:
    """A disk with one volume, and the word behind it; where the volume ends."""
    volume = sample("fat12-oem-names.raw", folder).read_bytes()
    end = BEGIN * SECTOR + len(volume)
    image = bytearray(end + 40 * SECTOR)
    image[BEGIN * SECTOR : end] = volume
    image[446:462] = struct.pack("<8xII", BEGIN, len(volume) // SECTOR)
    image[450] = 1
    image[510:512] = b"\x55\xaa"
    image[end + 700 : end + 700 + len(WORD)] = WORD
    path = folder / "disk.dd"
    path.write_bytes(image)
    return path, end


def ingested(folder: Path, image: Path) -> Bench:
    rules = folder / "rules.yar"
    rules.write_text(f'rule word {{ strings: $a = "{WORD.decode()}" condition: $a }}')
    files = read_rules(rules)
    bench = make_bench(folder, files={"a": b"a"})
    facts = tuple(file.facts for file in files)
    request = ExamineRequest(unallocated=True, slack=True, rules=facts)
    with bench.open() as case:
        options = IngestOptions(workers=1, request=request, rules=files)
        ingest(case, [str(image)], options, report=silent, cancelled=never_cancelled)
    return bench


def test_it_is_found_by_rules_sealed_and_derived_again(tmp_path: Path) -> None:
    image, end = disk(tmp_path)
    bench = ingested(tmp_path, image)
    with bench.open(write=False) as case:
        found = [a for a in case.store.artifacts.stream() if a.examination.rules]
        assert case.store.rules.matching(2) == 1
    (word,) = found
    assert (word.entry.locator.layer_id, word.entry.locator.components) == ("s2.u2", (b"$Unallocated",))
    assert not word.entry.allocated
    assert [tuple(extent) for extent in word.entry.extents] == [("s2", end, 40 * SECTOR)]
    sealed = bench.seal()
    bench.assert_verified(sealed.path)
    areas = {str(x["layer"]): x for x in lines(sealed.path, "metadata/catalog.jsonl") if x["kind"] == "area"}
    assert read(sealed.path, str(areas["s2.u2"]["data"])) == image.read_bytes()[end:]
    proved = run(bench, sealed.path, image).outcomes()
    hand = by_hand(sealed.path, image, tmp_path, source="s2")
    for layer in ("s2.u1", "s2.u2"):
        number = str(areas[layer]["id"])
        assert proved[number] == ProofOutcome.PROVED.value
        assert hand[number] == "proved"


def test_a_volume_of_which_no_file_system_is_known_is_one_area(tmp_path: Path) -> None:
    """Also swap, in which words are looked for in earnest."""
    unknown = b"no file system, but " + WORD
    swap = bytes(4086) + b"SWAPSPACE2" + WORD
    volumes = [one.ljust(40 * SECTOR, b"\0") for one in (unknown, swap)]
    image = bytearray(BEGIN * SECTOR)
    for slot, volume in enumerate(volumes):
        image[446 + 16 * slot : 462 + 16 * slot] = struct.pack("<8xII", len(image) // SECTOR, 40)
        image[450 + 16 * slot] = 0x83
        image += volume
    image[510:512] = b"\x55\xaa"
    path = tmp_path / "disk.dd"
    path.write_bytes(image)
    bench = ingested(tmp_path, path)
    with bench.open(write=False) as case:
        found = {a.entry.locator.layer_id: a for a in case.store.artifacts.stream() if a.examination.rules}
    for layer, volume in zip(("s2.p1", "s2.p2"), volumes, strict=True):
        entry = found[layer].entry
        assert (entry.locator.components, entry.allocated) == ((b"$Volume",), True)
        assert found[layer].examination.digests.sha256 == hashlib.sha256(volume).hexdigest()
    sealed = bench.seal()
    bench.assert_verified(sealed.path)
    proved = run(bench, sealed.path, path).outcomes()
    assert {proved[one.artifact_id] for one in found.values()} == {ProofOutcome.PROVED.value}

"""The medium of ext2-names.raw in every container: artifacts, digests and omissions must not tell them apart.

The samples were made by tests.made.containers.make_samples: qemu-img, ewfacquire, and writers of our own for
Apple's images and for differencing disks.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from forensics_app.errors import FormatNotSupportedError, SegmentMissingError, SourceDamagedError
from forensics_app.evidence.containers.container import Container
from forensics_app.evidence.opening.open_source import open_source
from forensics_app.evidence.reader import EvidenceReader
from forensics_app.model.evidence import ContainerFormat
from tests.made.containers import vhd, vhdx
from tests.made.containers.make_samples import CHANGED
from tests.reading.evidence_reading import SAMPLES, Reading, read_source, sample, spec, unpack

PARENTS = {
    "child.vhd": "dynamic.vhd",
    "child.vhdx": "dynamic.vhdx",
    "child.vmdk": "monolithic-sparse.vmdk",
}
FORMATS = {
    "monolithic-sparse.vmdk": ContainerFormat.VMDK,
    "stream-optimized.vmdk": ContainerFormat.VMDK,
    "dynamic.vhd": ContainerFormat.VHD,
    "fixed.vhd": ContainerFormat.VHD,
    "dynamic.vhdx": ContainerFormat.VHDX,
    "v2.qcow2": ContainerFormat.QCOW2,
    "v3.qcow2": ContainerFormat.QCOW2,
    "compressed.qcow2": ContainerFormat.QCOW2,
    "extended.qcow2": ContainerFormat.QCOW2,
    "raw.dmg": ContainerFormat.DMG,
    "zlib.dmg": ContainerFormat.DMG,
    "bzip2.dmg": ContainerFormat.DMG,
    "lzma.dmg": ContainerFormat.DMG,
    "image.E01": ContainerFormat.EWF,
    "child.vhd": ContainerFormat.VHD,
    "child.vhdx": ContainerFormat.VHDX,
    "child.vmdk": ContainerFormat.VMDK,
}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    return read_source(sample("ext2-names.raw", tmp_path_factory.mktemp("plain")))


def container(name: str, folder: Path) -> Path:
    """A sample, with its parent beside it, unpacked."""
    if name in PARENTS:
        unpack(SAMPLES / "containers" / f"{PARENTS[name]}.gz", folder)
    return unpack(SAMPLES / "containers" / f"{name}.gz", folder)


def changed_medium(folder: Path) -> bytes:
    medium = bytearray(sample("ext2-names.raw", folder).read_bytes())
    for sector, data in CHANGED.items():
        medium[sector * 512 : sector * 512 + 512] = data
    return bytes(medium)


def test_every_sample_is_in_the_list() -> None:
    assert {path.name.removesuffix(".gz") for path in (SAMPLES / "containers").iterdir()} == set(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
def test_artifacts_are_those_of_the_raw_medium(name: str, plain: Reading, tmp_path: Path) -> None:
    found = read_source(container(name, tmp_path))
    assert found.source.format is FORMATS[name]
    assert found.found == plain.found
    assert found.omissions == ()
    assert [(la.layer_id, la.file_system, la.state) for la in found.source.layers] == [
        (la.layer_id, la.file_system, la.state) for la in plain.source.layers
    ]
    if name in PARENTS:
        assert found.media.sha256 == hashlib.sha256(changed_medium(tmp_path)).hexdigest()
    else:
        assert found.media == plain.media


# --- disks with a parent --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PARENTS)
def test_the_record_of_the_source_names_child_and_parent(name: str, tmp_path: Path) -> None:
    with EvidenceReader(spec(container(name, tmp_path))) as reader:
        source, _ = reader.open()
    assert [segment.name for segment in source.segments] == [name, PARENTS[name]]
    assert f"parent: {PARENTS[name]}" in source.notes


@pytest.mark.parametrize("name", PARENTS)
def test_missing_parent_is_named_before_anything_is_read(name: str, tmp_path: Path) -> None:
    image = container(name, tmp_path)
    (tmp_path / PARENTS[name]).unlink()
    with pytest.raises(SegmentMissingError) as caught:
        open_source(image)
    assert caught.value.segment == PARENTS[name]


@pytest.mark.parametrize("name", PARENTS)
def test_parent_that_is_a_link_is_refused(name: str, tmp_path: Path) -> None:
    image = container(name, tmp_path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    parent = tmp_path / PARENTS[name]
    parent.rename(elsewhere / parent.name)
    parent.symlink_to(elsewhere / parent.name)
    with pytest.raises(FormatNotSupportedError):
        open_source(image)


def test_vmdk_whose_parent_was_changed_since_is_refused(tmp_path: Path) -> None:
    image = container("child.vmdk", tmp_path)
    parent = tmp_path / PARENTS["child.vmdk"]
    data = bytearray(parent.read_bytes())
    at = data.index(b"CID=") + 4
    data[at : at + 8] = b"0badcafe"
    parent.write_bytes(data)
    with pytest.raises(SourceDamagedError) as caught:
        open_source(image)
    assert "monolithic-sparse.vmdk is not the parent" in caught.value.detail


def test_vhd_whose_parent_is_another_disk_is_refused(tmp_path: Path) -> None:
    parent = unpack(SAMPLES / "containers" / "dynamic.vhd.gz", tmp_path)
    vhd.differencing(tmp_path / "child.vhd", parent, CHANGED, identity=bytes(16))
    with pytest.raises(SourceDamagedError) as caught:
        open_source(tmp_path / "child.vhd")
    assert "dynamic.vhd is not the parent" in caught.value.detail


def test_disk_that_is_its_own_parent_ends(tmp_path: Path) -> None:
    parent = unpack(SAMPLES / "containers" / "dynamic.vhd.gz", tmp_path)
    vhd.differencing(tmp_path / "self.vhd", parent, CHANGED, name="self.vhd", identity=bytes(range(16)))
    with pytest.raises(SourceDamagedError) as caught:
        open_source(tmp_path / "self.vhd")
    assert "doesn't end" in caught.value.detail


@pytest.mark.parametrize("named", ["C:\\VMs\\dynamic.vhd", "../../dynamic.vhd", "/srv/vm/dynamic.vhd"])
def test_paths_of_another_computer_lead_to_the_folder_of_the_child(named: str, tmp_path: Path) -> None:
    """Only the last component counts, and the identity has to be right: nothing outside is ever opened."""
    inside, outside = tmp_path / "a" / "b" / "c", tmp_path / "dynamic.vhd"
    inside.mkdir(parents=True)
    parent = unpack(SAMPLES / "containers" / "dynamic.vhd.gz", inside)
    outside.write_bytes(parent.read_bytes())
    (tmp_path / "a" / "dynamic.vhd").write_bytes(parent.read_bytes())
    vhd.differencing(inside / "child.vhd", parent, CHANGED, name=named)
    opened = open_source(inside / "child.vhd")
    assert isinstance(opened, Container)
    assert [file.path.parent for file in opened.files] == [inside, inside]
    opened.close()
    parent.unlink()
    with pytest.raises(SegmentMissingError):
        open_source(inside / "child.vhd")


def test_chain_of_three_reads_the_newest_bytes(tmp_path: Path) -> None:
    base = unpack(SAMPLES / "containers" / "dynamic.vhd.gz", tmp_path)
    vhd.differencing(tmp_path / "middle.vhd", base, CHANGED)
    newest = {3001: b"\x77" * 512}
    vhd.differencing(tmp_path / "top.vhd", tmp_path / "middle.vhd", newest)
    medium = bytearray(changed_medium(tmp_path))
    medium[3001 * 512 : 3002 * 512] = newest[3001]
    opened = open_source(tmp_path / "top.vhd")
    assert isinstance(opened, Container)
    assert opened.medium.read(0, len(medium)) == bytes(medium)
    opened.close()


def test_single_sectors_of_a_child_are_told_apart(tmp_path: Path) -> None:
    """One written sector among seven that are not, in every place of a byte of the bitmap."""
    base = unpack(SAMPLES / "containers" / "dynamic.vhd.gz", tmp_path)
    below = open_source(base)
    assert isinstance(below, Container)
    truth = bytearray(below.medium.read(0, below.medium.size_bytes))
    below.close()
    writes = {sector: bytes([sector & 255 or 1]) * 512 for sector in range(3, 4096, 9)}
    vhd.differencing(tmp_path / "child.vhd", base, writes)
    for sector, data in writes.items():
        truth[sector * 512 : sector * 512 + 512] = data
    opened = open_source(tmp_path / "child.vhd")
    assert isinstance(opened, Container)
    assert opened.medium.read(0, len(truth)) == bytes(truth)
    opened.close()


def test_blocks_that_a_vhdx_child_zeroed_are_not_the_parents(tmp_path: Path) -> None:
    base = unpack(SAMPLES / "containers" / "dynamic.vhdx.gz", tmp_path)
    keys = {"absolute_win32_path": "D:\\disks\\dynamic.vhdx"}
    linkage = vhdx.data_write_guid(base)
    vhdx.differencing(tmp_path / "child.vhdx", linkage, 2 << 20, {}, keys=keys, zero_blocks=(0,))
    opened = open_source(tmp_path / "child.vhdx")
    assert isinstance(opened, Container)
    assert opened.medium.read(0, 2 << 20) == bytes(2 << 20)
    opened.close()

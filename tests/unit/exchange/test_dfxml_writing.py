"""DFXML is valid, says where bytes lie, and holds every name without loss."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from forensics_app.exchange.dfxml_writing import NAMESPACE, Creator, document
from forensics_app.exchange.escaped_names import escaped, unescaped
from forensics_app.exchange.exported import ExportedSource
from forensics_app.model.artifact import Artifact, ArtifactKind, Extent, ExtentClass, Gap, Read, ReadOutcome
from forensics_app.model.digests import Digests
from forensics_app.model.evidence import Layer, LayerKind, LayerState
from forensics_app.model.times import EvidenceTime, TimeKind, TimeZoneKnowledge
from tests.world.catalogued import entry, found

NS = {"d": NAMESPACE}
SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).with_name("dfxml.rng")))
WALKED = LayerState.WALKED
SOURCE = ExportedSource(
    "s1",
    "EX-001",
    ("disk <1>.E01", "disk <1>.E02"),
    1 << 20,
    Digests(md5="0" * 32, sha256="1" * 64),
    (
        Layer("s1", None, LayerKind.MEDIUM, 0, 1 << 20, 512),
        Layer("s1.p1", "s1", LayerKind.PARTITION, 4096, 8192, 512, file_system="ntfs", state=WALKED),
        Layer("s1.p2", "s1", LayerKind.ENCRYPTED, 65536, 8192, 512),
        Layer("s1.p2.bde", "s1.p2", LayerKind.DECRYPTED, 0, 8192, 512, file_system="fat", state=WALKED),
        Layer("s1.p1.a", "s1.p1", LayerKind.ARCHIVE, 0, 0, state=WALKED),
    ),
)


def written(artifacts: Iterable[Artifact]) -> etree._Element:
    by_layer: dict[str, list[Artifact]] = {}
    for one in artifacts:
        by_layer.setdefault(one.entry.locator.layer_id, []).append(one)
    creator = Creator("Sealwright", "1", "2026-04-17T09:00:00Z")
    text = "".join(document(creator, (SOURCE,), lambda layer: by_layer.get(layer, ())))
    root = etree.fromstring(text.encode())
    SCHEMA.assertValid(root)
    return root


def values(of: etree._Element, path: str) -> list[str]:
    return [str(v) for v in of.xpath(path, namespaces=NS)]


def artifact(path: bytes = b"a/b", layer: str = "s1.p1", **more: object) -> Artifact:
    examination = more.pop("examination", found())
    return Artifact("A" * 16, "EX-001", entry(1, path, layer=layer, **more), examination)  # type: ignore[arg-type]


def test_bytes_lie_in_the_medium_and_in_the_volume() -> None:
    extents = (Extent("s1", 4608, 512), Extent(None, None, 100), Extent("s1", 4096, 20))
    root = written(
        [
            artifact(extents=extents, extent_class=ExtentClass.RUNS),
            artifact(layer="s1.p2.bde", extents=(Extent("s1.p2.bde", 1024, 5),)),
        ]
    )
    first, second = root.xpath("//d:byte_runs[1]", namespaces=NS)[:2]
    runs = [dict(run.attrib) for run in first]
    assert runs == [
        {"file_offset": "0", "fs_offset": "512", "img_offset": "4608", "len": "512"},
        {"file_offset": "512", "fill": "0", "len": "100"},
        {"file_offset": "612", "fs_offset": "0", "img_offset": "4096", "len": "20"},
    ]
    # bytes of a decrypted volume stand nowhere on the medium
    assert [dict(run.attrib) for run in second] == [{"file_offset": "0", "fs_offset": "1024", "len": "5"}]
    assert values(root, "//d:volume/@offset") == ["4096"]
    assert values(root, "//d:volume/d:ftype_str/text()") == ["ntfs", "fat"]
    assert values(root, "d:source/d:image_filename/text()") == ["disk <1>.E01", "disk <1>.E02"]
    assert values(root, "d:fileobject[d:filename='disk <1>.E01']/d:hashdigest/text()") == ["0" * 32, "1" * 64]


def test_times_keep_what_is_known_of_them() -> None:
    utc, local = TimeZoneKnowledge.UTC, TimeZoneKnowledge.LOCAL_UNKNOWN
    times = (
        EvidenceTime(TimeKind.CREATED, "x", "1601-01-01T00:00:00.1234567Z", "100ns", utc),
        EvidenceTime(TimeKind.ACCESSED, "x", "2021-07-22", "1d", local),
        EvidenceTime(TimeKind.MODIFIED, "x", "2021-07-22T10:00:02", "2s", local),
        EvidenceTime(TimeKind.CHANGED, "0", None, "1s", utc),
    )
    root = written([artifact(times=times)])
    (one,) = root.xpath("//d:volume/d:fileobject", namespaces=NS)
    assert values(one, "d:mtime/text()") == ["2021-07-22T10:00:02"]
    assert values(one, "d:mtime/@prec") == ["2"]
    assert values(one, "d:atime/text()") == ["2021-07-22T00:00:00"]
    assert values(one, "d:atime/@prec") == ["86400"]
    assert values(one, "d:crtime/text()") == ["1601-01-01T00:00:00.1234567Z"]
    assert values(one, "d:ctime") == []


def test_what_dfxml_has_no_word_for_stands_in_a_comment() -> None:
    examination = found(read=Read(ReadOutcome.PARTIAL, (Gap(0, 512),), "read--failed"))
    root = written(
        [
            artifact(
                allocated=False,
                orphan=True,
                extent_class=ExtentClass.ASSUMED_CONTIGUOUS,
                examination=examination,
                kind=ArtifactKind.OTHER,
                mode="p/prwxr-sr-t",
                uid="-1",
            )
        ]
    )
    (one,) = root.xpath("//d:volume/d:fileobject", namespaces=NS)
    assert values(one, "comment()") == [
        "<!-- sealwright: extents=assumed-contiguous read=partial gap=0+512 reason=read- -failed -->"
    ]
    assert values(one, "d:unalloc/text()") == ["1"]
    assert values(one, "d:name_type/text()") == ["p"]
    assert values(one, "d:mode/text()") == [str(0o3755)]
    assert values(one, "d:uid") == []


@given(st.lists(st.binary(min_size=1, max_size=12), min_size=1, max_size=3))
def test_any_name_comes_back(components: list[bytes]) -> None:
    whole = [c.replace(b"/", b"\\x2f\n") for c in components]
    root = written([artifact(b"/".join(whole))])
    (text,) = values(root, "//d:volume/d:fileobject/d:filename/text()")
    assert [unescaped(part) for part in text.split("/")] == whole


@given(st.binary(max_size=40))
def test_a_name_is_one_line_of_plain_characters(raw: bytes) -> None:
    assert unescaped(escaped(raw)) == raw
    assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 for c in escaped(raw))
    escaped(raw).encode("utf-8")


def test_a_hostile_name_stays_a_name() -> None:
    name = b"</filename><!-- ]]> &lol; <hashdigest type='md5'>"
    root = written([artifact(name.replace(b"/", b"|"))])
    assert values(root, "//d:volume/d:fileobject/d:filename/text()") == [name.decode().replace("/", "|")]

"""An image of a mirror belongs to one volume, however often a text of LVM names it."""

from __future__ import annotations

import pytest

from forensics_app.evidence.volumes.lvm import metadata as lvm_metadata
from forensics_app.evidence.volumes.lvm.metadata import Segment, Value, read_volume_group

_SEGMENT = 'start_extent=0 extent_count=1 type="striped" stripe_count=1 stripes=["pv0",0]'


def test_image_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    named = ",".join(['"other",1', *['"image",0'] * 1000])
    mirrors = "\n".join(
        f'm{n} {{ status=["VISIBLE"] segment_count=1 segment1 {{ start_extent=0 extent_count=1 '
        f'type="mirror" mirrors=[{named}] }} }}'
        for n in range(3)
    )
    text = (
        'vg { id="a" seqno=1 extent_size=8 physical_volumes { pv0 { id="x" pe_start=8 } } '
        f"logical_volumes {{ {mirrors} image {{ segment_count=1 segment1 {{ {_SEGMENT} }} }} "
        f"other {{ segment_count=1 segment1 {{ {_SEGMENT} }} }} }} }}"
    )
    made: list[str] = []
    real = lvm_metadata._segment

    def segment(name: str, values: dict[str, Value], extent_bytes: int) -> Segment:
        made.append(name)
        return real(name, values, extent_bytes)

    monkeypatch.setattr(lvm_metadata, "_segment", segment)
    volumes = read_volume_group(text).volumes
    assert [len(volume.copies) for volume in volumes] == [1, 0, 0]
    assert [volume.unsupported for volume in volumes] == [None, "mirror", "mirror"]
    assert made == ["image"]

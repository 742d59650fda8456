"""A medium that claims terabytes of which its file stores nothing: listed, and reported as not hashed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from forensics_app.errors import HollowMediumError
from forensics_app.evidence.medium_reader import MediumReader
from forensics_app.model.evidence import SourceSpec
from tests.conformance.containers.test_gaps_of_large_media import SIZE, sparse_vmdk
from tests.world.cases import command_line_case, sealwright


def test_terabytes_of_zeros_are_not_hashed(tmp_path: Path) -> None:
    image = sparse_vmdk(tmp_path / "empty.vmdk", {0: {0: b"a"}})
    case = command_line_case(tmp_path / "case")
    sealwright("ingest", case, image)
    listed = sealwright("list", case, "--omissions", "--format", "jsonl")
    omissions = [json.loads(line) for line in listed.stdout.splitlines()]
    (hollow,) = [o for o in omissions if o["code"] == "content-sparse-too-large"]
    assert hollow["detail"] == f"{image.stat().st_size} of {SIZE} bytes stored"
    assert not any(o["code"] == "read-failed" for o in omissions)
    again = sealwright("rehash", case, "s1", check=False)
    assert again.returncode != 0


@pytest.mark.parametrize("elsewhere", [False, True])
def test_nor_are_they_where_a_cluster_would_hash_them(
    elsewhere: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = sparse_vmdk(tmp_path / "empty.vmdk", {0: {0: b"a"}})
    monkeypatch.setattr(MediumReader, "_reads_here", property(lambda _: not elsewhere))
    with MediumReader(SourceSpec(str(image), "", "s1"), workers=1) as reader:
        reader.open_medium()
        with pytest.raises(HollowMediumError):
            reader.digest_medium()

"""Each format that is read has its place in the table of kinds, and its folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from forensics_app.evidence.containers import signatures
from forensics_app.model.evidence import ARCHIVES, ContainerFormat

NEEDS_NO_SIGNATURE = {
    ContainerFormat.RAW, ContainerFormat.SPLIT_RAW, ContainerFormat.FOLDER, ContainerFormat.FILE, *ARCHIVES,
    ContainerFormat.COMPRESSED,  # by the signatures of archives, and only on request
}  # fmt: skip


def test_every_format_is_recognised_by_one_kind() -> None:
    formats = [kind.format for kind in signatures.KINDS]
    assert sorted(formats) == sorted(set(ContainerFormat) - NEEDS_NO_SIGNATURE)


@pytest.mark.parametrize("kind", signatures.KINDS, ids=lambda kind: kind.format.value)
def test_a_kind_can_be_recognised(kind: signatures.ContainerKind) -> None:
    assert kind.magics or kind.is_one_by_other_means


def test_every_folder_of_containers_has_a_signature() -> None:
    home = Path(signatures.__file__).parent
    folders = {file.parent for file in home.glob("*/*.py")}
    assert folders
    assert not [folder.name for folder in folders if not (folder / "signature.py").is_file()]

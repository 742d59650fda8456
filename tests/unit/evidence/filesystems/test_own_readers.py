"""File systems that our own code reads: one row each, by the names that signatures and layers have."""

from __future__ import annotations

import pytest

from forensics_app.evidence.filesystems.kinds import OWN_FILE_SYSTEMS
from forensics_app.evidence.filesystems.own_readers import READERS, OwnReader
from forensics_app.model.evidence import Layer, LayerKind


def layer(file_system: str) -> Layer:
    return Layer("s1", None, LayerKind.FILE_SYSTEM, 0, 1 << 20, 512, file_system=file_system)


def test_names_are_distinct() -> None:
    assert len({reader.name for reader in READERS}) == len(READERS)


@pytest.mark.parametrize("name", sorted(OWN_FILE_SYSTEMS))
def test_each_walked_kind_has_one_reader(name: str) -> None:
    assert len([reader for reader in READERS if reader.is_of(layer(name))]) == 1


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_each_reader_reads_a_kind_that_the_catalogue_names(reader: OwnReader) -> None:
    assert any(reader.is_of(layer(name)) for name in OWN_FILE_SYSTEMS)

"""What the window does not show: areas for archives without any, and ids of layers in progress."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from forensics_app.model.evidence import Layer, LayerKind, LayerState
from ui.jobs.desk import JobKind
from ui.jobs.protocol import Working
from ui.jobs.speed import Speed
from ui.models.evidence.layers import is_empty_archive_area
from ui.words.jobs import running_words


def test_an_area_for_archives_without_any_has_no_row() -> None:
    area = Layer("s1.p1.a", "s1.p1", LayerKind.ARCHIVE, 0, 0, state=LayerState.WALKED)
    assert is_empty_archive_area(area, 0)
    assert not is_empty_archive_area(area, 3)
    assert not is_empty_archive_area(replace(area, parent_id=None), 0)  # an archive that is the source itself
    assert not is_empty_archive_area(replace(area, kind=LayerKind.FILE_SYSTEM), 0)


@pytest.mark.parametrize(
    ("working", "said"),
    [
        (Working("walk", "Listing names", ""), "Listing names"),
        (Working("examine", "Examining", "/evidence/laptop.E01"), "Examining laptop.E01"),
        (Working("open", "Opening", "/evidence/laptop.E01"), "Opening laptop.E01"),
        (
            Working("digest-areas", "Hashing areas", "/evidence/laptop.E01", layer="2 · System"),
            "Hashing areas 2 · System",
        ),
    ],
)
def test_progress_names_files_and_no_ids_of_layers(working: Working, said: str) -> None:
    job = SimpleNamespace(
        job=SimpleNamespace(stopping=False),
        subject="/evidence",
        speed=Speed(),
        kind=JobKind.INGEST,
        last=working,
    )
    assert running_words(job)[0] == said  # type: ignore[arg-type]

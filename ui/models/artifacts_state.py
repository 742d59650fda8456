"""What is chosen on the Artifacts page; it outlives the page when that is built anew."""

from __future__ import annotations

from dataclasses import dataclass

from forensics_app.model.selection import EVERYTHING, ArtifactFilter, Sort
from ui.models.folder_model import EVERYWHERE, PlaceKey


@dataclass(slots=True)
class ArtifactsState:
    """`chosen` without the place, which the tree keeps; `row` of the current artifact."""

    chosen: ArtifactFilter = EVERYTHING
    place: PlaceKey = EVERYWHERE
    sort: Sort = Sort.ORDER
    descending: bool = False
    row: int = 0

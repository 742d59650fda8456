"""Which tags and notes a bundle tells: the tags that it is chosen by, or all tags and notes.

Others are the examiner's working notes. They were never weighed as something to hand over, so they stay in
the case unless somebody asks for them; a tag that a bundle is chosen by stands in its selection.json anyway.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from forensics_app.model.artifact import Artifact
from forensics_app.model.evidence import Omission, OmissionStage
from forensics_app.model.selection import ArtifactFilter, takes_everything
from forensics_app.services.cases.case import Case

LABELS_LEFT_OUT = "tags-and-notes-left-out"  # an omission code: sealed as it is, so never renamed


@dataclass(frozen=True, slots=True)
class SealedLabels:
    """With `everything` all tags and notes; else only these `tags`, and no note."""

    everything: bool = False
    tags: frozenset[str] = frozenset()

    def of(self, artifact: Artifact) -> Artifact:
        """The artifact as a bundle tells of it."""
        if self.everything or not (artifact.tags or artifact.note):
            return artifact
        return replace(
            artifact, tags=tuple(tag for tag in artifact.tags if tag in self.tags), note=None, tag_notes=()
        )


NO_LABELS = SealedLabels()


def sealed_labels(filters: tuple[ArtifactFilter, ...], *, everything: bool) -> SealedLabels:
    """What a bundle tells whose selection tells these filters."""
    if everything or takes_everything(filters):
        return SealedLabels(everything)
    return SealedLabels(tags=frozenset(one.tag for one in filters if one.tag is not None))


def label_omissions(
    case: Case, chosen: tuple[ArtifactFilter, ...], labels: SealedLabels
) -> tuple[Omission, ...]:
    """One line for each source of which tags or notes are left out: neither which they are nor how many.

    `Withholding.prepare` went before.
    """
    if labels.everything:
        return ()
    sources = case.store.tagging.sources_with_others(chosen, labels.tags)
    return tuple(Omission(LABELS_LEFT_OUT, source, None, 1, OmissionStage.SELECT) for source in sources)

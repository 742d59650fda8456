"""hashdeep 1.0: two head lines, comments, then size, digests and name of each content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forensics_app.exchange.escaped_names import escaped_text, path_of
from forensics_app.model.artifact import Artifact
from forensics_app.model.digests import DigestAlgorithm


def head(columns: Sequence[DigestAlgorithm], invoked: str) -> Iterator[str]:
    """The lines before the contents; hashdeep wants them so."""
    yield "%%%% HASHDEEP-1.0\n"
    yield f"%%%% size,{','.join(c.value for c in columns)},filename\n"
    yield f"## Invoked from: {invoked}\n"
    yield "## In names, \\xNN stands for a byte that a line of text can't hold.\n"
    yield "## \n"


def line(artifact: Artifact, columns: Sequence[DigestAlgorithm]) -> str | None:
    """The line of an artifact; None where it lacks one of the digests, or a size.

    Its name begins with the volume, so that volumes mounted under these names can be audited at once.
    """
    digests = [getattr(artifact.examination.digests, c.value) for c in columns]
    size = artifact.entry.size_bytes
    if size is None or None in digests:
        return None
    path, _ = path_of(artifact.entry.locator)
    return f"{size},{','.join(digests)},{escaped_text(artifact.entry.locator.layer_id)}/{path}\n"

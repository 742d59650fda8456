"""Which withheld artifacts take everything of their path with them.

All but streams and attributes that only repeat withheld content. System labels, lists of rights and marks of
origin (`security.selinux`, `Zone.Identifier`) are the same on most files of a volume: if such an attribute
took its file with it, one privileged file would keep nearly the whole volume out of a bundle.
"""

from __future__ import annotations

from forensics_app.model.artifact import ArtifactKind
from forensics_app.model.marks import WithheldCode

# of a row `w` of temp.withheld and its artifact `m`
TAKES_ITS_PATH = (
    f"NOT (w.code = '{WithheldCode.LINKED.value}'"
    f" AND m.kind IN ('{ArtifactKind.STREAM.value}', '{ArtifactKind.ATTRIBUTE.value}'))"
)

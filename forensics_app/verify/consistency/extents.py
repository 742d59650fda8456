"""The extents of catalogue lines against the layers that they name (docs/bundle-format.md, section 5)."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from itertools import compress
from operator import add

from forensics_app.verify.collector import Findings
from forensics_app.verify.consistency.layers import Layers
from forensics_app.verify.lists.catalog_lines import CatalogLine

_STORED = re.compile(r'\["([^"\\]*)","([0-9]+)","([0-9]+)"\]')
_ZEROS = "[null,null,"
WITHOUT_RULE = frozenset({"none", "ntfs-compressed"})


def all_inside(extents: Sequence[str], source: str, layers: Layers) -> bool:
    """Whether each of these (JSON text) lies in a layer of `source`, at once; False where any may not."""
    text = "".join(extents)
    stored = _STORED.findall(text)
    if len(stored) + text.count(_ZEROS) != text.count("[") - len(
        extents
    ):  # a form that no extent has, or an escape
        return False
    if not stored:
        return True
    names, offsets, lengths = zip(*stored, strict=True)
    ends = list(map(add, map(int, offsets), map(int, lengths)))
    for name in set(names):
        layer = layers.get(name)
        here = ends if len(set(names)) == 1 else compress(ends, [n == name for n in names])
        if layer is None or layer.source != source or max(here) > layer.length:
            return False
    return True


def check_extents(line: CatalogLine, place: str, layers: Layers, findings: Findings) -> None:
    """Each extent of one line. What lies behind `size` is not content, and a medium may end there; what was
    not read may lie anywhere.
    """
    left = None if line.size is None else int(line.size)
    read = '"outcome":"complete"' in line.read
    for name, offset, length in json.loads(line.extents):
        if name is None or offset is None:
            if name is not offset:
                findings.code("extents-contradict", place, "[layer,offset]", json.dumps([name, offset]))
        elif (layer := layers.get(name)) is None:
            if layers.whole:
                findings.code("record-layer-unknown", place, line.source, name)
        else:
            if layer.source != line.source:
                findings.code("record-layer-unknown", place, line.source, name)
            used = int(length) if left is None else min(int(length), max(0, left))
            if read and int(offset) + used > layer.length:
                findings.code("extents-outside", place, str(layer.length), str(int(offset) + used))
                return
        left = None if left is None else left - int(length)


def extents_contradict(line: CatalogLine) -> str | None:
    """Why the extents of a line can't be what the line says of them; None where they can."""
    size = 0 if line.size is None else int(line.size)
    if line.derivable == "yes" and size and line.extent_class in WITHOUT_RULE:
        return f"derivable {line.extent_class}"
    if line.derivable == "yes" and size and line.extents == "[]":
        return "derivable []"
    if line.extent_class == "all-sparse" and _STORED.search(line.extents) is not None:
        return "all-sparse"
    if line.extent_class == "none" and line.extents != "[]":
        return "none"
    return None

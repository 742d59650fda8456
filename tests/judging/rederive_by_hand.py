"""What a stranger writes from docs/bundle-format.md, section 5: no module of this project, pread and SHA-256.

    python -I rederive_by_hand.py CATALOG.jsonl SOURCES.jsonl IMAGE SOURCE

IMAGE is raw. Writes one JSON object: artifact id -> outcome.
"""

import hashlib
import json
import os
import sys

WINDOWS = ("partition", "unallocated", "table", "file-system", "encrypted")
UNTOLD = ("none", "ntfs-compressed")


def main() -> None:
    catalog, sources, image, wanted = sys.argv[1:]
    layers = {}
    for line in open(sources, "rb"):  # noqa: PTH123, SIM115 - as short as a stranger would write it
        layer = json.loads(line)
        layers[layer["id"]] = layer
    handle = os.open(image, os.O_RDONLY)
    found = {}
    for line in open(catalog, "rb"):  # noqa: PTH123, SIM115
        artifact = json.loads(line)
        found[artifact["id"]] = outcome(artifact, layers, handle, wanted)
    json.dump(found, sys.stdout)


def outcome(artifact: dict, layers: dict, handle: int, wanted: str) -> str:  # type: ignore[type-arg]
    if artifact["data"] is None:
        return "no-content"
    if artifact["source"] != wanted:
        return "other-source"
    size = int(artifact["size"])
    if artifact["extent_class"] in UNTOLD or (size and not artifact["extents"]):
        return "not-derivable"
    content, problem, places = bytearray(), "", set()  # type: ignore[var-annotated]
    gaps = [(int(offset), int(offset) + int(length)) for offset, length in artifact["read"]["gaps"]]
    for layer, offset, length in artifact["extents"]:
        take = min(int(length), size - len(content))
        if layer is None:
            content += bytes(take)
            continue
        at = int(offset)
        while layers[layer]["parent"] is not None and layers[layer]["kind"] in WINDOWS:
            at += int(layers[layer]["offset"])
            layer = layers[layer]["parent"]
        if layer != wanted:
            problem = "layer-missing"
            break
        places.update(range(len(content), len(content) + take))
        data = os.pread(handle, take, at)
        missing = len(content) + len(data), len(content) + take
        if missing[0] < missing[1] and not any(a <= missing[0] and missing[1] <= b for a, b in gaps):
            problem = problem or "image-too-short"
        content += data.ljust(take, b"\0")
    content += bytes(size - len(content))
    for begin, end in gaps:
        places.difference_update(range(begin, end))
        content[begin:end] = bytes(min(end, size) - begin)
    if not problem and hashlib.sha256(content).hexdigest() == artifact["digests"]["sha256"]:
        return "proved" if places else "nothing-stored"
    return (problem or "differs") if artifact["derivable"] == "yes" else "not-derivable"


main()

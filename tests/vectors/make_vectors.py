"""Write the vectors: `python -m tests.vectors.make_vectors [FOLDER]`.

Without FOLDER the expectations alone are written, to `tests/vectors/v1/<name>/expected.json`, where they are
kept under version control; with it, the files of every vector too. Twice the same bytes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.vectors import (
    attacks_addenda,
    attacks_algorithms,
    attacks_custody,
    attacks_levels,
    attacks_lists,
    attacks_seal,
    attacks_tree,
    attacks_trust,
    attacks_zip,
)
from tests.vectors.vector import Vector

EXPECTATIONS = Path(__file__).parent / "v1"
ALL: tuple[Vector, ...] = (
    *attacks_trust.VECTORS,
    *attacks_seal.VECTORS,
    *attacks_algorithms.VECTORS,
    *attacks_addenda.VECTORS,
    *attacks_custody.VECTORS,
    *attacks_levels.VECTORS,
    *attacks_lists.VECTORS,
    *attacks_tree.VECTORS,
    *attacks_zip.VECTORS,
)


def expectation(vector: Vector) -> str:
    """The text of one expected.json."""
    return json.dumps(vector.expected(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> None:
    """Write expectations, and with a folder named the files as well."""
    for vector in ALL:
        folder = EXPECTATIONS / vector.name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "expected.json").write_text(expectation(vector), encoding="utf-8")
        if arguments:
            vector.make().write(Path(arguments[0]) / vector.name)


if __name__ == "__main__":
    main(sys.argv[1:])

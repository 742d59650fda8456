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
    attacks_bombs,
    attacks_bounds,
    attacks_chains,
    attacks_custody,
    attacks_fourth,
    attacks_levels,
    attacks_lies,
    attacks_lists,
    attacks_missing,
    attacks_paths,
    attacks_request,
    attacks_seal,
    attacks_supplements,
    attacks_tree,
    attacks_trust,
    attacks_zip,
    pki,
    revocation,
)
from tests.vectors.vector import Vector

EXPECTATIONS = Path(__file__).parent / "v1"
ALL: tuple[Vector, ...] = (
    *attacks_trust.VECTORS,
    *attacks_seal.VECTORS,
    *attacks_algorithms.VECTORS,
    *attacks_addenda.VECTORS,
    *attacks_custody.VECTORS,
    *attacks_chains.VECTORS,
    *attacks_levels.VECTORS,
    *attacks_lists.VECTORS,
    *attacks_missing.VECTORS,
    *attacks_paths.VECTORS,
    *attacks_lies.VECTORS,
    *attacks_request.VECTORS,
    *attacks_supplements.VECTORS,
    *attacks_fourth.VECTORS,
    *attacks_tree.VECTORS,
    *attacks_zip.VECTORS,
    *attacks_bombs.VECTORS,
    *attacks_bounds.VECTORS,
)


def expectation(vector: Vector) -> str:
    """The text of one expected.json."""
    return json.dumps(vector.expected(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> None:
    """Write expectations, and with a folder named the whole set (README.md)."""
    for vector in ALL:
        folder = EXPECTATIONS / vector.name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "expected.json").write_text(expectation(vector), encoding="utf-8")
    if arguments:
        publish(Path(arguments[0]))


def publish(folder: Path) -> None:
    """Every vector with its files, the certificates and lists that they speak of, and an index."""
    index = []
    for vector in ALL:
        own = folder / vector.name
        (own / "received").mkdir(parents=True)
        given = vector.make().write(own / "received")
        (own / "expected.json").write_text(expectation(vector), encoding="utf-8")
        _write_trust(folder, vector.trust)
        named = {"name": vector.name, "given": str(given.relative_to(folder)), "verdict": vector.verdict}
        index.append(named | {"attack": vector.attack, "about": vector.about})
    text = json.dumps(index, indent=1, ensure_ascii=False) + "\n"
    (folder / "index.json").write_text(text, encoding="utf-8")


def _write_trust(folder: Path, words: tuple[str, ...]) -> None:
    """Certificates of all who are named, and the lists, where they don't lie there yet."""
    for text in words:
        kind, *rest = text.split()
        for word in (w for w in rest if w.replace("_", "").isalnum() and w != "as"):
            path = folder / "identities" / f"{word}.pem"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(pki.pem(*pki.by_name(word).chain))
        if kind == "crl":
            path = folder / "crl" / f"{'-'.join(rest).replace(':', '')}.crl"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(revocation.by_words(*rest))


if __name__ == "__main__":
    main(sys.argv[1:])

"""Write the vectors of parcels: `python -m tests.vectors.parcels.make_vectors [FOLDER]`.

Without FOLDER the expectations alone are written, to `expectations.json`, where they are kept under version
control; with it the files of every vector too. Twice the same bytes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.vectors import pki
from tests.vectors.parcels import (
    attacks_envelope,
    attacks_list,
    attacks_road,
    attacks_sound,
    attacks_volumes,
)
from tests.vectors.parcels.holders import PHRASE, holder
from tests.vectors.parcels.vector import Vector

EXPECTATIONS = Path(__file__).with_name("expectations.json")
ALL: tuple[Vector, ...] = (
    *attacks_sound.VECTORS,
    *attacks_road.VECTORS,
    *attacks_list.VECTORS,
    *attacks_volumes.VECTORS,
    *attacks_envelope.VECTORS,
)


def text_of(value: object) -> str:
    """JSON as it is kept."""
    return json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def expectations() -> str:
    """The text of expectations.json."""
    return text_of({vector.name: vector.expected() for vector in ALL})


def publish(folder: Path) -> None:
    """Every vector with its files, the keys that its openings speak of, the certificates that it trusts."""
    for vector in ALL:
        own = folder / vector.name
        vector.write(own)
        (own / "expected.json").write_text(text_of(vector.expected()), encoding="utf-8")
        for word in (o.by for o in vector.openings if " " not in o.by and o.by != "passphrase"):
            place = folder / "keys"
            place.mkdir(exist_ok=True)
            (place / f"{word}.key.pem").write_bytes(holder(word).key_pem)
            (place / f"{word}.cert.pem").write_bytes(holder(word).certificate_pem)
        for words in vector.trust:
            path = folder / "identities" / f"{words.split()[1]}.pem"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(pki.pem(*pki.by_name(words.split()[1]).chain))
    (folder / "keys" / "passphrase").write_text(PHRASE, encoding="utf-8")
    (folder / "index.json").write_text(text_of([v.name for v in ALL]), encoding="utf-8")


def main(arguments: list[str]) -> None:
    """Write expectations, and with a folder named the whole set (README.md)."""
    EXPECTATIONS.write_text(expectations(), encoding="utf-8")
    if arguments:
        publish(Path(arguments[0]))


if __name__ == "__main__":
    main(sys.argv[1:])

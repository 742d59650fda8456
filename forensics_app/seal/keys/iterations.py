"""How often a PKCS#12 file wants a passphrase hashed, read before anything is: its maker chose the number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from asn1crypto import pkcs12  # type: ignore[import-untyped]

MAX_ITERATIONS = 6_000_000
"""Of all parts together: some seconds of work. Programs in use write 2,000 to 600,000 for each of three."""


def all_iterations(data: bytes) -> int:
    """The sum of the counts that the file states openly, each of which costs time, however many parts it has;
    0 where none can be read, which its reader then says.
    """
    try:
        return sum(_counts(pkcs12.Pfx.load(data)))
    except (ValueError, TypeError, KeyError, AttributeError):
        return 0


def _counts(file: Any) -> Iterator[int]:
    """Of the file's own check, of its encrypted parts, and of keys that lie open in it."""
    if file["mac_data"]:
        yield int(file["mac_data"]["iterations"].native)
    for part in file.authenticated_safe:
        if part["content_type"].native == "encrypted_data":
            algorithm = part["content"]["encrypted_content_info"]["content_encryption_algorithm"]
            yield from _of_algorithm(algorithm)
        elif part["content_type"].native == "data":
            for bag in pkcs12.SafeContents.load(part["content"].native):
                if bag["bag_id"].native == "pkcs8_shrouded_key_bag":
                    yield from _of_algorithm(bag["bag_value"]["encryption_algorithm"])


def _of_algorithm(algorithm: Any) -> Iterator[int]:
    parameters = algorithm["parameters"]
    if algorithm["algorithm"].native == "pbes2":
        derivation = parameters["key_derivation_func"]
        if derivation["algorithm"].native == "pbkdf2":
            yield int(derivation["parameters"]["iteration_count"].native)
        return
    yield int(parameters["iterations"].native)

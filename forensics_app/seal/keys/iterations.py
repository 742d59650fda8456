"""How often a PKCS#12 file wants a passphrase hashed, counted before anything is: its maker chose the number.

What the file states openly comes first. What its encrypted parts hold, key bags with counts of their own
among them, is read only when the work for that is known to be bounded.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from asn1crypto import algos, core, pkcs12  # type: ignore[import-untyped]

from forensics_app.seal.keys.encrypted_parts import (
    SCRYPT,
    PartUnreadableError,
    decrypted,
    scrypt_parameters,
)

__all__ = [
    "MAX_ITERATIONS",
    "PartUnreadableError",
    "TooManyIterationsError",
    "check_iterations",
    "stated_iterations",
]

MAX_ITERATIONS = 6_000_000
"""Of all parts together: some seconds of work. Programs in use write 2,000 to 600,000 for each of three."""

_PBMAC1 = "1.2.840.113549.1.5.14"
_OLD_BLOCKS = 3
"""The derivation of RFC 7292 begins again for each 20 bytes of a key, and for the initial value."""
_MAX_DEPTH = 8
_Part = TypeVar("_Part")


class TooManyIterationsError(ValueError):
    """More than `MAX_ITERATIONS`; the work was not done."""


def check_iterations(data: bytes, passphrase: bytes) -> None:
    """Raises TooManyIterationsError where all counts of the file `data`, those inside its encrypted parts
    too, are too many together; PartUnreadableError where they can't be told.
    """
    file, known = _loaded(pkcs12.Pfx, data), 0
    known = _added(known, _stated(file))
    for info in _told(_encrypted(file)):
        # padding that happens to be right is no sign of the right content: each that has bags counts
        bags = [counts for c in decrypted(info, passphrase) if (counts := _counts(c)) is not None]
        if not bags:
            raise PartUnreadableError("passphrase")
        known = _added(known, itertools.chain.from_iterable(bags))


def stated_iterations(data: bytes) -> int:
    """The sum of the counts that the file states openly. Raises PartUnreadableError."""
    return sum(_told(_stated(_loaded(pkcs12.Pfx, data))))


def _counts(content: bytes) -> list[int] | None:
    """What the bags in `content` want; None where these are no bags."""
    try:
        return _told(_of_bags(_loaded(pkcs12.SafeContents, content)))
    except PartUnreadableError:
        return None


def _added(known: int, counts: Iterable[int]) -> int:
    known += sum(_told(counts))
    if known > MAX_ITERATIONS:
        raise TooManyIterationsError
    return known


def _loaded(kind: Any, data: bytes) -> Any:
    try:
        return kind.load(data)
    except (ValueError, TypeError) as e:
        raise PartUnreadableError("not-pkcs12") from e


def _told(parts: Iterable[_Part]) -> list[_Part]:
    """All of them, read now: a file that has no such part shows only when it is looked for."""
    try:
        return list(parts)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError) as e:
        raise PartUnreadableError("not-pkcs12") from e


def _encrypted(file: Any) -> Iterator[Any]:
    for part in file.authenticated_safe:
        if part["content_type"].native == "encrypted_data":
            yield part["content"]["encrypted_content_info"]


def _stated(file: Any) -> Iterator[int]:
    """Of the file's own check, of its encrypted parts, and of keys that lie open in it."""
    if file["mac_data"]:
        yield int(file["mac_data"]["iterations"].native)
        check = file["mac_data"]["mac"]["digest_algorithm"]
        if check["algorithm"].dotted == _PBMAC1:  # RFC 9579: the count stands in the algorithm
            parameters = core.Sequence.load(check["parameters"].dump())
            yield _of_derivation(algos.KdfAlgorithm.load(parameters[0].dump()))
    for info in _encrypted(file):
        yield _of_algorithm(info["content_encryption_algorithm"])
    for part in file.authenticated_safe:
        if part["content_type"].native == "data":
            yield from _of_bags(pkcs12.SafeContents.load(part["content"].native))


def _of_bags(bags: Any, depth: int = 0) -> Iterator[int]:
    if depth > _MAX_DEPTH:
        raise ValueError(depth)
    for bag in bags:
        kind = bag["bag_id"].native
        if kind == "pkcs8_shrouded_key_bag":
            yield _of_algorithm(bag["bag_value"]["encryption_algorithm"])
        elif kind == "safe_contents":
            yield from _of_bags(bag["bag_value"], depth + 1)


def _of_algorithm(algorithm: Any) -> int:
    if algorithm["algorithm"].native == "pbes2":
        return _of_derivation(algorithm["parameters"]["key_derivation_func"])
    return _OLD_BLOCKS * int(algorithm["parameters"]["iterations"].native)


def _of_derivation(function: Any) -> int:
    if function["algorithm"].native == "pbkdf2":
        return int(function["parameters"]["iteration_count"].native)
    if function["algorithm"].dotted == SCRYPT:
        _, cost, block, parallel = scrypt_parameters(function)
        return cost * block * parallel
    raise ValueError(function["algorithm"].dotted)

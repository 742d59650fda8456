"""Names of UTF-16 as libtsk shows them."""

from __future__ import annotations


def shown_by_libtsk(units: bytes) -> bytes:
    """A UTF-16 name as libtsk gives it: UTF-8, with `^` for each surrogate that has no partner.

    A high surrogate takes the unit behind it along; one at the very end disappears.
    """
    if not any(0xD8 <= high <= 0xDF for high in units[1::2]):
        return units.decode("utf-16-le").encode("utf-8")
    shown: list[str] = []
    position = 0
    while position + 2 <= len(units):
        unit = int.from_bytes(units[position : position + 2], "little")
        if 0xD800 <= unit <= 0xDBFF:
            pair = units[position : position + 4]
            position += 4
            if len(pair) == 4:
                shown.append(pair.decode("utf-16-le") if 0xDC <= pair[3] <= 0xDF else "^")
            continue
        shown.append("^" if 0xDC00 <= unit <= 0xDFFF else chr(unit))
        position += 2
    return "".join(shown).encode("utf-8")

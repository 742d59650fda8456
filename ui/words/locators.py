"""Places of the evidence for people: `s1.p2:/docs` as the exhibit, the volume and the path."""

from __future__ import annotations

import re
from collections.abc import Callable

_PLACE = re.compile(r"(s[0-9]+(?:\.[a-z0-9]+)*)(?::(.*))?\Z", re.DOTALL)


def shown_locator(locator: str, place_of: Callable[[str], str]) -> str:
    """`EX-001 · 2 · System /docs` where `place_of` calls the layer `EX-001 · 2 · System`; what does not begin
    with the id of a source or a layer stays as it is. Not made visible yet.
    """
    found = _PLACE.match(locator)
    if found is None:
        return locator
    return f"{place_of(found[1])} {found[2] or ''}".strip()

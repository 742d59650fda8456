"""Handling codes that the program knows. They are never translated and never turned into one another."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

TLP: Final = "TLP"
EUROPOL: Final = "EUROPOL"
INTERPOL: Final = "INTERPOL"

# TLP: FIRST, Traffic Light Protocol 2.0. Europol: handling codes of Regulation (EU) 2016/794, Article 19.
# INTERPOL: confidentiality levels of the Rules on the Processing of Data, Article 112.
SCHEMES: Final = MappingProxyType(
    {
        TLP: ("CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED"),
        EUROPOL: ("H0", "H1", "H2", "H3"),
        INTERPOL: ("FOR OFFICIAL USE ONLY", "RESTRICTED", "CONFIDENTIAL"),
    }
)
_SHOWN = {EUROPOL: "Europol", INTERPOL: "INTERPOL"}


def handling_text(scheme: str, value: str) -> str:
    """A code as its scheme writes it: `TLP:AMBER`, `Europol H1`, `INTERPOL RESTRICTED`."""
    known = scheme.upper()
    return f"{_SHOWN[known]} {value}" if known in _SHOWN else f"{scheme}:{value}"

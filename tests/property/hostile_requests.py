"""Requests whose every field holds what could be taken for something else: markup, formulas, control
characters, direction marks, other scripts, a path of 10,000 characters."""

from __future__ import annotations

from hypothesis import strategies as st

from forensics_app.model.request import Authority, Formality, FormalityMet, HandlingCode, RequestRecord
from tests.world.report_facts import HOSTILE

FRAGMENTS = (
    *HOSTILE,
    "</dd><dt>Offence</dt><dd>", "<!--", "]]>", "<style>", "javascript:alert(1)", "&#x3C;",
    "]#eval('1+1')[",
    '#include "page.typ"', "#table()", "$ integral $", "= Heading", "- item", "// comment", "/* */",
    "\\u{202e}",
    "@import", "{{ x }}", "${x}", "%s%n", "+1+cmd|' /C calc'!A0", "\\write18{id}", "\\end{document}", "\x00",
    "\x1b]0;x\x07",
    "\u202e\u2066", "\u2028", "\ufeff", "\r\n", "Legal basis:", "Requesting authority's reference",
    "TLP:CLEAR",
)  # fmt: skip
PLAIN = st.text(st.characters(codec="ascii"), max_size=20)
PATHS = st.sampled_from(["d", "/d", "é/", "a b"]).map(lambda part: (part * 10_000)[:10_000])


def texts(plain: st.SearchStrategy[str], *, paths: bool) -> st.SearchStrategy[str]:
    """Two or three pieces after each other; `plain` are the harmless ones."""
    mixed = st.lists(st.sampled_from(FRAGMENTS) | plain, min_size=1, max_size=3).map("".join)
    return mixed | PATHS if paths else mixed


def _authorities(text: st.SearchStrategy[str]) -> st.SearchStrategy[Authority]:
    return st.builds(Authority, text, text, st.just("FR") | text, text)


def requests(text: st.SearchStrategy[str]) -> st.SearchStrategy[RequestRecord]:
    """Records whose free texts are all of these; each of them is set."""
    return st.builds(
        RequestRecord,
        instrument=st.sampled_from(["eio", "jit"]) | text,
        authorities=st.lists(st.builds(Authority, text, text, st.just("FR") | text, text), max_size=2).map(
            tuple
        ),
        requesting_reference=text,
        executing_reference=text,
        legal_basis=text,
        offence=text,
        urgency=text,
        deadline=st.dates().map(str),
        formalities=st.lists(st.builds(Formality, text, st.sampled_from(FormalityMet), text), max_size=2).map(
            tuple
        ),
        limits_of_use=text,
        retention=text,
        return_terms=text,
        languages=st.lists(text, max_size=2).map(tuple),
        nonce=st.binary(min_size=1, max_size=20),
        handling=st.lists(st.builds(HandlingCode, text, text, text, text), max_size=2).map(tuple),
    )

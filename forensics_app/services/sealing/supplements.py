"""Sealing a bundle that adds to or corrects an earlier one of the case.

A series is a first bundle and all that was ever added to or corrected in it or in its later parts. What each
bundle said of its series stays in the case beside the copy of its seal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from forensics_app.bundle.writing.supplement_export import supplement_object
from forensics_app.errors import SupplementUnknownError, UsageError
from forensics_app.model.names import is_spoofed
from forensics_app.model.sealed_json import dump_line
from forensics_app.model.supplement import Replacement, SeriesPart, Supplement, SupplementKind
from forensics_app.seal.containers.seal_info import is_meant
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.kept_seals import EarlierBundle, earlier_bundles

_ID = re.compile(r"[A-Z2-7]{16}\Z")
LONGEST_REASON = 2000


@dataclass(frozen=True, slots=True)
class SupplementAsked:
    """`bundle` is the name or the seal code (64 hex, or as people type it) of the earlier one. `replaces` are
    pairs of an id in an earlier part and the id that takes its place, '' where it is withdrawn."""

    bundle: str
    kind: SupplementKind
    reason: str
    lang: str
    replaces: tuple[tuple[str, str], ...] = ()


def supplement_for(case: Case, asked: SupplementAsked, name: str) -> Supplement:
    """What a bundle called `name` will say of its series. Raises SupplementUnknownError, UsageError,
    CaseDamagedError."""
    bundles = earlier_bundles(case)
    target = next((one for one in reversed(bundles) if _is_meant(one, asked.bundle)), None)
    if target is None:
        raise SupplementUnknownError(path=str(case.path), bundle=asked.bundle)
    reason = asked.reason.strip()
    if not reason or len(reason) > LONGEST_REASON or is_spoofed(reason.replace("\n", " ")):
        raise UsageError(name="--supplement-reason", value=asked.reason)
    root = _root(target)
    parts = tuple(SeriesPart(one.reference, one.code) for one in bundles if _root(one) == root)
    if any(part.reference == name for part in parts):
        raise UsageError(name="OUT.zip", value=name)
    return Supplement(
        kind=asked.kind,
        supplements=target.code,
        reason=reason,
        lang=asked.lang,
        series=parts,
        replaces=_replacements(asked),
    )


def supplement_text(supplement: Supplement | None) -> str:
    """supplement.json as it is sealed, as text; empty for none."""
    return "" if supplement is None else dump_line(supplement_object(supplement)).decode("utf-8")


def _is_meant(bundle: EarlierBundle, typed: str) -> bool:
    return typed == bundle.reference or is_meant(typed, bundle.code)


def _root(bundle: EarlierBundle) -> str:
    """The seal code of the first part of a bundle's series."""
    return bundle.code if bundle.supplement is None else bundle.supplement.series[0].seal_code


def _replacements(asked: SupplementAsked) -> tuple[Replacement, ...]:
    if asked.replaces and asked.kind is SupplementKind.ADDS:
        raise UsageError(name="--replaces", value=asked.replaces[0][0])
    pairs = dict(asked.replaces)
    for earlier, later in asked.replaces:
        if not _ID.match(earlier) or (later and not _ID.match(later)) or pairs[earlier] != later:
            raise UsageError(name="--replaces", value=f"{earlier}={later}")
    return tuple(Replacement(earlier, pairs[earlier] or None) for earlier in sorted(pairs))

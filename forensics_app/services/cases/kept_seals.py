"""The seals of bundles that a case keeps, and whether its ledger agrees with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from forensics_app.bundle.writing.supplement_export import supplement_of
from forensics_app.custody import chain
from forensics_app.custody.own_files import read_own
from forensics_app.errors import CaseDamagedError, ForensicsError, LedgerContradictsSealError
from forensics_app.model.supplement import Supplement
from forensics_app.seal.containers.other_infos import ADDENDUM_KIND, kind_word
from forensics_app.seal.containers.reading import read_seal
from forensics_app.seal.containers.seal_info import SealInfoError, parse, seal_code
from forensics_app.services.cases.case import Case

_SUPPLEMENT_SUFFIX = ".supplement.json"
CODE_IN_NAME = 8


@dataclass(frozen=True, slots=True)
class EarlierBundle:
    """A bundle that was sealed from the case: its reference, its seal code, what it said of a series, and the
    length of the ledger that was sealed in it.
    """

    reference: str
    code: str
    supplement: Supplement | None
    custody_count: int


def earlier_seals(case: Case) -> tuple[str, ...]:
    """Seal codes (64 hex) of the case's bundles, oldest first. Raises CaseDamagedError."""
    return tuple(dict.fromkeys(bundle.code for bundle in earlier_bundles(case)))


def earlier_bundles(case: Case) -> tuple[EarlierBundle, ...]:
    """The case's bundles, oldest first. Raises CaseDamagedError.

    Each seal holds the length of the ledger when it was made, which only grows: that is their order.
    """
    found: dict[str, EarlierBundle] = {}
    for path in sorted(case.bundles.glob("*.asice")):
        files = read_seal(read_own(path), path.name, lambda problem: None)
        try:
            if files is None:
                raise CaseDamagedError(path=str(case.path), detail=path.name)
            if kind_word(files.seal_info) == ADDENDUM_KIND:
                continue
            info, code = parse(files.seal_info), seal_code(files.seal_info)
            kept = supplement_path(path)
            supplement = supplement_of(read_own(kept)) if kept.is_file() else None
            # a bundle that was sealed into this folder has its seal beside it, and the case's own copy
            if code not in found or supplement is not None:
                found[code] = EarlierBundle(info.reference, code, supplement, info.custody_count)
        except (SealInfoError, ValueError, KeyError, TypeError) as e:
            raise CaseDamagedError(path=str(case.path), detail=path.name) from e
    return tuple(sorted(found.values(), key=lambda one: (one.custody_count, one.code)))


def one_of_each(containers: Sequence[Path]) -> list[Path]:
    """Containers of a case's folder of bundles without those that hold the same seal as another: a bundle
    that was sealed into that folder has its seal beside it. The case's own copy, which has the seal code in
    its name, comes before that. What can't be read stays.
    """
    found: dict[str, Path] = {}
    for path in containers:
        code = _code_of(path) or str(path)
        if code not in found or f".{code[:CODE_IN_NAME]}." in path.name:
            found[code] = path
    return sorted(found.values())


def _code_of(path: Path) -> str | None:
    """The seal code of a seal; None for an addendum, and for what is not in its form."""
    try:
        files = read_seal(read_own(path), path.name, lambda problem: None)
        if files is None or kind_word(files.seal_info) == ADDENDUM_KIND:
            return None
        return seal_code(files.seal_info)
    except (ForensicsError, OSError, SealInfoError):
        return None


def supplement_path(seal: Path) -> Path:
    """Where a case keeps what a bundle said of its series, beside the copy of its seal."""
    return seal.with_name(f"{seal.stem}{_SUPPLEMENT_SUFFIX}")


def kept_supplement(seal: Path) -> Supplement | None:
    """What the bundle of a kept seal said of its series; None where it said nothing, or the case's copy of it
    can't be read.
    """
    kept = supplement_path(seal)
    try:
        return supplement_of(read_own(kept)) if kept.is_file() else None
    except (ForensicsError, OSError, ValueError, KeyError, TypeError):
        return None


def refuse_contradiction(case: Case) -> None:
    """Raises LedgerContradictsSealError where the ledger doesn't begin with what an earlier seal sealed."""
    heads = tuple(chain.heads(case.ledger.lines()))
    for path in sorted(case.bundles.glob("*.asice")):
        files = read_seal(read_own(path), path.name, lambda problem: None)
        if files is None:
            continue
        try:
            info = parse(files.seal_info)
        except SealInfoError:
            continue  # who lists the earlier seals says so
        count = info.custody_count
        if count >= len(heads) or heads[count].hex() != info.custody_head:
            raise LedgerContradictsSealError(path=str(case.path), seal=path.name, sequence=count)

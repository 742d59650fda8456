"""What an addendum is made for: a seal, wherever it lies, and the addenda known of it.

Only the seal is read, not the bundle's content: whoever dispatches a bundle needn't read it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from forensics_app.bundle.layout import seal_path
from forensics_app.bundle.reading.adjacent_addenda import bundle_of
from forensics_app.bundle.reading.opening import UnverifiedBundle, open_bundle, seal_path_of
from forensics_app.bundle.reading.tree import FileUnreadableError, read_whole
from forensics_app.errors import BundleNotChosenError, ForensicsError, SealNotAtHandError
from forensics_app.model.addendum import Head
from forensics_app.model.bundle import SEAL_SUFFIX
from forensics_app.model.times import Clock
from forensics_app.model.trust import TrustStore
from forensics_app.seal.containers.addendum_json import sort_heads
from forensics_app.seal.containers.heads import head_of
from forensics_app.seal.containers.reading import MAX_SEAL_BYTES
from forensics_app.seal.containers.seal_info import SealInfo, is_meant
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.kept_seals import one_of_each
from forensics_app.services.verifying.verify import policy_for
from forensics_app.verify.addenda.story import Story, judge_addenda
from forensics_app.verify.collector import Findings
from forensics_app.verify.policy import Policy
from forensics_app.verify.seals.seal_check import check_seal


@dataclass(frozen=True, slots=True)
class Target:
    """`head` names the seal, `sealed_at` is the signing time that it states, `story` tells the addenda known
    of it.
    """

    info: SealInfo
    code: str
    head: Head
    sealed_at: datetime | None
    story: Story

    @property
    def heads(self) -> tuple[Head, ...]:
        """What a new addendum follows: all confirmed ones that nothing confirmed follows yet, the seal itself
        where there is none. Whoever signs vouches for what they name, and anybody can put a file there."""
        latest = {a.head for a in self.story.heads if a.head is not None}
        return sort_heads(latest or {self.head})


def target_of_bundle(path: Path, *, trust: TrustStore, clock: Clock, addenda: Sequence[Path] = ()) -> Target:
    """The seal of a bundle, or one that came alone, and the addenda beside it and in `addenda`.

    Raises BundleNotFoundError, AddendumNotReadableError, SealNotAtHandError.
    """
    bundle = open_bundle(path, lambda problem: None, addenda=addenda)
    try:
        data = _seal_bytes(bundle)
        policy = policy_for(trust, clock)
        made = None if data is None else read_target(data, bundle.addenda, policy)
    finally:
        bundle.close()
    if made is None:
        raise SealNotAtHandError(path=str(path))
    return made


def target_of_case(case: Case, name: str | None, *, trust: TrustStore, clock: Clock) -> Target:
    """The seal of one bundle of a case; `name` may be left out where there is just one.

    Raises BundleNotChosenError, SealNotAtHandError.
    """
    targets = targets_of_case(case, trust=trust, clock=clock)
    chosen = [t for t in targets if name in (None, t.info.reference) or is_meant(name, t.code)]
    if len(chosen) != 1:
        names = ", ".join(t.info.reference for t in targets) or "-"
        raise BundleNotChosenError(path=str(case.path), names=names)
    return chosen[0]


def seal_at_hand(path: Path, *, clock: Clock) -> bool:
    """Whether a seal of a bundle can be read, in it or beside it, so that a receipt can refer to it."""
    for place in dict.fromkeys((path, seal_path_of(path))):
        try:
            target_of_bundle(place, trust=TrustStore(), clock=clock)
        except (ForensicsError, OSError):
            continue
        return True
    return False


def targets_of_case(case: Case, *, trust: TrustStore, clock: Clock) -> tuple[Target, ...]:
    """The seals of all bundles of a case, oldest first, each with its addenda.

    Raises SealNotAtHandError.
    """
    policy = policy_for(trust, clock)
    addenda = case_addenda(case)
    targets = []
    for path in _containers(case):
        if bundle_of(path.name) is not None:
            continue
        target = read_target(path.read_bytes(), addenda, policy)
        if target is None:
            raise SealNotAtHandError(path=str(path))
        targets.append(target)
    return tuple(sorted(targets, key=lambda t: t.info.custody_count))


def case_addenda(case: Case) -> list[tuple[str, bytes]]:
    """Names and bytes of the addenda that the case keeps, of all its bundles."""
    return [(p.name, p.read_bytes()) for p in _containers(case) if bundle_of(p.name) is not None]


def _containers(case: Case) -> list[Path]:
    return one_of_each(sorted(case.bundles.glob(f"*{SEAL_SUFFIX}")))


def read_target(data: bytes, addenda: Sequence[tuple[str, bytes]], policy: Policy) -> Target | None:
    """The target that a seal's bytes give; None where it is not in its form, so that it can't be named."""
    seal = check_seal(data, "seal", policy, Findings())
    if seal is None or seal.info is None:
        return None
    head = head_of(data, seal.files)
    if head is None:
        return None
    sealed_at = None if seal.first is None else seal.first.signing_time
    story = judge_addenda(
        addenda,
        seal=head,
        info=seal.info,
        code=seal.code,
        sealed_at=sealed_at,
        policy=policy,
        findings=Findings(),
    )
    return Target(seal.info, seal.code, head, sealed_at, story)


def _seal_bytes(bundle: UnverifiedBundle) -> bytes | None:
    if bundle.seal is not None or bundle.tree is None:
        return bundle.seal
    position = bundle.tree.table.position(seal_path(bundle.tree.top or ""))
    if position is None:
        return bundle.outer_seal
    try:
        return read_whole(bundle.tree, position, MAX_SEAL_BYTES, lambda problem: None)
    except FileUnreadableError:
        return bundle.outer_seal

"""Before which moment a bundle was not sealed: `custody/before.tst`, a token over the ledger's head.

The seal's own tokens say when it existed at the latest. This one was asked for before the seal was made, over
a number that nobody could know earlier; so whatever states an older time for the seal contradicts it.
"""

from __future__ import annotations

from datetime import datetime

from forensics_app.bundle.layout import CUSTODY_BEFORE
from forensics_app.bundle.reading.tree import FileUnreadableError
from forensics_app.model.outside_times import is_later, whole_seconds
from forensics_app.seal.signatures.token_reader import Token, check_token_over
from forensics_app.verify.collector import Findings
from forensics_app.verify.files.reading import DigestedFile
from forensics_app.verify.files.tree import Listed
from forensics_app.verify.policy import Policy
from forensics_app.verify.seals.seal_check import CheckedSeal
from forensics_app.verify.seals.time_authority import judge_authority
from forensics_app.verify.seals.trusted_time import TimeFacts

_MAX_TOKEN_BYTES = 256 << 10


def judge_lower_bound(
    seal: CheckedSeal,
    time: TimeFacts,
    listed: Listed,
    policy: Policy,
    findings: Findings,
    *,
    existed_by: datetime | None = None,
) -> datetime | None:
    """The time of the token where it holds and the user trusts its authority; checked whenever there.

    `existed_by`: when a later time-stamp says that the seal existed already.
    """
    if seal.info is None:
        return None
    data = _read(listed, policy)
    if data is None:
        return None
    token = check_token_over(
        data,
        bytes.fromhex(seal.info.custody_head),
        name=CUSTODY_BEFORE,
        arithmetic=policy.arithmetic,
        add=findings.add,
    )
    if token is None or not token.holds:
        return None
    _compare(seal, (*time.tokens, *filter(None, [existed_by])), token, policy, findings)
    # A seal need not promise this token, so nobody has to trust its authority: doubts of that are kept quiet.
    if not judge_authority(token, policy, Findings(), embedded=seal.revocation).counts:
        return None
    findings.code("sealed-after", CUSTODY_BEFORE, None, whole_seconds(token.time))
    return token.time


def _read(listed: Listed, policy: Policy) -> bytes | None:
    """The bytes that the manifest names; where they are others, that was said already."""
    position = listed.tree.table.position(CUSTODY_BEFORE)
    if position is None:
        return None
    file = DigestedFile(listed.tree, position, policy.arithmetic, Findings())
    try:
        data = file.whole(_MAX_TOKEN_BYTES)
    except FileUnreadableError:
        return None
    return data if data is None or listed.digest(position) == file.digest else None


def _compare(
    seal: CheckedSeal, tokens: tuple[datetime, ...], before: Token, policy: Policy, findings: Findings
) -> None:
    earliest = min(tokens, default=None)
    if earliest is not None and earliest < before.time:
        findings.code(
            "timestamp-before-custody", CUSTODY_BEFORE, whole_seconds(before.time), whole_seconds(earliest)
        )
    first = seal.first
    if first is not None and is_later(before.time, first.signing_time, policy.signing_time_tolerance):
        findings.code(
            "signing-time-far",
            first.signer.fingerprint,
            whole_seconds(before.time),
            whole_seconds(first.signing_time),
        )

"""What in an answer may come from a share that was away for a moment, and has to be read a second time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import msgspec

from forensics_app.evidence.cluster.work import Readable
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.evidence.protocol.messages import (
    Answer,
    Derivations,
    Derive,
    Derived,
    Digested,
    Examine,
    Examined,
    Failed,
)
from forensics_app.evidence.protocol.packed_entries import unpack
from forensics_app.examine.record import Record
from forensics_app.model.evidence import Omission
from forensics_app.model.rederivation import DerivationProblem

Doubtful: TypeAlias = tuple[dict[int, Record], list[tuple[int, Omission]], dict[int, Derived], list[Answer]]
"""Records by their place in the walk, their omissions, digests by number, and answers of other kinds."""

# these follow from what was read, not from what could not be
_CERTAIN = frozenset(
    {
        OmissionCode.CONTENT_REUSED.value,
        OmissionCode.CONTENT_REUSE_NOT_CHECKED.value,
        OmissionCode.CONTENT_ENCRYPTED.value,
        OmissionCode.CONTENT_SPARSE_TOO_LARGE.value,
    }
)


def doubtful_part(request: Readable, answers: Sequence[Answer]) -> Readable | None:
    """What of a request has to be asked again; None where nothing has. Records are not looked at."""
    doubtful: set[int] = set()
    for answer in answers:
        match answer:
            case Failed():
                return request
            case Digested(gaps=gaps) if gaps:
                return request
            case Examined(omissions=omissions):
                doubtful |= {place for place, omission in omissions if omission.code not in _CERTAIN}
            case Derivations(results=results):
                unreadable = DerivationProblem.UNREADABLE.value
                doubtful |= {one.number for one in results if one.problem == unreadable}
            case _:
                pass
    if not doubtful:
        return None
    if isinstance(request, Derive):
        items = tuple(item for item in request.items if item.number in doubtful)
        return msgspec.structs.replace(request, items=items)
    if not isinstance(request, Examine):
        return request
    entries = tuple(entry for entry in request.entries if unpack(entry).sequence in doubtful)
    return msgspec.structs.replace(request, entries=entries)


def doubtful_records(part: Readable, answers: Sequence[Answer]) -> Doubtful:
    """What an answer says of this part of its request."""
    places: set[int] | None = None
    if isinstance(part, Examine):
        places = {unpack(entry).sequence for entry in part.entries}
    elif isinstance(part, Derive):
        places = {item.number for item in part.items}
    records: dict[int, Record] = {}
    omissions: list[tuple[int, Omission]] = []
    digests: dict[int, Derived] = {}
    others: list[Answer] = []
    for answer in answers:
        if isinstance(answer, Examined):
            records |= {r.sequence: r for r in answer.records if places is None or r.sequence in places}
            omissions += [o for o in answer.omissions if places is None or o[0] in places]
        elif isinstance(answer, Derivations):
            digests |= {one.number: one for one in answer.results if places is None or one.number in places}
        else:
            others.append(answer)
    return records, omissions, digests, others

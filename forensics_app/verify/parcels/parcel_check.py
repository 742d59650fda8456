"""The signed list of a parcel: container, signatures, time, signers, and parcel.json (docs/parcel-
format.md, 3).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from forensics_app.parcel.facts import ParcelList
from forensics_app.parcel.layout import ENVELOPE_SUFFIX, list_name
from forensics_app.parcel.parcel_json import ParcelListError, parse
from forensics_app.seal.containers.other_infos import PARCEL_KIND, ParcelInfo, kind_word
from forensics_app.seal.containers.reading import read_seal
from forensics_app.seal.forms.asic_manifest import PARCEL, SEAL_INFO
from forensics_app.verify.collector import Findings
from forensics_app.verify.policy import Policy
from forensics_app.verify.seals.origin import SignerFacts, judge_signer
from forensics_app.verify.seals.seal_check import CheckedSeal, check_parcel_seal
from forensics_app.verify.seals.trusted_time import TimeFacts, judge_time


@dataclass(frozen=True, slots=True)
class CheckedList:
    """The list as far as it could be read. `facts` None: nothing in it can be used."""

    seal: CheckedSeal | None
    facts: ParcelList | None
    signers: tuple[SignerFacts, ...]
    time: TimeFacts


def is_parcel(data: bytes) -> bool:
    """Whether a container calls itself a parcel's list, whatever else is wrong with it."""
    files = read_seal(data, "", lambda problem: None)
    return files is not None and kind_word(files.seal_info) == PARCEL_KIND


def check_list(data: bytes, name: str, policy: Policy, findings: Findings) -> CheckedList:
    """Judge the container `data` of the file `name`."""
    seal = check_parcel_seal(data, name, policy, findings)
    if seal is None:
        return CheckedList(None, None, (), TimeFacts(promised=False))
    time = judge_time(seal, policy, findings)
    signers = tuple(
        judge_signer(
            signature,
            attested=time.attested_for(signature.number),
            embedded=seal.revocation,
            policy=policy,
            findings=findings,
        )
        for signature in seal.signatures
    )
    raw = seal.files.other(PARCEL)
    facts = None if raw is None else _read(raw, findings)
    if raw is not None and seal.parcel is not None:
        _compare(seal.parcel, raw, findings)
    if facts is not None:
        usual = list_name(facts.envelope.name.removesuffix(ENVELOPE_SUFFIX))
        if name != usual:
            findings.code("parcel-name", name, usual)
    return CheckedList(seal, facts, signers, time)


def _read(raw: bytes, findings: Findings) -> ParcelList | None:
    try:
        return parse(raw)
    except ParcelListError as e:
        findings.code("parcel-form", f"{PARCEL}: {e.field}" if e.field else PARCEL)
        return None


def _compare(info: ParcelInfo, raw: bytes, findings: Findings) -> None:
    digest = hashlib.sha256(raw).hexdigest()
    if info.parcel_sha256 != digest:
        findings.code("parcel-info-differs", SEAL_INFO, info.parcel_sha256, digest)

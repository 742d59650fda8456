"""What of a bundle is fuzzed, and what must hold for any bytes.

Each target takes damaged bytes and says what was wrong with the program's answer: nothing, as a rule. Our own
errors are an answer; any other exception is the finding, and is left to be raised. Damage that nobody signed
is never `verified`; damage that the sealing key itself signed must be judged, whatever the verdict.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import PrivateFormat, pkcs12

from forensics_app.custody.chain import check_chain, split_lines
from forensics_app.errors import ForensicsError
from forensics_app.i18n.findings import finding_sentence
from forensics_app.model.findings import VerificationReport
from forensics_app.model.sealed_json import SealedJsonError, parse
from forensics_app.seal.addendum_text import read_event
from forensics_app.seal.certificate_facts import CertificateUnreadableError, read_facts
from forensics_app.seal.der import DerError
from forensics_app.seal.json_fields import FieldError
from forensics_app.seal.key_files import read_pkcs12
from forensics_app.seal.other_infos import parse_any
from forensics_app.seal.p7s_profile import ProfileError, read_canonical
from forensics_app.seal.revocation import StatusUnreadableError
from forensics_app.seal.revocation_answers import read_statement
from forensics_app.seal.seal_info import SealInfoError
from forensics_app.seal.second_arithmetic import PYCRYPTODOME
from forensics_app.seal.timestamp_messages import read_answer
from forensics_app.seal.token_profile import read_token
from forensics_app.seal.trust import read_certificates
from tests.receiving import policy, verify_bytes, verify_path
from tests.vectors import attacks_addenda, attacks_levels, pki
from tests.vectors.addenda import Wish
from tests.vectors.asn1 import integer, seq
from tests.vectors.attacks_custody import before, handed
from tests.vectors.bundle import NAME, Files, Plan, build
from tests.vectors.vector import Sent
from tests.vectors.zipform import Entry

Judge = Callable[[bytes], list[str]]
TRUST = attacks_addenda.ALL_LABS
_RICH = handed(then=before(), time_stamp=True)
_LTA = attacks_levels.plan(attacks_levels.SIGNER_CRL, answers=(attacks_levels.TIME_OCSP,))
_LISTS = (
    "catalog.jsonl",
    "catalog.csv",
    "sources.jsonl",
    "selection.json",
    "omissions.jsonl",
    "request.json",
)
_LISTS = (*_LISTS, "custody.jsonl", "blocks.jsonl", "case.jsonld")
_BAG = ("bagit.txt", "bag-info.txt", "custody/before.tst", "custody/4.p7s")
_CONTAINER = (
    "seal-info.txt", "META-INF/ASiCManifest001.xml", "META-INF/signature001.p7s",
    "META-INF/ASiCArchiveManifest.xml", "META-INF/timestamp001.tst",
)  # fmt: skip
_OURS = (
    ForensicsError, SealedJsonError, FieldError, CertificateUnreadableError, DerError, ProfileError,
    StatusUnreadableError, SealInfoError,
)  # fmt: skip


@dataclass(frozen=True)
class Target:
    """`seed` makes the sound bytes; `judge` says what is wrong with the answer to others."""

    seed: Callable[[], bytes]
    judge: Judge


def _never_verified(report: VerificationReport) -> list[str]:
    problems = [] if report.verdict != "verified" else ["damaged, and verified"]
    return problems + _told(report)


def _told(report: VerificationReport) -> list[str]:
    """Every finding has its sentence, whatever stands in it."""
    for finding in report.findings:
        finding_sentence(finding)
    return [] if report.findings or report.verdict == "verified" else ["a verdict without a finding"]


def _zip(data: bytes) -> list[str]:
    return _never_verified(verify_bytes(data, f"{NAME}.zip", policy(TRUST)))


def _outer_seal(data: bytes) -> list[str]:
    """The seal alone; beside it the second arithmetic must say the same."""
    report = verify_bytes(data, f"{NAME}.asice", policy(TRUST))
    other = verify_bytes(data, f"{NAME}.asice", policy(TRUST, arithmetic=PYCRYPTODOME))
    same = {f.code for f in report.findings} == {f.code for f in other.findings}
    return _never_verified(report) + ([] if same else ["the two implementations disagree"])


def _in_bundle(change: Callable[[Plan, bytes], Plan], *, signed: bool) -> Judge:
    """A bundle built around the bytes; with `signed` the sender made them, so any verdict may come."""

    def judge(data: bytes) -> list[str]:
        report = verify_bytes(build(change(_RICH, data)).zip, f"{NAME}.zip", policy(TRUST))
        return _told(report) if signed else _never_verified(report)

    return judge


def _list(name: str) -> Target:
    path = f"metadata/{name}"

    def put(plan: Plan, data: bytes) -> Plan:
        def hook(tree: Files) -> None:
            plan.lists(tree)
            tree[path] = data

        return replace(plan, lists=hook)

    return Target(lambda: build(_RICH).tree[path], _in_bundle(put, signed=True))


def _tree_file(path: str) -> Target:
    """A file of the bag that the sender wrote and sealed."""

    def put(plan: Plan, data: bytes) -> Plan:
        def hook(tree: Files) -> None:
            tree[path] = data

        def lists_hook(tree: Files) -> None:
            plan.lists(tree)
            if path in tree:
                hook(tree)

        if path.startswith(("manifest", "tagmanifest")):
            return replace(plan, manifests=hook)
        return replace(plan, lists=lists_hook)

    return Target(lambda: build(_RICH).tree[path], _in_bundle(put, signed=True))


def _container_file(name: str) -> Target:
    """A file of the seal's container, changed by a carrier who repairs every checksum of the ZIP."""

    def put(plan: Plan, data: bytes) -> Plan:
        def hook(entries: list[Entry]) -> None:
            next(e for e in entries if e.name == name).data = data

        return replace(plan, container=hook)

    def seed() -> bytes:
        found: list[bytes] = []
        build(
            replace(_LTA, container=lambda entries: found.extend(e.data for e in entries if e.name == name))
        )
        return found[0]

    def judge(data: bytes) -> list[str]:
        return _never_verified(verify_bytes(build(put(_LTA, data)).zip, f"{NAME}.zip", policy(TRUST)))

    return Target(seed, judge)


def _beside(file: Callable[[bytes], Sent]) -> Judge:
    def judge(data: bytes) -> list[str]:
        with tempfile.TemporaryDirectory() as folder:
            return _never_verified(verify_path(file(data).write(Path(folder)), policy(TRUST)))

    return judge


def _story() -> Sent:
    return attacks_addenda.beside(attacks_addenda.one())()


def _addendum_seed() -> bytes:
    return next(d for n, d in _story().files.items() if n.endswith(".asice"))


def _with_addendum(data: bytes) -> Sent:
    sent = _story()
    name = next(n for n in sent.files if n.endswith(".asice"))
    return Sent(sent.main, sent.files | {name: data})


def _event(data: bytes) -> list[str]:
    """event.json as its signer wrote it: judged, whatever it says."""
    sent = attacks_addenda.beside(attacks_addenda.one(wish=Wish(text=lambda _: data)))()
    with tempfile.TemporaryDirectory() as folder:
        return _told(verify_path(sent.write(Path(folder)), policy(TRUST)))


def _event_seed() -> bytes:
    built = build(Plan())
    return attacks_addenda.whole_story(built)[1].event_json


def _decoder(decode: Callable[[bytes], object]) -> Judge:
    def judge(data: bytes) -> list[str]:
        try:
            decode(data)
        except _OURS:
            return []
        return []

    return judge


def _file(read: Callable[[Path], object]) -> Callable[[bytes], object]:
    def decode(data: bytes) -> object:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "file"
            path.write_bytes(data)
            return read(path)

    return decode


def _ledger(data: bytes) -> object:
    lines, rest = split_lines(data)
    return check_chain(lines), rest


def _pkcs12() -> bytes:
    """The signer's key and certificate under a password; few rounds, since each trial does them again."""
    certificate = x509.load_der_x509_certificate(pki.SIGNER.certificate)
    locked = PrivateFormat.PKCS12.encryption_builder().kdf_rounds(1).build(b"secret")
    return pkcs12.serialize_key_and_certificates(b"signer", pki.SIGNER.key, certificate, None, locked)


def _granted() -> bytes:
    """A granted TimeStampResp around a token (RFC 3161, section 2.4.2)."""
    return seq(seq(integer(0)), build(_RICH).tree["custody/before.tst"])


def _info() -> bytes:
    found: list[bytes] = []
    plan = replace(_RICH, container=lambda entries: found.extend(e.data for e in entries))
    build(plan)
    return found[1]


def _request() -> bytes:
    return build(_RICH).tree["metadata/request.json"]


def _put_seal(plan: Plan, data: bytes) -> Plan:
    return replace(plan, tree=lambda tree: tree.update({f"seal/{NAME}.asice": data}))


TARGETS: dict[str, Target] = {
    "zip": Target(lambda: build(_RICH).zip, _zip),
    "zip-plain": Target(lambda: build(Plan()).zip, _zip),
    "seal": Target(lambda: build(_LTA).seal, _outer_seal),
    "seal-inside": Target(lambda: build(_RICH).seal, _in_bundle(_put_seal, signed=False)),
    **{f"list-{name}": _list(name) for name in _LISTS},
    **{f"bag-{name}": _tree_file(name) for name in _BAG},
    "bag-manifest": _tree_file("manifest-sha256.txt"),
    "bag-tagmanifest": _tree_file("tagmanifest-sha256.txt"),
    **{f"container-{name.rpartition('/')[2]}": _container_file(name) for name in _CONTAINER},
    "addendum": Target(_addendum_seed, _beside(_with_addendum)),
    "event": Target(_event_seed, _event),
    "decode-event": Target(_event_seed, _decoder(read_event)),
    "decode-json": Target(_request, _decoder(lambda data: parse(data.rstrip(b"\n")))),
    "decode-info": Target(_info, _decoder(parse_any)),
    "decode-ledger": Target(lambda: build(_RICH).tree["metadata/custody.jsonl"], _decoder(_ledger)),
    "decode-p7s": Target(lambda: build(_RICH).tree["custody/4.p7s"], _decoder(read_canonical)),
    "decode-token": Target(lambda: build(_RICH).tree["custody/before.tst"], _decoder(read_token)),
    "decode-answer": Target(_granted, _decoder(read_answer)),
    "decode-certificate": Target(lambda: pki.SIGNER.certificate, _decoder(read_facts)),
    "decode-pem": Target(lambda: pki.pem(*pki.SIGNER.chain), _decoder(_file(read_certificates))),
    "decode-crl": Target(lambda: attacks_levels.SIGNER_CRL, _decoder(read_statement)),
    "decode-ocsp": Target(lambda: attacks_levels.SIGNER_OCSP, _decoder(read_statement)),
    "decode-pkcs12": Target(_pkcs12, _decoder(_file(lambda p: read_pkcs12(p, b"secret")))),
}  # fmt: skip

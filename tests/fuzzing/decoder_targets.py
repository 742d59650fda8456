"""The decoders of a bundle and of what lies beside it, each alone: thousands of trials a second.

Only our own errors may come out. What a decoder takes must also stand in its form for another reading of the
same bytes (`second_readings.py`): two readers of one text must not see two things.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PrivateFormat, pkcs12
from cryptography.x509.oid import NameOID

from forensics_app.bundle.reading.opening import open_source
from forensics_app.bundle.reading.random_access import MemoryBytes
from forensics_app.bundle.reading.tree import Problem, read_whole
from forensics_app.custody.chain import check_chain, split_lines
from forensics_app.errors import ForensicsError
from forensics_app.model.lab_card import CardName, LabCard
from forensics_app.model.sealed_json import SealedJsonError, parse
from forensics_app.model.trust import TrustRole
from forensics_app.seal.certificates.arithmetic import OPENSSL
from forensics_app.seal.certificates.facts import read_facts
from forensics_app.seal.certificates.loading import CertificateUnreadableError
from forensics_app.seal.certificates.request import read_request
from forensics_app.seal.certificates.second_arithmetic import PYCRYPTODOME
from forensics_app.seal.containers.addendum_text import read_event
from forensics_app.seal.containers.other_infos import parse_any
from forensics_app.seal.containers.reading import read_seal
from forensics_app.seal.containers.seal_info import SealInfoError
from forensics_app.seal.forms.der import DerError
from forensics_app.seal.forms.json_fields import FieldError
from forensics_app.seal.forms.p7s_profile import ProfileError, read_canonical
from forensics_app.seal.forms.timestamp_messages import read_answer
from forensics_app.seal.forms.token_profile import read_token
from forensics_app.seal.keys.files import read_pkcs12
from forensics_app.seal.making.lab_card import read_card, render
from forensics_app.seal.signatures.line_signature import read_line_signature
from forensics_app.seal.status.revocation import StatusUnreadableError, lists_in
from forensics_app.seal.status.revocation_answers import read_statement
from forensics_app.seal.trust import TrustFile, run_entries
from forensics_app.services.requests.file import from_json
from forensics_app.verify.files import records
from forensics_app.verify.files.plain_form import is_free
from forensics_app.verify.lists.catalog_lines import plain_line
from tests.fuzzing.bundle_targets import LTA, RICH, Judge, Target, event_seed
from tests.fuzzing.second_readings import (
    are_sealed_lines,
    is_one_der_value,
    is_plain_zip,
    is_sealed_json,
    is_signed_data,
    is_unbroken_ledger,
)
from tests.vectors import attacks_levels, pki
from tests.vectors.asn1 import integer, seq
from tests.vectors.attacks_request import record
from tests.vectors.attacks_supplements import said
from tests.vectors.bundle import NAME, Plan, build, container_entries
from tests.vectors.zipform import Entry, write

_OURS = (
    ForensicsError, SealedJsonError, FieldError, CertificateUnreadableError, DerError, ProfileError,
    StatusUnreadableError, SealInfoError, records.NotSealedFormError,
)  # fmt: skip


def _refused(decode: Callable[[bytes], object], also: Callable[[bytes], bool] | None = None) -> Judge:
    """What `decode` takes, `also` must find in its form."""

    def judge(data: bytes) -> list[str]:
        try:
            decode(data)
        except _OURS:
            return []
        return [] if also is None or also(data) else ["taken, and not in its form for another reader"]

    return judge


def _file(read: Callable[[Path], object], name: str = "file") -> Callable[[bytes], object]:
    def decode(data: bytes) -> object:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(data)
            return read(path)

    return decode


def _zip(data: bytes) -> list[str]:
    """A ZIP in which nothing is wrong is the one ZIP of its names and contents."""
    problems: list[Problem] = []
    opened = open_source(MemoryBytes(data), Path(f"{NAME}.zip"), problems.append)
    if opened.tree is None:
        return [] if problems or opened.seal is not None else ["nothing opened, and nothing said"]
    for position in range(len(opened.tree.table)):
        read_whole(opened.tree, position, 1 << 20, problems.append)
    opened.close()
    return [] if problems or is_plain_zip(data) else ["nothing wrong, and not the one ZIP of its contents"]


def _container(data: bytes) -> list[str]:
    problems: list[Problem] = []
    read_seal(data, "seal", problems.append)
    return [] if problems or is_plain_zip(data) else ["nothing wrong, and not the one ZIP of its contents"]


def _ledger(data: bytes) -> list[str]:
    lines, rest = split_lines(data)
    check = check_chain(lines)
    if check.unbroken and not rest and not is_unbroken_ledger(data):
        return ["unbroken, and broken for another reader"]
    return []


def _line_signature(data: bytes) -> list[str]:
    """What holds says nothing, what doesn't says why, and two libraries agree on which it is."""
    line = build(RICH).tree["metadata/custody.jsonl"].split(b"\n")[3]
    reported: list[tuple[bool, list[Problem]]] = []
    for arithmetic in (OPENSSL, PYCRYPTODOME):
        problems: list[Problem] = []
        holds = read_line_signature(data, line, "4", problems.append, arithmetic) is not None
        if holds is bool(problems):
            return ["nothing was said of a signature that does not hold, or something of one that does"]
        reported.append((holds, problems))
    if reported[0] != reported[1]:
        return ["the two implementations disagree"]
    return [] if not reported[0][0] or is_signed_data(data) else ["it holds, and is not in its form"]


def _line(kind: type) -> Judge:
    """A line of a list: what its decoder takes, the general parser takes too, and another reader."""
    reader: records.Reader[object] = records.Reader(kind)

    def judge(data: bytes) -> list[str]:
        try:
            reader.read(data)
        except records.NotSealedFormError:
            return ["taken together, and refused alone"] if reader.read_all([data]) else []
        try:
            parse(data)
        except SealedJsonError as e:
            return [f"taken as {kind.__name__}, and no sealed JSON: {e}"]
        return [] if is_sealed_json(data) else ["taken, and not in its form for another reader"]

    return judge


def _catalog_line(data: bytes) -> list[str]:
    """The pattern that recognises lines without decoding them takes nothing that the decoder refuses."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _line(records.Artifact)(data)
    found = None if b"\n" in data else plain_line(free=is_free(data)).fullmatch(text)
    if found is not None:
        try:
            line = records.Reader(records.Artifact).read(data)
        except records.NotSealedFormError:
            return ["recognised, and refused by the decoder"]
        if found.groups() != (line.data, line.digests.sha256, line.exhibit, line.id, line.size):
            return ["recognised with other values"]
    return _line(records.Artifact)(data)


def _card_facts() -> LabCard:
    chain = pki.SIGNER.chain
    names = (CardName("en", "Example Laboratory"), CardName("fr", "Laboratoire exemple"))
    return LabCard(names, "FR", "lab@example.org", chain, pki.SIGNER.fingerprint, "2026-11-24T10:00:00Z")


@cache
def _card() -> bytes:
    """A card with a signature that is the same each time."""
    text = render(_card_facts())
    info = (
        f"format: sealwright/1\nkind: card\nsigner-sha256: {pki.SIGNER.fingerprint}\ntime-stamp: none\n"
        f"card-sha256: {hashlib.sha256(text).hexdigest()}\n"
    )
    return write(container_entries(Plan(), [Entry("seal-info.txt", info.encode()), Entry("card.json", text)]))


def _read_card(data: bytes) -> list[str]:
    try:
        card = read_card(data, "card")
    except _OURS:
        return []
    return [] if card == _card_facts() and is_plain_zip(data) else ["another card under the same signature"]


def _trust() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = TrustFile(Path(folder))
        now = datetime(2026, 11, 24, tzinfo=UTC)
        for who, role in ((pki.SIGNER, TrustRole.SEAL), (pki.TIME, TrustRole.TIME)):
            file.add_known(who.certificate, role=role, subject=None, label="a lab", now=now)
        return (Path(folder) / "trust.json").read_bytes()


def _pkcs12() -> bytes:
    """The signer's key and certificate under a password; few rounds, since each trial does them again."""
    certificate = x509.load_der_x509_certificate(pki.SIGNER.certificate)
    locked = PrivateFormat.PKCS12.encryption_builder().kdf_rounds(1).build(b"secret")
    return pkcs12.serialize_key_and_certificates(b"signer", pki.SIGNER.key, certificate, None, locked)


def _certificate_request() -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Marie Durand")])
    made = x509.CertificateSigningRequestBuilder().subject_name(name).sign(pki.SIGNER.key, SHA256())
    return made.public_bytes(Encoding.DER)


def _granted() -> bytes:
    """A granted TimeStampResp around a token (RFC 3161, section 2.4.2)."""
    return seq(seq(integer(0)), build(RICH).tree["custody/before.tst"])


def _info() -> bytes:
    found: list[bytes] = []
    build(replace(RICH, container=lambda entries: found.extend(e.data for e in entries)))
    return found[1]


def _of(path: str, *, line: bool = False) -> Callable[[], bytes]:
    """A file of the bag, or its first line."""

    def seed() -> bytes:
        data = build(RICH).tree[path]
        return data.split(b"\n")[0] if line else data

    return seed


def _blocks() -> bytes:
    digest = "0" * 64
    return f'{{"blake3":["{digest}"],"block_size":"1048576","path":"data/a","size":"9"}}'.encode()


def _trusted_for_a_run(path: Path) -> object:
    """What `--trust FILE` does."""
    return run_entries(path, role=TrustRole.SEAL, now=datetime(2026, 11, 24, tzinfo=UTC))


DECODERS: dict[str, Target] = {
    "decode-zip": Target(lambda: build(RICH).zip, _zip),
    "decode-container": Target(lambda: build(LTA).seal, _container),
    "decode-event": Target(event_seed, _refused(read_event, are_sealed_lines)),
    "decode-json": Target(_of("metadata/request.json", line=True), _refused(parse, is_sealed_json)),
    "decode-info": Target(_info, _refused(parse_any)),
    "decode-ledger": Target(_of("metadata/custody.jsonl"), _ledger),
    "decode-line-signature": Target(_of("custody/4.p7s"), _line_signature),
    "decode-p7s": Target(_of("custody/4.p7s"), _refused(read_canonical, is_signed_data)),
    "decode-token": Target(_of("custody/before.tst"), _refused(read_token, is_signed_data)),
    "decode-answer": Target(_granted, _refused(read_answer)),
    "decode-certificate": Target(lambda: pki.SIGNER.certificate, _refused(read_facts, is_one_der_value)),
    "decode-pem": Target(lambda: pki.pem(*pki.SIGNER.chain), _refused(_file(_trusted_for_a_run))),
    "decode-der": Target(lambda: pki.SIGNER.certificate, _refused(_file(_trusted_for_a_run))),
    "decode-list": Target(lambda: attacks_levels.SIGNER_CRL, _refused(lists_in)),
    "decode-crl": Target(lambda: attacks_levels.SIGNER_CRL, _refused(read_statement, is_one_der_value)),
    "decode-ocsp": Target(lambda: attacks_levels.SIGNER_OCSP, _refused(read_statement, is_one_der_value)),
    "decode-pkcs12": Target(_pkcs12, _refused(_file(lambda p: read_pkcs12(p, b"secret")))),
    "decode-request": Target(_certificate_request, _refused(_file(read_request))),
    "decode-card": Target(_card, _read_card),
    "decode-trust": Target(
        _trust, _refused(_file(lambda p: TrustFile(p.parent).load(), "trust.json"), are_sealed_lines)
    ),
    "decode-request-file": Target(record, _refused(lambda data: from_json(data, "file"))),
    "line-catalog": Target(_of("metadata/catalog.jsonl", line=True), _catalog_line),
    "line-source": Target(_of("metadata/sources.jsonl", line=True), _line(records.Source)),
    "line-selection": Target(_of("metadata/selection.json", line=True), _line(records.Selection)),
    "line-omission": Target(_of("metadata/omissions.jsonl", line=True), _line(records.Omission)),
    "line-request": Target(_of("metadata/request.json", line=True), _line(records.Request)),
    "line-request-2": Target(lambda: record().rstrip(b"\n"), _line(records.Request2)),
    "line-supplement": Target(lambda: said().rstrip(b"\n"), _line(records.Supplement)),
    "line-blocks": Target(_blocks, _line(records.Blocks)),
}
"""By name, which a finding keeps."""

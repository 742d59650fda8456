"""Authorities over sockets: what a good one gives is taken; each way to fail has its own answer."""

from __future__ import annotations

import hashlib
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from forensics_app.bundle.reading.tree import Problem
from forensics_app.errors import (
    CancelledError,
    TimeStampError,
    TimeStampExpiredError,
    TimeStampGarbledError,
    TimeStampImprintError,
    TimeStampInvalidError,
    TimeStampNoAnswerError,
    TimeStampNonceError,
    TimeStampPolicyError,
    TimeStampRefusedError,
    TimeStampTimeoutError,
    TimeStampTooLargeError,
    TimeStampUnreachableError,
    TimeStampUsageError,
)
from forensics_app.i18n.sentences import error_sentence
from forensics_app.seal.certificates.arithmetic import OPENSSL
from forensics_app.seal.certificates.facts import read_facts
from forensics_app.seal.fetching import Limits
from forensics_app.seal.forms import timestamp_messages
from forensics_app.seal.forms.p7s_profile import ProfileError
from forensics_app.seal.forms.token_profile import canonical_token, read_token
from forensics_app.seal.making.timestamp import AuthoritiesInTurn, TimeStampAuthority
from forensics_app.seal.signatures.token_reader import check_token_over
from forensics_app.seal.status.status_fetching import StatusFetcher
from tests.judging.judges import require_judge
from tests.world.authorities import pki, stamping
from tests.world.authorities.server import HOSTILE, Authorities, authorities
from tests.world.authorities.stamping import POLICY

STAMPED = b"what is stamped"
IMPRINT = hashlib.sha256(STAMPED).digest()
PATIENCE_S = 1.0


@pytest.fixture(scope="module")
def served() -> Iterator[Authorities]:
    require_judge("openssl")
    with authorities() as known:
        yield known


def impatient(url: str, policy: str | None = None) -> TimeStampAuthority:
    return TimeStampAuthority(url, policy=policy, limits=Limits(seconds=PATIENCE_S, size_bytes=64 << 10))


def test_openssl_takes_the_token_that_was_taken(served: Authorities, tmp_path: Path) -> None:
    token = TimeStampAuthority(served.tsa, policy=POLICY).stamp(IMPRINT)
    (tmp_path / "token").write_bytes(token)
    (tmp_path / "data").write_bytes(STAMPED)
    (tmp_path / "root.pem").write_bytes(served.time_root.pem)
    command = [
        "openssl",
        "ts",
        "-verify",
        "-token_in",
        "-in",
        "token",
        "-data",
        "data",
        "-CAfile",
        "root.pem",
    ]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=60)
    assert [c.encoded for c in read_token(token).chain] == list(served.time_authority.chain)


def test_answer_in_ber_gives_a_token_in_der(served: Authorities, tmp_path: Path) -> None:
    """Authorities built on some libraries write indefinite lengths, which RFC 3161 allows."""
    token = TimeStampAuthority(f"{served.base}/ber", policy=POLICY).stamp(IMPRINT)
    assert [c.encoded for c in read_token(token).chain] == list(served.time_authority.chain)
    (tmp_path / "token").write_bytes(token)
    (tmp_path / "data").write_bytes(STAMPED)
    (tmp_path / "root.pem").write_bytes(served.time_root.pem)
    judge = [require_judge("openssl"), "ts", "-verify", "-token_in", "-in", "token", "-data", "data"]
    command = [*judge, "-CAfile", "root.pem"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=60)


def test_each_request_has_a_nonce_of_its_own(served: Authorities) -> None:
    served.asked.clear()
    for _ in range(3):
        TimeStampAuthority(served.tsa).stamp(IMPRINT)
    assert len(set(served.asked)) == 3


FAULTS: dict[str, type[TimeStampError]] = {
    "page": TimeStampNoAnswerError,
    "page-called-a-reply": TimeStampGarbledError,
    "broken": TimeStampNoAnswerError,
    "elsewhere": TimeStampNoAnswerError,
    "refuses": TimeStampRefusedError,
    "hangs": TimeStampTimeoutError,
    "hangs-after-the-headers": TimeStampTimeoutError,
    "drips": TimeStampTimeoutError,
    "drips-headers": TimeStampTimeoutError,
    "endless": TimeStampTooLargeError,
    "cut-off": TimeStampUnreachableError,
    "nested": TimeStampGarbledError,
    "another-nonce": TimeStampNonceError,
    "another-imprint": TimeStampImprintError,
    "another-policy": TimeStampPolicyError,
    "not-for-time": TimeStampUsageError,
    "ended": TimeStampExpiredError,
    "false-chain": TimeStampInvalidError,
    "altered": TimeStampInvalidError,
}


def test_every_hostile_way_is_tested() -> None:
    assert set(FAULTS) == set(HOSTILE)


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_hostile_authority(name: str, served: Authorities) -> None:
    begun = time.monotonic()
    with pytest.raises(TimeStampError) as caught:
        impatient(served.hostile(name), POLICY).stamp(IMPRINT)
    assert type(caught.value) is FAULTS[name]
    assert caught.value.url == served.hostile(name)
    assert served.hostile(name) in error_sentence(caught.value)
    assert time.monotonic() - begun < PATIENCE_S + 3


def test_refusal_is_told_in_the_authority_s_own_words(served: Authorities) -> None:
    with pytest.raises(TimeStampRefusedError) as caught:
        impatient(served.hostile("refuses")).stamp(IMPRINT)
    assert (caught.value.reason, caught.value.text) == ("time-not-available", "not today")


def test_nobody_listens() -> None:
    with authorities() as known:
        gone = known.tsa
    with pytest.raises(TimeStampUnreachableError):
        impatient(gone).stamp(IMPRINT)


def test_cancel_while_an_authority_hangs(served: Authorities) -> None:
    asked = threading.Event()
    threading.Timer(0.2, asked.set).start()
    authority = TimeStampAuthority(served.hostile("hangs"), cancelled=asked.is_set)
    begun = time.monotonic()
    with pytest.raises(CancelledError):
        authority.stamp(IMPRINT)
    assert time.monotonic() - begun < 5  # the authority's own limit is 20 s


def test_next_authority_is_asked_and_stays_the_first(served: Authorities) -> None:
    heard: list[TimeStampError] = []
    turn = AuthoritiesInTurn(
        [impatient(served.hostile("refuses")), TimeStampAuthority(served.tsa)], heard=heard.append
    )
    for _ in range(2):
        assert read_token(turn.stamp(IMPRINT)).imprint == IMPRINT
    assert [type(e) for e in heard] == [TimeStampRefusedError]
    assert turn.failures == heard


def test_last_authority_s_fault_is_raised(served: Authorities) -> None:
    turn = AuthoritiesInTurn([impatient(served.hostile("page")), impatient(served.hostile("refuses"))])
    with pytest.raises(TimeStampRefusedError):
        turn.stamp(IMPRINT)
    assert [type(e) for e in turn.failures] == [TimeStampNoAnswerError, TimeStampRefusedError]


def test_no_flipped_bit_of_an_answer_makes_another_token(served: Authorities) -> None:
    """Every byte in turn: refused, or the same token. Certificates above the authority's are signed by nobody
    here: where a name in one changes, the chain is shorter.
    """
    authority = TimeStampAuthority(served.tsa)
    answer = stamping.answer(timestamp_messages.request(IMPRINT, 7), served.time_authority)
    whole = read_token(authority.accept(answer, IMPRINT, 7))
    refused = 0
    for place in range(len(answer)):
        flipped = bytearray(answer)
        flipped[place] ^= 1 << place % 8
        try:
            found = read_token(authority.accept(bytes(flipped), IMPRINT, 7))
        except TimeStampError:
            refused += 1
            continue
        assert replace(found, chain=whole.chain) == whole
        assert found.chain[0] == whole.chain[0]
        assert len(found.chain) <= len(whole.chain)
    assert refused > len(answer) * 0.9


# --- issuers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("page", None),
        ("broken", "HTTP 503"),
        ("elsewhere", "HTTP 302"),
        ("hangs", "timeout"),
        ("drips", "timeout"),
        ("drips-headers", "timeout"),
        ("endless", "too-large"),
    ],
)
def test_hostile_issuer_costs_the_list_alone(name: str, reason: str | None, served: Authorities) -> None:
    signer = pki.under(served.lab_root, "Marie", list_at=served.hostile(name))
    fetcher = StatusFetcher(limits=Limits(seconds=PATIENCE_S, size_bytes=64 << 10))
    begun = time.monotonic()
    assert fetcher.collect([tuple(read_facts(c) for c in signer.chain)]) == ()
    assert time.monotonic() - begun < PATIENCE_S + 3
    assert [(e.code, e.fields()["subject"]) for e in fetcher.failures] == [("status-not-fetched", "Marie")]
    assert reason in (None, fetcher.failures[0].fields()["reason"])


def test_list_of_another_issuer_of_that_name_is_not_taken(served: Authorities) -> None:
    false_root = pki.root("Test Laboratory Root")
    signer = pki.under(false_root, "Marie", list_at=f"{served.base}/list/lab-root")
    fetcher = StatusFetcher()
    assert fetcher.collect([tuple(read_facts(c) for c in signer.chain)]) == ()
    assert [e.fields()["reason"] for e in fetcher.failures] == ["not-good"]


def test_cancel_while_an_issuer_hangs(served: Authorities) -> None:
    asked = threading.Event()
    threading.Timer(0.2, asked.set).start()
    signer = pki.under(served.lab_root, "Marie", list_at=served.hostile("hangs"))
    with pytest.raises(CancelledError):
        StatusFetcher(cancelled=asked.is_set).collect([tuple(read_facts(c) for c in signer.chain)])


# --- what other authorities send ------------------------------------------------------------------------


def given(served: Authorities, *certificates: bytes) -> bytes:
    """A token of the good authority with these certificates, as it comes."""
    request = timestamp_messages.request(IMPRINT, 7)
    answer = stamping.own_answer(request, served.time_authority, certificates=certificates)
    token = timestamp_messages.read_answer(answer)
    assert isinstance(token, bytes)
    return token


def test_chain_without_its_root_is_taken_and_holds(served: Authorities) -> None:
    """What most public authorities send: everything but the root, which the receiver has."""
    token = canonical_token(given(served, *served.time_authority.chain[:2]))
    problems: list[Problem] = []
    found = check_token_over(token, IMPRINT, name="t", arithmetic=OPENSSL, add=problems.append)
    assert problems == []
    assert found is not None
    assert found.holds
    assert [c.encoded for c in found.chain] == list(served.time_authority.chain[:2])


def test_certificates_of_nobody_in_the_chain_are_left_out(served: Authorities) -> None:
    token = given(served, *served.time_authority.chain, served.lab_root.der)
    with pytest.raises(ProfileError, match="certificates"):
        read_token(token)
    chain = read_token(canonical_token(token)).chain
    assert [c.encoded for c in chain] == list(served.time_authority.chain)


def test_token_without_its_certificate_is_refused(served: Authorities) -> None:
    with pytest.raises(ProfileError, match="certificates"):
        canonical_token(given(served, served.time_root.der))


# --- over TLS -----------------------------------------------------------------------------------------------


@pytest.fixture
def over_tls(
    served: Authorities, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[str, Path]]:
    """An authority behind TLS: its address, and the root of its server's certificate."""
    root = pki.root("TLS Root")
    server = pki.under(root, "localhost", host="localhost")
    (tmp_path / "server.pem").write_bytes(server.key_pem + server.pem)
    (tmp_path / "tls-root.pem").write_bytes(root.pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.pem")
    with authorities(tls=context) as known:
        monkeypatch.setenv("no_proxy", "localhost")
        yield known.tsa.replace("http://127.0.0.1", "https://localhost"), tmp_path / "tls-root.pem"


def test_server_with_a_certificate_that_the_system_trusts(
    over_tls: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, root = over_tls
    monkeypatch.setenv("SSL_CERT_FILE", str(root))
    assert read_token(TimeStampAuthority(url).stamp(IMPRINT)).imprint == IMPRINT


def test_server_with_a_certificate_of_nobody(over_tls: tuple[str, Path]) -> None:
    with pytest.raises(TimeStampUnreachableError) as caught:
        TimeStampAuthority(over_tls[0]).stamp(IMPRINT)
    assert "CERTIFICATE_VERIFY_FAILED" in caught.value.reason

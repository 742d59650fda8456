"""Whatever the bytes are, the verifier reports:
it never raises, hangs or calls something sound that isn't.
"""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forensics_app.model.findings import Verdict
from forensics_app.seal.forms.p7s_profile import ProfileError, read_canonical
from forensics_app.seal.forms.token_profile import read_token
from tests.vectors.bundle import Built, Files, Plan, build
from tests.vectors.zipform import Entry
from tests.world.receiving import policy, verify_bytes

SOUND: Built = build(Plan(time_stamp=True))
USING = policy(("seal signer", "time time"), threads=1)
KEPT: list[Entry] = []
build(Plan(time_stamp=True, container=KEPT.extend))
P7S = next(e.data for e in KEPT if e.name.endswith(".p7s"))
TOKEN = next(e.data for e in KEPT if e.name.endswith(".tst"))
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def spliced(draw: st.DrawFn, data: bytes) -> bytes:
    """`data` with a piece cut out, put in or written over, once or a few times."""
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(data)))
        length = draw(st.integers(0, 64))
        piece = draw(
            st.one_of(
                st.binary(max_size=64),
                st.integers(0, len(data)).map(lambda at, d=data: d[at : at + 64]),
                st.sampled_from(
                    [b"PK\x05\x06", b"PK\x01\x02", b"\xff" * 8, b"\x00" * 22, b"\n", b"\x30\x80"]
                ),
            )
        )
        data = data[:start] + piece + data[start + length :]
    return data


@given(st.binary(max_size=400))
@QUICK
def test_any_bytes(data: bytes) -> None:
    assert verify_bytes(data, "x.zip", USING).verdict is Verdict.UNREADABLE
    assert verify_bytes(data, "x.asice", USING).verdict is Verdict.UNREADABLE


@given(spliced(SOUND.zip))
@QUICK
def test_spliced_bundle(data: bytes) -> None:
    verdict = verify_bytes(data, "x.zip", USING).verdict
    assert (verdict is Verdict.VERIFIED) == (data == SOUND.zip)
    assert verdict is not Verdict.UNCONFIRMED


@given(spliced(SOUND.seal))
@QUICK
def test_spliced_seal(data: bytes) -> None:
    verdict = verify_bytes(data, "x.asice", USING).verdict
    assert (verdict is Verdict.UNCONFIRMED) == (data == SOUND.seal)


@given(st.one_of(st.binary(max_size=200), spliced(P7S)))
@QUICK
def test_signature_file_is_read_in_one_form_or_refused(data: bytes) -> None:
    try:
        read_canonical(data)
    except ProfileError:
        return
    assert len(data) == len(P7S)


@given(st.one_of(st.binary(max_size=200), spliced(TOKEN)))
@QUICK
def test_token_is_read_in_one_form_or_refused(data: bytes) -> None:
    try:
        read_token(data)
    except ProfileError:
        return
    assert data.startswith(b"\x30\x82")


SEALED_FILES = sorted(p for p in SOUND.tree if p.startswith(("metadata/", "bag")) or p.endswith("sha256.txt"))


@given(st.sampled_from(SEALED_FILES), st.data())
@settings(QUICK, max_examples=300)
def test_hostile_sender_seals_anything(path: str, data: st.DataObject) -> None:
    """The sender's own seal over lists that are none: reported, whatever they hold."""

    def change(tree: Files) -> None:
        tree[path] = data.draw(spliced(tree[path]))

    in_manifests = path.endswith("sha256.txt")
    built = build(Plan(manifests=change) if in_manifests else Plan(lists=change))
    report = verify_bytes(built.zip, "x.zip", policy(threads=1))
    if built.tree[path] == SOUND.tree[path]:
        assert report.verdict is Verdict.VERIFIED
    assert report.verdict is not Verdict.UNREADABLE

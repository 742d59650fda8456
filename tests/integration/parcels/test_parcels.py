"""A bundle goes into a parcel and comes out, by every kind of recipient; what was changed is found."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from forensics_app.errors import (
    ForensicsError,
    NotABundleError,
    OutputExistsError,
    ParcelContentError,
    ParcelDamagedError,
    ParcelLockedError,
    ParcelNotFoundError,
    RecipientRefusedError,
    RecipientsMissingError,
    ShareInvalidError,
    SharesMissingError,
    UsageError,
)
from forensics_app.model.findings import Verdict
from forensics_app.parcel.envelope import Recipients
from forensics_app.parcel.layout import MIB
from forensics_app.parcel.shares import KeyShare
from forensics_app.services.parcels.adding import add_recipients
from forensics_app.services.parcels.checking import check_parcel
from forensics_app.services.parcels.making import MadeParcel, ParcelOrder, make_parcel, sign_list
from forensics_app.services.parcels.opening import OpenedParcel, ParcelKeys, open_parcel
from forensics_app.services.verifying.verify import verify
from tests.world.parcels import KINDS, PHRASE, Sender, certificate_for, make_sender, recipient, trust_in
from tests.world.sealing import make_bench
from tests.world.signing import signing_key


@pytest.fixture(scope="module")
def sender(tmp_path_factory: pytest.TempPathFactory) -> Sender:
    return make_sender(tmp_path_factory.mktemp("sender"))


@pytest.fixture(scope="module")
def made(sender: Sender, tmp_path_factory: pytest.TempPathFactory) -> MadeParcel:
    return sender.parcel(tmp_path_factory.mktemp("parcel"))


@pytest.fixture
def copy(made: MadeParcel, tmp_path: Path) -> Iterator[Path]:
    """The list of a copy that a test may spoil. Whatever it does, no plaintext stays in the folder."""
    folder = tmp_path / "arrived"
    shutil.copytree(made.path.parent, folder)
    yield folder / made.path.name
    known = {p.name for p in made.path.parent.iterdir()}
    assert {p.name for p in folder.iterdir()} - known <= {"P-1.v00009.p7m", "renamed.parcel.asice"}


def keys_of(kind: str, made: MadeParcel) -> ParcelKeys:
    if kind == "passphrase":
        return ParcelKeys(passphrase=PHRASE.encode())
    if kind == "shares":
        return ParcelKeys(shares=(made.shares[2], made.shares[0]))
    return ParcelKeys(private=recipient(kind).opens)


def opened(sender: Sender, path: Path, out: Path, keys: ParcelKeys) -> OpenedParcel:
    return open_parcel(path, out, keys, trust=sender.trust, clock=sender.clock)


@pytest.mark.parametrize("kind", [*KINDS, "passphrase", "shares"])
def test_every_recipient_gets_the_sealed_bytes_and_a_verified_bundle(
    sender: Sender, made: MadeParcel, tmp_path: Path, kind: str
) -> None:
    found = opened(sender, made.path, tmp_path / "B.zip", keys_of(kind, made))
    assert (tmp_path / "B.zip").read_bytes() == sender.bundle.read_bytes()
    assert found.verification.verdict is Verdict.VERIFIED
    assert found.verdict is Verdict.VERIFIED, found.parcel.findings
    assert {p.name for p in tmp_path.iterdir()} == {"B.zip"}
    assert (tmp_path / "B.zip").stat().st_mode & 0o777 == 0o600


def test_courier_learns_who_signed_and_that_all_is_there(sender: Sender, made: MadeParcel) -> None:
    found = check_parcel(made.path.parent, trust=sender.trust, clock=sender.clock)
    assert found.verdict is Verdict.UNCONFIRMED
    assert [f.code for f in found.findings if f.severity.value == "doubt"] == ["parcel-closed"]
    assert found.facts is not None
    assert len(found.facts.volumes) == 3
    told = b"".join(p.read_bytes() for p in made.path.parent.iterdir() if p.suffix != ".p7m")
    for secret in (sender.bundle.stem.encode(), b"FR/2026/0417", b"big.bin"):
        assert secret not in told
    padded = sum(v.size for v in found.facts.volumes)
    assert padded > sender.bundle.stat().st_size


def test_verify_says_of_a_parcel_what_a_courier_can_know(sender: Sender, made: MadeParcel) -> None:
    report = verify(made.path, trust=sender.trust, clock=sender.clock)
    assert report.verdict is Verdict.UNCONFIRMED
    assert report.bundle.scope == "parcel"
    assert report.seal.code is None
    assert {a.value: s.value for a, s in report.axes.items()}["origin"] == "pass"


def test_true_size_is_hidden_in_a_multiple_of_the_unit(sender: Sender, tmp_path: Path) -> None:
    sizes = set()
    for number, extra in enumerate((0, 40_000)):
        other = make_sender(tmp_path / f"s{number}", bytes(900_000 + extra))
        made = other.parcel(tmp_path / f"p{number}", volume_bytes=4 * MIB, unit=MIB)
        sizes.add(made.facts.padded_bytes)
    assert len(sizes) == 1


# --- what happens on the way ------------------------------------------------------------------------


def damage(sender: Sender, made: MadeParcel, path: Path, out: Path) -> str:
    """The code with which opening ends; the courier's check must not call it sound either."""
    report = check_parcel(path, trust=sender.trust, clock=sender.clock)
    assert report.verdict in (Verdict.ALTERED, Verdict.INCOMPLETE, Verdict.UNREADABLE), report.findings
    with pytest.raises((ParcelDamagedError, ParcelLockedError)) as caught:
        opened(sender, path, out, keys_of("P-256", made))
    assert not out.exists()
    return str(getattr(caught.value, "detail", ""))


@pytest.mark.parametrize("name", ["P-1.v00001.p7m", "P-1.v00003.p7m", "P-1.key.p7m", "P-1.parcel.asice"])
@pytest.mark.parametrize("where", ["first", "middle", "last"])
def test_flipped_byte(
    sender: Sender, made: MadeParcel, copy: Path, tmp_path: Path, name: str, where: str
) -> None:
    file = copy.with_name(name)
    data = bytearray(file.read_bytes())
    data[{"first": 0, "middle": len(data) // 2, "last": -1}[where]] ^= 1
    file.write_bytes(data)
    assert damage(sender, made, copy, tmp_path / "B.zip")


@pytest.mark.parametrize("name", ["P-1.v00001.p7m", "P-1.v00002.p7m", "P-1.v00003.p7m", "P-1.key.p7m"])
def test_missing_file(sender: Sender, made: MadeParcel, copy: Path, tmp_path: Path, name: str) -> None:
    copy.with_name(name).unlink()
    assert damage(sender, made, copy, tmp_path / "B.zip") == "parcel-file-missing"


def test_last_volume_cut(sender: Sender, made: MadeParcel, copy: Path, tmp_path: Path) -> None:
    volume = copy.with_name("P-1.v00003.p7m")
    volume.write_bytes(volume.read_bytes()[:-20])
    assert damage(sender, made, copy, tmp_path / "B.zip") == "parcel-file-size"


def test_volumes_exchanged(sender: Sender, made: MadeParcel, copy: Path, tmp_path: Path) -> None:
    one, two = copy.with_name("P-1.v00001.p7m"), copy.with_name("P-1.v00002.p7m")
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)
    assert damage(sender, made, copy, tmp_path / "B.zip") == "parcel-file-differs"
    codes = {f.code for f in check_parcel(copy, trust=sender.trust, clock=sender.clock).findings}
    assert "parcel-file-swapped" in codes


def resigned(sender: Sender, made: MadeParcel, copy: Path, **volumes: bytes) -> None:
    """A list signed by the sender's own key over other files: only what is inside the volumes can tell."""
    files = []
    for volume in made.facts.volumes:
        data = volumes.get(volume.name.split(".")[1], copy.with_name(volume.name).read_bytes())
        copy.with_name(volume.name).write_bytes(data)
        files.append(replace(volume, size=len(data), sha256=hashlib.sha256(data).hexdigest()))
    facts = replace(made.facts, volumes=tuple(files))
    copy.write_bytes(sign_list(facts, (signing_key(),), clock=sender.clock))


def test_signed_list_over_reordered_volumes(
    sender: Sender, made: MadeParcel, copy: Path, tmp_path: Path
) -> None:
    one, two = (copy.with_name(f"P-1.v0000{n}.p7m").read_bytes() for n in (1, 2))
    resigned(sender, made, copy, v00001=two, v00002=one)
    with pytest.raises(ParcelDamagedError) as caught:
        opened(sender, copy, tmp_path / "B.zip", keys_of("P-384", made))
    assert caught.value.detail == "volume-place"


def test_signed_list_over_a_volume_of_another_parcel(
    sender: Sender, made: MadeParcel, copy: Path, tmp_path: Path
) -> None:
    other = sender.parcel(tmp_path / "other")
    resigned(sender, made, copy, v00002=other.path.with_name("P-1.v00002.p7m").read_bytes())
    with pytest.raises(ParcelDamagedError) as caught:
        opened(sender, copy, tmp_path / "B.zip", keys_of("P-256", made))
    assert caught.value.detail == "volume-other-parcel"


def test_envelope_of_another_parcel(sender: Sender, made: MadeParcel, copy: Path, tmp_path: Path) -> None:
    other = sender.parcel(tmp_path / "other")
    shutil.copy(other.path.with_name("P-1.key.p7m"), copy.with_name("P-1.key.p7m"))
    assert damage(sender, made, copy, tmp_path / "B.zip")


def test_signed_list_over_the_envelope_of_another_parcel(
    sender: Sender, made: MadeParcel, copy: Path, tmp_path: Path
) -> None:
    other = sender.parcel(tmp_path / "other")
    data = other.path.with_name("P-1.key.p7m").read_bytes()
    copy.with_name("P-1.key.p7m").write_bytes(data)
    envelope = replace(made.facts.envelope, size=len(data), sha256=hashlib.sha256(data).hexdigest())
    facts = replace(made.facts, envelope=envelope)
    copy.write_bytes(sign_list(facts, (signing_key(),), clock=sender.clock))
    with pytest.raises(ParcelLockedError) as caught:
        opened(sender, copy, tmp_path / "B.zip", keys_of("P-256", made))
    assert caught.value.detail == "envelope-other-parcel"


def test_another_bundle_than_the_list_names(
    sender: Sender, made: MadeParcel, copy: Path, tmp_path: Path
) -> None:
    facts = replace(made.facts, seal="ab" * 32)
    copy.write_bytes(sign_list(facts, (signing_key(),), clock=sender.clock))
    with pytest.raises(ParcelContentError) as caught:
        opened(sender, copy, tmp_path / "B.zip", keys_of("P-256", made))
    assert caught.value.detail == "parcel-seal-differs"
    assert not (tmp_path / "B.zip").exists()


def test_recipient_the_list_does_not_name(sender: Sender, made: MadeParcel, copy: Path) -> None:
    facts = replace(made.facts, recipients=made.facts.recipients[:-1])
    copy.write_bytes(sign_list(facts, (signing_key(),), clock=sender.clock))
    report = check_parcel(copy, trust=sender.trust, clock=sender.clock)
    assert report.verdict is Verdict.ALTERED
    assert "parcel-recipients-differ" in {f.code for f in report.findings}


def test_certificate_that_opens_and_is_not_named(
    sender: Sender, made: MadeParcel, copy: Path, tmp_path: Path
) -> None:
    wrong = replace(made.facts.recipients[2], sha256="cd" * 32)
    named = (*made.facts.recipients[:2], wrong, *made.facts.recipients[3:])
    copy.write_bytes(sign_list(replace(made.facts, recipients=named), (signing_key(),), clock=sender.clock))
    found = opened(sender, copy, tmp_path / "B.zip", keys_of("P-256", made))
    assert found.verdict is Verdict.UNCONFIRMED
    assert "parcel-not-addressed" in {f.code for f in found.parcel.findings}


def test_recipient_sends_it_on_as_if_from_the_sender(
    sender: Sender, made: MadeParcel, tmp_path: Path
) -> None:
    """Decrypted, encrypted again for a third laboratory: its list can only be signed by whoever did that."""
    opened(sender, made.path, tmp_path / "X-B01.zip", keys_of("P-256", made))
    carrier = replace(sender, bundle=tmp_path / "X-B01.zip")
    third = recipient("P-256", 2)
    order = ParcelOrder(certificates=(third.certificate,), volume_bytes=MIB, unit=1, name="P-1")
    again = carrier.parcel(tmp_path / "again", order, signers=(signing_key("P-384"),))
    both = replace(sender.trust, entries=sender.trust.entries + trust_in(tmp_path, "P-384").entries)
    found = open_parcel(
        again.path, tmp_path / "C.zip", ParcelKeys(private=third.opens), trust=both, clock=sender.clock
    )
    assert found.verification.verdict is Verdict.VERIFIED
    assert found.verdict is Verdict.UNCONFIRMED
    assert "parcel-signer-other" in {f.code for f in found.parcel.findings}


def test_list_renamed_and_a_foreign_volume_beside_it(
    sender: Sender, made: MadeParcel, copy: Path, tmp_path: Path
) -> None:
    copy.with_name("P-1.v00009.p7m").write_bytes(b"anything")
    renamed = copy.rename(copy.with_name("renamed.parcel.asice"))
    found = opened(sender, renamed, tmp_path / "B.zip", keys_of("RSA-2048", made))
    assert found.verdict is Verdict.VERIFIED
    report = check_parcel(renamed, trust=sender.trust, clock=sender.clock)
    assert {"parcel-name", "parcel-file-unlisted"} <= {f.code for f in report.findings}


# --- keys that do not open --------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["RSA-2048", "P-256", "P-384"])
def test_key_of_somebody_else(sender: Sender, made: MadeParcel, tmp_path: Path, kind: str) -> None:
    with pytest.raises(ParcelLockedError) as caught:
        opened(sender, made.path, tmp_path / "B.zip", ParcelKeys(private=recipient(kind, 7).opens))
    assert caught.value.detail == "envelope-not-a-recipient"


def test_key_of_another_certificate(sender: Sender, made: MadeParcel, tmp_path: Path) -> None:
    wrong = replace(recipient("P-256").opens, key=recipient("P-256", 7).key)
    with pytest.raises(ParcelLockedError) as caught:
        opened(sender, made.path, tmp_path / "B.zip", ParcelKeys(private=wrong))
    assert caught.value.detail == "envelope-key"


def test_wrong_passphrase(sender: Sender, made: MadeParcel, tmp_path: Path) -> None:
    with pytest.raises(ParcelLockedError) as caught:
        opened(sender, made.path, tmp_path / "B.zip", ParcelKeys(passphrase=b"guessed"))
    assert caught.value.detail == "envelope-passphrase"


@pytest.mark.parametrize(
    ("chosen", "error", "detail"),
    [
        ("one", SharesMissingError, ""),
        ("twice", ShareInvalidError, "share-twice"),
        ("altered", ShareInvalidError, "share-differs"),
        ("foreign", ShareInvalidError, "share-other-parcel"),
        ("renumbered", ShareInvalidError, "share-differs"),
    ],
)
def test_shares_that_do_not_do(
    sender: Sender, made: MadeParcel, tmp_path: Path, chosen: str, error: type[ForensicsError], detail: str
) -> None:
    one, two, three = made.shares
    bad = bytes((two.value[0] ^ 1,)) + two.value[1:]
    sets: dict[str, tuple[KeyShare, ...]] = {
        "one": (one,),
        "twice": (one, one),
        "altered": (one, replace(two, value=bad)),
        "foreign": (one, replace(two, parcel="0" * 32)),
        "renumbered": (one, replace(two, number=3)),
    }
    with pytest.raises(error) as caught:
        opened(sender, made.path, tmp_path / "B.zip", ParcelKeys(shares=sets[chosen]))
    assert getattr(caught.value, "detail", "") == detail
    assert not (tmp_path / "B.zip").exists()
    assert three.number == 3


# --- making and adding ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("usage", "authority", "detail"),
    [("signing", False, "recipient-usage"), ("encryption", True, "recipient-authority")],
)
def test_certificate_that_is_not_for_encryption(
    sender: Sender, tmp_path: Path, usage: str, authority: bool, detail: str
) -> None:
    key = recipient("P-256").key
    order = ParcelOrder(certificates=(certificate_for(key, "x", usage=usage, authority=authority),))
    with pytest.raises(RecipientRefusedError) as caught:
        sender.parcel(tmp_path / "p", order)
    assert caught.value.detail == detail
    assert not (tmp_path / "p").exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"volume_bytes": MIB - 1},
        {"volume_bytes": 257 * MIB},
        {"unit": 0},
        {"shares": (3, 2)},
        {"shares": (1, 2)},
        {"name": "../x"},
        {"passphrases": (b"",)},
        {"passphrases": tuple(b"%d" % number for number in range(100))},
        {"passphrases": tuple(b"%d" % number for number in range(34))},
    ],
)
def test_orders_out_of_bounds(sender: Sender, tmp_path: Path, changes: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        sender.parcel(tmp_path / "p", **changes)
    assert not (tmp_path / "p").exists()


def test_nobody_who_could_open_it(sender: Sender, tmp_path: Path) -> None:
    with pytest.raises(RecipientsMissingError):
        sender.parcel(tmp_path / "p", ParcelOrder())


def test_what_is_no_zip_and_where_a_parcel_is(sender: Sender, made: MadeParcel, tmp_path: Path) -> None:
    with pytest.raises(NotABundleError):
        replace(sender, bundle=tmp_path).parcel(tmp_path / "p")
    with pytest.raises(OutputExistsError):
        sender.parcel(made.path.parent)
    with pytest.raises(ParcelNotFoundError):
        check_parcel(tmp_path, trust=sender.trust, clock=sender.clock)


def test_added_recipient_opens_and_no_volume_changes(
    sender: Sender, made: MadeParcel, copy: Path, tmp_path: Path
) -> None:
    before = {p.name: p.read_bytes() for p in copy.parent.glob("*.v*.p7m")}
    later = recipient("P-384", 2)
    more = Recipients(certificates=(later.certificate,), passphrases=(b"second phrase",))
    changed = add_recipients(
        copy, keys_of("passphrase", made), more, (signing_key(),), trust=sender.trust, clock=sender.clock
    )
    assert {p.name: p.read_bytes() for p in copy.parent.glob("*.v*.p7m")} == before
    assert len(changed.facts.recipients) == len(made.facts.recipients) + 2
    for number, keys in enumerate(
        (ParcelKeys(private=later.opens), ParcelKeys(passphrase=b"second phrase"), keys_of("RSA-3072", made))
    ):
        assert opened(sender, copy, tmp_path / f"{number}.zip", keys).verdict is Verdict.VERIFIED
    with pytest.raises(UsageError):
        add_recipients(
            copy,
            keys_of("passphrase", made),
            Recipients(certificates=(later.certificate,)),
            (signing_key(),),
            trust=sender.trust,
            clock=sender.clock,
        )


def test_two_parcels_of_one_bundle_share_no_volume(sender: Sender, made: MadeParcel, tmp_path: Path) -> None:
    other = sender.parcel(tmp_path / "other")
    assert not {v.sha256 for v in made.facts.volumes} & {v.sha256 for v in other.facts.volumes}
    assert made.facts.parcel != other.facts.parcel


def test_what_killed_runs_left_is_cleared_and_nothing_else(sender: Sender, tmp_path: Path) -> None:
    folder = tmp_path / "p"
    left, other = folder / ".P-1-0badcafe.part", folder / ".mine.part"
    left.mkdir(parents=True)
    (left / "P-1.v00001.p7m").write_bytes(b"half a volume")
    other.mkdir()
    (other / "letter.doc").write_bytes(b"somebody's")
    sender.parcel(folder)
    assert not left.exists()
    assert (other / "letter.doc").read_bytes() == b"somebody's"


def test_altered_bundle_inside_is_not_handed_out(tmp_path: Path) -> None:
    """Whoever makes the parcel may put anything into it: what comes out is judged like any bundle."""
    bench = make_bench(tmp_path, files={"a.txt": b"1"})
    bundle = Path(bench.seal().path)
    data = bytearray(bundle.read_bytes())
    at = data.index(b"VERIFY.en.txt") + 400
    data[at] ^= 1
    bundle.write_bytes(data)
    trust = trust_in(tmp_path)
    order = ParcelOrder(passphrases=(b"p",), volume_bytes=MIB, unit=1)
    made = make_parcel(bundle, tmp_path / "p", order, (signing_key(),), trust=trust, clock=bench.clock)
    with pytest.raises(ParcelContentError) as caught:
        open_parcel(
            made.path, tmp_path / "B.zip", ParcelKeys(passphrase=b"p"), trust=trust, clock=bench.clock
        )
    assert caught.value.detail == "verdict-altered"
    assert not (tmp_path / "B.zip").exists()

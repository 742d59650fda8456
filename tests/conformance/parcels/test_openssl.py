"""OpenSSL alone opens a parcel for each kind of recipient, by the printed recipe, and refuses as it must."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from forensics_app.parcel.envelope import SHARES_ID
from forensics_app.parcel.layout import MIB
from forensics_app.parcel.shares import join_shares
from forensics_app.report.verification.parcel_recipe import parcel_script, render_open_text
from forensics_app.services.parcels.making import MadeParcel
from tests.judging.judges import require_judge
from tests.vectors.parcels.attacks_sound import VECTORS
from tests.vectors.parcels.holders import KINDS as KEYS
from tests.vectors.parcels.holders import PHRASE as SECOND_PHRASE
from tests.vectors.parcels.holders import holder, shares_key
from tests.vectors.parcels.parcel import sealed
from tests.world.parcels import KINDS, PHRASE, Sender, make_sender, recipient


@pytest.fixture(scope="module")
def sender(tmp_path_factory: pytest.TempPathFactory) -> Sender:
    return make_sender(tmp_path_factory.mktemp("sender"))


@pytest.fixture(scope="module")
def made(sender: Sender, tmp_path_factory: pytest.TempPathFactory) -> MadeParcel:
    return sender.parcel(tmp_path_factory.mktemp("parcel"))


def arguments(kind: str, made: MadeParcel, folder: Path) -> list[str]:
    """The last two arguments of the recipe."""
    if kind == "passphrase":
        phrase = folder / "phrase"
        phrase.write_text(PHRASE, encoding="utf-8")
        return ["passphrase", str(phrase)]
    if kind == "shares":
        return ["shares", join_shares(made.shares[1:]).hex()]
    return [str(path) for path in recipient(kind).write(folder, kind)]


def recipe(path: Path, out: Path, last: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    for program in ("bash", "openssl", "unzip", "sha256sum"):
        require_judge(program)
    script = folder / "open.sh"
    script.write_text(parcel_script(), encoding="utf-8")
    command = ["bash", str(script), str(path), str(out), *last]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.parametrize("kind", [*KINDS, "passphrase", "shares"])
def test_recipe_opens_it(sender: Sender, made: MadeParcel, tmp_path: Path, kind: str) -> None:
    out = tmp_path / "out" / "B.zip"
    out.parent.mkdir()
    done = recipe(made.path, out, arguments(kind, made, tmp_path), tmp_path)
    assert done.returncode == 0, done.stderr
    assert out.read_bytes() == sender.bundle.read_bytes()
    assert made.facts.seal in done.stdout
    assert [p.name for p in out.parent.iterdir()] == ["B.zip"]


@pytest.mark.parametrize("by", [*KEYS, "passphrase", "shares"])
def test_recipe_opens_a_parcel_of_the_second_writer(tmp_path: Path, by: str) -> None:
    vector = next(v for v in VECTORS if v.name == "sound-every-recipient")
    path, out = vector.write(tmp_path / "vector"), tmp_path / "out" / "B.zip"
    out.parent.mkdir()
    if by == "shares":
        last = ["shares", shares_key(vector.plan.parcel).hex()]
    elif by == "passphrase":
        (tmp_path / "phrase").write_text(SECOND_PHRASE, encoding="utf-8")
        last = ["passphrase", str(tmp_path / "phrase")]
    else:
        key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
        key.write_bytes(holder(by).key_pem)
        certificate.write_bytes(holder(by).certificate_pem)
        last = [str(key), str(certificate)]
    done = recipe(path, out, last, tmp_path)
    assert done.returncode == 0, done.stderr
    assert out.read_bytes() == sealed().zip


@pytest.mark.parametrize("attack", ["flipped", "missing", "exchanged", "other-key"])
def test_recipe_refuses_and_keeps_nothing(
    sender: Sender, made: MadeParcel, tmp_path: Path, attack: str
) -> None:
    folder, out = tmp_path / "arrived", tmp_path / "out" / "B.zip"
    shutil.copytree(made.path.parent, folder)
    out.parent.mkdir()
    last = arguments("P-256", made, tmp_path)
    volumes = sorted(folder.glob("*.v*.p7m"))
    if attack == "flipped":
        data = bytearray(volumes[1].read_bytes())
        data[5000] ^= 1
        volumes[1].write_bytes(data)
    elif attack == "missing":
        volumes[2].unlink()
    elif attack == "exchanged":
        one, two = volumes[0].read_bytes(), volumes[1].read_bytes()
        volumes[0].write_bytes(two)
        volumes[1].write_bytes(one)
    else:
        last = [str(path) for path in recipient("P-256", 5).write(tmp_path, "other")]
    done = recipe(folder / made.path.name, out, last, tmp_path)
    assert done.returncode == 1
    assert "FAIL" in done.stderr
    assert list(out.parent.iterdir()) == []


def test_flipped_ciphertext_is_written_by_openssl_before_it_says_no(made: MadeParcel, tmp_path: Path) -> None:
    """Why the recipe keeps nothing where the exit code is not 0."""
    require_judge("openssl")
    folder = made.path.parent
    key, certificate = recipient("P-384").write(tmp_path, "me")
    envelope = folder / made.facts.envelope.name
    opened = _cms(envelope, "-recip", str(certificate), "-inkey", str(key), out=tmp_path / "key")
    assert opened.returncode == 0
    secret = (tmp_path / "key").read_text(encoding="ascii").split()[2]
    data = bytearray((folder / made.facts.volumes[0].name).read_bytes())
    data[-100] ^= 1
    (tmp_path / "volume").write_bytes(data)
    done = _cms(
        tmp_path / "volume", "-secretkey", secret, "-secretkeyid", made.facts.parcel, out=tmp_path / "clear"
    )
    assert done.returncode != 0


def test_shares_key_is_named_in_the_envelope_as_the_page_says() -> None:
    assert SHARES_ID.hex() in parcel_script()


def test_asn1_of_a_volume_is_what_rfc_5083_says(made: MadeParcel) -> None:
    require_judge("openssl")
    volume = made.path.parent / made.facts.volumes[-1].name
    shown = subprocess.run(
        ["openssl", "asn1parse", "-inform", "DER", "-in", volume], capture_output=True, text=True, check=True
    ).stdout
    for wanted in ("id-smime-ct-authEnvelopedData", "id-aes256-wrap", "aes-256-gcm", "pkcs7-data"):
        assert wanted in shown


@pytest.mark.parametrize("lang", ["en", "fr", "es", "ar", "de", "pt-BR", "ru", "zh-Hans"])
def test_text_beside_the_parcel_holds_the_recipe(lang: str, tmp_path: Path) -> None:
    text = tmp_path / f"P-1.OPEN.{lang}.txt"
    text.write_text(render_open_text("P-1", lang), encoding="utf-8")
    command = next(line.strip() for line in text.read_text(encoding="utf-8").splitlines() if "sed -n" in line)
    assert command.endswith(f"{text.name} > open.sh")
    subprocess.run(["bash", "-c", command], cwd=tmp_path, check=True)
    assert (tmp_path / "open.sh").read_text(encoding="utf-8") == parcel_script()


def test_script_is_sound_bash(tmp_path: Path) -> None:
    require_judge("shellcheck")
    script = tmp_path / "open.sh"
    script.write_text("#!/bin/bash\n" + parcel_script(), encoding="utf-8")
    done = subprocess.run(["shellcheck", "-e", "SC2015", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_volume_of_the_greatest_size_keeps_to_it(sender: Sender, made: MadeParcel) -> None:
    assert [v.size for v in made.facts.volumes][:2] == [MIB, MIB]
    listed = {v.name: v.sha256 for v in made.facts.volumes}
    for name, digest in listed.items():
        assert hashlib.sha256((made.path.parent / name).read_bytes()).hexdigest() == digest


def _cms(path: Path, *more: str, out: Path) -> subprocess.CompletedProcess[bytes]:
    command = ["openssl", "cms", "-decrypt", "-binary", "-inform", "DER", "-in", str(path), "-out", str(out)]
    return subprocess.run([*command, *more], capture_output=True, check=False, env={**os.environ})

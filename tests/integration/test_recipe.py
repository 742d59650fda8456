"""The foreign examiner's recipe: passes on sound bundles, stops at forged ones, and no line of it is idle."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import rfc8785

from forensics_app.bundle import layout
from forensics_app.report.verification.recipe import recipe_script, render_verify_text
from tests.judging.judges import require_judge
from tests.vectors import lists, pki
from tests.vectors.attacks_recipe import BY_NAME, ONLY
from tests.vectors.attacks_seal import P7S1
from tests.vectors.bundle import NAME, asic_manifest
from tests.vectors.lists import ITEMS
from tests.vectors.make_vectors import ALL
from tests.vectors.pki import SIGNER, Identity
from tests.vectors.vector import Sent
from tests.vectors.zipform import Entry


@pytest.fixture(scope="module", autouse=True)
def tools() -> None:
    for tool in ("bash", "openssl", "unzip", "sha256sum", "cmp"):
        require_judge(tool)


def run(
    sent: Sent,
    folder: Path,
    *,
    script: str | None = None,
    signer: Identity = SIGNER,
    ca: Identity = pki.ROOT,
    with_time_ca: bool = True,
) -> subprocess.CompletedProcess[str]:
    """Run the recipe on what was sent, with certificates that came by another way."""
    (folder / "in").mkdir()
    bundle = sent.write(folder / "in")
    own = folder / "own"
    own.mkdir()
    (own / "recipe.sh").write_text(script or recipe_script(), encoding="utf-8")
    (own / "sender-ca.pem").write_bytes(pki.pem(ca.certificate))
    (own / "tsa-ca.pem").write_bytes(pki.pem(pki.TIME_ROOT.certificate))
    command = ["bash", "recipe.sh", str(bundle), signer.fingerprint, "sender-ca.pem"]
    return subprocess.run(
        command + (["tsa-ca.pem"] if with_time_ca else []),
        cwd=own,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "signer"),
    [
        ("sound", SIGNER),
        ("sound-folder", SIGNER),
        ("sound-folder-renamed", SIGNER),
        ("sound-time", SIGNER),
        ("sound-cosigned-time", SIGNER),
        ("sound-earlier-seal", SIGNER),
        ("sound-format-2", SIGNER),
        ("sound-format-3-adds", SIGNER),
        ("sound-format-3-withdraws", SIGNER),
        ("sound-format-4", SIGNER),
        ("sound-format-4-cosigned-time", SIGNER),
        ("sound-format-4-signer-alone", SIGNER),
        ("sound-format-4-supplement", SIGNER),
        ("sound-large-file", SIGNER),
        ("recipe-expired-signer", pki.EXPIRED),
    ],
)
def test_sound_bundle_passes(name: str, signer: Identity, tmp_path: Path) -> None:
    done = run(BY_NAME[name].make(), tmp_path, signer=signer)

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"PASS {NAME}\n")
    assert f"signer: {signer.fingerprint}\n" in done.stdout


@pytest.mark.parametrize(
    ("name", "signer"),
    [
        ("sound-rsa", pki.rsa_signer),
        ("sound-rsa-3072", pki.rsa_3072_signer),
        ("sound-rsa-3072-time", pki.rsa_3072_signer),
        ("sound-rsa-pss", pki.pss_signer),
        ("sound-rsa-pss-time", pki.pss_signer),
        ("sound-p384-time", lambda: pki.P384),
        ("sound-sha512", lambda: SIGNER),
        ("sound-lta-crl", lambda: SIGNER),
        ("sound-lta-ocsp", lambda: SIGNER),
        ("sound-lta-cosigned", lambda: SIGNER),
        ("sound-hand-over-time", lambda: SIGNER),
        ("sound-before-token-time", lambda: SIGNER),
        ("sound-receipt", lambda: SIGNER),
    ],
)
def test_every_key_and_level_passes(name: str, signer: Callable[[], Identity], tmp_path: Path) -> None:
    done = run(BY_NAME[name].make(), tmp_path, signer=signer())
    assert done.returncode == 0, done.stderr


def test_time_of_the_token_is_printed(tmp_path: Path) -> None:
    done = run(BY_NAME["sound-time"].make(), tmp_path)
    assert "time: Nov 24 13:58:13 2026 GMT\n" in done.stdout


def test_promised_time_needs_the_authority(tmp_path: Path) -> None:
    done = run(BY_NAME["sound-time"].make(), tmp_path, with_time_ca=False)
    assert done.returncode == 1
    assert done.stderr.startswith("FAIL 2 tsa-ca.pem is needed")


RECIPE_ATTACKS = [
    v.name
    for v in ALL
    if (
        v.attack in {f"H{n}" for n in (1, 2, 3, 4, 5, 6, 7, 9, 10, 13, 34, 37, 38)}
        and v.verdict in ("altered", "incomplete", "unreadable")
    )
    or v.name in ("reseal-same-ca-other-signer", "reseal-with-tsa-certificate", "same-subject-ca")
    or v.name == "format-3-without-supplement"
]
BEYOND_THE_RECIPE = {
    # other bytes of what the same signer signed: openssl takes them, and the content is as signed
    "seal-malleated",
    "countersignature-injected",
    "timestamp-malleated",
    "p7s-embedded-content",
    "p7s-false-chain",
    # bytes of the ZIP that are no part of any file
    "zip-trailing-bytes",
    # the token inside the signature file: the recipe rests on the one over everything
    "timestamp-attribute-stripped",
    "signature-timestamp-replayed",
    # what issuers said of certificates, which the recipe leaves aside
    "embedded-list-same-name",
    "embedded-list-twice",
    # sixty sound signatures: more than a program reads (section 9.1), and nothing that fools the recipe
    "seal-sixty-signers",
    # the same of other bounds of section 9.1, one over each: what is there is whole and as it was signed
    "bound-bag-info-over",
    "bound-earlier-seals-over",
    "bound-text-over",
    "bound-statements-over",
    "bound-container-entries-over",
    # a signature over an event of the ledger, of which nothing is judged
    "bound-custody-file-over",
    # names of sealed tag files that the format leaves no room for; what they hold is as signed
    "metadata-other-file",
    "tag-file-in-data-by-case",
    # addenda, hand-overs and the token before the seal, which the recipe doesn't judge
    "before-token-malleated",
    "custody-signature-two-signers",
}


@pytest.mark.parametrize("name", [n for n in RECIPE_ATTACKS if n not in BEYOND_THE_RECIPE])
def test_forged_bundle_is_stopped(name: str, tmp_path: Path) -> None:
    done = run(BY_NAME[name].make(), tmp_path)

    assert done.returncode == 1, done.stdout
    assert re.match(r"FAIL [1-6]", done.stderr.splitlines()[-1])
    assert "PASS" not in done.stdout


# --- every check has a forged bundle that only it stops ----------------------------------------------


def checks() -> list[str]:
    """The marks at the ends of the script's checking lines."""
    return re.findall(r"# ([1-6][a-z])$", recipe_script(), flags=re.MULTILINE)


def without(check: str) -> str:
    """The script without one of its checks. The signature's one also writes the signer out: it goes blind."""
    if check == "3a":
        return recipe_script().replace("openssl cms -verify -cades", "openssl cms -verify -noverify -nosigs")
    kept = [
        line for line in recipe_script().splitlines(keepends=True) if not line.rstrip().endswith(f"# {check}")
    ]
    return "".join(kept)


def test_every_check_is_marked_once_and_has_its_forgery() -> None:
    assert checks() == sorted(ONLY)
    failing = set(re.findall(r"fail ['\"]([1-6][a-z]) ", recipe_script()))
    assert failing == set(ONLY)


@pytest.mark.parametrize("check", sorted(ONLY))
def test_forgery_that_only_this_check_stops(check: str, tmp_path: Path) -> None:
    (tmp_path / "whole").mkdir()
    (tmp_path / "without").mkdir()

    whole = run(ONLY[check](), tmp_path / "whole")
    blind = run(ONLY[check](), tmp_path / "without", script=without(check))

    assert whole.returncode == 1
    assert whole.stderr.splitlines()[-1].startswith(f"FAIL {check} ")
    assert blind.returncode == 0, blind.stderr
    assert blind.stdout.startswith("PASS ")


# --- the text around the script ----------------------------------------------------------------------


def test_script_comes_out_of_the_text_as_it_says(tmp_path: Path) -> None:
    text = tmp_path / "VERIFY.en.txt"
    text.write_text(render_verify_text(NAME, f"{NAME}.sealed.zip", "en"), encoding="utf-8")
    command = next(line for line in text.read_text(encoding="utf-8").splitlines() if " sed -n " in line)

    subprocess.run(["bash", "-c", command], cwd=tmp_path, check=True, timeout=20)

    assert (tmp_path / "recipe.sh").read_text(encoding="utf-8") == recipe_script()


def test_first_line_says_not_to_take_the_text_from_the_parcel() -> None:
    assert (
        "may not be the sender's own" in render_verify_text(NAME, f"{NAME}.sealed.zip", "en").splitlines()[0]
    )


def test_script_takes_every_format_that_the_program_takes() -> None:
    (pattern,) = re.findall(r"=~ (\S+/seal\$)", recipe_script())
    for word in layout.FORMATS:
        assert re.search(pattern, f"{word}/seal"), word
    assert not re.search(pattern, f"sealwright/{len(layout.FORMATS) + 1}/seal")


def test_shellcheck_has_no_complaint(tmp_path: Path) -> None:
    script = tmp_path / "recipe.sh"
    script.write_text(recipe_script(), encoding="utf-8")
    command = [require_judge("shellcheck"), "-s", "bash", "-S", "warning", str(script)]
    subprocess.run(command, check=True, timeout=60)


def test_asic_manifest_of_the_vectors_is_the_one_of_the_page() -> None:
    page = (Path(__file__).parents[2] / "docs" / "bundle-format.md").read_text(encoding="utf-8")
    block = re.search(r"```\n(<\?xml.*?</asic:ASiCManifest>\n)```", page, flags=re.DOTALL)
    assert block is not None
    made = asic_manifest(P7S1, "application/pkcs7-signature", [Entry("seal-info.txt", b"")])
    digest = re.search(rb"<ds:DigestValue>(.*?)</ds:DigestValue>", made)
    assert digest is not None
    assert made == block[1].replace("BASE64", digest[1].decode()).encode()


def test_lists_of_the_vectors_are_canonical_by_the_reference_package() -> None:
    for line in lists.catalog(ITEMS).splitlines():
        assert rfc8785.dumps(json.loads(line)) == line

"""Cards between two laboratories, from the command line: made, printed, compared, taken in, and refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.integration.conftest import Run
from tests.world.sealing import Bench, make_bench


@pytest.fixture
def password(tmp_path: Path) -> Path:
    path = tmp_path / "password"
    path.write_text("geheim\n")
    return path


@pytest.fixture
def card(run: Run, password: Path, tmp_path: Path) -> tuple[Path, str]:
    """The file of a card and its fingerprint."""
    assert run(
        "identity", "new", "--name", "Marie", "--organisation", "Labo", "--country", "fr",
        "--password-file", password,
    )[0] == 0  # fmt: skip
    made = tmp_path / "cards" / "labo.labcard"
    made.parent.mkdir()
    code, out, err = run(
        "identity", "card", "Marie", "-o", made, "--pdf", tmp_path / "labo.pdf",
        "--name", "fr:Laboratoire de Lyon", "--name", "en:Lyon laboratory", "--contact", "+33 4",
        "--password-file", password,
    )  # fmt: skip
    assert code == 0, err
    return made, out.strip().rsplit(" ", 1)[1]


def seal(run: Run, bench: Bench, bundle: Path, password: Path) -> None:
    code, _, err = run(
        "seal", bench.case, bundle, "--all", "--identity", "Marie", "--password-file", password
    )
    assert code == 0, err


def test_a_partner_takes_a_card_in_and_its_label_names_the_signer(
    run: Run, card: tuple[Path, str], password: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, fingerprint = card
    bench = make_bench(tmp_path, files={"a": b"b"})
    bundle = bench.out / "X-B01.zip"
    assert (
        run("seal", bench.case, bundle, "--all", "--identity", "Marie", "--password-file", password)[0] == 0
    )
    monkeypatch.setenv("SEALWRIGHT_HOME", str(tmp_path / "partner"))
    assert run("verify", bundle)[0] == 3
    told = " ".join(fingerprint[i : i + 4].upper() for i in range(0, 64, 4))
    code, out, err = run("trust", "import", made, "--role", "seal", "--fingerprint", told)
    assert code == 0, err
    assert "Lyon laboratory (FR)" in out
    assert "+33 4" in out
    code, out, _ = run("verify", bundle, "--json")
    report = json.loads(out)
    assert (code, report["verdict"]) == (0, "verified")
    assert "Lyon laboratory (FR)" in run("verify", bundle)[1]


def test_the_wrong_fingerprint_trusts_nothing(run: Run, card: tuple[Path, str]) -> None:
    made, fingerprint = card
    only_the_ends = fingerprint[:8] + "0" * 48 + fingerprint[-8:]
    for told in (only_the_ends, fingerprint[:16], ""):
        code, _, _ = run("trust", "import", made, "--role", "seal", "--fingerprint", told)
        assert code == 2
    assert run("trust", "list")[1] == ""


def test_card_under_another_laboratorys_name_is_taken_with_a_warning(
    run: Run, card: tuple[Path, str], password: Path, tmp_path: Path
) -> None:
    made, fingerprint = card
    assert run("identity", "new", "--name", "Mallory", "--country", "fr", "--password-file", password)[0] == 0
    other = tmp_path / "cards" / "other.labcard"
    code, out, err = run(
        "identity", "card", "Mallory", "-o", other, "--name", "en:\uff2cYON Laboratory",
        "--password-file", password,
    )  # fmt: skip
    assert code == 0, err
    theirs = out.strip().rsplit(" ", 1)[1]
    assert run("trust", "import", made, "--role", "seal", "--fingerprint", fingerprint)[2] == ""
    code, _, err = run("trust", "import", other, "--role", "seal", "--fingerprint", theirs)
    assert code == 0
    assert fingerprint in err
    assert "another certificate under the name" in err


def test_labcard_in_parcel(run: Run, card: tuple[Path, str], password: Path, tmp_path: Path) -> None:
    """A card next to a bundle, or in one, is refused even with its right fingerprint."""
    made, fingerprint = card
    bench = make_bench(tmp_path, files={"a": b"b"})
    bundle = bench.out / "X-B01.zip"
    seal(run, bench, bundle, password)
    beside = Path(shutil.copy(made, bench.out))
    bag = tmp_path / "bag" / "data" / "documents"
    bag.mkdir(parents=True)
    (tmp_path / "bag" / "bagit.txt").write_text("BagIt-Version: 1.0\n")
    inside = Path(shutil.copy(made, bag))
    for found in (beside, inside):
        code, _, err = run("trust", "import", found, "--role", "seal", "--fingerprint", fingerprint)
        assert code == 2
        assert "next to a bundle" in err
    assert run("trust", "list")[1] == ""


def test_the_renewable_name_under_the_cards_root(
    run: Run, card: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, fingerprint = card
    monkeypatch.setenv("SEALWRIGHT_HOME", str(tmp_path / "partner"))
    asked = ("trust", "import", made, "--role", "seal", "--fingerprint", fingerprint, "--subject")
    assert run(*asked, "CN=Someone else")[0] == 2
    code, _, err = run(*asked, "CN=Marie,O=Labo,C=FR")
    assert code == 0, err
    assert "CN=Marie,O=Labo,C=FR" in run("trust", "list")[1]


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_the_page_holds_the_fingerprint_in_four_rows(
    run: Run, card: tuple[Path, str], password: Path, tmp_path: Path, language: str
) -> None:
    page = tmp_path / f"{language}.pdf"
    code, _, err = run(
        "identity", "card", "Marie", "-o", tmp_path / f"{language}.labcard", "--pdf", page,
        "--name", "ar:مختبر ليون", "--password-file", password, "--lang", language,
    )  # fmt: skip
    assert code == 0, err
    assert page.read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("name", ["Laboratoire", "fr:", ":Labo", "f r:Labo"])
def test_a_name_without_a_language_is_refused(
    run: Run, card: tuple[Path, str], password: Path, tmp_path: Path, name: str
) -> None:
    out = tmp_path / "second.labcard"
    code = run("identity", "card", "Marie", "-o", out, "--name", name, "--password-file", password)[0]
    assert code == 2
    assert not out.exists()

"""A checked bundle: handed out only where the verdict allows, and digested again whenever it is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from forensics_app.errors import NotABundleError, VerificationFailedError
from forensics_app.model.findings import Verdict
from forensics_app.verify.checked import check_bundle
from tests.vectors.lists import ITEMS
from tests.vectors.make_vectors import ALL
from tests.world.receiving import policy

BY_NAME = {v.name: v for v in ALL}
NOTE = ITEMS[0].data or ""


def received(name: str, folder: Path) -> Path:
    return BY_NAME[name].make().write(folder)


@pytest.mark.parametrize("name", ["sound", "sound-folder"])
def test_content_of_a_verified_bundle(name: str, tmp_path: Path) -> None:
    with check_bundle(received(name, tmp_path), policy()) as bundle:
        assert bundle.report.verdict is Verdict.VERIFIED
        assert b"".join(bundle.content(NOTE)) == ITEMS[0].content
        assert NOTE in set(bundle.paths())
        assert not [p for p in bundle.paths() if p.startswith("seal/")]


def test_unconfirmed_may_be_used_and_says_so(tmp_path: Path) -> None:
    with check_bundle(received("sound", tmp_path), policy(())) as bundle:
        assert bundle.report.verdict is Verdict.UNCONFIRMED


@pytest.mark.parametrize("name", ["file-flipped", "file-missing", "zip-trailing-bytes", "zip-cut-end"])
def test_bad_bundle_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(VerificationFailedError) as raised:
        check_bundle(received(name, tmp_path), policy())
    assert raised.value.verdict == BY_NAME[name].verdict


def test_seal_alone_holds_nothing_to_use(tmp_path: Path) -> None:
    with pytest.raises(NotABundleError):
        check_bundle(received("seal-alone", tmp_path), policy())


def test_folder_changed_after_verify(tmp_path: Path) -> None:  # attack H34
    folder = received("sound-folder", tmp_path)
    with check_bundle(folder, policy()) as bundle:
        (folder / NOTE).write_bytes(b"Meet at the warehouse at ten.\n")
        with pytest.raises(VerificationFailedError):
            list(bundle.content(NOTE))


def test_zip_changed_after_verify(tmp_path: Path) -> None:
    path = received("sound", tmp_path)
    with check_bundle(path, policy()) as bundle:
        with path.open("r+b") as file:
            file.seek(path.read_bytes().index(b"Meet at"))
            file.write(b"Feet")
        with pytest.raises(VerificationFailedError):
            list(bundle.content(NOTE))


def test_file_that_was_not_sealed_is_refused(tmp_path: Path) -> None:
    with (
        check_bundle(received("sound", tmp_path), policy()) as bundle,
        pytest.raises(VerificationFailedError),
    ):
        list(bundle.content("data/EX-001/other"))

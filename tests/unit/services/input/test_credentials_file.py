"""The credentials file: what is taken, what is refused by line, and that no error repeats what it says."""

from __future__ import annotations

import os
import traceback
from pathlib import Path

import pytest

from forensics_app.errors import CredentialsFileError, CredentialsLineError
from forensics_app.i18n.sentences import error_sentence
from forensics_app.model.credentials import Credential, CredentialKind, LockedVolume
from forensics_app.services.input.credentials_file import read_credentials, typed_credential

RECOVERY = "115500-231000-346500-462000-577500-693000-101101-202202"


def file(folder: Path, text: str | bytes) -> Path:
    path = folder / "credentials.jsonl"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_every_kind_and_volume(tmp_path: Path) -> None:
    (tmp_path / "luks.key").write_bytes(b"\x00key\n")
    (tmp_path / "usb.BEK").write_bytes(b"bek")
    path = file(
        tmp_path,
        '{"password": "p\\u00e4ss \\" wörd "}\n'
        "\n"
        f'{{"volume": "s1.p2", "recovery_key": "{RECOVERY}"}}\r\n'
        '{"key_file": "luks.key", "volume": null}\n'
        f'{{"startup_key": "{tmp_path / "usb.BEK"}", "volume": "s12.p3.lv1"}}',
    )
    assert read_credentials(path) == (
        Credential(CredentialKind.PASSWORD, 'päss " wörd '.encode(), None),
        Credential(CredentialKind.RECOVERY_KEY, RECOVERY.encode(), "s1.p2"),
        Credential(CredentialKind.KEY_FILE, b"\x00key\n", None),
        Credential(CredentialKind.STARTUP_KEY, b"bek", "s12.p3.lv1"),
    )


@pytest.mark.parametrize(
    ("line", "detail"),
    [
        ("HUNTER2", "credentials-not-json"),
        ('"HUNTER2"', "credentials-not-json"),
        ('{"password": "HUNTER2"', "credentials-not-json"),
        ('{"password": "HUNTER2", "password": "HUNTER2"}', "credentials-not-json"),
        (b'{"password": "HUNTER2\xff"}', "credentials-not-json"),
        ("[" * 100_000 + "HUNTER2", "credentials-not-json"),
        ('{"HUNTER2": "x"}', "credentials-keys"),
        ('{"password": 12}', "credentials-keys"),
        ('{"password": ""}', "credentials-keys"),
        ('{"volume": "s1"}', "credentials-keys"),
        ('{"password": "HUNTER2", "recovery_key": "HUNTER2"}', "credentials-keys"),
        ('{"password": "HUNTER2", "volume": "HUNTER2"}', "credentials-volume"),
        ('{"password": "HUNTER2", "volume": "s1/../.."}', "credentials-volume"),
        ('{"password": "HUNTER2", "volume": 1}', "credentials-volume"),
        ('{"key_file": "HUNTER2"}', "credentials-key-file"),
        ('{"key_file": "HUNT\\u0000ER2"}', "credentials-key-file"),
        ('{"startup_key": "."}', "credentials-key-file"),
    ],
)
def test_a_bad_line_is_told_by_its_number_alone(line: str | bytes, detail: str, tmp_path: Path) -> None:
    data = b'{"password": "HUNTER2"}\n' + (line.encode() if isinstance(line, str) else line)
    with pytest.raises(CredentialsLineError) as caught:
        read_credentials(file(tmp_path, data))
    assert (caught.value.line, caught.value.detail) == (2, detail)
    shown = [str(caught.value), error_sentence(caught.value), repr(caught.value)]
    shown += traceback.format_exception(caught.value)
    assert not any("HUNTER2" in text for text in shown)


@pytest.mark.parametrize(
    ("data", "detail"),
    [(b"", "credentials-none"), (b"\n\n", "credentials-none"), (b"\n" * 1001, "credentials-too-large")],
)
def test_a_file_without_credentials_is_refused(data: bytes, detail: str, tmp_path: Path) -> None:
    with pytest.raises(CredentialsFileError) as caught:
        read_credentials(file(tmp_path, data))
    assert (caught.value.code, caught.value.detail) == ("credentials-file", detail)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CredentialsFileError) as caught:
        read_credentials(tmp_path / "none")
    assert caught.value.detail == os.strerror(2)


@pytest.mark.parametrize(
    ("typed", "name", "kind", "secret"),
    [
        (RECOVERY, "BitLocker", CredentialKind.RECOVERY_KEY, RECOVERY),
        (f" {RECOVERY} ", "BitLocker To Go", CredentialKind.RECOVERY_KEY, RECOVERY),
        (RECOVERY[:-1], "BitLocker", CredentialKind.PASSWORD, RECOVERY[:-1]),
        (" päss ", "BitLocker", CredentialKind.PASSWORD, " päss "),
        ("35aj-ac98-tid1-69w2-gy8l-xyzz", "FileVault (Core Storage)", CredentialKind.RECOVERY_KEY, None),
        (RECOVERY, "LUKS", CredentialKind.PASSWORD, RECOVERY),
    ],
)
def test_what_is_typed_is_told_by_its_form(
    typed: str, name: str, kind: CredentialKind, secret: str | None
) -> None:
    accepts = (CredentialKind.PASSWORD,) + ((CredentialKind.RECOVERY_KEY,) if name != "LUKS" else ())
    expected = (typed.upper() if secret is None else secret).encode()
    found = typed_credential(typed, LockedVolume("s1.p2", name, accepts))
    assert found == Credential(kind, expected, "s1.p2")

"""Encrypted volumes: in clear they are byte for byte what was encrypted, locked they are named.

Judges: the plain twins; qemu-img and cryptsetup made the LUKS samples, `tests.made.bitlocker_images` the
BitLocker ones (checked with libbde and cryptsetup).
"""

from __future__ import annotations

import gzip
import hashlib
import struct
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from forensics_app.errors import FormatNotSupportedError
from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile
from forensics_app.evidence.protocol.messages import Open
from forensics_app.evidence.scanning.derived_layer_search import Wanted
from forensics_app.evidence.scanning.medium import Scanner
from forensics_app.model.artifact import ArtifactKind
from forensics_app.model.case import IngestOptions
from forensics_app.model.credentials import Credential, CredentialKind
from forensics_app.model.evidence import LayerKind, LayerState, SourceSpec
from tests.judging.judges import require_judge
from tests.made.bitlocker_images import (
    CBC_256,
    CLEAR,
    PASSWORD,
    RECOVERY,
    STARTUP,
    TPM,
    XTS_128,
    BitLocker,
    make_bitlocker,
)
from tests.reading.derived_reading import LayersRead, password, read_layers
from tests.reading.evidence_reading import SAMPLES, sample, unpack
from tests.world.shared_data import shared

LUKS_PASSWORD, BITLOCKER_PASSWORD = "luks-SELF", "bde-SELF"
RECOVERY_KEY = "115500-231000-346500-462000-577500-693000-101101-202202"
LUKS = ("luks1-xts.raw", "luks2-argon2id-4096.raw", "luks2-pbkdf2-cbc.raw")
SHARED = "testdata/self-made/"


def recovery_key(text: str = RECOVERY_KEY) -> Credential:
    return Credential(CredentialKind.RECOVERY_KEY, text.encode())


@cache
def ntfs_twin() -> bytes:
    return gzip.decompress((SAMPLES / "encrypted-twin-ntfs.raw.gz").read_bytes())


@cache
def bitlocker(
    *protectors: int, method: int = XTS_128, sector_bytes: int = 512, to_go: bool = False
) -> BitLocker:
    return make_bitlocker(
        ntfs_twin(),
        *protectors,
        password=BITLOCKER_PASSWORD,
        recovery=RECOVERY_KEY,
        sector_bytes=sector_bytes,
        to_go=to_go,
        method=method,
    )


def written(folder: Path, data: bytes, name: str = "image.raw") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def check_equal_to_twin(read: LayersRead, layer_id: str, twin: Path) -> None:
    """Names, times, places and digests of everything, and the bytes as a whole."""
    plain = read_layers(twin)
    assert read.codes() == []
    assert read.locked == ()
    assert read.sha256[layer_id] == hashlib.sha256(twin.read_bytes()).hexdigest()
    assert read.rows(layer_id) == plain.rows("s1")
    assert read.through_extents[layer_id] == plain.through_extents["s1"]
    assert all(e.layer_id in (None, layer_id) for entry, _ in read.files[layer_id] for e in entry.extents)
    assert any(entry.kind is ArtifactKind.FILE and entry.extents for entry, _ in read.files[layer_id])


@pytest.mark.parametrize("name", LUKS)
def test_luks_in_clear_is_its_twin(name: str, tmp_path: Path) -> None:
    read = read_layers(sample(name, tmp_path), password(LUKS_PASSWORD))
    layer = read.layer("s1.luks")
    assert (layer.kind, layer.parent_id, layer.file_system) == (LayerKind.DECRYPTED, "s1", "ext4")
    assert layer.sector_size_bytes == (4096 if "4096" in name else 512)
    assert (read.layer("s1").file_system, read.layer("s1").state) == ("LUKS", LayerState.AREA)
    check_equal_to_twin(read, "s1.luks", sample("encrypted-twin-ext4.raw", tmp_path))


@pytest.mark.parametrize(
    ("name", "layer_id", "credential", "twin"),
    [
        ("luks1-ext4.raw", "s1.luks", password(LUKS_PASSWORD), "plain-ext4.raw"),
        ("luks2-ext4.raw", "s1.luks", password(LUKS_PASSWORD), "plain-ext4.raw"),
        ("bde-xts128-ntfs.raw", "s1.bde", password(BITLOCKER_PASSWORD), "plain-ntfs.raw"),
        ("bde-cbc256-ntfs.raw", "s1.bde", recovery_key(), "plain-ntfs.raw"),
    ],
)
def test_shared_volumes_in_clear_are_their_twins(
    name: str, layer_id: str, credential: Credential, twin: str, tmp_path: Path
) -> None:
    image = unpack(shared(f"{SHARED}{name}.gz"), tmp_path)
    plain = unpack(shared(f"{SHARED}{twin}.gz"), tmp_path)
    read = read_layers(image, credential)
    if name == "luks2-ext4.raw":  # its segment goes on to the end of the file, behind what was encrypted
        assert read.rows(layer_id) == read_layers(plain).rows("s1")
    else:
        check_equal_to_twin(read, layer_id, plain)


@pytest.mark.parametrize(
    ("volume", "credential"),
    [
        (lambda: bitlocker(PASSWORD, RECOVERY), password(BITLOCKER_PASSWORD)),
        (lambda: bitlocker(PASSWORD, RECOVERY), recovery_key()),
        (lambda: bitlocker(CLEAR), None),
        (lambda: bitlocker(CLEAR, to_go=True), None),
        (lambda: bitlocker(CLEAR, method=CBC_256), None),
        (lambda: bitlocker(CLEAR, sector_bytes=4096), None),
        (lambda: bitlocker(CLEAR, sector_bytes=4096, method=CBC_256), None),
    ],
    ids=["password", "recovery", "suspended", "to-go", "cbc", "4096-xts", "4096-cbc"],
)
def test_bitlocker_in_clear_is_its_twin(
    volume: Callable[[], BitLocker], credential: Credential | None, tmp_path: Path
) -> None:
    image = written(tmp_path, volume().image)
    read = read_layers(image, *([] if credential is None else [credential]))
    check_equal_to_twin(read, "s1.bde", written(tmp_path, ntfs_twin(), "twin.raw"))


@pytest.mark.parametrize("given", [LUKS_PASSWORD, "wrong"])
@pytest.mark.parametrize("name", LUKS)
def test_cryptsetup_takes_the_same_passwords_for_luks(name: str, given: str, tmp_path: Path) -> None:
    image = sample(name, tmp_path)
    assert opens(image, password(given)) == cryptsetup_opens(image, "luks", given.encode())


@pytest.mark.parametrize("given", [BITLOCKER_PASSWORD, RECOVERY_KEY, "wrong"])
def test_cryptsetup_takes_the_same_keys_for_bitlocker(given: str, tmp_path: Path) -> None:
    image = written(tmp_path, bitlocker(PASSWORD, RECOVERY).image)
    found = opens(image, recovery_key(given) if given == RECOVERY_KEY else password(given))
    assert found == cryptsetup_opens(image, "bitlk", given.encode())


def test_cryptsetup_takes_the_same_startup_key(tmp_path: Path) -> None:
    made = bitlocker(TPM, STARTUP)
    assert cryptsetup_opens(written(tmp_path, made.image), "bitlk", made.startup_key)


def opens(image: Path, *credentials: Credential) -> bool:
    """Whether one of the credentials opens the volume here."""
    file = ReadOnlyFile(image)
    wanted = Wanted(credentials)
    scan = Scanner(file, "s1", skip={}, alive=lambda at, done: None, wanted=wanted).run()
    file.close()
    return not scan.locked and len(scan.layers) > 1


def cryptsetup_opens(image: Path, kind: str, key: bytes) -> bool:
    """Whether cryptsetup accepts a passphrase or key file. It writes nothing, and needs no device mapper."""
    program = require_judge("cryptsetup")
    arguments = ["open", "--disable-locks", "--type", kind, "--test-passphrase", "--key-file", "-"]
    done = subprocess.run([program, *arguments, str(image)], input=key, capture_output=True, check=False)
    assert done.returncode in (0, 2), done.stderr  # 2: no permission, that is: a wrong key
    return done.returncode == 0


def test_suspended_bitlocker_is_recorded_as_such(tmp_path: Path) -> None:
    read = read_layers(written(tmp_path, bitlocker(CLEAR).image))
    assert "clear key, protection is suspended" in (read.layer("s1.bde").description or "")


def test_bitlocker_opens_with_its_startup_key(tmp_path: Path) -> None:
    made = bitlocker(TPM, STARTUP)
    image = written(tmp_path, made.image)
    read = read_layers(image, Credential(CredentialKind.STARTUP_KEY, made.startup_key))
    check_equal_to_twin(read, "s1.bde", written(tmp_path, ntfs_twin(), "twin.raw"))
    other = read_layers(image, Credential(CredentialKind.STARTUP_KEY, b"no such file"))
    assert [code for code, _, _ in other.codes()] == ["encrypted-volume"]


def test_bitlocker_that_only_a_tpm_opens_is_named(tmp_path: Path) -> None:
    read = read_layers(written(tmp_path, bitlocker(TPM).image), password("x"))
    assert read.locked == ()  # nobody is asked for what would not help
    assert read.codes() == [("encrypted-volume", "s1", "BitLocker, not supported: protected by TPM alone")]


@pytest.mark.parametrize("name", [*LUKS, "bitlocker"])
def test_locked_volume_is_named_and_digested(name: str, tmp_path: Path) -> None:
    data = bitlocker(PASSWORD, RECOVERY).image if name == "bitlocker" else b""
    image = written(tmp_path, data) if data else sample(name, tmp_path)
    for given, tried in (((), 0), ((password("wrong"),), 1)):
        read = read_layers(image, *given)
        assert [layer.layer_id for layer in read.source.layers] == ["s1"]
        assert read.layer("s1").state is LayerState.OMITTED
        ((code, locator, detail),) = read.codes()
        assert (code, locator) == ("encrypted-volume", "s1")
        assert ("1 credential tried, none fits" in (detail or "")) == bool(tried)
        (volume,) = read.locked
        assert (volume.layer_id, volume.tried) == ("s1", tried)
        assert CredentialKind.PASSWORD in volume.accepts
        assert (CredentialKind.RECOVERY_KEY in volume.accepts) == (name == "bitlocker")


def test_key_file_is_a_passphrase_of_bytes(tmp_path: Path) -> None:
    key = Credential(CredentialKind.KEY_FILE, LUKS_PASSWORD.encode())
    read = read_layers(sample(LUKS[2], tmp_path), key)
    assert read.layer("s1.luks").file_system == "ext4"


def two_partitions(first: bytes, second: bytes) -> bytes:
    """An MBR with two partitions, each of whole MiB."""
    mib = 1 << 20
    sizes = [-(-len(part) // mib) * mib for part in (first, second)]
    table = bytearray(512)
    start = mib
    for slot, size in enumerate(sizes):
        struct.pack_into(
            "<B3sB3sII", table, 446 + 16 * slot, 0, bytes(3), 0x83, bytes(3), start // 512, size // 512
        )
        start += size
    table[510:512] = b"\x55\xaa"
    return bytes(table).ljust(mib, b"\x00") + first.ljust(sizes[0], b"\x00") + second.ljust(sizes[1], b"\x00")


def test_each_volume_takes_its_own_credential(tmp_path: Path) -> None:
    """One volume that stays locked keeps back no other; derived layers come behind those of the medium."""
    first, second = (sample(name, tmp_path).read_bytes() for name in LUKS[1:])
    image = written(tmp_path, two_partitions(first, second))
    read = read_layers(image, password(LUKS_PASSWORD, "s1.p2"), password("wrong", "s1.p1"))
    assert [layer.layer_id for layer in read.source.layers][-2:] == ["s1.p2", "s1.p2.luks"]
    assert [(la.layer_id, la.kind, la.state) for la in read.source.layers if la.file_system == "LUKS"] == [
        ("s1.p1", LayerKind.ENCRYPTED, LayerState.OMITTED),
        ("s1.p2", LayerKind.ENCRYPTED, LayerState.AREA),
    ]
    assert [(volume.layer_id, volume.tried) for volume in read.locked] == [("s1.p1", 1)]
    assert [(code, locator) for code, locator, _ in read.codes()] == [("encrypted-volume", "s1.p1")]
    assert {path for path, *_ in read.rows("s1.p2.luks")} >= {"readme.txt", "dir/random.bin"}


def test_encrypted_qcow2_is_refused_by_name() -> None:
    with pytest.raises(FormatNotSupportedError) as caught:
        read_layers(shared(f"{SHARED}encrypted.qcow2"), password(LUKS_PASSWORD))
    assert caught.value.format == "encrypted QCOW2"


def test_no_representation_shows_a_secret() -> None:
    credential = password("hunter2-SECRET")
    request = Open(b"/x", "s1", "EX", False, {}, (credential,))
    spec = SourceSpec("/x", "EX", "s1", credentials=(credential,))
    options = IngestOptions(credentials=(credential,))
    for shown in map(repr, (credential, request, spec, options)):
        assert "hunter2" not in shown
        assert "PASSWORD" in shown

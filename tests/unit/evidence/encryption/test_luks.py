"""LUKS headers that are damaged, hostile or of a kind that isn't read. Each is told by name; nothing hangs.

Judge of the reading itself: libluksde for version 1, the plain twin
(tests/conformance/encryption/test_encrypted.py).
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyluksde
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.encryption.luks2_header import has_second_header
from forensics_app.evidence.encryption.luks_volume import open_luks
from forensics_app.evidence.encryption.sector_cipher import CipherNotSupported, sector_cipher
from forensics_app.evidence.encryption.unlocked import VolumeLocked
from forensics_app.evidence.scanning.derived_layer_search import Wanted
from forensics_app.evidence.scanning.medium import Scanner
from forensics_app.model.credentials import Credential, CredentialKind
from tests.judging.judges import require_judge
from tests.made.byte_sources import Bytes
from tests.reading.evidence_reading import SAMPLES, sample

PASSWORD = Credential(CredentialKind.PASSWORD, b"luks-SELF")
_SIZE, _BINARY = 0x4000, 4096


def image(name: str) -> bytearray:
    return bytearray(gzip.decompress((SAMPLES / f"{name}.raw.gz").read_bytes()))


def with_metadata(
    change: Callable[[dict[str, Any]], object], *, copies: tuple[int, ...] = (0, _SIZE)
) -> bytes:
    """The PBKDF2 sample with other metadata, checksums made anew."""
    data = image("luks2-pbkdf2-cbc")
    for at in copies:
        area = bytes(data[at + _BINARY : at + _SIZE])
        metadata = json.loads(area.split(b"\x00", 1)[0])
        change(metadata)
        data[at + _BINARY : at + _SIZE] = json.dumps(metadata).encode().ljust(_SIZE - _BINARY, b"\x00")
        seal(data, at)
    return bytes(data)


def seal(data: bytearray, at: int) -> None:
    data[at + 448 : at + 512] = bytes(64)
    data[at + 448 : at + 480] = hashlib.sha256(data[at : at + _SIZE]).digest()


def refused(data: bytes) -> str:
    with pytest.raises(VolumeLocked) as caught:
        open_luks(Bytes(data), (PASSWORD,), lambda: None)
    return caught.value.detail


def segment(metadata: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = metadata["segments"]["0"]
    return found


def slots(count: int) -> dict[str, Any]:
    return {str(number): {"type": "luks2", "key_size": 16} for number in range(count)}


def kdf(metadata: dict[str, Any], **values: object) -> None:
    metadata["keyslots"]["0"]["kdf"].update(values)


ARGON2 = {"type": "argon2id", "time": 4, "memory": 8 << 20, "cpus": 1, "salt": "AAAAAAAAAAAAAAAAAAAAAA=="}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda m: segment(m).update(encryption="serpent-xts-plain64"), "not supported: serpent-xts-plain64"),
        (lambda m: segment(m).update(encryption="aes-xts-random"), "not supported: aes-xts-random"),
        (lambda m: segment(m).update(encryption="capi:xts(aes)-plain64"), "not supported: capi:xts(aes)"),
        (lambda m: segment(m).update(integrity={"type": "hmac(sha256)"}), "integrity protection"),
        (lambda m: segment(m).update(type="linear"), "segment of type linear"),
        (lambda m: segment(m).update(flags=["in-reencryption"]), "in-reencryption"),
        (lambda m: segment(m).update(sector_size=8192), "sectors of 8192 bytes"),
        (lambda m: m["segments"].update({"1": segment(m)}), "2 segments"),
        (lambda m: m["config"].update(requirements={"mandatory": ["online-reencrypt"]}), "online-reencrypt"),
        (lambda m: m["keyslots"]["0"].update(type="reencrypt"), "keyslot of type reencrypt"),
        (lambda m: m.update(digests={}), "no keyslot with a passphrase"),
        (lambda m: kdf(m, type="scrypt"), "key derivation scrypt"),
        (lambda m: segment(m).update(offset="-1"), "damaged header: metadata: no number"),
        (lambda m: kdf(m, salt="!"), "damaged header: metadata: malformed base64"),
        (lambda m: m.pop("segments"), "damaged header: metadata:"),
        (lambda m: m["keyslots"]["0"]["af"].update(stripes=1 << 40), "damaged header: key material"),
        (lambda m: m["keyslots"]["0"]["area"].update(key_size=-1), "damaged header: a key of -1 bytes"),
        (
            lambda m: m["keyslots"]["0"]["area"].update(key_size=1 << 31),
            "damaged header: a key of 2147483648",
        ),
        (lambda m: m["keyslots"].update(slots(33)), "damaged header: metadata: 33 keyslots, 1 digests"),
        (lambda m: segment(m).update(offset="0"), "not supported: detached header"),
        (lambda m: segment(m).update(offset="65536"), "not supported: detached header"),
        (lambda m: segment(m).update(offset="524300"), "damaged header: metadata: segment at 524300"),
        (lambda m: segment(m).update(offset=str(1 << 40)), "its data begin at byte 1099511627776, behind"),
        (lambda m: segment(m).update(size="0"), "damaged header: metadata: segment at"),
        (lambda m: segment(m).update(size="1000"), "damaged header: metadata: segment at"),
        (lambda m: segment(m).update(iv_tweak=str(1 << 64)), "IV from 18446744073709551616"),
        (lambda m: m["digests"]["0"].update(digest="AA=="), "damaged header: metadata: digest of 1 bytes"),
    ],
)
def test_what_is_not_read_is_named_before_anybody_is_asked(
    change: Callable[[dict[str, Any]], object], named: str
) -> None:
    data = with_metadata(change)
    with pytest.raises(VolumeLocked) as caught:
        open_luks(Bytes(data), (), lambda: None)
    assert named in caught.value.detail
    assert caught.value.accepts == ()


@pytest.mark.parametrize(
    ("values", "named"),
    [
        (ARGON2, "argon2id with 8388608 KiB"),
        ({**ARGON2, "memory": 1 << 20, "time": 1 << 31}, "argon2id with 1048576 KiB, 2147483648 times"),
        ({**ARGON2, "type": "argon2i"}, "argon2i with 8388608 KiB"),
        ({**ARGON2, "type": "argon2d", "memory": 1024}, "key derivation argon2d"),
        ({**ARGON2, "memory": -5}, "argon2id with these parameters"),
        ({**ARGON2, "memory": 1024, "time": -1}, "argon2id with these parameters"),
        ({**ARGON2, "memory": 1024, "cpus": 1 << 40}, "argon2id with these parameters"),
        ({**ARGON2, "memory": 1024, "cpus": 0}, "argon2id with these parameters"),
        ({"iterations": 1 << 60}, "PBKDF2 with 1152921504606846976 iterations"),
        ({"iterations": 0}, "PBKDF2 with 0 iterations"),
        ({"hash": "no-such-hash"}, "hash 'no-such-hash'"),
        ({"hash": "shake_128"}, "hash 'shake_128'"),
        ({"hash": "sha1\x00"}, "hash 'sha1"),
    ],
)
def test_key_derivation_that_would_take_for_ever_is_refused(values: dict[str, Any], named: str) -> None:
    assert named in refused(with_metadata(lambda m: kdf(m, **values)))


def test_keyslot_beyond_the_end_is_told() -> None:
    detail = refused(with_metadata(lambda m: m["keyslots"]["0"]["area"].update(offset=str(1 << 40))))
    assert f"keyslot 0: 64000 bytes at {1 << 40}: " in detail


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda m: m["keyslots"]["0"]["af"].update(hash="shake_128"), "keyslot 0: hash 'shake_128'"),
        (lambda m: m["keyslots"]["0"]["af"].update(hash="sha1\x00"), "keyslot 0: hash 'sha1"),
        (lambda m: m["digests"]["0"].update(hash="whirlpool"), "digest of the key: hash 'whirlpool'"),
        (lambda m: m["digests"]["0"].update(iterations=1 << 31), "digest of the key: PBKDF2 with 2147483648"),
    ],
)
def test_password_that_cannot_be_tried_is_told(
    change: Callable[[dict[str, Any]], object], named: str
) -> None:
    assert named in refused(with_metadata(change))


def test_checksum_without_a_size_of_its_own_is_damage() -> None:
    data = image("luks2-pbkdf2-cbc")
    for at in (0, _SIZE):
        data[at + 72 : at + 104] = b"shake_128".ljust(32, b"\x00")
    assert "checksum algorithm 'shake_128'" in refused(bytes(data))


def test_what_is_missing_of_a_segment_is_told() -> None:
    data = with_metadata(lambda m: segment(m).update(size=str(1 << 30)))
    wanted = Wanted((PASSWORD,))
    found = Scanner(Bytes(data), "s1", skip={}, alive=lambda at, done: None, wanted=wanted).run()
    here = len(data) - 524288
    assert [(o.code, o.locator, o.detail) for o in found.omissions] == [
        ("image-truncated", "s1.luks", f"{here} of {1 << 30} bytes")
    ]


def test_argon2i_is_derived_as_cryptsetup_does(tmp_path: Path) -> None:
    """What LUKS2 took before cryptsetup 2.4, of 2021, if nobody chose."""
    path, key = tmp_path / "volume", bytes(range(64))
    path.write_bytes(b"")
    os.truncate(path, 17 << 20)
    (tmp_path / "key").write_bytes(key)
    derivation = ["--pbkdf", "argon2i", "--pbkdf-memory", "64", "--pbkdf-force-iterations", "4"]
    derivation += ["--pbkdf-parallel", "2"]
    given = ["--disable-locks", "-q", "--volume-key-file", str(tmp_path / "key"), "--key-size", "512"]
    program = require_judge("cryptsetup")
    command = [program, "luksFormat", "--type", "luks2", *given, *derivation, str(path), "-"]
    subprocess.run(command, input=PASSWORD.secret, check=True, capture_output=True)
    opened = open_luks(Bytes(path.read_bytes()), (PASSWORD,), lambda: None)
    assert opened.key.secret == key


def test_volume_that_was_being_encrypted_anew_is_told() -> None:
    """cryptsetup marks LUKS1 so: a part of it is encrypted with the old key, and a part with the new one."""
    data = image("luks1-xts")
    data[4:6] = b"\xde\xad"
    found = Scanner(Bytes(bytes(data)), "s1", skip={}, alive=lambda at, done: None).run()
    assert [(o.code, o.locator, o.detail) for o in found.omissions] == [
        ("encrypted-volume", "s1", "LUKS, not supported: it was being encrypted anew")
    ]


def test_first_header_damaged_the_second_opens_it() -> None:
    data = image("luks2-pbkdf2-cbc")
    data[_BINARY + 10] ^= 1
    opened = open_luks(Bytes(bytes(data)), (PASSWORD,), lambda: None)
    assert "header copy at 0: checksum does not hold" in opened.description
    assert opened.source.read(0, opened.source.size_bytes) == bytes(image("encrypted-twin-ext4"))


def test_first_header_gone_the_volume_is_still_known(tmp_path: Path) -> None:
    data = image("luks2-pbkdf2-cbc")
    data[:_BINARY] = bytes(_BINARY)
    assert has_second_header(Bytes(bytes(data)))
    opened = open_luks(Bytes(bytes(data)), (PASSWORD,), lambda: None)
    assert opened.source.read(1080, 2) == b"\x53\xef"


def test_first_header_that_names_a_wrong_size_the_second_is_found() -> None:
    data = image("luks2-pbkdf2-cbc")
    struct.pack_into(">Q", data, 8, 0x8000)
    assert open_luks(Bytes(bytes(data)), (PASSWORD,), lambda: None).source.read(1080, 2) == b"\x53\xef"


def test_newer_header_wins() -> None:
    """The sequence number decides, not the place."""
    data = bytearray(with_metadata(lambda m: segment(m).update(encryption="old-cipher"), copies=(0,)))
    sequence = struct.unpack_from(">Q", data, 16)[0]
    struct.pack_into(">Q", data, _SIZE + 16, sequence + 1)
    seal(data, _SIZE)
    assert open_luks(Bytes(bytes(data)), (PASSWORD,), lambda: None).source.read(1080, 2) == b"\x53\xef"


def test_both_headers_damaged_is_told() -> None:
    data = image("luks2-pbkdf2-cbc")
    data[_BINARY + 10] ^= 1
    data[_SIZE + _BINARY + 10] ^= 1
    assert refused(bytes(data)).startswith("LUKS, damaged header: header copy at 0: checksum does not hold")


def test_metadata_nested_for_ever_is_damage() -> None:
    data = image("luks2-pbkdf2-cbc")
    for at in (0, _SIZE):
        data[at + _BINARY : at + _SIZE] = b"[" * (_SIZE - _BINARY)
        seal(data, at)
    assert "damaged header: metadata:" in refused(bytes(data))


@pytest.mark.parametrize(
    ("at", "value", "named"),
    [
        (6, b"\x00\x07", "version 7"),
        (8, b"twofish\x00", "twofish-xts-plain64"),
        (108, struct.pack(">I", 1 << 31), "damaged header"),
        (208 + 44, struct.pack(">I", 1 << 31), "damaged header: key material"),
        (104, struct.pack(">I", 0), "not supported: detached header"),
        (104, struct.pack(">I", 16), "not supported: detached header"),
        (104, struct.pack(">I", 1 << 31), "its data begin at byte 1099511627776, behind the end"),
    ],
)
def test_luks1_headers_are_judged_too(at: int, value: bytes, named: str) -> None:
    data = image("luks1-xts")
    data[at : at + len(value)] = value
    assert named in refused(bytes(data))


def test_luks1_agrees_with_libluksde(tmp_path: Path) -> None:
    path = sample("luks1-xts.raw", tmp_path)
    judge = pyluksde.volume()
    judge.set_password("luks-SELF")
    judge.open(str(path))
    opened = open_luks(Bytes(path.read_bytes()), (PASSWORD,), lambda: None)
    assert opened.source.size_bytes == judge.get_size()
    assert opened.source.read(0, judge.get_size()) == judge.read_buffer_at_offset(judge.get_size(), 0)


def test_volume_key_opens_without_a_password() -> None:
    data = Bytes(bytes(image("luks2-pbkdf2-cbc")))
    key = open_luks(data, (PASSWORD,), lambda: None).key
    assert open_luks(data, (key,), lambda: None).source.read(1080, 2) == b"\x53\xef"
    with pytest.raises(VolumeLocked):
        open_luks(data, (Credential(key.kind, bytes(16)),), lambda: None)


def test_a_bad_sector_below_is_told_in_bytes_of_the_layer() -> None:
    data = bytes(image("luks2-pbkdf2-cbc"))
    source = open_luks(Bytes(data, range(524288 + 10240, 524288 + 10752)), (PASSWORD,), lambda: None).source
    assert source.read(9728, 512)
    assert source.read(10752, 512)
    with pytest.raises(ReadFailedError) as caught:
        source.read(10300, 100)
    assert (caught.value.offset_bytes, caught.value.size_bytes) == (10240, 512)
    with pytest.raises(ReadFailedError):
        source.read(source.size_bytes - 10, 11)


@pytest.mark.parametrize("name", ["luks1-xts", "luks2-pbkdf2-cbc", "luks2-argon2id-4096"])
def test_any_read_gives_the_twin_s_bytes(name: str) -> None:
    source = open_luks(Bytes(bytes(image(name))), (PASSWORD,), lambda: None).source
    twin = bytes(image("encrypted-twin-ext4"))

    @settings(max_examples=60, deadline=None)
    @given(st.integers(0, len(twin)), st.integers(0, 70_000))
    def check(offset: int, size: int) -> None:
        size = min(size, len(twin) - offset)
        assert source.read(offset, size) == twin[offset : offset + size]

    check()


def test_short_keys_and_odd_sectors_are_refused() -> None:
    for name, key, sector in (
        ("aes-xts-plain64", 48, 512),
        ("aes-cbc-plain", 64, 512),
        ("aes-xts-essiv:sha256", 64, 512),
        ("aes-xts-plain64", 64, 0),
        ("aes", 32, 512),
    ):
        with pytest.raises(CipherNotSupported):
            sector_cipher(name, bytes(key), sector)

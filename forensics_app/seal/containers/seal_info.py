"""seal-info.txt: what a seal promises (docs/bundle-format.md, section 7), and the seal code made from it.

One text for one set of facts: `parse` accepts nothing that `render` would write otherwise.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from forensics_app.bundle.layout import FORMAT, FORMAT_4, FORMATS
from forensics_app.bundle.reading.grammar import is_reference

_HEX = re.compile(r"[0-9a-f]{64}\Z")
_INT = re.compile(r"(?:0|[1-9][0-9]{0,18})\Z")
_LINE = re.compile(r"([a-z][a-z0-9-]*): ([\x21-\x7e]+)\Z")
MAX_REPEATED = 10_000
_CODE_BYTES, _CODE_CHARACTERS, _CHECK_CHARACTERS, _GROUP = 16, 26, 2, 4
_HEX_CHARACTERS, _ROW_NAMES = 64, ("A", "B", "C", "D")
_MISREAD = str.maketrans("018", "OIB")
_SEPARATORS = re.compile(r"[\s.:_\u200b-\u200f\u2010-\u2015\u2028-\u202e\u2060-\u2069-]")
_DIGITS = re.compile(r"[0-9a-f]+")


class SealInfoError(ValueError):
    """Not a seal-info.txt. `line` counts from 1 (0: the whole file); `rule` is a short code."""

    def __init__(self, line: int, rule: str) -> None:
        super().__init__(f"{rule} at line {line}")
        self.line = line
        self.rule = rule


class SealCodeError(ValueError):
    """Typed characters that are no seal code. `rule` is length, characters or check."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


@dataclass(frozen=True, slots=True)
class SealInfo:
    """What a seal of kind `seal` says. Digests, heads and codes are 64 hex characters.

    `certificates_sha256`: the `set_digest` of each signature's certificates, in the order of the signers;
    from sealwright/4 on, empty before.
    """

    reference: str
    signer_sha256: tuple[str, ...]
    tagmanifest_sha256: str
    merkle_root: str
    merkle_size: int
    custody_head: str
    custody_count: int
    omission_count: int
    earlier_seals: tuple[str, ...] = ()
    time_stamp_required: bool = False
    certificates_sha256: tuple[str, ...] = ()
    format: str = FORMAT
    kind: str = "seal"


def render(info: SealInfo) -> bytes:
    """The one text of these facts. Raises ValueError for values that no seal may hold."""
    pairs = [
        ("format", info.format),
        ("kind", info.kind),
        ("reference", info.reference),
        *(("earlier-seal", code) for code in info.earlier_seals),
        *(("signer-sha256", digest) for digest in info.signer_sha256),
        *(("certificates-sha256", digest) for digest in info.certificates_sha256),
        ("time-stamp", "required" if info.time_stamp_required else "none"),
        ("tagmanifest-sha256", info.tagmanifest_sha256),
        ("merkle-root", info.merkle_root),
        ("merkle-size", str(info.merkle_size)),
        ("custody-head", info.custody_head),
        ("custody-count", str(info.custody_count)),
        ("omission-count", str(info.omission_count)),
    ]
    text = "".join(f"{key}: {value}\n" for key, value in pairs).encode("ascii")
    parse(text)
    return text


def parse(data: bytes) -> SealInfo:
    """The facts of a seal-info.txt. Raises SealInfoError for any text that `render` would not write."""
    lines = Lines(data)
    word = lines.take_one_of("format", FORMATS)
    lines.take_exactly("kind", "seal")
    reference = lines.take("reference")
    if not is_reference(reference):
        raise SealInfoError(lines.number, "reference")
    earlier = lines.take_hexes("earlier-seal")
    signers = lines.take_signers()
    info = SealInfo(
        reference=reference,
        earlier_seals=earlier,
        signer_sha256=signers,
        certificates_sha256=lines.take_certificates(word, len(signers)),
        time_stamp_required=lines.take_time_stamp(),
        tagmanifest_sha256=lines.take_hex("tagmanifest-sha256"),
        merkle_root=lines.take_hex("merkle-root"),
        merkle_size=lines.take_int("merkle-size"),
        custody_head=lines.take_hex("custody-head"),
        custody_count=lines.take_int("custody-count"),
        omission_count=lines.take_int("omission-count"),
        format=word,
    )
    lines.end()
    return info


class Lines:
    """Takes `key: value` lines in order; `number` is the one taken last, from 1."""

    def __init__(self, data: bytes) -> None:
        if not data.endswith(b"\n") or not data.isascii():
            raise SealInfoError(0, "not-ascii-lines")
        self._pairs: list[tuple[str, str]] = []
        for number, line in enumerate(data.decode("ascii")[:-1].split("\n"), 1):
            match = _LINE.match(line)
            if match is None:
                raise SealInfoError(number, "line-form")
            self._pairs.append((match[1], match[2]))
        self.number = 0

    def _next_key(self) -> str | None:
        return self._pairs[self.number][0] if self.number < len(self._pairs) else None

    def take(self, key: str) -> str:
        if self._next_key() != key:
            raise SealInfoError(self.number + 1, "unexpected-key")
        self.number += 1
        return self._pairs[self.number - 1][1]

    def take_exactly(self, key: str, value: str) -> None:
        if self.take(key) != value:
            raise SealInfoError(self.number, key)

    def take_one_of(self, key: str, values: tuple[str, ...]) -> str:
        value = self.take(key)
        if value not in values:
            raise SealInfoError(self.number, key)
        return value

    def take_signers(self) -> tuple[str, ...]:
        """At least one, none twice."""
        signers = self.take_hexes("signer-sha256")
        if not signers:
            raise SealInfoError(self.number + 1, "signer-sha256")
        return signers

    def take_certificates(self, word: str, signers: int) -> tuple[str, ...]:
        """From sealwright/4 on one for each of so many signers, none twice; none before."""
        if word != FORMAT_4:
            return ()
        digests = self.take_hexes("certificates-sha256")
        if len(digests) != signers:
            raise SealInfoError(self.number + 1, "certificates-sha256")
        return digests

    def take_time_stamp(self) -> bool:
        """Whether time-stamps are promised."""
        return self.take_one_of("time-stamp", ("required", "none")) == "required"

    def take_hex(self, key: str) -> str:
        value = self.take(key)
        if not _HEX.match(value):
            raise SealInfoError(self.number, key)
        return value

    def take_hexes(self, key: str) -> tuple[str, ...]:
        values: list[str] = []
        while self._next_key() == key:
            if len(values) == MAX_REPEATED:
                raise SealInfoError(self.number + 1, "too-many")
            values.append(self.take_hex(key))
        if len(set(values)) != len(values):
            raise SealInfoError(self.number, key)
        return tuple(values)

    def take_int(self, key: str) -> int:
        value = self.take(key)
        if not _INT.match(value):
            raise SealInfoError(self.number, key)
        return int(value)

    def end(self) -> None:
        if self.number != len(self._pairs):
            raise SealInfoError(self.number + 1, "unexpected-key")


def set_digest(certificates: Iterable[bytes]) -> str:
    """The digest (64 hex) of a signature's certificates (DER): one after the other in the order of their
    bytes, which is the one that a DER SET OF has them in."""
    return hashlib.sha256(b"".join(sorted(certificates))).hexdigest()


# --- the seal code -----------------------------------------------------------------------------------


def seal_code(seal_info: bytes) -> str:
    """The seal code of a seal-info.txt: 64 hex characters."""
    return hashlib.sha256(seal_info).hexdigest()


def show_code(code: str) -> str:
    """A seal code (64 hex) as people read and type it: 7 groups of 4, the last two characters a check."""
    text = base64.b32encode(bytes.fromhex(code)[:_CODE_BYTES]).decode("ascii")[:_CODE_CHARACTERS]
    text += _check(text)
    return "-".join(text[i : i + _GROUP] for i in range(0, len(text), _GROUP))


def read_code(typed: str) -> str:
    """The hex characters that somebody typed: all 64 of a code in full, in rows or not, or the first 32 of
    its short form. Case and separators are forgiven, and 0, 1, 8 in the short form.

    Raises SealCodeError.
    """
    if len(digits := full_digits(typed)) == _HEX_CHARACTERS:
        return digits
    text = _SEPARATORS.sub("", typed).upper().translate(_MISREAD)
    if len(text) != _CODE_CHARACTERS + _CHECK_CHARACTERS:
        raise SealCodeError("length")
    if not re.fullmatch(r"[A-Z2-7]+", text):
        raise SealCodeError("characters")
    body, check = text[:_CODE_CHARACTERS], text[_CODE_CHARACTERS:]
    if check != _check(body):
        raise SealCodeError("check")
    raw = base64.b32decode(body + "=" * 6)
    if base64.b32encode(raw).decode("ascii")[:_CODE_CHARACTERS] != body:
        raise SealCodeError("characters")  # bits beyond the 128th are set
    return raw.hex()


def code_matches(typed: str, code: str) -> bool:
    """Whether what was typed is the code (64 hex). Raises SealCodeError when it is no code at all."""
    return code.startswith(read_code(typed))


def is_meant(typed: str, code: str) -> bool:
    """The same; False for what is no code at all."""
    try:
        return code_matches(typed, code)
    except SealCodeError:
        return False


def full_digits(typed: str) -> str:
    """The hexadecimal digits of a code typed in full, without the letters before its four rows; empty where
    it is something else.
    """
    parts = (_SEPARATORS.sub("", part) for part in typed.split())
    digits = "".join(part for part in parts if part.upper() not in _ROW_NAMES).lower()
    return digits if _DIGITS.fullmatch(digits) else ""


def _check(body: str) -> str:
    """Base32 of the first 10 bits of SHA-256 of the 26 characters."""
    return base64.b32encode(hashlib.sha256(body.encode("ascii")).digest()[:5]).decode("ascii")[:2]

"""Lists that no parcel has, signed all the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.vectors.parcels.holders import holder
from tests.vectors.parcels.parcel import Plan, volume_name
from tests.vectors.parcels.vector import Opening, Vector

FORM = ("parcel-form", "parcel-closed")
REFUSED = (Opening("p256", "parcel-form"),)
Act = Callable[[dict[str, Any]], None]


def _set(**values: Any) -> Act:
    return lambda facts: facts.update(values)


def _volume(number: int, **values: str) -> Act:
    return lambda facts: facts["volumes"][number - 1].update(values)


def _facts(name: str, about: str, act: Act) -> Vector:
    return Vector(f"list-{name}", about, Plan(facts=act), "altered", FORM, openings=REFUSED, attack="H28")


def _text(name: str, about: str, how: Callable[[bytes], bytes]) -> Vector:
    return Vector(f"list-{name}", about, Plan(text=how), "altered", FORM, openings=REFUSED, attack="H28")


def _many(facts: dict[str, Any]) -> None:
    facts["recipients"] = [{"kind": "passphrase", "sha256": None}] * 101


def _twice(facts: dict[str, Any]) -> None:
    facts["recipients"].insert(0, facts["recipients"][0])


def _listed_twice(facts: dict[str, Any]) -> None:
    facts["volumes"].insert(1, facts["volumes"][0])


def _gap(facts: dict[str, Any]) -> None:
    del facts["volumes"][1]


def _digests(count: int, threshold: str = "2") -> dict[str, Any]:
    return {"threshold": threshold, "digests": [f"{n:064x}" for n in range(count)]}


def _marking(value: str) -> dict[str, str]:
    return {"scheme": "TLP", "value": value}


def _device(facts: dict[str, Any]) -> None:
    """All names agree; Windows can't keep one of them."""
    for file in (facts["envelope"], *facts["volumes"]):
        file["name"] = "con." + file["name"].split(".", 1)[1]


def _info(lines: list[list[str]]) -> None:
    lines[-1][1] = "ab" * 32


def _no_certificates(lines: list[list[str]]) -> None:
    lines[:] = [line for line in lines if line[0] != "certificates-sha256"]


def _format(lines: list[list[str]]) -> None:
    _no_certificates(lines)
    lines[0][1] = "sealwright/3"


VECTORS = (
    Vector("list-info-names-another-list", "seal-info.txt has the digest of another parcel.json", Plan(info=_info), "altered",
           ("parcel-closed", "parcel-info-differs"), openings=(Opening("p256", "parcel-info-differs"),), attack="H28"),
    Vector("list-info-of-format-3", "a list in a format that had no parcels", Plan(info=_format), "unreadable",
           ("format-unknown", "parcel-closed"), openings=(Opening("p256", "format-unknown"),), attack="H28"),
    Vector("list-certificates-not-named", "seal-info.txt does not name the signer's certificates", Plan(info=_no_certificates), "altered",
           ("parcel-closed", "seal-info-form"), openings=(Opening("p256", "seal-info-form"),), attack="H13"),
    _text("spaced", "a space after a comma", lambda text: text.replace(b'","', b'", "', 1)),
    _text("without-line-feed", "no line feed", lambda text: text[:-1]),
    _text("key-twice", "a key that stands twice", lambda text: text.replace(b'"unit":', b'"unit":"1","unit":', 1)),
    _text("deep", "ten thousand brackets", lambda text: b"[" * 10_000 + b"]" * 10_000 + b"\n"),
    _facts("key-unknown", "a key that the page does not have", _set(more="x")),
    _facts("key-missing", "no markings, not even none", lambda facts: facts.pop("handling") and None),
    _facts("of-type-2", "a type that is not known", _set(type="sealwright/parcel/2")),
    _facts("number-short", "a number of 31 digits", lambda facts: facts.update(parcel=facts["parcel"][:31])),
    _facts("size-as-number", "a size that is a JSON number", lambda facts: facts["volumes"][0].update(size=6000)),
    _facts("volume-path", "a volume in the folder above", _volume(1, name=f"../{volume_name(1)}")),
    _facts("volume-absolute", "a volume at an absolute path", _volume(1, name="/etc/hostname")),
    _facts("volume-gap", "the second volume is not listed", _gap),
    _facts("volume-twice", "the first volume is listed twice", _listed_twice),
    _facts("volume-none", "no volume", _set(volumes=[])),
    _facts("volume-of-another-name", "a volume with the name of another parcel", _volume(1, name="P-2.v00001.p7m")),
    _facts("volume-size-zero", "a volume of no bytes", _volume(1, size="0")),
    _facts("volume-size-leading-zero", "a size that begins with a zero", _volume(1, size="06000")),
    _facts("volume-size-over", "a volume of 256 MiB and a byte", _volume(1, size=str((256 << 20) + 1))),
    _facts("volume-size-huge", "a volume of 10^40 bytes", _volume(1, size="9" * 40)),
    _facts("envelope-size-over", "an envelope of 1 MiB and a byte", lambda facts: facts["envelope"].update(size=str((1 << 20) + 1))),
    _facts("envelope-other-name", "an envelope with the name of a volume", lambda facts: facts["envelope"].update(name=volume_name(1))),
    _facts("name-of-a-device", "names that Windows takes for a device", _device),
    _facts("name-as-option", "a name that a command would take for an option", lambda facts: facts["envelope"].update(name="-rf.key.p7m")),
    _facts("unit-zero", "padded to a multiple of nothing", _set(unit="0")),
    _facts("unit-over", "padded to more than 2^40", _set(unit=str((1 << 40) + 1))),
    _facts("time-local", "a time without a zone", _set(made_at="2026-11-24T14:58:07")),
    _facts("time-impossible", "the 30th of February", _set(made_at="2026-02-30T14:58:07Z")),
    _facts("recipients-over", "101 recipients", _many),
    _facts("recipient-twice", "a certificate that is named twice", _twice),
    _facts("recipient-passphrase-with-digest", "a passphrase with the digest of a certificate", lambda facts: facts["recipients"][4].update(
           sha256=holder("p256").fingerprint)),
    _facts("recipient-without-digest", "a certificate that is not named", lambda facts: facts["recipients"][0].update(sha256=None)),
    _facts("nobody", "nobody who could open it", _set(recipients=[], shares=None)),
    _facts("shares-threshold-one", "one share that is enough", _set(shares=_digests(3, "1"))),
    _facts("shares-threshold-over", "four of three shares", _set(shares=_digests(3, "4"))),
    _facts("shares-threshold-huge", "a threshold of thirty digits", _set(shares=_digests(3, "9" * 30))),
    _facts("shares-over", "21 shares", _set(shares=_digests(21))),
    _facts("shares-alike", "two shares with one digest", _set(shares={"threshold": "2", "digests": ["ab" * 32] * 2})),
    _facts("markings-over", "33 markings", _set(handling=[_marking("RED")] * 33)),
    _facts("marking-long", "a marking of 201 characters", _set(handling=[_marking("x" * 201)])),
    _facts("marking-esc", "a marking that clears the terminal", _set(handling=[_marking("RED\x1b[2J")])),
    _facts("marking-rlo", "a marking that turns its direction", _set(handling=[_marking("RED\u202e")])),
)  # fmt: skip

"""Copies out of a bundle keep their folders, overwrite nothing and never leave their folder."""

from __future__ import annotations

import base64
from pathlib import PurePosixPath, PureWindowsPath
from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from forensics_app.model.evidence import Layer, LayerKind
from forensics_app.services.sealed_bundles.copy_places import LONGEST_BYTES, CopyPlaces
from forensics_app.verify.files.records import Name, Path

LISTS = ("copied.csv", "SHA256SUMS")
HOSTILE = (
    b"..", b".", b"", b"a/b", b"a\\b", b"CON", b"con.txt", b"A", b"a", b"a ", b"a.", b"-rf", b"~", b"x:y",
    b"copied.csv", b"desktop.ini", b"\xff\xfe", "\u202egpj.exe".encode(), "\u00e9".encode(),
    "e\u0301".encode(),
    b"\n", b"n" * 255,
)  # fmt: skip
LAYERS = {
    one: Layer(one, parent, kind, 0, 1)
    for one, parent, kind in (
        ("s1", None, LayerKind.MEDIUM),
        ("s1.p1", "s1", LayerKind.PARTITION),
        ("s1.p1.a", "s1.p1", LayerKind.ARCHIVE),
        ("s2", None, LayerKind.MEDIUM),
    )
}


def _artifact(exhibit: str, layer: str, path: tuple[bytes, ...], stream: bytes | None = None) -> Any:
    return SimpleNamespace(
        exhibit=exhibit,
        layer=layer,
        path=Path([base64.b64encode(part).decode() for part in path], []),
        stream=None if stream is None else Name(base64.b64encode(stream).decode(), ""),
    )


NAMES = st.sampled_from(HOSTILE) | st.binary(max_size=8)
ARTIFACTS = st.builds(
    _artifact,
    st.sampled_from(("EX-001", "ex-001", "../EX", "copied.csv")),
    st.sampled_from(tuple(LAYERS)),
    st.lists(NAMES, min_size=1, max_size=12).map(tuple),
    st.none() | NAMES,
)


@given(st.lists(ARTIFACTS, max_size=12))
def test_hostile_names_stay_inside_and_collide_with_nothing(artifacts: list[Any]) -> None:
    places = CopyPlaces(LAYERS, artifacts, taken=LISTS)
    given_out = [places.of(one) for one in artifacts]
    lower = ["/".join(parts).casefold() for parts in given_out]
    assert len(set(lower)) == len(lower)
    for parts in given_out:
        assert not {"..", ".", ""} & set(parts)
        assert PurePosixPath(*parts).parts == PureWindowsPath(*parts).parts == parts
        assert parts[0].casefold() not in {one.casefold() for one in LISTS}
        assert len("/".join(parts).encode()) <= LONGEST_BYTES + 200
        above = {"/".join(parts[:n]).casefold() for n in range(1, len(parts))}
        assert not above & set(lower)  # no file stands where a folder has to be


def test_folders_are_kept_and_files_of_one_folder_lie_together() -> None:
    first = _artifact("EX-001", "s1.p1", (b"Users", b"ada", b"letter.txt"))
    inner = _artifact("EX-001", "s1.p1.a", (b"Users", b"ada", b"old.zip", b"letter.txt"))
    whole = _artifact("EX-001", "s1.p1", (b"Users", b"ada", b"old.zip"))
    places = CopyPlaces(LAYERS, (first, whole, inner), taken=LISTS)
    assert places.of(first) == ("EX-001", "Users", "ada", "letter.txt")
    assert places.of(whole) == ("EX-001", "Users", "ada", "old.zip")
    assert places.of(inner) == ("EX-001", "Users", "ada", "old (2).zip", "letter.txt")

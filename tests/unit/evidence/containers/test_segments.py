"""Which files beside one belong to the same image, by name alone."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from forensics_app.evidence.containers.segments import every_ewf_segment, ewf_segment_name, raw_segments
from tests.judging.judges import require_judge


def make(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).touch()
    return folder / names[0]


@pytest.mark.parametrize(
    "names",
    [
        ("x.dd",),
        ("report.2024",),
        ("photo.jpg", "photo.jpg.bak"),
        ("x.aa",),
        ("data.dd", "data.de"),
        ("backup.ab", "backup.ac"),
    ],
)
def test_name_that_says_nothing_is_one_file(names: tuple[str, ...], tmp_path: Path) -> None:
    path = make(tmp_path, *names)
    found = raw_segments(path)
    assert (found.present, found.missing) == ((path,), None)


def test_other_images_in_the_folder_are_no_segments(tmp_path: Path) -> None:
    path = make(tmp_path, "x.001", "y.002", "x.0002", "x.002.txt", "xx.002")
    found = raw_segments(path)
    assert ([p.name for p in found.present], found.missing) == (["x.001"], None)


def test_more_than_26_lettered_segments(tmp_path: Path) -> None:
    names = [f"x.{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(60)]
    path = make(tmp_path, *names)
    assert [p.name for p in raw_segments(path).present] == names


def split_names(folder: Path, pieces: int, *options: str, pre: str = "x.") -> list[str]:
    """What GNU split calls that many pieces, in its order."""
    command = [require_judge("split"), "-b", "1", *options, "-", str(folder / pre)]
    subprocess.run(command, input=bytes(pieces), check=True)
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    ("pieces", "options", "count_wide"),
    [(95, ("-d",), 5), (700, (), 50), (700, ("-a", "3"), 0), (1030, ("-d", "-a", "4"), 0)],
)
def test_segments_of_split_are_all_found_from_any_of_them(
    pieces: int, options: tuple[str, ...], count_wide: int, tmp_path: Path
) -> None:
    """split(1) makes its suffixes wider before they run out; what came behind was left out without a word."""
    names = split_names(tmp_path, pieces, *options)
    assert sum(len(name) > len(names[0]) for name in names) == count_wide
    for name in (names[0], names[1], names[pieces // 2], names[-1]):
        found = raw_segments(tmp_path / name)
        assert ([p.name for p in found.present], found.missing) == (names, None), name


def test_gap_among_wider_suffixes_is_named(tmp_path: Path) -> None:
    names = split_names(tmp_path, 95, "-d")
    (tmp_path / "x.9001").unlink()
    found = raw_segments(tmp_path / names[0])
    assert found.missing == tmp_path / "x.9001"
    assert [place for place, _ in found.places] == [n for n in range(95) if n != 91]


@pytest.mark.parametrize("first", [0, 1])
def test_segments_behind_999(first: int, tmp_path: Path) -> None:
    names = [f"x.{number:03d}" for number in range(first, 1005)]
    make(tmp_path, *names)
    for name in (names[0], "x.500", "x.1003"):
        assert [p.name for p in raw_segments(tmp_path / name).present] == names


def test_number_that_is_wider_by_chance_does_not_go_on(tmp_path: Path) -> None:
    path = make(tmp_path, "x.00", "x.01", "x.2024", "x.9000")
    found = raw_segments(path)
    assert ([p.name for p in found.present], found.missing) == (["x.00", "x.01"], None)


def test_gap_is_named(tmp_path: Path) -> None:
    path = make(tmp_path, "x.001", "x.002", "x.005")
    missing = raw_segments(path).missing
    assert missing is not None
    assert missing.name == "x.003"


@pytest.mark.parametrize(
    ("number", "name"),
    [
        (1, "a.E01"),
        (99, "a.E99"),
        (100, "a.EAA"),
        (125, "a.EAZ"),
        (126, "a.EBA"),
        (775, "a.EZZ"),
        (776, "a.FAA"),
    ],
)
def test_ewf_segments_are_named_as_encase_does(number: int, name: str) -> None:
    """libewf's documentation of the format, section 2.1."""
    assert ewf_segment_name(Path("a.E01"), number) == name


def test_ewf_segments_past_99_are_in_order(tmp_path: Path) -> None:
    names = [ewf_segment_name(Path("a.E01"), number) for number in range(1, 131)]
    path = make(tmp_path, *names)
    assert [p.name for p in every_ewf_segment(path).values()] == names


def test_ewf_names_may_differ_in_case(tmp_path: Path) -> None:
    make(tmp_path, "a.e01", "a.E02")
    assert [p.name for p in every_ewf_segment(tmp_path / "a.e01").values()] == ["a.e01", "a.E02"]

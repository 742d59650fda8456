"""Files of labels for the custody form: codes are the program's, words the country's."""

from __future__ import annotations

from pathlib import Path

import pytest

from forensics_app.errors import CustodyLabelsInvalidError
from forensics_app.model.custody import CustodyEventType
from forensics_app.report.forms.custody_labels import read_labels


def write(folder: Path, data: bytes) -> Path:
    path = folder / "labels.toml"
    path.write_bytes(data)
    return path


def test_words_of_a_country_and_ours_for_the_rest(tmp_path: Path) -> None:
    text = 'title = "Feuille"\n[events]\nreleased = "Remis"\n[fields]\nplace = "Lieu"\n'
    labels = read_labels(write(tmp_path, text.encode()))
    assert labels.of_title() == "Feuille"
    assert labels.of_event(CustodyEventType.RELEASED) == "Remis"
    assert labels.of_event(CustodyEventType.SEIZED) == "Seized"
    assert (labels.of_field("place"), labels.of_field("number")) == ("Lieu", "Number")


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b'[events]\nreleasd = "x"\n', "events.releasd"),
        (b'[fields]\nplaces = "x"\n', "fields.places"),
        (b'[roles]\na = "x"\n', "roles"),
        (b"title = 3\n", "title"),
        (b'[events]\nreleased = " "\n', "events.released"),
        (b'title = "' + b"x" * 300 + b'"\n', "title"),
        (b"events = 1\n", "events"),
        (b"not toml\n", "line 1"),
        (b"\xff", "utf-8"),
        (b"#" * (1 << 17), str(1 << 17)),
        (b"a = " + b"[" * 5000, ""),
    ],
)
def test_what_no_form_has_is_refused(tmp_path: Path, data: bytes, named: str) -> None:
    with pytest.raises(CustodyLabelsInvalidError) as caught:
        read_labels(write(tmp_path, data))
    assert named in caught.value.detail


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CustodyLabelsInvalidError):
        read_labels(tmp_path / "labels.toml")

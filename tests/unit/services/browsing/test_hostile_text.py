"""Text that takes over a terminal or forges a line, in every field, through every output."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import msgspec
import pytest

from forensics_app.cli.bundles import compare as compare_command
from forensics_app.cli.bundles import contents as contents_command
from forensics_app.cli.session import Session
from forensics_app.exchange import hashdeep_writing
from forensics_app.i18n.omissions import OMISSION_SENTENCES
from forensics_app.model.artifact import Artifact
from forensics_app.model.comparison import ComparedRow, Relation, Show, Side
from forensics_app.model.digests import DigestAlgorithm
from forensics_app.model.evidence import Omission, OmissionStage
from forensics_app.model.names import gated, gated_json
from forensics_app.model.sealed_listing import SealedRow
from forensics_app.report.layout.html_frame import html_page
from forensics_app.report.layout.typesetting import _shown
from forensics_app.services.browsing.listing import ListFormat, artifact_lines, omission_lines
from forensics_app.services.exchange.compare import csv_lines
from forensics_app.services.files.body_file import body_lines
from forensics_app.services.sealed_bundles.artifacts import artifact_of
from forensics_app.verify.files import records
from tests.world.report_facts import line

HOSTILE = "x\x1b]0;owned\x07\x9b31m\r\nforged,line\t\u202egnp.exe\u2066\u200f<script>\u2028end"


def assert_tame(text: str) -> None:
    """Nothing that a terminal, a browser or a reader's eye obeys."""
    bad = [c for c in text if c not in "\n\t" and unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp")]
    assert not bad, ascii(text)


def leaves(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where texts stand in a value of lists and dictionaries."""
    if isinstance(value, str):
        yield place
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from leaves(one, (*place, key))
    elif isinstance(value, list):
        for at, one in enumerate(value):
            yield from leaves(one, (*place, at))


def with_hostile(value: Any, place: tuple[Any, ...]) -> Any:
    if not place:
        return HOSTILE
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[place[0]] = with_hostile(value[place[0]], place[1:])
    return copy


def sealed_line() -> Any:
    whole = line(
        1,
        "a.txt",
        times=[
            records.Time(kind="modified", precision="1s", raw="1", value="2026-01-01T00:00:00Z", zone="utc")
        ],
    )
    return msgspec.to_builtins(whole)


def hostile_artifacts() -> list[tuple[str, Artifact]]:
    """One for each text of a sealed line that the program takes at all."""
    whole, found = sealed_line(), []
    for place in leaves(whole):
        try:
            record = msgspec.convert(with_hostile(whole, place), records.Artifact)
            found.append((".".join(map(str, place)), artifact_of(record)))
        except (ValueError, msgspec.ValidationError):
            continue  # refused, as it should be
    return found


ARTIFACTS = hostile_artifacts()


def test_most_fields_are_tried() -> None:
    assert len(ARTIFACTS) >= 8


@pytest.mark.parametrize(("place", "artifact"), ARTIFACTS, ids=[place for place, _ in ARTIFACTS])
def test_a_sealed_line_reads_back_as_one_line_of_every_list(place: str, artifact: Artifact) -> None:
    (row,) = artifact_lines(iter([artifact]), ListFormat.CSV)
    assert_tame(row.removesuffix("\r\n"))
    assert len(list(csv.reader(io.StringIO(row, newline="")))) == 1
    (text,) = artifact_lines(iter([artifact]), ListFormat.JSONL)
    assert_tame(text)
    assert text.count("\n") == 1
    json.loads(text)
    for told in body_lines(artifact):
        assert_tame(told)
        assert told.count("\n") == 1
        assert told.count("|") == 10
    deep = hashdeep_writing.line(artifact, (DigestAlgorithm.SHA256,))
    if deep is not None:
        assert deep.count("\n") == 1
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", deep), place


def hostile_of(kind: type[Any], **fixed: Any) -> Any:
    """A value whose every text is hostile."""
    return kind(**{f.name: fixed.get(f.name, HOSTILE) for f in fields(kind)})


def test_contents_and_compare_print_one_line_an_item(capsys: pytest.CaptureFixture[str]) -> None:
    row = hostile_of(SealedRow, number=1, size_bytes=5, deleted=False, tags=(HOSTILE,))
    compared = hostile_of(
        ComparedRow,
        number=1,
        side=Side.A,
        relation=next(iter(Relation)),
        size_bytes=5,
        deleted=False,
        algorithm=DigestAlgorithm.SHA256,
        other_size_bytes=5,
    )
    shown = [contents_command._line(row)]
    shown += [compare_command._row_text(compared, show) for show in Show]
    for text in shown:
        assert "\n" not in text
        Session().say(text)
    assert_tame(capsys.readouterr().out)
    _, told = csv_lines(iter([compared]))
    assert_tame(told.removesuffix("\r\n"))
    assert len(list(csv.reader(io.StringIO(told, newline="")))) == 1


def test_omissions_read_back(capsys: pytest.CaptureFixture[str]) -> None:
    omission = Omission(next(iter(OMISSION_SENTENCES)), HOSTILE, HOSTILE, 1, OmissionStage.READ, HOSTILE)
    for form in ListFormat:
        for told in omission_lines([omission], form):
            Session().say(told)
    assert_tame(capsys.readouterr().out.replace("\r\n", "\n"))


def test_the_last_gate_of_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    Session().say(HOSTILE)
    Session().warn(HOSTILE)
    out, err = capsys.readouterr()
    assert_tame(out)
    assert_tame(err)
    assert "[ESC]" in out
    assert "[RLO]" in err


def test_the_last_gate_of_web_pages_and_pdf() -> None:
    page = html_page([f"<p>{HOSTILE}</p>"], title=HOSTILE, style="form", language="en", right_to_left=False)
    assert_tame(page.decode("utf-8"))
    data = _shown({"a": [HOSTILE, {"b": HOSTILE}]})
    assert_tame(data["a"][0])
    assert_tame(data["a"][1]["b"])


def test_isolates_stay_only_where_each_is_closed() -> None:
    sentence = "\u0627\u0644\u0642\u0636\u064a\u0629 \u2066FR-1\u2069"
    assert gated(sentence) == sentence
    for text in ("\u2066open", "closed\u2069", "\u2066a\nb\u2069"):
        assert_tame(gated(text))
    assert gated("a\nb\tc") == "a\nb\tc"


def test_json_keeps_every_character() -> None:
    given = {"name": HOSTILE + "\U000e0041\ud800"}
    told = gated_json(json.dumps(given, ensure_ascii=False))
    assert_tame(told)
    assert json.loads(told) == given

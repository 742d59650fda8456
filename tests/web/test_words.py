"""The page speaks the program's words: its sentences of findings, verdicts and codes are not second ones."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from forensics_app.i18n import addenda, details, labels, omissions, request_words
from forensics_app.i18n.findings import FINDING_SENTENCES
from forensics_app.i18n.translator import LANGUAGES, translator_for
from forensics_app.i18n.verifying.finding_values import ZIP_FIELDS
from forensics_app.services.forms.checked_files import with_file_digests
from forensics_app.services.verifying.parcel_list import parcel_list_fields
from forensics_app.services.verifying.verify import report_fields
from tests.vectors.make_vectors import ALL
from tests.web.runner import SOURCE, needs_node, run, said_of_details, task
from tests.world.receiving import for_one_check, policy, verify_path

FORMAT = SOURCE.parents[1] / "docs" / "bundle-format.md"
WORDS = SOURCE / "src" / "i18n" / "program_words.ts"
SAID_OTHERWISE = {"verifier", "path"}
"""Keys of the report that name who checked, and where the file lies: a browser is not told."""


def test_format_page_has_the_sentences_of_the_program() -> None:
    rows = re.findall(r"^\| `([a-z0-9-]+)` \| \w+ \| \w+ \| (.*) \|$", FORMAT.read_text("utf-8"), re.M)
    assert {code: text.replace("`{", "{").replace("}`", "}") for code, text in rows} == FINDING_SENTENCES


def test_tables_are_those_of_the_program() -> None:
    found: dict[str, dict[str, str]] = {}
    for name, body in re.findall(r"export const (\w+): .*? = \{\n(.*?)\n\};", WORDS.read_text("utf-8"), re.S):
        rows = re.findall(r'^  ("[^"]*"): NC?\((.*)\),$', body, re.M)
        found[name] = {json.loads(key): "\x04".join(json.loads(f"[{value}]")) for key, value in rows}
    program: dict[str, Any] = {
        "OMISSION_SENTENCES": omissions.OMISSION_SENTENCES,
        "KIND_WORDS": labels.KIND_LABELS,
        "CUSTODY_EVENT_WORDS": labels.CUSTODY_LABELS,
        "CUSTODY_REASON_WORDS": labels.REASON_LABELS,
        "INSTRUMENT_WORDS": request_words.INSTRUMENT_LABELS,
        "AUTHORITY_WORDS": request_words.ROLE_LABELS,
        "URGENCY_WORDS": request_words.URGENCY_LABELS,
        "REQUEST_FIELD_WORDS": request_words.FIELD_LABELS,
        "FORMALITY_WORDS": request_words.MET_LABELS,
        "ADDENDUM_WORDS": labels.ADDENDUM_LABELS,
        "OUTCOME_WORDS": addenda.OUTCOME_LABELS,
        "SCOPE_WORDS": addenda.SCOPE_LABELS,
        "SYSTEM_ERROR_WORDS": details.SYSTEM_ERRORS,
        "FORMAT_WORDS": labels.FORMAT_LABELS,
        "LAYER_WORDS": labels.LAYER_LABELS,
        "LAYER_DESCRIPTION_WORDS": labels.LAYER_DESCRIPTIONS,
        "ZIP_FIELD_WORDS": ZIP_FIELDS,
    }
    assert found == {name: {str(k): v for k, v in table.items()} for name, table in program.items()}


def test_page_keeps_doubts_apart_from_what_is_left_out_as_the_program_does() -> None:
    [body] = re.findall(
        r"export const DOUBT_CODES: .*? = new Set\(\[\n(.*?)\n\]\);", WORDS.read_text("utf-8"), re.S
    )
    assert set(re.findall(r'"([a-z0-9-]+)"', body)) == omissions.DOUBT_CODES
    assert set(omissions.OMISSION_SENTENCES) >= omissions.DOUBT_CODES


@needs_node
@pytest.mark.parametrize("language", LANGUAGES)
def test_report_says_what_verify_json_says(language: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("words")
    chosen = [
        v
        for v in ALL
        if v.name
        in (
            "sound-hand-over-time",
            "sound-receipt",
            "file-block-flipped",
            "sound-format-3-corrects",
            "file-missing",
            "seal-missing",
            "asice-no-signature",
            "lie-hashes-agree",
            "lie-csv-path",
            "omission-count-wrong",
            "addendum-missing-ancestor",
            "outer-seal-renamed",
            "path-elsewhere",
            "identifier-exhibit-rlo",
            "certificates-exchanged",
            "zip-comment",
            "zip-made-by",
            "zip-stored-size",
            "zip-symlink",
        )
    ]
    tasks, program = [], []
    for vector in chosen:
        place = folder / vector.name
        place.mkdir()
        path = vector.make().write(place)
        one = task(path, vector.trust, folder, vector.expect_events)
        one.language = language
        tasks.append(one)
        given = policy(vector.trust, expect_events=vector.expect_events)
        [report] = with_file_digests([verify_path(path, replace(given, trust=for_one_check(given.trust)))])
        assert report.bundle.file is not None
        assert report.bundle.file.sha256 is not None  # a page says it of each small file
        said = report_fields(report, translator_for(language))
        program.append({**said, "parcel": parcel_list_fields(report.parcel)})
    for said, page in zip(program, run(tasks, folder), strict=True):
        assert _shown(page) == _shown(json.loads(json.dumps(said)))


@needs_node
def test_details_of_omissions_have_the_words_of_the_program(tmp_path: Path) -> None:
    """Every technical text of a reader, with names and numbers in it; alone, in lists, behind a name."""
    values = (
        dict(zip("abcdefgh", ("7", "3000000", "x.E02", "4153344", "5", "6", "8", "9"), strict=True)),
        dict(zip("abcdefgh", ("ملف (1).bin", "12", "3000000", "no partitions", *"5689"), strict=True)),
    )
    filled = [shape.format(**fields) for shape in details._ALL for fields in values]
    told = [
        *filled,
        *(f"{one}; {other}" for one, other in zip(filled[::7], filled[3::7], strict=False)),
        *(f"LUKS, damaged: {one}" for one in filled[::11]),
        *(f"[Errno {number}] {os.strerror(number)}" for number in details.SYSTEM_ERRORS),
        *map(os.strerror, details.SYSTEM_ERRORS),
        *(kind.value for kind in labels.FORMAT_LABELS),
        "3000000 of 4153344 bytes",
        "format=E01 detail=no volume section",
        "libfsntfs: unable to read the entry \N{RIGHT-TO-LEFT OVERRIDE}gpj",
        "hfs+",
        "",
        ": ",
        "x" * 5000,
    ]
    found = {language: said_of_details(told, language, tmp_path) for language in LANGUAGES}
    for language, said in found.items():
        words = translator_for(language)
        assert said == [details.omission_detail(one, words) for one in told]
    assert found["de"][told.index("3000000 of 4153344 bytes")] == "3.000.000 von 4.153.344 Bytes"


def _shown(report: dict[str, Any]) -> dict[str, Any]:
    def ordered(findings: list[dict[str, Any]]) -> list[str]:
        keys = ("code", "axis", "severity", "about", "sentence", "subject", "expected", "actual")
        return sorted(json.dumps({k: f[k] for k in keys}, ensure_ascii=False) for f in findings)

    kept = {k: v for k, v in report.items() if k not in SAID_OTHERWISE}
    kept["bundle"] = {k: v for k, v in report["bundle"].items() if k not in SAID_OTHERWISE}
    kept["findings"] = ordered(report["findings"])
    kept["addenda"] = [{**a, "findings": ordered(a["findings"])} for a in report["addenda"]]
    return kept

"""The same content gets the same media type each time, whatever was asked before."""

from __future__ import annotations

import random

import pytest

from forensics_app.examine.last_word import with_last_word_ended
from forensics_app.examine.magic_detector import Detector, DetectorError


@pytest.fixture
def detector() -> Detector:
    try:
        return Detector()
    except DetectorError as e:
        pytest.skip(str(e))


@pytest.mark.parametrize(
    ("script", "media_type"),
    [
        (b"#! /usr/bin/stap", "text/x-systemtap"),
        (b"#!/usr/bin/stap", "text/x-systemtap"),
        (b"\xef\xbb\xbf#! /usr/bin/stap", "text/x-systemtap"),
        ("\ufeff#! /usr/bin/stap".encode("utf-16-le"), "text/x-systemtap"),
        ("\ufeff#! /usr/bin/stap".encode("utf-16-be"), "text/x-systemtap"),
        (b"#!/usr/bin/tclsh", "text/x-tcl"),
        (b"#!/usr/bin/texlua", "text/x-luatex"),
        (b"#!/usr/bin/luatex", "text/x-luatex"),
    ],
)
def test_a_script_that_ends_with_its_interpreter_is_one_whatever_was_read_before(
    detector: Detector, script: bytes, media_type: str
) -> None:
    """libmagic reads one byte beyond the word, which is of what was in memory before."""
    rng = random.Random(1)
    answers = set()
    for size in (17, 300, 3000):
        for before in (b"x" * size, b"\xff" * size, rng.randbytes(size), b"some words\n" * size):
            detector.of(before)
            answers.add(detector.of(script))
    assert answers == {media_type}


def test_any_other_content_is_asked_about_as_it_is() -> None:
    for content in (
        b"",
        b"#!/bin/sh",
        b"#!/usr/bin/stap\n",
        b" #!/usr/bin/stap",
        b"#!/usr/bin/stap\0",
        b"\xffstap",
    ):
        assert with_last_word_ended(content) == content

"""Several texts for a screen reader: as sentences, each with one end."""

from __future__ import annotations

import pytest

from ui.words.gate import spoken


@pytest.mark.parametrize(
    ("parts", "heard"),
    [
        (("Sealed", "Sent by courier."), "Sealed. Sent by courier."),
        (("Sealed; dispatch not recorded.", "Sealed 2026."), "Sealed; dispatch not recorded. Sealed 2026."),
        (("Trust it?", "Yes"), "Trust it? Yes"),
        (("Reading…", "3 of 7"), "Reading… 3 of 7"),
        (("هل تثق به؟", "نعم"), "هل تثق به؟ نعم"),
        (("已封存。", "未发送"), "已封存。 未发送"),
        (("He said “no.”", "So"), "He said “no.” So"),
        (("Sent to \u2068Lab B.\u2069", "Today"), "Sent to \u2068Lab B.\u2069 Today"),
        (("Alone", ""), "Alone"),
        (("", "Alone"), "Alone"),
    ],
)
def test_parts_end_once(parts: tuple[str, ...], heard: str) -> None:
    assert spoken(*parts) == heard

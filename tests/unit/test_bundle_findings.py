"""What fuzzing of bundles once found is answered rightly now; and a few trials of every target."""

from __future__ import annotations

import base64
import json
import random
from pathlib import Path

import pytest

from tests.fuzzing.byte_mutations import mutate
from tests.fuzzing.targets import TARGETS

FOUND = Path(__file__).parents[1] / "fuzzing" / "bundle_findings"


def test_findings_are_answered() -> None:
    for path in sorted(FOUND.glob("*.json")):
        finding = json.loads(path.read_text(encoding="utf-8"))
        assert TARGETS[finding["target"]].judge(base64.b64decode(finding["data"])) == [], path.stem


@pytest.mark.parametrize("name", TARGETS)
def test_damage_is_answered(name: str) -> None:
    target = TARGETS[name]
    sound = target.seed()
    draw = random.Random(name)
    for _ in range(4):
        if (data := mutate(sound, draw)) != sound:
            assert target.judge(data) == []

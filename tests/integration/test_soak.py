"""One round of the soak, and that it notices what it is there for (docs/reliability.md)."""

from __future__ import annotations

import importlib.util
import random
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.world.cases import PROJECT

_SOAK = PROJECT / "packaging" / "soak"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("cc") is None, reason="the faults need a C compiler (cc)"),
]


@pytest.fixture
def laboratory() -> Iterator[ModuleType]:
    sys.path.insert(0, str(_SOAK))
    try:
        spec = importlib.util.spec_from_file_location("laboratory", _SOAK / "laboratory.py")
        assert spec is not None
        assert spec.loader is not None
        made = importlib.util.module_from_spec(spec)
        sys.modules["laboratory"] = made
        spec.loader.exec_module(made)
        yield made
    finally:
        sys.path.remove(str(_SOAK))
        sys.modules.pop("laboratory", None)
        sys.modules.pop("faults", None)


def _round(module: ModuleType, kind: type, folder: Path) -> list[str]:
    shim = sys.modules["faults"].compile_shim(folder)
    totals = module.Totals()
    kind(folder, shim, random.Random(9), totals).round(1)
    return sorted({problem for problem, _ in totals.problems})


def test_a_round_under_faults_loses_nothing(laboratory: ModuleType, tmp_path: Path) -> None:
    assert _round(laboratory, laboratory.Laboratory, tmp_path) == []


def test_what_is_lost_changed_or_left_is_noticed(laboratory: ModuleType, tmp_path: Path) -> None:
    """An item that is nowhere, a digest that is not so, a bundle that was not changed, files that stay."""

    class Wrong(laboratory.Laboratory):  # type: ignore[name-defined, misc]
        def _evidence(self, folder: Path) -> dict[str, str]:
            truth: dict[str, str] = super()._evidence(folder)
            return {**truth, next(iter(truth)): "1" * 64, "/never": "0" * 64}

        def _tampered(self, bundle: Path, folder: Path) -> Path:
            folder.mkdir()
            (self._tmp / "left").write_bytes(laboratory.MARK)
            (self._tmp / "other").write_bytes(b"x")
            shutil.copy(bundle.with_suffix(".asice"), folder)
            return Path(shutil.copy(bundle, folder))

    assert _round(laboratory, Wrong, tmp_path) == ["lost", "plaintext", "temporary", "verdict"]

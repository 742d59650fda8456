"""The extractor misses no marker, refuses what it can't read, and writes the same files each time."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType

import pytest

from tests.world.shared_data import PROJECT


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, PROJECT / "packaging" / "i18n" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


extraction = _load("extraction")


def _found(source: str) -> list[tuple[str, str | None, str | None]]:
    return [(m.text, m.plural, m.context) for m in extraction.in_source(source, "x.py")]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('tr("a")', [("a", None, None)]),
        ('tr("a " "b", x=1)', [("a b", None, None)]),
        ('tr("a", x=tr("b", y=len(f(tr("c")))))', [("a", None, None), ("b", None, None), ("c", None, None)]),
        ('tr("a" if x else "b")', [("a", None, None), ("b", None, None)]),
        ('trn("a", "b", n)', [("a", "b", None)]),
        ('NP_("a", "b")', [("a", "b", None)]),
        ('tr(NC_("k", "a"))', [("a", None, "k")]),
        ('trn(*NCP_("k", "a", "b"), n)', [("a", "b", "k")]),
        ('T = {1: N_("a")}\ntr(T[1])\ntr(x.y)\ntr(z)', [("a", None, None)]),
        ('current().text("a")', [("a", None, None)]),
        ('label.text()\nread(f"x")', []),
    ],
)
def test_finds(source: str, expected: list[tuple[str, str | None, str | None]]) -> None:
    assert sorted(_found(source)) == sorted(expected)


@pytest.mark.parametrize(
    "source", ['tr(f"a {x}")', 'tr("a" + x)', 'tr("a %s" % x)', 'tr("a {}".format(x))', 'N_("a".join(x))']
)
def test_refuses_what_could_never_be_translated(source: str) -> None:
    with pytest.raises(extraction.NotExtractableError, match=r"x\.py:1"):
        extraction.in_source(source, "x.py")


def test_notes_for_translators_come_along() -> None:
    (message,) = extraction.in_source('# NOTE: a button,\n# not a title\ntr("Open")', "x.py")
    assert message.comments == ("a button, not a title",)

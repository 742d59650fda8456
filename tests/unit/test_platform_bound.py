"""The marker of tests that Windows can't run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.platform_bound import binding_word


def test_this_module_runs_anywhere(request: pytest.FixtureRequest) -> None:
    assert request.node.get_closest_marker("posix") is None


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("(tmp / 'a').sym" + "link_to('b')", "symlink_to"),
        ("os.f" + "ork()", "os.f" + "ork"),
        ("open('/pro" + "c/self/fd')", "/pro" + "c/"),
        ("require_" + "judge('openssl')", "require_" + "judge"),
    ],
)
def test_what_binds_is_named(tmp_path: Path, line: str, word: str) -> None:
    module = tmp_path / "test_it.py"
    module.write_text(f"def test_it(tmp):\n    {line}\n", encoding="ascii")
    assert binding_word(module) == word


def test_a_module_that_names_nothing_of_it_is_free(tmp_path: Path) -> None:
    module = tmp_path / "test_it.py"
    module.write_text("def test_it(tmp_path):\n    (tmp_path / 'a').write_text('b')\n", encoding="ascii")
    assert binding_word(module) is None

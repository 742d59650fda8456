"""The recipe comes from the program, never from a parcel."""

from __future__ import annotations

import hashlib
from pathlib import Path

from forensics_app.report.verification.recipe import recipe_script
from tests.integration.conftest import Run


def test_the_recipe_is_written_out_with_its_digest(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "recipe.sh"
    code, said, err = run("recipe", "-o", out)
    assert (code, err) == (0, "")
    assert out.read_text(encoding="utf-8") == recipe_script()
    assert hashlib.sha256(out.read_bytes()).hexdigest() in said
    assert "Never use the copy in a bundle" in said


def test_nothing_is_overwritten_and_no_link_is_followed(run: Run, tmp_path: Path) -> None:
    kept, out = tmp_path / "kept", tmp_path / "recipe.sh"
    kept.write_bytes(b"mine")
    out.symlink_to(kept)
    code, _, err = run("recipe", "-o", out)
    assert code == 2
    assert "already exists" in err
    assert kept.read_bytes() == b"mine"

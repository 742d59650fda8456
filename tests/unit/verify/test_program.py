"""The digest of the program is what anybody gets who digests its files."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path

import forensics_app
from forensics_app.program_files import program_digest


def test_digest_is_that_of_sha256sum_over_the_programs_files() -> None:
    root = Path(forensics_app.__file__).parents[1]
    found = subprocess.run(
        ["/bin/sh", "-c", "find forensics_app -name '*.py' -exec sha256sum {} + | sort"],
        cwd=root,
        capture_output=True,
        check=True,
        env={**os.environ, "LC_ALL": "C"},
    )
    assert program_digest() == hashlib.sha256(found.stdout).hexdigest()

"""What a worker loads before it knows what it is to read: several are started for every source."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

RARELY_NEEDED = {
    "PIL", "exifread", "importlib.metadata", "cryptography", "forensics_app.evidence.filesystems.apfs.tree",
    "forensics_app.evidence.filesystems.xfs.tree", "forensics_app.evidence.encryption.luks_volume",
    "forensics_app.evidence.containers.dmg.image", "forensics_app.evidence.containers.vmdk.image",
    "forensics_app.evidence.worker.extent_digests",
}  # fmt: skip


def test_what_is_rarely_needed_can_be_had() -> None:
    """A name of something that is gone or was renamed is in no list of modules, whatever a worker loads."""
    assert not [name for name in RARELY_NEEDED if find_spec(name) is None]


def test_worker_begins_without_what_few_sources_need() -> None:
    code = "import sys, forensics_app.evidence.worker.process; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "forensics_app.evidence.worker.session" in done.stdout.split()
    assert not RARELY_NEEDED & set(done.stdout.split())

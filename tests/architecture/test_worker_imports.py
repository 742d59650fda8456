"""What a worker loads before it knows what it is to read: several are started for every source."""

from __future__ import annotations

import subprocess
import sys

RARELY_NEEDED = {
    "PIL", "exifread", "importlib.metadata", "cryptography", "forensics_app.evidence.apfs_tree",
    "forensics_app.evidence.xfs_tree", "forensics_app.evidence.luks_volume",
    "forensics_app.evidence.dmg_image", "forensics_app.evidence.vmdk_image",
    "forensics_app.evidence.rederiving",
}  # fmt: skip


def test_worker_begins_without_what_few_sources_need() -> None:
    code = "import sys, forensics_app.evidence.worker; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not RARELY_NEEDED & set(done.stdout.split())

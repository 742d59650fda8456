"""E01 in chunks of 16 MiB, the largest that tools make: exact to its last byte, in bounded memory."""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
from pathlib import Path

import pytest

from forensics_app.evidence.containers.ewf.image import open_ewf
from tests.judging.judges import require_judge

CHUNK = 16 << 20
READ_WHOLE = """
import hashlib, resource, sys
from pathlib import Path
from forensics_app.evidence.containers.ewf.image import open_ewf
from forensics_app.evidence.processes.heap import keep_freed_memory
keep_freed_memory()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
medium = open_ewf(Path(sys.argv[1])).medium
found = hashlib.sha256()
for at in range(0, medium.size_bytes, 1 << 20):
    found.update(medium.read(at, min(1 << 20, medium.size_bytes - at)))
print(found.hexdigest(), (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10)
"""


@pytest.fixture(scope="module", params=["ends-with-a-chunk", "ends-within-a-chunk"])
def image(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    folder = tmp_path_factory.mktemp("e01")
    data = random.Random(7).randbytes(4 * CHUNK - (0 if request.param == "ends-with-a-chunk" else 4096))
    (folder / "medium.raw").write_bytes(data)
    subprocess.run(
        [require_judge("ewfacquire"), "-u", "-q", "-b", "32768", "-f", "encase6", "-c", "fast", "-t",
         str(folder / "made"), str(folder / "medium.raw")],
        check=True, capture_output=True,
    )  # fmt: skip
    return folder / "made.E01", data


def test_nothing_is_read_at_the_end_and_everything_before_it(image: tuple[Path, bytes]) -> None:
    path, data = image
    medium = open_ewf(path).medium
    assert medium.size_bytes == len(data)
    assert medium.read(len(data), 0) == b""
    assert medium.read(len(data) - 5000, 5000) == data[-5000:]
    assert medium.read(CHUNK - 3, 7) == data[CHUNK - 3 : CHUNK + 4]


def test_memory_is_bounded(image: tuple[Path, bytes]) -> None:
    path, data = image
    done = subprocess.run(
        [sys.executable, "-c", READ_WHOLE, str(path)], check=True, capture_output=True, text=True
    )
    digest, grown_mib = done.stdout.split()
    assert digest == hashlib.sha256(data).hexdigest()
    assert int(grown_mib) < 115

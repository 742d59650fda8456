"""Put the locked packages for Windows into a folder, so that the tests can run the program under Wine.

    prepare.py OUT        makes the new folder OUT for CPython 3.13 on x86-64

The wheels are those of requirements.lock and requirements-native.lock, each checked against its digest
there; what the window needs is left out, since Qt does not load under Wine. Then, with Wine and a CPython for
Windows (3.13, x86-64; a python3.dll has to lie beside python.exe):

    SEALWRIGHT_WINDOWS_PYTHON=.../python.exe SEALWRIGHT_WINDOWS_PACKAGES=OUT \\
        packaging/test -m slow tests/integration/windows
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
LOCKS = ("requirements.lock", "requirements-native.lock")
WINDOW = {"pyside6-essentials", "shiboken6", "qtawesome", "qtpy"}
_PLATFORM = "--platform win_amd64 --python-version 3.13 --implementation cp --abi cp313 --abi abi3 --abi none"


def main() -> int:
    out = Path(sys.argv[1])
    out.mkdir(parents=True)
    locked = [r for lock in LOCKS for r in requirements(lock)]
    wanted = [r for r in locked if name_of(r) not in WINDOW]
    with tempfile.TemporaryDirectory() as scratch:
        lock = Path(scratch) / "windows.lock"
        lock.write_text("".join(wanted), encoding="utf-8")
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--require-hashes"]
        command += ["--only-binary", ":all:", *_PLATFORM.split(), "-r", str(lock), "-d", scratch]
        subprocess.run(command, check=True)
        for wheel in sorted(Path(scratch).glob("*.whl")):
            with zipfile.ZipFile(wheel) as packed:
                packed.extractall(out)
    print(f"{len(list(out.glob('*.dist-info')))} packages in {out}")
    return 0


def requirements(lock: str) -> list[str]:
    """Each requirement with its digests, as the lock file has it; those for other systems are left out."""
    text = (PROJECT / lock).read_text(encoding="utf-8")
    found = re.findall(r"(?m)^[a-z0-9][^\n]*\\\n(?:    --hash[^\n]*\n)+", text)
    others = ("sys_platform != 'win32'", "sys_platform == 'darwin'")
    return [one for one in found if not any(other in one.partition("\\")[0] for other in others)]


def name_of(requirement: str) -> str:
    return re.split(r"[=\s\[;]", requirement, maxsplit=1)[0]


if __name__ == "__main__":
    sys.exit(main())

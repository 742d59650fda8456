"""Put the program into one folder that needs no Python: `python packaging/frozen/build.py OUT`.

On Windows OUT/Sealwright is what packaging/windows/sealwright.iss installs; on macOS OUT/Sealwright.app is
what packaging/macos/sign signs; on Linux the folder serves the tests. Everything is installed from the lock
files into an environment in OUT first; --here takes the environment of the Python that runs this.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import venv
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
FROZEN = PROJECT / "packaging" / "frozen"
SPEC = PROJECT / "packaging" / ("macos" if sys.platform == "darwin" else "windows") / "sealwright.spec"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--here", action="store_true")
    asked = parser.parse_args()
    out = asked.out.absolute()
    out.mkdir(parents=True)
    python = sys.executable if asked.here else environment(out / "environment")
    work = out / "work"
    work.mkdir()
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    clean |= {"PYTHONHASHSEED": "0", "PYTHONNOUSERSITE": "1"}
    subprocess.run([python, FROZEN / "messages.py"], env=clean, check=True)
    subprocess.run(
        [python, FROZEN / "icons.py", work], env=clean | {"QT_QPA_PLATFORM": "offscreen"}, check=True
    )
    command = [python, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    command += ["--workpath", work, "--distpath", out, SPEC]
    subprocess.run(command, env=clean, check=True)
    print(out)
    return 0


def environment(folder: Path) -> str:
    """A new environment with what the lock files name; its Python."""
    venv.create(folder, with_pip=True)
    python = str(folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python"))
    install = [python, "-m", "pip", "install", "--quiet", "--require-hashes", "--only-binary", ":all:"]
    subprocess.run([*install, "-r", PROJECT / "requirements.lock"], check=True)
    subprocess.run([*install, "-r", PROJECT / "requirements-frozen.lock"], check=True)
    subprocess.run([*install, "--no-deps", "-r", PROJECT / "requirements-native.lock"], check=True)
    builder = [*install, "-r", PROJECT / "requirements-build.lock"]
    subprocess.run(builder, check=True)
    own = [
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--editable",
        PROJECT,
    ]
    subprocess.run(own, check=True)
    return python


if __name__ == "__main__":
    sys.exit(main())

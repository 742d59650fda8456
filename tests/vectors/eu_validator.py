"""The EU's own validator over the seals of vectors, through packaging/interop/run.

`python -m tests.vectors.eu_validator` writes its answers to `tests/vectors/v1/<name>/dss.json`.
"""

from __future__ import annotations

import io
import json
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.vectors import pki, revocation
from tests.vectors.bundle import CHECKED_AT, SEALED_AT
from tests.vectors.make_vectors import ALL, EXPECTATIONS
from tests.vectors.vector import Sent

LISTED_AT = SEALED_AT.replace(hour=15)
RUNNER = Path(__file__).parents[2] / "packaging" / "interop" / "run"
_TOWER = pki.tower(9)
_ROOTS = (pki.ROOT, pki.TIME_ROOT, pki.DEMO_ROOT, pki.DEEP_TIME_ROOT, _TOWER[0])
_AUTHORITIES = (*_ROOTS, pki.TIME_MIDDLE, *_TOWER[1:])
_MOST_BYTES = 1 << 20  # the validator reads all of it into memory; seals are small


class NotBuiltError(Exception):
    """What the validator is built from could not be fetched."""


def seals(sent: Sent) -> dict[str, bytes]:
    """Containers that lie openly in what was sent, and the one in the ZIP, by a short name.

    None where the ZIP itself is too damaged for zipfile: then the program's own reader is the judge.
    """
    found = {}
    for path, data in sent.files.items():
        if path.endswith(".asice"):
            found["inside" if "/seal/" in path else Path(path).name] = data
        elif path.endswith(".zip"):
            found |= _inside(data)
    return {name: data for name, data in found.items() if len(data) <= _MOST_BYTES}


def _inside(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [n for n in archive.namelist() if n.endswith(".asice")]
            return {"inside": archive.read(names[0])} if names else {}
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, KeyError, RuntimeError):
        return {}


def ask(containers: Mapping[str, bytes], folder: Path) -> dict[str, dict[str, Any]]:
    """What DSS says about each container, by its key. Files are written to `folder`.

    Raises NotBuiltError, and CalledProcessError for any other fault of the runner.
    """
    roots = folder / "roots.pem"
    roots.write_bytes(pki.pem(*(r.certificate for r in _ROOTS)))
    lists = [folder / f"{number}.crl" for number in range(len(_AUTHORITIES))]
    for path, authority in zip(lists, _AUTHORITIES, strict=True):
        path.write_bytes(revocation.crl(authority, LISTED_AT))
    at = CHECKED_AT.strftime("%Y-%m-%dT%H:%M:%SZ")
    jobs = []
    different = list(dict.fromkeys(containers.values()))  # many vectors have the same seal
    for number, data in enumerate(different):
        path = folder / f"{number}.asice"
        path.write_bytes(data)
        jobs.append("\t".join([str(path), str(roots), at, *map(str, lists)]) + "\n")
    done = subprocess.run([RUNNER], input="".join(jobs), capture_output=True, text=True, check=False)
    if done.returncode == 75:
        raise NotBuiltError(done.stderr[-300:])
    done.check_returncode()
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    told = {
        data: {k: v for k, v in answer.items() if k != "file"}
        for data, answer in zip(different, answers, strict=True)
    }
    return {key: told[data] for key, data in containers.items()}


def ask_all(folder: Path) -> dict[str, dict[str, dict[str, Any]]]:
    """The answers for every vector that has a container, by the vector's name and the container's."""
    wanted = {(v.name, short): data for v in ALL for short, data in seals(v.make()).items()}
    answers = ask({f"{name}/{short}": data for (name, short), data in wanted.items()}, folder)
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for name, short in wanted:
        found.setdefault(name, {})[short] = answers[f"{name}/{short}"]
    return found


def text_of(answers: Mapping[str, Mapping[str, Any]]) -> str:
    """The text of one dss.json."""
    return json.dumps(answers, indent=1, sort_keys=True) + "\n"


def main() -> None:
    """Write what it says today."""
    with tempfile.TemporaryDirectory() as folder:
        for name, answers in ask_all(Path(folder)).items():
            (EXPECTATIONS / name / "dss.json").write_text(text_of(answers), encoding="utf-8")


if __name__ == "__main__":
    main()

"""Build everything of a release from the tree that this file lies in (see packaging/release).

release.py --commit ID --out FOLDER [--only NAME]... [--key KEY --certificate CERT]
release.py --check FOLDER [--certificate CERT]
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # the builder of this tree, and no other

from archive import build_archive  # type: ignore[import-not-found]
from bill import bill_of_files, write_bill  # type: ignore[import-not-found]
from contents import check_bills  # type: ignore[import-not-found]
from debian import TARGETS, build_debian  # type: ignore[import-not-found]
from documentation import build_documentation  # type: ignore[import-not-found]
from project import missing  # type: ignore[import-not-found]
from python_archives import build_python_archives, files_in, version_of  # type: ignore[import-not-found]
from sums import check, sign, write_sums  # type: ignore[import-not-found]

ARCHIVE = "archive"
SOURCE = Path(__file__).resolve().parent.parent.parent


def main() -> int:
    parser = argparse.ArgumentParser(prog="packaging/release", description="Build or check a release.")
    parser.add_argument("--commit", default="")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--only", action="append", choices=["wheel", *TARGETS, ARCHIVE])
    parser.add_argument("--key", type=Path)
    parser.add_argument("--certificate", type=Path)
    parser.add_argument("--check", type=Path)
    asked = parser.parse_args()
    if asked.check is not None:
        problems = check(asked.check, asked.certificate) or check_bills(asked.check)
        signed = ", signed" if asked.certificate else ""
        print("\n".join(problems) or f"every file has its sums{signed}, and its bill names what is in it")
        return 1 if problems else 0
    if asked.out is None:
        parser.error("--out FOLDER says where the files go")
    asked.out.mkdir(parents=True, exist_ok=True)
    if any(asked.out.iterdir()):
        parser.error(f"{asked.out} is not empty; name a new folder")
    epoch = int(os.environ["SOURCE_DATE_EPOCH"])
    only = asked.only or ["wheel", *TARGETS, ARCHIVE]
    with tempfile.TemporaryDirectory() as work:
        wheel = build_python_archives(SOURCE, asked.out, Path(work), epoch)
        for path, files in ((p, files_in(p)) for p in sorted(asked.out.iterdir())):
            bill = bill_of_files(files, version_of(SOURCE), path.name, epoch, asked.commit)
            write_bill(bill, asked.out / f"{path.name}.cdx.json")
        pages = Path(work) if only == ["wheel"] else build_documentation(SOURCE, Path(work))
        for name in only:
            if name == ARCHIVE:
                print("building the archive for any Linux", file=sys.stderr)
                build_archive(SOURCE, wheel, pages, asked.out, Path(work), epoch, asked.commit)
            elif name != "wheel":
                print(f"building the package for {name}", file=sys.stderr)
                build_debian(TARGETS[name], SOURCE, wheel, pages, asked.out, Path(work), epoch, asked.commit)
    write_sums(asked.out)
    for sentence in missing():
        print(f"missing in packaging/releasing/project.toml: {sentence}", file=sys.stderr)
    if asked.key is not None:
        sign(asked.out, asked.key, asked.certificate)
    print(f"Sealwright {version_of(SOURCE)}: {len(list(asked.out.iterdir()))} files in {asked.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

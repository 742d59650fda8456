"""A case of millions of artifacts from hundreds of sources: `packaging/bench big [--artifacts N]`.

Makes small images (some 15 MB for 20,000 files), has the program read them all into one case, as a user
would, opens it in the window, filters and sorts, tags a tenth of it, seals that and verifies the bundle.
Ten million artifacts need some 25 GB of disk. What is there from an earlier run is kept, and an ingest that
was stopped goes on.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import sys
from pathlib import Path

from big_images import MOST_FILES, make_images
from watched import Watched, watched

PROJECT = Path(__file__).resolve().parents[2]
SEALWRIGHT = [sys.executable, "-m", "forensics_app.cli.main"]
CASE = ["--reference", "BIG-1", "--title", "Big case", "--examiner", "Bench"]
CASE += ["--agency", "Bench", "--country", "FR"]
TAG = "selected"
SELECTED = ["--ext", "jpg", "--since", "2017-01-01", "--before", "2021-01-01"]  # some tenth of all
MEMORY_MB = 500  # of a process, to stay below


class Big:
    """Where its data lie, and the program with a home of its own there."""

    def __init__(self, folder: Path, workers: int) -> None:
        self.folder = folder
        self.case = folder / "case"
        self.bundle = folder / "bundle.zip"
        self._workers = workers
        self._password = folder / "password"
        self._environment = {"PYTHONPATH": str(PROJECT), "SEALWRIGHT_HOME": str(folder / "home")}

    def run(self, *arguments: object) -> Watched:
        return watched([*SEALWRIGHT, *map(str, arguments)], self._environment)

    def ingest(self, images: list[Path], options: list[str]) -> None:
        if not self.case.exists():
            self.run("case", "new", self.case, *CASE)
        done = self.run("ingest", self.case, *images, "--workers", self._workers, *options)
        row(f"ingest of {len(images)} sources", done)
        count = self.count("SELECT count(*) FROM artifacts")
        size = (self.case / "case.sqlite").stat().st_size
        say(f"| artifacts a second | {count / done.wall:,.0f} | | | |")
        say(f"| artifacts | {count:,} | | | |")
        say(f"| bytes of the catalogue an artifact | {size / count:,.0f} | | | |")

    def count(self, query: str) -> int:
        catalogue = sqlite3.connect(f"file:{self.case / 'case.sqlite'}?mode=ro", uri=True)
        try:
            return int(catalogue.execute(query).fetchone()[0])
        finally:
            catalogue.close()

    def commands(self) -> None:
        row("opening, and what is left out of one source", self.run("list", self.case, "--omissions"))
        one = ("--source", "s1", "--sort", "name")
        row("listing one source by name", self.run("list", self.case, *one))

    def seal(self) -> None:
        if self.count("SELECT count(*) FROM artifact_tags") == 0:
            row("tagging", self.run("tag", self.case, TAG, *SELECTED))
        tagged = self.count("SELECT count(*) FROM artifact_tags")
        say(f"| tagged | {tagged:,} | | | |")
        if not self._password.exists():
            self._password.write_text("big and only big\n")
            self.run("identity", "new", "--name", "Big", "--password-file", self._password)
        self.bundle.unlink(missing_ok=True)
        chosen = ("--tag", TAG, "--no-report", "--identity", "Big", "--password-file", self._password)
        row("seal", self.run("seal", self.case, self.bundle, *chosen))
        say(f"| bytes of the bundle | {self.bundle.stat().st_size:,} | | | |")

    def verify(self) -> None:
        trusted = self.folder / "signer.pem"
        self.run("identity", "export", "Big", "-o", trusted)
        row("verify", self.run("verify", self.bundle, "--trust", trusted))

    def lists(self) -> None:
        line = [sys.executable, str(Path(__file__).with_name("big_lists.py")), str(self.case)]
        done = watched(line, self._environment)
        row("lists without the window", done)
        say(f"\n{done.output}\n")

    def window(self) -> None:
        line = [sys.executable, str(Path(__file__).with_name("window.py")), "--case", str(self.case)]
        done = watched([*line, "--text", "contract"], self._environment)
        row("the window", done)
        say(f"\n{done.output}")


def row(name: str, done: Watched) -> None:
    over = "" if done.largest_mb < MEMORY_MB else f" (over {MEMORY_MB})"
    say(f"| {name} | {done.wall:,.1f} | {done.cpu:,.1f} | {done.first_mb} | {done.largest_mb}{over} |")


def say(text: str) -> None:
    print(text, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--artifacts", type=int, default=10_000_000)
    parser.add_argument("--sources", type=int, default=500)
    parser.add_argument("--folder", type=Path, default=PROJECT / ".cache" / "bench" / "big")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 2)
    parser.add_argument("--no-types", action="store_true", help="of files; quicker")
    arguments = parser.parse_args()
    folder = arguments.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    say(f"{os.cpu_count()} cores, load when it began {os.getloadavg()[0]:.2f}.\n")
    files = arguments.artifacts // arguments.sources
    if not 400 <= files <= MOST_FILES:
        parser.error(f"an image holds 400 to {MOST_FILES:,} files: choose other --sources")
    images = make_images(folder / f"images-{files}", arguments.sources, files=files)
    big = Big(folder, arguments.workers)
    say("| what | wall s | CPU s | the command's MB | largest process MB |\n|---|---|---|---|---|")
    big.ingest(images, ["--no-types"] if arguments.no_types else [])
    big.commands()
    big.seal()
    big.verify()
    big.lists()
    big.window()


if __name__ == "__main__":
    main()

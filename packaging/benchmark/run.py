"""Measure this program beside the floor and beside the tools that an examiner would use instead, in one run.

usage: packaging/bench [--images DIR] [--rounds N]
       [mixed] [many] [big] [types] [e01] [bundle] [cluster] [start]
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import floor as floors
import images
from timing import Command, Once, has, in_turn

PROJECT = Path(__file__).resolve().parents[2]
ROWS = ("start", "mixed", "many", "big", "types", "e01", "bundle", "cluster")
ALL = ("md5", "sha1", "sha256")
WORKERS = ("one", "two")  # with a reading process each: as many as a local ingest has on two processors
SEALWRIGHT = [sys.executable, "-m", "forensics_app.cli.main"]
CASE = ["--reference", "BENCH-1", "--title", "benchmark", "--examiner", "Bench"]
CASE += ["--agency", "Bench", "--country", "FR"]


@dataclass
class Bench:
    """Where things lie, and how often each is run."""

    folder: Path
    rounds: int
    rates: floors.Rates | None = None

    @property
    def environment(self) -> dict[str, str]:
        return {"PYTHONPATH": str(PROJECT), "SEALWRIGHT_HOME": str(self.folder / "home")}

    def image(self, name: str) -> Path:
        """The image, made when it isn't there, and read once so that it is in memory."""
        path = images.make(name, self.folder)
        subprocess.run(["cat", path], stdout=subprocess.DEVNULL, check=True)
        return path

    def ingest(self, name: str, image: Path, *options: str) -> Command:
        """A fresh case, then the ingest, which alone is timed."""
        case = self.folder / f"case-{name.replace(' ', '-')}"
        new = " ".join([*SEALWRIGHT, "case", "new", str(case), *CASE])
        return Command(
            f"sealwright ingest {name}",
            [*SEALWRIGHT, "ingest", str(case), str(image), *options],
            f"rm -rf {case}; {new}",
            self.environment,
        )

    def floor(self, image: Path, case: Path, algorithms: tuple[str, ...]) -> float:
        """Seconds, from the bytes that the ingest really hashed."""
        self.rates = self.rates or floors.measure(image)
        return floors.floor(
            self.rates, image.stat().st_size, hashed_bytes(case), algorithms, os.cpu_count() or 1
        )

    def turn(self, commands: list[Command]) -> None:
        in_turn(commands, self.rounds, self.folder)


def hashed_bytes(case: Path) -> int:
    """Sizes of all contents of a case that have a digest."""
    code = (
        "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]);"
        "print(c.execute('SELECT sum(size) FROM artifacts WHERE sha256 IS NOT NULL').fetchone()[0])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, case / "case.sqlite"], capture_output=True, text=True, check=True
    )
    return int(done.stdout)


def say(text: str = "") -> None:
    print(text, flush=True)


def row(name: str, command: Command, of: str = "", reference: float = 0, limit: str = "") -> None:
    """One line of the table; `reference` in seconds, none where it is 0."""
    cells = [name, f"{command.wall:.2f}", f"{command.cpu:.2f}", f"{command.most_mb:.0f}"]
    cells += [f"{of} {reference:.2f}", f"{command.wall / reference:.2f}"] if reference else ["", ""]
    say("| " + " | ".join([*cells, limit]) + " |")


def heading() -> None:
    say("| work | wall s | CPU s | largest process MB | compared with (s) | ratio | to reach |")
    say("|---|---|---|---|---|---|---|")


def ingest_row(bench: Bench, name: str, limit: str) -> None:
    image = bench.image(name)
    ours = bench.ingest(name, image, "--no-types", "--digests", ",".join(ALL))
    peers = [
        Command("fiwalk", ["fiwalk", "-x", str(image)]),
        Command("three tools", f"md5sum {image} & sha1sum {image} & sha256sum {image} & wait"),
    ]
    with_peers = has("fiwalk")
    bench.turn([ours, *(peers if with_peers else [])])
    row(f"ingest `{name}`", ours, "floor", bench.floor(image, bench.folder / f"case-{name}", ALL), limit)
    if with_peers:
        limit = "<= 0.59" if name == "mixed" else ""
        together = sum(peer.wall for peer in peers)
        row(f"ingest `{name}`", ours, "fiwalk, then md5sum, sha1sum, sha256sum at once", together, limit)


def types_row(bench: Bench) -> None:
    image = bench.image("many")
    without = bench.ingest("many plain", image, "--no-types")
    typed = bench.ingest("many typed", image)
    bench.turn([without, typed])
    row("ingest `many` with types and EXIF", typed, "without", without.wall, "<= 2")


def e01_row(bench: Bench) -> None:
    image = bench.image("bige")
    ours = bench.ingest("bige", image, "--no-types")
    peers = [Command("ewfverify", ["ewfverify", "-q", "-d", "md5", str(image)])]
    bench.turn([ours, *peers])
    row("ingest E01 of `big`, SHA-256 of files", ours, "ewfverify", peers[0].wall, "< 1")


def bundle_rows(bench: Bench) -> None:
    case = bench.folder / "case-mixed"
    if not case.exists():
        bench.turn([bench.ingest("mixed", bench.image("mixed"), "--no-types", "--digests", ",".join(ALL))])
    here = Path(__file__).resolve().parent
    work = bench.folder / "bundle"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    environment = bench.environment
    inside = [sys.executable, str(here / "in_process.py")]
    copy = work / "case"  # sealing writes into the case: a fresh copy each time
    seal = Command(
        "seal", [*inside, "seal", str(copy), str(work)], f"rm -rf {copy}; cp -r {case} {copy}", environment
    )
    verify = Command("verify", [*inside, "verify", str(work)], None, environment)
    bench.turn([seal])
    bag = work / "bag"
    tree = work / "tree"
    if not tree.exists():
        subprocess.run(["unzip", "-qq", "-d", str(tree), str(work / "out.zip")], check=True)
    payload = next(tree.iterdir()) / "data"
    bagit = f"{sys.executable} -m bagit --quiet --processes 2"
    peers = [
        Command("bagit create", f"{bagit} --sha256 {bag}", f"rm -rf {bag}; cp -al {payload} {bag}"),
        Command("zip -0", f"zip -q -0 -r {work}/z.zip {payload}", f"rm -f {work}/z.zip"),
        Command("sha256sum -c", f"cd {bag} && sha256sum -c --quiet manifest-sha256.txt"),
        Command("bagit validate", f"{bagit} --validate {bag}"),
    ]
    bench.turn([verify, *peers])
    bench.rates = bench.rates or floors.measure(work / "out.zip")
    size = sum(file.stat().st_size for file in payload.rglob("*") if file.is_file())
    least = floors.floor(bench.rates, 0, size, ("sha256",), os.cpu_count() or 1)
    for command, limit in ((seal, "<= 2.1"), (verify, "<= 1.6")):
        inside_only = Command(command.name, "", runs=after_imports(work, command))
        row(f"{command.name} {size / 1e6:.0f} MB, after imports", inside_only, "floor", least, limit)
    alone = Command(
        "reading, digesting, writing and syncing as many bytes, nothing else",
        [sys.executable, str(here / "bytes_alone.py"), str(bench.image("mixed")), str(size), f"{work}/alone"],
        f"rm -f {work}/alone",
    )
    bench.turn([alone])
    row(alone.name, alone, "floor", least)
    for peer in peers:
        row(f"{peer.name}, the same files", peer)


def cluster_rows(bench: Bench) -> None:
    """By the clock alone: the processor time of workers is not that of the command."""
    sys.path.insert(0, str(PROJECT))
    from tests.world.dask_cluster import DaskProcesses  # what the tests start; other rows need none of it

    with DaskProcesses(bench.folder / "cluster") as processes:
        for worker in WORKERS:
            processes.start_worker(worker)
        processes.wait_for(*WORKERS)
        for name in ("mixed", "many"):
            image = bench.image(name)
            options = ("--no-types", "--digests", ",".join(ALL))
            local = bench.ingest(name, image, *options)
            far = bench.ingest(f"{name} on a cluster", image, *options, *processes.options)
            bench.turn([local, far])
            row(f"ingest `{name}` on two cluster workers here", far, "two local ones", local.wall, "<= 1")


def after_imports(work: Path, command: Command) -> list[Once]:
    """The runs of a command with the seconds that it wrote down itself."""
    written = (work / f"{command.name}.seconds").read_text().splitlines()
    seconds = [[float(value) for value in line.split()] for line in written]
    return [replace(run, wall=wall, cpu=cpu) for run, (wall, cpu) in zip(command.runs, seconds, strict=True)]


def start_row(bench: Bench) -> None:
    start = Command("start", [*SEALWRIGHT, "--version"], None, bench.environment)
    bench.turn([start])
    row("start-up of the command line", start)


def conditions() -> None:
    model = _first_value("/proc/cpuinfo", "model name")
    memory = int(_first_value("/proc/meminfo", "MemTotal").split()[0])
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    say(f"{os.cpu_count()} cores of {model}, {memory / 2**20:.0f} GiB, {system};")
    say(f"load when it began {os.getloadavg()[0]:.2f}; images in memory; medians of the rounds.\n")


def _first_value(path: str, key: str) -> str:
    for line in Path(path).read_text().splitlines():
        name, _, value = line.partition(":")
        if name.strip() == key:
            return value.strip()
    return "?"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=Path, default=PROJECT / ".cache" / "bench")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("rows", nargs="*", default=[], metavar="ROW")
    arguments = parser.parse_args()
    bench = Bench(arguments.images.resolve(), arguments.rounds)
    bench.folder.mkdir(parents=True, exist_ok=True)
    wanted = arguments.rows or ROWS
    conditions()
    heading()
    if "start" in wanted:
        start_row(bench)
    for name, limit in (("mixed", "<= 1.25"), ("many", "<= 1.4"), ("big", "<= 1.15")):
        if name in wanted:
            ingest_row(bench, name, limit)
    if "types" in wanted:
        types_row(bench)
    if "e01" in wanted:
        e01_row(bench)
    if "bundle" in wanted:
        bundle_rows(bench)
    if "cluster" in wanted:
        cluster_rows(bench)
    if bench.rates is not None:
        shown = ", ".join(f"{name} {rate / 1e6:.0f}" for name, rate in bench.rates.digests.items())
        say(f"\nRates in MB/s with one thread: {shown}, reading {bench.rates.reading / 1e6:.0f}.")


if __name__ == "__main__":
    main()

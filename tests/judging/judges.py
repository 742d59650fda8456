"""Outside judges (openssl, fls, ewfverify, ...) and the rule about skipping.

A test may skip for three reasons only, each through its own function, so that a run can end with the list
of what was not judged: a judge that is not installed (`require_judge`), shared test data that is not beside
the project (`tests.world.shared_data`), or something this machine cannot give (`environment_lacks`). Any
other skip, and a skip for a judge that is in fact installed, fails the run. A plugin, loaded by
tests/conftest.py.
"""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from collections.abc import Generator
from typing import NoReturn

import pytest

# program -> the Debian package that brings it (packaging/apt-packages.txt installs these for the test run).
# Give fls, icat and their kind raw images only: Debian 13's crash on every E01.
JUDGES = {
    "7zz": "7zip",
    "Xvfb": "xvfb",
    "appstreamcli": "appstream",
    "bash": "bash",
    "blkid": "util-linux",
    "blkls": "sleuthkit",
    "bsdtar": "libarchive-tools",
    "chromium": "chromium",
    "cmp": "diffutils",
    "cryptsetup": "cryptsetup-bin",
    "debugfs": "e2fsprogs",
    "ewfacquire": "ewf-tools",
    "ewfacquirestream": "ewf-tools",
    "ewfexport": "ewf-tools",
    "ewfinfo": "ewf-tools",
    "ewfverify": "ewf-tools",
    "dumpe2fs": "e2fsprogs",
    "e2fsck": "e2fsprogs",
    "fdisk": "fdisk",
    "firefox-esr": "firefox-esr",
    "fiwalk": "sleuthkit",
    "fls": "sleuthkit",
    "fsstat": "sleuthkit",
    "genisoimage": "genisoimage",
    "hashdeep": "hashdeep",
    "icat": "sleuthkit",
    "img_stat": "sleuthkit",
    "isoinfo": "genisoimage",
    "istat": "sleuthkit",
    "java": "openjdk-17-jdk-headless",
    "mactime": "sleuthkit",
    "mcopy": "mtools",
    "mdel": "mtools",
    "fsck.fat": "dosfstools",
    "mdir": "mtools",
    "mformat": "mtools",
    "mkdir": "coreutils",
    "mke2fs": "e2fsprogs",
    "mkfs.fat": "dosfstools",
    "mkfs.xfs": "xfsprogs",
    "mkntfs": "ntfs-3g",
    "mkudffs": "udftools",
    "mkzftree": "genisoimage",
    "mmd": "mtools",
    "mmls": "sleuthkit",
    "mvn": "maven",
    "node": "nodejs",
    "npm": "npm",
    "ntfs-3g.probe": "ntfs-3g",
    "ntfscat": "ntfs-3g",
    "ntfscp": "ntfs-3g",
    "ntfsfix": "ntfs-3g",
    "openbox": "openbox",
    "parted": "parted",
    "pdfsig": "poppler-utils",
    "pdftoppm": "poppler-utils",
    "pdftotext": "poppler-utils",
    "qemu-img": "qemu-utils",
    "qemu-io": "qemu-utils",
    "openssl": "openssl",
    "sfdisk": "fdisk",
    "sgdisk": "gdisk",
    "sha256sum": "coreutils",
    "split": "coreutils",
    "softhsm2-util": "softhsm2",
    "tar": "tar",
    "shellcheck": "shellcheck",
    "udfinfo": "udftools",
    "unzip": "unzip",
    "xdotool": "xdotool",
    "xorriso": "xorriso",
    "zstd": "zstd",
    "zbarimg": "zbar-tools",
}

# Debian 12's package has 7zz alone; in Debian 13 that is in another package, and 7z is the same program.
SAME_PROGRAM = {"7zz": "7z"}

_JUDGE = "judge not installed: "
_SHARED = "shared test data not found: "
_ENVIRONMENT = "this machine lacks: "


def find_judge(name: str) -> str | None:
    """The path of a judge, or None. Debian keeps several of them in /sbin, which users don't have on PATH."""
    package = JUDGES[name]  # an unknown judge is a mistake in the test: KeyError
    assert package
    path = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"
    found = shutil.which(name, path=path)
    return found or (shutil.which(SAME_PROGRAM[name], path=path) if name in SAME_PROGRAM else None)


def require_judge(name: str) -> str:
    """The path of an outside program named in JUDGES; skips the test where it isn't installed."""
    found = find_judge(name)
    if found is None:
        pytest.skip(f"{_JUDGE}{name} (apt-get install {JUDGES[name]})")
    return found


def shared_data_missing(where: str) -> NoReturn:
    """Skip: the shared test data are not beside the project. Called by tests.world.shared_data alone."""
    pytest.skip(f"{_SHARED}{where}")


def environment_lacks(what: str) -> NoReturn:
    """Skip for what no package brings, such as an ordinary user where the run is root's."""
    pytest.skip(f"{_ENVIRONMENT}{what}")


def unexplained(reason: str) -> bool:
    """Whether a skip with this reason is a failure of the run."""
    if match := re.fullmatch(re.escape(_JUDGE) + r"(\S+) \(.*\)", reason):
        return match[1] not in JUDGES or find_judge(match[1]) is not None
    return not reason.startswith((_SHARED, _ENVIRONMENT))


class _Skips:
    """Counts the reasons of skipped tests; in a run on several processes the controller sees them all."""

    def __init__(self) -> None:
        self.reasons: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if not report.skipped or hasattr(report, "wasxfail"):
            return
        text = report.longrepr[2] if isinstance(report.longrepr, (tuple, list)) else str(report.longrepr)
        self.reasons[text.removeprefix("Skipped: ")] += 1

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if session.exitstatus == pytest.ExitCode.OK and any(map(unexplained, self.reasons)):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section("judges skipped")
        if not self.reasons:
            terminalreporter.line("none: every outside judge was asked")
        for reason, count in sorted(self.reasons.items()):
            mark = "FAILED, a skip without cause: " if unexplained(reason) else ""
            terminalreporter.line(f"{mark}{reason} [{count} test{'s' if count > 1 else ''}]", red=bool(mark))


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Skips(), "sealwright-skips")


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Whole modules don't skip: on several processes the controller would never hear of it."""
    report = yield
    if report.outcome == "skipped":
        report.outcome = "failed"
        report.longrepr = (
            f"{collector.nodeid}: skip in a fixture or a test (tests/judging/judges.py), not while importing"
        )
    return report

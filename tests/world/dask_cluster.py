"""A Dask scheduler and workers as processes, for tests of `ingest --cluster`."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.judging.judges import environment_lacks, require_judge
from tests.world.cases import PROJECT, environment

_DOCS = PROJECT / "docs" / "cluster.md"
_READY_S = 60.0
_UNMEASURED = {
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
    "DASK_DISTRIBUTED__ADMIN__TICK__INTERVAL": "1s",
}


def require_dask() -> None:
    """Skip where the extra `cluster` is not installed."""
    if find_spec("distributed") is None:
        environment_lacks("the extra “cluster” (requirements-cluster.lock)")


def make_keys(folder: Path) -> Path:
    """The folders `scheduler`, `worker` and `case`, made by the very commands of docs/cluster.md."""
    require_judge("openssl")
    folder.mkdir()
    commands = re.search(r"```sh\n(.*?)```", _DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert commands is not None
    subprocess.run(["/bin/sh", "-euc", commands[1]], cwd=folder, check=True, capture_output=True)
    return folder


class DaskProcesses:
    """Scheduler and workers on the loopback interface; all of them end on leaving the `with` block."""

    def __init__(self, folder: Path, keys: Path | None = None, *, allowed_failures: int = 3) -> None:
        """`keys` as `make_keys` gives them; without, plain TCP."""
        self.folder = folder
        self.address = ""
        self._keys = keys
        self._allowed_failures = allowed_failures
        self._scheduler: subprocess.Popen[bytes] | None = None
        self._port = 0
        self._environments: dict[str, dict[str, str]] = {}
        self.workers: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        self.folder.mkdir(exist_ok=True)
        self.start_scheduler()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        for name in list(self.workers):
            self.kill(name)
        self.kill_scheduler()

    @property
    def options(self) -> tuple[str, ...]:
        """What `ingest` is given for it."""
        tls = () if self._keys is None else ("--cluster-tls", str(self._keys / "case"))
        return ("--cluster", self.address, *tls)

    def start_scheduler(self) -> None:
        """At the address that it had before, if any."""
        found = self.folder / "scheduler.json"
        found.unlink(missing_ok=True)
        scheme = "tcp" if self._keys is None else "tls"
        self._scheduler = self._start(
            "scheduler",
            (
                "scheduler",
                "--host",
                f"{scheme}://127.0.0.1",
                "--port",
                str(self._port),
                "--scheduler-file",
                str(found),
            ),
            DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES=str(self._allowed_failures),
            DASK_DISTRIBUTED__SCHEDULER__HTTP__ROUTES="[]",
            **_UNMEASURED,
        )
        until = time.monotonic() + _READY_S
        while not self.address or not found.exists():
            assert self._scheduler.poll() is None, self.log("scheduler")
            assert time.monotonic() < until, self.log("scheduler")
            time.sleep(0.02)
            with suppress(OSError, ValueError):  # half written
                self.address = json.loads(found.read_text(encoding="utf-8"))["address"]
        self._port = int(self.address.rpartition(":")[2])

    def kill_some(self, name: str) -> None:
        """A worker or `scheduler`, at once; `revive` starts it again."""
        process = self._scheduler if name == "scheduler" else self.workers[name]
        if process is not None:
            _kill(process)

    def kill_scheduler(self) -> None:
        """At once."""
        if self._scheduler is not None:
            _kill(self._scheduler)

    def start_worker(self, name: str, *, wrapped_in: Sequence[str] = (), **more: str) -> None:
        """One more, with a thread, which is connected later; `more` is put into its environment."""
        self._environments[name] = more
        files = self.folder / f"{name}.files"
        self.workers[name] = self._start(
            "worker",
            [
                *("worker", self.address, "--name", name, "--no-nanny", "--nthreads", "1"),
                *("--memory-limit", "0", "--local-directory", str(files), "--host", "127.0.0.1"),
            ],
            name=name,
            wrapped_in=wrapped_in,
            DASK_DISTRIBUTED__WORKER__HTTP__ROUTES="[]",
            **_UNMEASURED,
            **more,
        )

    def wait_for(self, *names: str) -> None:
        """Until these workers are connected."""
        until = time.monotonic() + _READY_S
        for name in names:
            while "Registered to" not in self.log(name):
                assert self.workers[name].poll() is None, self.log(name)
                assert time.monotonic() < until, self.log(name)
                time.sleep(0.02)

    def signal(self, name: str, number: signal.Signals) -> None:
        """To a worker alone, not to what it started."""
        os.kill(self.workers[name].pid, number)

    def revive(self) -> None:
        """Start again what has ended, as systemd does; a worker ends with its scheduler."""
        if self._scheduler is None or self._scheduler.poll() is not None:
            self.start_scheduler()
        for name, process in list(self.workers.items()):
            if process.poll() is not None:
                self.start_worker(name, **self._environments[name])

    def kill(self, name: str) -> None:
        """A worker, at once, with what it started."""
        _kill(self.workers.pop(name))

    def log(self, name: str) -> str:
        """What a process wrote."""
        return (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def _start(
        self,
        role: str,
        arguments: Sequence[str],
        *,
        name: str = "scheduler",
        wrapped_in: Sequence[str] = (),
        **more: str,
    ) -> subprocess.Popen[bytes]:
        keys = ()
        if self._keys is not None:
            files = {"--tls-ca-file": "ca.pem", "--tls-cert": "cert.pem", "--tls-key": "key.pem"}
            keys = tuple(part for o, file in files.items() for part in (o, str(self._keys / role / file)))
        dashboard = ("--no-dashboard", "--dashboard-address", "127.0.0.1:0")
        with (self.folder / f"{name}.log").open("wb") as log:
            return subprocess.Popen(
                [*wrapped_in, sys.executable, "-m", "dask", *arguments, *dashboard, *keys],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=environment(**more),
                cwd=self.folder,
                start_new_session=True,
            )


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()

"""Seals in child processes that are killed: run as a program, since only a process without threads may fork.

`python -m tests.world.sealing_killed BENCH random COUNT SEED` kills the whole process group at random;
`... calls` ends the child before each call in turn that changes a file. After every kill the outputs must be
absent or verified, and the same command must then succeed.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from forensics_app.bundle.writing.journal import Journal
from forensics_app.custody.ledger import Ledger
from forensics_app.services.files import new_files as sealing_output
from forensics_app.services.sealing import released as sealing_state
from tests.world.sealing import Bench
from tests.world.signing import FixedClock, signing_key

KILLED = 9


def in_child(work: Callable[[], object]) -> int:
    """The process id of a child, in a group of its own, that does `work` and exits 0."""
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    with contextlib.suppress(ProcessLookupError):  # it may have ended already
        os.setpgid(child, child)  # here too: the group is there before anybody kills it
    return child


def outcome(child: int) -> int:
    """0 when the child finished, else the signal or code it ended with."""
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def check(bench: Bench, name: str) -> bool:
    """Whether the bundle is there; it and its seal must then be whole."""
    path = bench.out / f"{name}.zip"
    if not path.exists():
        return False
    assert path.with_suffix(".asice").exists(), "the ZIP came before its seal"
    bench.assert_verified(path)
    return True


def kill_at_random(bench: Bench, count: int, seed: int) -> None:
    """`count` kills at random moments of a sealing's length, bundle after bundle."""
    chance = random.Random(seed)
    began = time.monotonic()
    assert outcome(in_child(lambda: bench.seal("K000.zip"))) == 0
    length_s = time.monotonic() - began
    kills, number = 0, 1
    while kills < count:
        name = f"K{number:03d}"
        child = in_child(lambda name=name: bench.seal(f"{name}.zip"))  # type: ignore[misc]
        time.sleep(chance.uniform(0, length_s))
        os.killpg(child, signal.SIGKILL)
        kills += 1
        if outcome(child) == 0 or check(bench, name):
            assert check(bench, name)
            finish(bench, name)
            number += 1
    finish(bench, f"K{number:03d}")


def kill_at_calls(bench: Bench) -> None:
    """One bundle for each call that changes a file: the child ends right before it."""
    place, code = 0, KILLED
    while code != 0:
        name = f"C{place:03d}"
        end_before_call(place)
        child = in_child(lambda name=name: bench.seal(f"{name}.zip"))  # type: ignore[misc]
        restore()
        code = outcome(child)
        assert code in (0, KILLED)
        check(bench, name)
        finish(bench, name)
        place += 1
    assert place > 15


def finish(bench: Bench, name: str) -> None:
    """The same command once more: it goes on, or says that the bundle is there already."""
    settled = (bench.out / f"{name}.zip").exists() and not (bench.case / "bundles" / "sealing.jsonl").exists()
    if not settled:
        bench.seal(f"{name}.zip")
    assert check(bench, name)
    assert not [*bench.out.glob("*.part"), *(bench.case / "bundles").glob("*.part")]
    assert not (bench.case / "bundles" / "sealing.jsonl").exists()


_PLACES = (
    (Journal, "add_all"),
    (Ledger, "append"),
    (os, "link"),
    (Path, "unlink"),
    (os, "fsync"),
    (sealing_output, "appear"),
    (sealing_state, "write_new"),
)
_ORIGINALS = [(owner, name, getattr(owner, name)) for owner, name in _PLACES]


def end_before_call(place: int) -> None:
    """Make this process (a child, once forked) end before the `place`-th of the calls in _PLACES."""
    left = [place]

    def watch(original: Callable[..., object]) -> Callable[..., object]:
        def watched(*args: object, **kwargs: object) -> object:
            if left[0] == 0:
                os._exit(KILLED)
            left[0] -= 1
            return original(*args, **kwargs)

        return watched

    for owner, name, original in _ORIGINALS:
        setattr(owner, name, watch(original))


def restore() -> None:
    """The calls as they were."""
    for owner, name, original in _ORIGINALS:
        setattr(owner, name, original)


def main() -> None:
    """See the module's docstring."""
    root = Path(sys.argv[1])
    bench = Bench(root / "case", root / "evidence", root / "out", FixedClock())
    signing_key()
    if sys.argv[2] == "random":
        kill_at_random(bench, int(sys.argv[3]), int(sys.argv[4]))
    else:
        kill_at_calls(bench)


if __name__ == "__main__":
    main()

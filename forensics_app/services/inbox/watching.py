"""The inbox as it runs: look, wait until an arrival is complete, copy, verify once, file, report.

Each step can be repeated, and only one of them counts: the rename of the finished folder. Before it
nothing has happened but a copy, which is thrown away at the next start; after it the arrival is filed,
and the journal gets its line then or at the next start. The inbox itself is only read, unless `remove`
is asked for.
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from forensics_app.custody.own_files import PRIVATE_FOLDER
from forensics_app.errors import (
    CancelledError,
    DiskFullError,
    OutputNotWritableError,
    SourceChangedError,
    SourceNotFoundError,
    UsageError,
)
from forensics_app.i18n.sentences import error_sentence
from forensics_app.i18n.translator import in_every_language, translator_for
from forensics_app.model.findings import Verdict
from forensics_app.model.progress import IsCancelled, Progress
from forensics_app.model.times import Clock
from forensics_app.services.files.new_files import disk_errors
from forensics_app.services.forms.verification import write_report
from forensics_app.services.inbox.arrivals import Arrival, ArrivalKind, Scan, scan
from forensics_app.services.inbox.check_order import DELIVERY, CheckOrder, CheckSettings
from forensics_app.services.inbox.checking import CheckEnding, check
from forensics_app.services.inbox.filing import (
    TAKING,
    file_away,
    file_follow_up,
    filed_results,
    prepare,
    shelf_of,
)
from forensics_app.services.inbox.follow_ups import (
    FiledBundle,
    addenda_last,
    bundle_followed,
    came_later,
    names_of,
)
from forensics_app.services.inbox.journal import Journal, Tell
from forensics_app.services.inbox.limits import Limits, limit_reached
from forensics_app.services.inbox.settling import Settling
from forensics_app.services.inbox.status import StatusFile
from forensics_app.services.inbox.taking import Taken, remove_taken, take
from forensics_app.services.verifying.register import CheckedBundle, note
from forensics_app.services.verifying.verify import report_fields
from forensics_app.verify.facts import unchecked

__all__ = ["NOT_TAKEN", "CheckSettings", "Limits", "WatchOrder", "watch"]

NOT_TAKEN = "not-taken"
_WAIT_S = 0.2
_TRIES = 2
"""A process may also die because the machine was short of memory: that is no word on the bundle."""
_NO_ROOM = (DiskFullError.code, OutputNotWritableError.code)
_TRIES_OF_A_RUN = 3
"""With `once`; what still can't be taken or written then is left for another run."""
_LONGEST_WAIT_S = 600.0
_SCANS_TO_REST = 10
"""A look at a large inbox may take long: the next one comes after ten times as long at the earliest."""
_FILED = ("arrival", "sender", "signer", "source", "stamp", "size", "kind", "verdict", "reference", "folder",
          "receipt", "reports", "clash", "reason", "sentences", "code", "names")  # fmt: skip
_FOLLOWED = (*_FILED[:-2], "of", "addendum")


@dataclass(frozen=True, slots=True)
class WatchOrder:
    """`inbox` is looked at every `interval_s` seconds; what was not written for `quiet_s` and is whole is
    taken, what is not whole after `patience_s`. With `once` it ends when nothing is left that can be taken:
    it does not wait for room on a full disk, nor longer than `patience_s` for a share that is away.
    """

    inbox: Path
    out: Path
    settings: CheckSettings
    limits: Limits = field(default_factory=Limits)
    interval_s: float = 5.0
    quiet_s: float = 30.0
    patience_s: float = 3600.0
    remove: bool = False
    once: bool = False


def watch(order: WatchOrder, *, clock: Clock, tell: Tell, cancelled: IsCancelled) -> dict[str, int]:
    """Run until `cancelled`, or with `once` until all is done; `tell` gets each event after it is on the
    disk.

    How many arrivals this run filed on each shelf, and, as `NOT_TAKEN`, how many of those that it tried it
    could not take. Raises SourceNotFoundError where the inbox is not there when it starts, or with `once`
    stays away, UsageError where one folder is in the other, InboxInUseError,
    InboxJournalDamagedError, OutputNotWritableError, DiskFullError.
    """
    if not order.inbox.is_dir():
        raise SourceNotFoundError(path=str(order.inbox))
    inbox, out = order.inbox.resolve(), order.out.resolve()
    if out.is_relative_to(inbox) or inbox.is_relative_to(out):  # what is filed would arrive again
        raise UsageError(name="--out", value=str(order.out))
    with disk_errors(out):
        out.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    with Journal(out, clock=clock, tell=tell) as journal:
        prepare(out)
        return _Watching(replace(order, inbox=inbox, out=out), journal, clock, cancelled).run()


@dataclass(frozen=True, slots=True)
class _Failed:
    """An arrival that could not be copied or filed so many times, and when it is tried again."""

    tries: int
    again_s: float


class _Watching:
    def __init__(self, order: WatchOrder, journal: Journal, clock: Clock, cancelled: IsCancelled) -> None:
        self._order, self._journal, self._clock, self._stopped = order, journal, clock, cancelled
        self._settling = Settling(quiet_s=order.quiet_s, patience_s=order.patience_s)
        self._status = StatusFile(order.out, order.inbox, clock=clock)
        self._said: set[tuple[str, str]] = set()
        self._failed: dict[str, _Failed] = {}
        self._counts: dict[str, int] = {}
        self._away_since_s: float | None = None
        self._scan_s = 0.0
        self._owes_lines, self._owed_in_vain = False, 0

    def _cancelled(self) -> bool:
        """Asked at short intervals by whatever takes long."""
        with contextlib.suppress(DiskFullError, OutputNotWritableError):
            self._status.beat()
        return self._stopped()

    def run(self) -> dict[str, int]:
        self._recover()
        self._journal.write("started", inbox=str(self._order.inbox))
        try:
            while not self._cancelled():
                left = self._look()
                if self._order.once and not left:
                    break
                self._rest(max(self._order.interval_s, self._scan_s * _SCANS_TO_REST))
        except CancelledError:
            pass
        self._status.now.state, self._status.now.current = "stopped", None
        self._write_status()
        self._journal.write("stopped", inbox=str(self._order.inbox))
        return self._counts | ({NOT_TAKEN: len(self._failed)} if self._failed else {})

    def _recover(self) -> None:
        """Lines that a kill kept from being written, and the status of what was filed before."""
        self._write_owed()
        for folder in self._journal.filed.values():
            self._status.count(folder)
        self._status.filed_before(self._journal.recent)

    def _write_owed(self) -> None:
        """A line for each folder that has none. Raises DiskFullError, OutputNotWritableError."""
        for result in filed_results(self._order.out, but=frozenset(self._journal.filed.values())):
            if result["arrival"] not in self._journal.filed:
                line = self._write_filed(result)
                if self._owes_lines:
                    self._status.filed(line)
        self._owes_lines, self._owed_in_vain = False, 0

    def _look(self) -> bool:
        """One look: take what is complete. Whether anything is left that is still to come."""
        if self._owes_lines:  # nothing else is taken before what was filed stands in the journal
            try:
                self._write_owed()
            except (DiskFullError, OutputNotWritableError):
                self._owed_in_vain += 1
                if self._order.once and self._owed_in_vain >= _TRIES_OF_A_RUN:
                    raise  # the next run writes them when it starts
                return True
        found = self._scan()
        if found is None:
            return True
        for path, reason in found.passed_over.items():
            self._say_once("passed-over", str(path), path=str(path), reason=reason)
        for path, more in found.more_links.items():
            self._say_once("passed-over", f"{path} and more", path=str(path), reason="more-links", more=more)
        waiting: list[dict[str, Any]] = []
        ready: list[Arrival] = []
        for arrival, why in self._settling.look(self._new(found.arrivals), time.monotonic()):
            if why is None:
                ready.append(arrival)
            else:
                state = "being-written" if why.whole is None else "not-whole"
                waiting.append({**_shown(arrival), "why": state})
        ready = addenda_last(ready)
        self._show(waiting, ready)
        still = {arrival.stamp for arrival in ready}
        self._failed = {stamp: failed for stamp, failed in self._failed.items() if stamp in still}
        held = 0
        for number, arrival in enumerate(ready):
            if self._cancelled():
                raise CancelledError
            failed = self._failed.get(arrival.stamp)
            if failed is not None and failed.again_s > time.monotonic():
                held += failed.tries >= _TRIES_OF_A_RUN
                waiting.append({**_shown(arrival), "why": "not-taken"})
                continue
            rule = limit_reached(
                arrival, self._order.limits, self._journal.taken_by_sender, self._clock.now()
            )
            if rule is not None:
                held += 1
                self._say_once("over-limit", f"{rule} {arrival.stamp}", **_shown(arrival), limit=rule)
                waiting.append({**_shown(arrival), "why": rule})
                continue
            if not self._receive(arrival):
                waiting.append({**_shown(arrival), "why": "not-taken"})
                failed = self._failed.get(arrival.stamp)
                held += failed is not None and failed.tries >= _TRIES_OF_A_RUN
            self._show(waiting, ready[number + 1 :])
        return len(waiting) > held

    def _new(self, arrivals: Iterable[Arrival]) -> Iterator[Arrival]:
        """Those that were not filed before: what was stays in the inbox, and is not opened at each look."""
        for arrival in arrivals:
            if arrival.stamp in self._journal.stamps:
                self._was_filed(arrival)
                continue
            place = str(arrival.folder / arrival.main)
            split = came_later(arrival, self._journal.at.get(place, ()))
            if split is None:
                yield arrival
                continue
            self._was_filed(split[0])
            for addendum in split[1]:
                if addendum.stamp in self._journal.stamps:
                    self._was_filed(addendum)
                else:
                    yield addendum

    def _was_filed(self, arrival: Arrival) -> None:
        if self._order.remove:  # the run that filed it was killed before it was deleted
            self._remove(arrival)

    def _scan(self) -> Scan | None:
        began = time.monotonic()
        try:
            found = scan(self._order.inbox)
        except OSError as e:
            if self._away_since_s is None:
                self._journal.write("unreachable", inbox=str(self._order.inbox), reason=e.strerror or str(e))
                self._away_since_s = began
            self._settling.forget()
            self._status.now.state = "unreachable"
            self._write_status()
            if self._order.once and began - self._away_since_s >= self._order.patience_s:
                raise SourceNotFoundError(path=str(self._order.inbox)) from e
            return None
        self._scan_s = time.monotonic() - began
        if self._away_since_s is not None:
            self._journal.write("reachable", inbox=str(self._order.inbox))
            self._away_since_s = None
        self._status.now.state = "watching"
        return found

    def _receive(self, arrival: Arrival) -> bool:
        """Copy, verify, file. Whether that is done; what could not be is tried again at the next look."""
        out = self._order.out
        taken = out / TAKING / secrets.token_hex(8)
        self._status.now.state, self._status.now.current = "checking", _shown(arrival)
        self._write_status()
        try:
            with disk_errors(taken):
                taken.mkdir(mode=PRIVATE_FOLDER)
            copy = take(arrival, taken / DELIVERY, report=_ignored, cancelled=self._cancelled)
            self._file(arrival, copy, taken)
        except SourceChangedError as e:
            self._say_once("changed", f"{arrival.stamp}", **_shown(arrival), reason=error_sentence(e))
            self._fail(arrival)
            return False
        except (DiskFullError, OutputNotWritableError) as e:
            self._fail(arrival, at_once=isinstance(e, DiskFullError))  # there may be room again at any time
            self._status.now.trouble = error_sentence(e)
            self._status.now.troubles = in_every_language(partial(error_sentence, e))
            with contextlib.suppress(DiskFullError, OutputNotWritableError):  # no room for that line either
                self._say_once(
                    "not-filed", f"{e.code} {arrival.stamp}", **_shown(arrival), reason=error_sentence(e)
                )
            return False
        finally:
            shutil.rmtree(taken, ignore_errors=True)
            self._status.now.state, self._status.now.current = "watching", None
        self._status.now.trouble, self._status.now.troubles = "", {}
        self._failed.pop(arrival.stamp, None)
        if self._order.remove:
            self._remove(arrival)
        return True

    def _fail(self, arrival: Arrival, *, at_once: bool = False) -> None:
        """It was copied in vain, and would be at each look: the next try comes later each time, unless it may
        be made `at_once`.
        """
        failed = self._failed.get(arrival.stamp)
        tries = 1 if failed is None else failed.tries + 1
        wait_s = 0.0 if at_once else min(_LONGEST_WAIT_S, self._order.interval_s * 2 ** min(tries, 32))
        self._failed[arrival.stamp] = _Failed(tries, time.monotonic() + wait_s)

    def _file(self, arrival: Arrival, copy: Taken, taken: Path) -> None:
        about = {
            "arrival": copy.arrival_id,
            **_shown(arrival),
            "stamp": arrival.stamp,
            "kind": arrival.kind.value,
            "names": names_of(arrival),
        }
        before = self._journal.filed.get(copy.arrival_id)
        if before is not None:
            self._journal.write("duplicate", **about, folder=before)
            return
        out = self._order.out
        followed = bundle_followed(arrival, taken / DELIVERY / arrival.main, self._journal.bundles, out)
        result, checked = self._checked(arrival, taken, followed)
        clash, held = str(result.pop("clash", "")), bool(result.pop("held", False))
        result |= about | {"clash": clash, "files": [f"{f.sha256}  {f.size}  {f.name}" for f in copy.files]}
        shelf = shelf_of(result["verdict"], held=held)
        if followed is None:
            name = str(result["reference"] or Path(arrival.main).name.split(".", 1)[0])
            folder = file_away(out, taken, shelf, result, name=name, at=self._clock.now())
        else:
            result |= {"of": followed.folder.relative_to(out).as_posix()}
            result |= {"addendum": _addendum_in(result, arrival.main)}
            folder = file_follow_up(out, taken, followed.folder, result, at=self._clock.now())
        self._owes_lines = True  # until it stands there: the arrival has its folder, and is never taken again
        line = self._write_filed({**result, "folder": folder.relative_to(out).as_posix()})
        self._owes_lines = False
        self._counts[shelf] = self._counts.get(shelf, 0) + 1
        self._status.filed(line)
        if checked is not None:
            self._register(checked, folder, taken)

    def _write_filed(self, result: Mapping[str, Any]) -> dict[str, Any]:
        """The line of what has its folder."""
        follows = result.get("of") is not None
        keys = _FOLLOWED if follows else _FILED
        return self._journal.write(
            "follow-up" if follows else "filed", **{key: result.get(key) for key in keys}
        )

    def _checked(
        self, arrival: Arrival, taken: Path, followed: FiledBundle | None
    ) -> tuple[dict[str, Any], CheckedBundle | None]:
        """The result for programs, and what the register of checked bundles keeps of it."""
        if arrival.kind is ArrivalKind.OTHER:
            return {"verdict": None, "reference": None, "receipt": None, "reports": [], "reason": ""}, None
        order = CheckOrder(str(taken), arrival.main, arrival.kind.value, self._order.settings)
        if followed is not None:
            new = taken / DELIVERY / arrival.main
            order = replace(order, bundle=str(followed.path), addenda=(*followed.addenda, str(new)))
        for _ in range(_TRIES):
            ending = check(order, progress=self._progress, cancelled=self._cancelled)
            if ending.result is not None or ending.judged:
                break
            _remove_made(order)
        if ending.code in _NO_ROOM:  # is no word on the bundle: it is tried again
            raise DiskFullError(path=order.folder)
        if ending.result is None:
            return self._not_checked(order, ending), None
        values = ending.result
        kept = CheckedBundle(**values["checked"]) if values["kept"] else None
        bundle = values["fields"].get("bundle") or values["fields"].get("parcel") or {}
        return {
            "verdict": values["verdict"],
            "reference": bundle.get("reference"),
            "signer": _signer(values),
            "code": None if values["checked"] is None else values["checked"]["code"],
            "receipt": values["receipt"],
            "reports": values["reports"],
            "reason": values["fields"].get("sentence", ""),
            "sentences": values.get("sentences", {}),
            "report": values["fields"],
            "parcel": values.get("parcel"),
            "clash": values.get("clash", ""),
            "held": values.get("held", False),
        }, kept

    def _not_checked(self, order: CheckOrder, ending: CheckEnding) -> dict[str, Any]:
        """It could not be verified: that is its verdict, with a report like any other."""
        _remove_made(order)
        report = unchecked(order.path, ending.reason, self._clock.now())
        made = []
        for language in order.settings.languages:
            out = Path(order.folder) / f"report.{language}.html"
            write_report([report], out, language=language, clock=self._clock)
            made.append(out.name)
        return {
            "verdict": Verdict.UNREADABLE.value,
            "reference": None,
            "receipt": None,
            "reports": made,
            "reason": ending.reason,
            "sentences": ending.sentences,
            "report": report_fields(report, translator_for(order.settings.languages[0])),
        }

    def _register(self, checked: CheckedBundle, folder: Path, taken: Path) -> None:
        path = Path(checked.path)
        if path.is_relative_to(taken):
            checked = replace(checked, path=str(folder / path.relative_to(taken)))
        try:
            note([checked])
        except OutputNotWritableError as e:
            self._say_once("not-registered", e.path, folder=str(folder), reason=error_sentence(e))

    def _remove(self, arrival: Arrival) -> None:
        for path in remove_taken(arrival):
            self._say_once("not-removed", str(path), path=str(path))

    def _show(self, waiting: list[dict[str, Any]], ready: list[Arrival]) -> None:
        self._status.waits([*waiting, *({**_shown(a), "why": "next"} for a in ready)])
        self._write_status()

    def _progress(self, said: Mapping[str, Any]) -> None:
        if self._status.now.current is not None:
            self._status.now.current = {
                **self._status.now.current,
                "done": said["done"],
                "total": said["total"],
            }
            self._write_status()

    def _write_status(self) -> None:
        """Nothing depends on it: where there is no room for it, the next one tells."""
        with contextlib.suppress(DiskFullError, OutputNotWritableError):
            self._status.write()

    def _say_once(self, event: str, key: str, **values: Any) -> None:
        """What would be the same at each look stands in the journal once a run."""
        if (event, key) not in self._said:
            self._journal.write(event, **values)
            self._said.add((event, key))

    def _rest(self, seconds: float) -> None:
        ends = time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0 and not self._cancelled():
            time.sleep(min(_WAIT_S, left))


def _shown(arrival: Arrival) -> dict[str, Any]:
    return {"sender": arrival.sender, "source": str(arrival.folder / arrival.main), "size": arrival.size}


def _addendum_in(result: Mapping[str, Any], name: str) -> dict[str, Any]:
    """What the report on the bundle says of the addendum that came: `counts` tells whether it holds and
    belongs to the bundle.
    """
    found = [a for a in result["report"].get("addenda", ()) if a["file"] == name]
    if not found:  # it came before, under another name
        return {"file": name, "event": None, "counts": False, "verdict": None}
    return {key: found[0][key] for key in ("file", "event", "counts", "verdict")}


def _signer(values: Mapping[str, Any]) -> str | None:
    """Who signed what holds, as the signature names them."""
    holds = values["verdict"] in (Verdict.VERIFIED.value, Verdict.UNCONFIRMED.value)
    return str(values["checked"]["sender"]) if holds and values["checked"] else None


def _remove_made(order: CheckOrder) -> None:
    """What a check that did not end left beside the copy."""
    for left in Path(order.folder).iterdir():
        if left.name != DELIVERY:
            left.unlink()


def _ignored(progress: Progress) -> None:
    """A copy is as fast as the disk; what takes long is verifying."""

"""What of a bundle is fuzzed as a whole, and what must hold for any bytes.

Each target takes damaged bytes and says what was wrong with the program's answer: nothing, as a rule. Our own
errors are an answer; any other exception is the finding, and is left to be raised. Damage that nobody signed
is never `verified`; damage that the sealing key itself signed must be judged, whatever the verdict.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from forensics_app.i18n.findings import finding_sentence
from forensics_app.model.findings import LaterState, VerificationReport
from forensics_app.seal.certificates.second_arithmetic import PYCRYPTODOME
from tests.fuzzing.second_readings import are_sealed_lines, is_one_der_value, is_unbroken_ledger, same_table
from tests.vectors import attacks_addenda, attacks_levels
from tests.vectors.addenda import Wish
from tests.vectors.attacks_custody import before, handed
from tests.vectors.bundle import NAME, Files, Plan, build
from tests.vectors.vector import Sent
from tests.vectors.zipform import Entry
from tests.world.receiving import policy, verify_bytes, verify_path

Judge = Callable[[bytes], list[str]]
TRUST = attacks_addenda.ALL_LABS
RICH = handed(then=before(), time_stamp=True)
LTA = attacks_levels.plan(attacks_levels.SIGNER_CRL, answers=(attacks_levels.TIME_OCSP,))
_LISTS = (
    "catalog.jsonl",
    "catalog.csv",
    "sources.jsonl",
    "selection.json",
    "omissions.jsonl",
    "request.json",
)
_LISTS = (*_LISTS, "custody.jsonl", "blocks.jsonl", "case.jsonld")
_BAG = ("bagit.txt", "bag-info.txt", "custody/before.tst", "custody/4.p7s")
_CONTAINER = (
    "seal-info.txt", "META-INF/ASiCManifest001.xml", "META-INF/signature001.p7s",
    "META-INF/ASiCArchiveManifest.xml", "META-INF/timestamp001.tst",
)  # fmt: skip


@dataclass(frozen=True)
class Target:
    """`seed` makes the sound bytes; `judge` says what is wrong with the answer to others."""

    seed: Callable[[], bytes]
    judge: Judge


def _never_verified(report: VerificationReport) -> list[str]:
    problems = [] if report.verdict != "verified" else ["damaged, and verified"]
    return problems + _reported(report)


def _reported(report: VerificationReport) -> list[str]:
    """Every finding has its sentence, whatever stands in it."""
    for finding in report.findings:
        finding_sentence(finding)
    return [] if report.findings or report.verdict == "verified" else ["a verdict without a finding"]


def _zip(data: bytes) -> list[str]:
    return _never_verified(verify_bytes(data, f"{NAME}.zip", policy(TRUST)))


def _outer_seal(data: bytes) -> list[str]:
    """The seal alone; beside it the second arithmetic must say the same."""
    report = verify_bytes(data, f"{NAME}.asice", policy(TRUST))
    other = verify_bytes(data, f"{NAME}.asice", policy(TRUST, arithmetic=PYCRYPTODOME))
    same = {f.code for f in report.findings} == {f.code for f in other.findings}
    return _never_verified(report) + ([] if same else ["the two implementations disagree"])


def _plan_of(path: str) -> Plan:
    """What a file is put into: one with hand-over and time-stamps costs four times as much to judge."""
    return RICH if "custody" in path else Plan()


def _in_bundle(
    change: Callable[[Plan, bytes], Plan], may_pass: Callable[[bytes], bool] | None, plan: Plan = RICH
) -> Judge:
    """A bundle built around the bytes. With `may_pass` the sender made and sealed them: they are verified
    only where it says so, and any other verdict may come.
    """

    def judge(data: bytes) -> list[str]:
        report = verify_bytes(build(change(plan, data)).zip, f"{NAME}.zip", policy(TRUST))
        if may_pass is None:
            return _never_verified(report)
        wrong = report.verdict == "verified" and not may_pass(data)
        return _reported(report) + (["not in its form, and verified"] if wrong else [])

    return judge


def _form_of(path: str) -> Callable[[bytes], bool]:
    """What must hold of a sealed file before its bundle may be verified."""
    if path == "metadata/custody.jsonl":
        return is_unbroken_ledger
    if path == "metadata/catalog.csv":
        return lambda data: same_table(build(_plan_of(path)).tree[path], data)
    if path.startswith("metadata/") and path.endswith((".jsonl", ".json")):
        return are_sealed_lines
    if path == "bagit.txt" or path.startswith(("manifest", "tagmanifest")):
        return lambda data: data == build(_plan_of(path)).tree[path]
    if path.endswith((".p7s", ".tst")):
        return is_one_der_value
    return lambda data: True


def _list(name: str) -> Target:
    path = f"metadata/{name}"

    def put(plan: Plan, data: bytes) -> Plan:
        def hook(tree: Files) -> None:
            plan.lists(tree)
            tree[path] = data

        return replace(plan, lists=hook)

    plan = _plan_of(path)
    return Target(lambda: build(plan).tree[path], _in_bundle(put, _form_of(path), plan))


def _tree_file(path: str) -> Target:
    """A file of the bag that the sender wrote and sealed."""

    def put(plan: Plan, data: bytes) -> Plan:
        def hook(tree: Files) -> None:
            tree[path] = data

        def lists_hook(tree: Files) -> None:
            plan.lists(tree)
            if path in tree:
                hook(tree)

        if path.startswith(("manifest", "tagmanifest")):
            return replace(plan, manifests=hook)
        return replace(plan, lists=lists_hook)

    plan = _plan_of(path)
    return Target(lambda: build(plan).tree[path], _in_bundle(put, _form_of(path), plan))


def _container_file(name: str) -> Target:
    """A file of the seal's container, changed by a carrier who repairs every checksum of the ZIP."""

    def put(plan: Plan, data: bytes) -> Plan:
        def hook(entries: list[Entry]) -> None:
            next(e for e in entries if e.name == name).data = data

        return replace(plan, container=hook)

    def seed() -> bytes:
        found: list[bytes] = []
        build(replace(LTA, container=lambda entries: found.extend(e.data for e in entries if e.name == name)))
        return found[0]

    def judge(data: bytes) -> list[str]:
        return _never_verified(verify_bytes(build(put(LTA, data)).zip, f"{NAME}.zip", policy(TRUST)))

    return Target(seed, judge)


def _beside(file: Callable[[bytes], Sent]) -> Judge:
    def judge(data: bytes) -> list[str]:
        with tempfile.TemporaryDirectory() as folder:
            return _never_confirmed(verify_path(file(data).write(Path(folder)), policy(TRUST)))

    return judge


def _never_confirmed(report: VerificationReport) -> list[str]:
    """What lies beside a sound bundle leaves its verdict, and is never confirmed once damaged."""
    problems = ["damaged, and confirmed"] if report.later is LaterState.CONFIRMED else []
    return problems + _reported(report)


def _story() -> Sent:
    return attacks_addenda.beside(attacks_addenda.one())()


def _addendum_seed() -> bytes:
    return next(d for n, d in _story().files.items() if n.endswith(".asice"))


def _with_addendum(data: bytes) -> Sent:
    sent = _story()
    name = next(n for n in sent.files if n.endswith(".asice"))
    return Sent(sent.main, sent.files | {name: data})


def _event(data: bytes) -> list[str]:
    """event.json as its signer wrote it: judged, whatever it says."""
    sent = attacks_addenda.beside(attacks_addenda.one(wish=Wish(text=lambda _: data)))()
    with tempfile.TemporaryDirectory() as folder:
        return _reported(verify_path(sent.write(Path(folder)), policy(TRUST)))


def event_seed() -> bytes:
    built = build(Plan())
    return attacks_addenda.whole_story(built)[1].event_json


def _put_seal(plan: Plan, data: bytes) -> Plan:
    return replace(plan, tree=lambda tree: tree.update({f"seal/{NAME}.asice": data}))


WHOLE: dict[str, Target] = {
    "zip": Target(lambda: build(RICH).zip, _zip),
    "zip-plain": Target(lambda: build(Plan()).zip, _zip),
    "seal": Target(lambda: build(LTA).seal, _outer_seal),
    "seal-inside": Target(lambda: build(RICH).seal, _in_bundle(_put_seal, None)),
    **{f"list-{name}": _list(name) for name in _LISTS},
    **{f"bag-{name}": _tree_file(name) for name in _BAG},
    "bag-manifest": _tree_file("manifest-sha256.txt"),
    "bag-tagmanifest": _tree_file("tagmanifest-sha256.txt"),
    **{f"container-{name.rpartition('/')[2]}": _container_file(name) for name in _CONTAINER},
    "addendum": Target(_addendum_seed, _beside(_with_addendum)),
    "event": Target(event_seed, _event),
}  # fmt: skip

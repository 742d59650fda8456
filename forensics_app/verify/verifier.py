"""The verification: numbered steps from an unverified bundle to a report. Never raises for bad evidence.

Whatever is wrong becomes a finding with a code; the verdict follows from the findings alone. Nothing is
unpacked, nothing is written, nothing in or beside the bundle is trusted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from forensics_app.bundle.layout import (
    BAGIT,
    FORMAT_3,
    MANIFEST,
    SUPPLEMENT,
    TAG_MANIFEST,
    seal_path,
)
from forensics_app.bundle.reading.grammar import SEAL_FOLDER
from forensics_app.bundle.reading.opening import Form, UnverifiedBundle
from forensics_app.bundle.reading.tree import FileUnreadableError, Tree, read_whole
from forensics_app.model.bundle import SEAL_SUFFIX
from forensics_app.model.findings import NOT_JUDGED, Consistency, VerificationReport
from forensics_app.model.progress import IsCancelled, Report, never_cancelled, silent
from forensics_app.seal.containers.heads import head_of
from forensics_app.seal.containers.reading import MAX_SEAL_BYTES
from forensics_app.verify.addenda.addendum_check import check_addendum, is_addendum
from forensics_app.verify.addenda.story import Story, judge_addenda
from forensics_app.verify.bag_pass import BagFacts, BagPass
from forensics_app.verify.collector import Findings
from forensics_app.verify.consistency.judging import ConsistencyCheck, Records
from forensics_app.verify.custody.ledger import judge_ledger
from forensics_app.verify.custody.signatures import judge_signatures
from forensics_app.verify.facts import JudgedSeal, make_report
from forensics_app.verify.files.tree import Listed, check_unlisted
from forensics_app.verify.lists.supplement_check import judge_supplement
from forensics_app.verify.outer_seals import compare_outer_seals
from forensics_app.verify.parcels.files_check import check_files, read_checked_envelope
from forensics_app.verify.parcels.parcel_check import check_list, is_parcel
from forensics_app.verify.policy import Policy
from forensics_app.verify.promises import (
    compare_names,
    compare_request,
    compare_with_bag_info,
    compare_with_seal,
)
from forensics_app.verify.seals.lower_bound import judge_lower_bound
from forensics_app.verify.seals.origin import judge_signer
from forensics_app.verify.seals.seal_check import CheckedSeal, check_seal
from forensics_app.verify.seals.second_digests import compare_libraries
from forensics_app.verify.seals.trusted_time import TimeFacts, compare_with_later, judge_time
from forensics_app.verify.seals.unbound import say_unbound

_EMPTY_TREE_FILES = (BAGIT, TAG_MANIFEST, MANIFEST)


@dataclass(frozen=True, slots=True)
class Run:
    """One verification: its report, and what was read for it. `tag_manifest` is the digest that was found."""

    report: VerificationReport
    listed: Listed | None = None
    sealed: JudgedSeal | None = None
    tag_manifest: bytes | None = None


def verify_bundle(
    bundle: UnverifiedBundle,
    policy: Policy,
    findings: Findings,
    *,
    report: Report = silent,
    cancelled: IsCancelled = never_cancelled,
) -> VerificationReport:
    """Everything that can be said of `bundle`. `findings` holds what opening it found.

    Raises CancelledError.
    """
    return verify_with_digests(bundle, policy, findings, report=report, cancelled=cancelled)[0]


def verify_with_digests(
    bundle: UnverifiedBundle,
    policy: Policy,
    findings: Findings,
    *,
    report: Report = silent,
    cancelled: IsCancelled = never_cancelled,
) -> tuple[VerificationReport, Listed | None]:
    """The report, and the digests that the manifests give (for reading content later).

    Raises CancelledError.
    """
    run = verify_run(bundle, policy, findings, report=report, cancelled=cancelled)
    return run.report, run.listed


def verify_run(
    bundle: UnverifiedBundle,
    policy: Policy,
    findings: Findings,
    *,
    report: Report = silent,
    cancelled: IsCancelled = never_cancelled,
) -> Run:
    """The report, and what it was made from, for whoever signs what was found.

    Raises CancelledError.
    """
    # 1. Nothing that could be a bundle: no check is possible.
    if bundle.tree is None:
        if bundle.form is Form.SEAL and bundle.seal is not None:
            return _verify_seal_alone(bundle, bundle.seal, policy, findings, report, cancelled)
        return Run(make_report(bundle, policy, findings, sealed=None, bag=None))
    tree = bundle.tree
    if not _looks_like_a_bag(tree):
        findings.code("not-a-bundle", None, None, "no-bag")
        return Run(make_report(bundle, policy, findings, sealed=None, bag=None))
    path = _seal_in(tree)
    with BagPass(tree, policy, findings, skip=path, cancelled=cancelled) as bag_pass:
        # 2. The seal: its container, its text, its signatures, its time-stamps; what came after it (addenda
        #    beside the bundle, and those that the user named); then its signers, at the time so shown.
        sealed = _find_seal(path, bundle, tree, policy, findings)
        # 3. Names and manifests: which files there must be, and with which digests.
        bag_pass.read_manifests()
        # 4. All content, once: digests elsewhere since step 2, the sealed lists here.
        bag_pass.read_all(report=report)
    bag = bag_pass.facts
    # 5. The tree rule: nothing that no manifest names.
    check_unlisted(
        bag.listed,
        seal=sealed.path or "",
        have_manifest=bag.have_manifest,
        have_tag_manifest=bag.tag_manifest_digest is not None,
        findings=findings,
    )
    # 6. What the seal promises of the bag, and what the bag says of itself.
    compare_names(tree, bundle.form, sealed, findings)
    compare_with_seal(bag, sealed, findings)
    compare_with_bag_info(bag, sealed, findings)
    compare_request(bag, sealed, findings)
    _judge_supplement(bag, sealed, findings)
    # 7. Custody, bound to the seal, and the time before which its last line was not written.
    _judge_custody(bag, sealed, policy, findings)
    if sealed.seal is not None:
        bag.sealed_after = judge_lower_bound(
            sealed.seal, sealed.time, bag.listed, policy, findings, existed_by=sealed.story.existed_by
        )
    # 8. Seals that lie beside the bundle and speak of it are the seal inside.
    outer_identical = compare_outer_seals(bundle, sealed, policy, findings)
    # 9. Whether the sealed record agrees with itself, where it is the one that was sealed.
    consistency = _judge_consistency(bag_pass.consistency, bag, sealed, findings, report, cancelled)
    # 10. Axes and verdict follow.
    found = make_report(
        bundle,
        policy,
        findings,
        sealed=sealed,
        bag=bag,
        consistency=consistency,
        outer_identical=outer_identical,
    )
    return Run(found, bag.listed, sealed, bag.tag_manifest_digest)


def _looks_like_a_bag(tree: Tree) -> bool:
    if any(tree.table.position(path) is not None for path in _EMPTY_TREE_FILES):
        return True
    return any(p.startswith(SEAL_FOLDER) and p.endswith(SEAL_SUFFIX) for p in tree.table)


def _verify_seal_alone(
    bundle: UnverifiedBundle,
    data: bytes,
    policy: Policy,
    findings: Findings,
    report: Report,
    cancelled: IsCancelled,
) -> Run:
    """Only who sealed and when can be judged, and what came later; never better than unconfirmed."""
    if is_addendum(data):
        return Run(_verify_addendum_alone(bundle, data, policy, findings))
    if is_parcel(data):
        return Run(_verify_parcel(bundle, data, policy, findings, report, cancelled))
    findings.code("seal-alone")
    sealed = _judge_seal(bundle.path, data, bundle, policy, findings)
    return Run(make_report(bundle, policy, findings, sealed=sealed, bag=None), None, sealed)


def _verify_addendum_alone(
    bundle: UnverifiedBundle, data: bytes, policy: Policy, findings: Findings
) -> VerificationReport:
    """Only who signed what can be judged; what is wrong with it is a finding here."""
    addendum = check_addendum(data, Path(bundle.path).name, policy, findings)
    findings.code("addendum-alone")
    story = Story(addenda=(addendum,), latest=(addendum,)) if addendum.holds else Story(others=(addendum,))
    sealed = JudgedSeal(bundle.path, data, addendum.seal, addendum.time, addendum.signers, story)
    return make_report(bundle, policy, findings, sealed=sealed, bag=None)


def _verify_parcel(
    bundle: UnverifiedBundle,
    data: bytes,
    policy: Policy,
    findings: Findings,
    report: Report,
    cancelled: IsCancelled,
) -> VerificationReport:
    """What whoever carries a parcel can know: who signed its list, and whether its files are those listed."""
    path = Path(bundle.path)
    checked = check_list(data, path.name, policy, findings)
    if checked.facts is not None:
        folder = path.absolute().parent
        check_files(folder, checked.facts, findings, report=report, cancelled=cancelled)
        read_checked_envelope(folder, checked.facts, findings)
    findings.code("parcel-closed", path.name)
    sealed = JudgedSeal(bundle.path, data, checked.seal, checked.time, checked.signers)
    return replace(make_report(bundle, policy, findings, sealed=sealed, bag=None), parcel=checked.facts)


def _judge_addenda(
    bundle: UnverifiedBundle,
    seal: CheckedSeal | None,
    data: bytes | None,
    policy: Policy,
    findings: Findings,
) -> Story:
    """Without a readable seal none of them can be placed, and that is said of each."""
    return judge_addenda(
        bundle.addenda,
        seal=None if seal is None or data is None else head_of(data, seal.files),
        info=None if seal is None else seal.info,
        code=None if seal is None else seal.code,
        sealed_at=None if seal is None or seal.first is None else seal.first.signing_time,
        policy=policy,
        findings=findings,
    )


def _find_seal(
    path: str | None, bundle: UnverifiedBundle, tree: Tree, policy: Policy, findings: Findings
) -> JudgedSeal:
    """The seal at `path` in the bag; without one the copy beside the bag serves, and that is said."""
    data: bytes | None = None
    if path is not None:
        position = tree.table.position(path)
        try:
            if position is not None:
                data = read_whole(tree, position, MAX_SEAL_BYTES, findings.add)
            if data is None:
                findings.code("seal-unreadable", path)
        except FileUnreadableError as e:
            findings.code("file-unreadable", path, None, str(e))
    else:
        findings.code("seal-missing", seal_path(tree.top or "?"))
        data = bundle.outer_seal
    if data is None:
        story = _judge_addenda(bundle, None, None, policy, findings)
        return JudgedSeal(path, None, None, TimeFacts(promised=False), (), story)
    return _judge_seal(path, data, bundle, policy, findings)


def _seal_in(tree: Tree) -> str | None:
    """`seal/<top folder>.asice`; in a renamed folder the only seal there is."""
    usual = seal_path(tree.top or "")
    if tree.table.position(usual) is not None:
        return usual
    seals = [p for p in tree.table if p.startswith(SEAL_FOLDER) and p.endswith(SEAL_SUFFIX)]
    return seals[0] if len(seals) == 1 else None


def _judge_seal(
    path: str | None, data: bytes, bundle: UnverifiedBundle, policy: Policy, findings: Findings
) -> JudgedSeal:
    seal = check_seal(data, path or "seal", policy, findings)
    story = _judge_addenda(bundle, seal, data, policy, findings)
    if seal is None:
        return JudgedSeal(path, data, None, TimeFacts(promised=False), (), story)
    compare_libraries(seal, policy, findings)
    time = judge_time(seal, policy, findings)
    compare_with_later(seal, story.existed_by, policy, findings)
    say_unbound(seal, time, findings)
    signers = tuple(
        judge_signer(
            signature,
            attested=min(filter(None, (time.attested_for(signature.number), story.existed_by)), default=None),
            embedded=seal.revocation,
            policy=policy,
            findings=findings,
        )
        for signature in seal.signatures
    )
    return JudgedSeal(path, data, seal, time, signers, story)


def _judge_supplement(bag: BagFacts, sealed: JudgedSeal, findings: Findings) -> None:
    """A bundle of format 3 is a supplement, one of a later format may be; what it says of the series agrees
    with the seal and the list."""
    info = None if sealed.seal is None else sealed.seal.info
    position = bag.listed.tree.table.position(SUPPLEMENT)
    if info is not None and info.format == FORMAT_3 and position is None and not bag.listed.names(SUPPLEMENT):
        findings.code("tagmanifest-incomplete", SUPPLEMENT)
    if bag.supplement is not None:
        judge_supplement(
            bag.supplement,
            reference=None if info is None else info.reference,
            earlier=None if info is None else info.earlier_seals,
            catalogued=None if bag.catalog is None else bag.catalog.found,
            findings=findings,
        )


def _judge_custody(bag: BagFacts, sealed: JudgedSeal, policy: Policy, findings: Findings) -> None:
    if bag.custody is None:
        return
    changed = findings.count("file-differs") + findings.count("tagmanifest-differs")
    judge_ledger(
        bag.custody,
        None if sealed.seal is None else sealed.seal.info,
        as_sealed=changed == 0 and sealed.seal is not None,
        sealed_at=sealed.act_time,
        case_reference=None if bag.request is None else bag.request.reference,
        findings=findings,
    )
    judge_signatures(
        bag.custody,
        bag.listed,
        attested=sealed.existed_by,
        sealed_at=sealed.act_time,
        embedded=() if sealed.seal is None else sealed.seal.revocation,
        policy=policy,
        findings=findings,
    )


def _judge_consistency(
    consistency: ConsistencyCheck,
    bag: BagFacts,
    sealed: JudgedSeal,
    findings: Findings,
    report: Report,
    cancelled: IsCancelled,
) -> Consistency:
    seal = sealed.seal
    if seal is None or seal.info is None:
        return NOT_JUDGED
    records = Records(
        bag_info=bag.bag_info,
        request=bag.request,
        selection=bag.selection,
        events=None if bag.custody is None else bag.custody.check.events,
        tag_files=bag.tag_files,
    )
    signed_at = None if seal.first is None else seal.first.signing_time
    return consistency.judge(
        records,
        reference=seal.info.reference,
        signed_at=signed_at,
        findings=findings,
        report=report,
        cancelled=cancelled,
    )

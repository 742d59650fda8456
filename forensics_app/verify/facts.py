"""From what the steps found to the report: axes, findings, and the facts that a reader wants to see."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from forensics_app.bundle.reading.opening import Form, UnverifiedBundle
from forensics_app.model.findings import (
    NOT_JUDGED,
    Axis,
    BundleFacts,
    Consistency,
    SealFacts,
    Severity,
    TrustUsed,
    VerificationReport,
    axis_states,
)
from forensics_app.model.times import utc_text
from forensics_app.seal.certificates.arithmetic import OPENSSL
from forensics_app.verify.addenda.facts import addenda_facts
from forensics_app.verify.addenda.story import NO_STORY, Story
from forensics_app.verify.bag_pass import BagFacts
from forensics_app.verify.collector import Findings
from forensics_app.verify.custody.ledger import story as custody_story
from forensics_app.verify.policy import Policy
from forensics_app.verify.program import verifier_facts
from forensics_app.verify.seals.origin import SignerFacts
from forensics_app.verify.seals.seal_check import CheckedSeal
from forensics_app.verify.seals.trusted_time import TimeFacts


@dataclass(frozen=True, slots=True)
class JudgedSeal:
    """The seal and what follows from it alone."""

    path: str | None
    data: bytes | None
    seal: CheckedSeal | None
    time: TimeFacts
    signers: tuple[SignerFacts, ...]
    story: Story = NO_STORY

    @property
    def existed_by(self) -> datetime | None:
        """The earliest time by which the whole seal is shown to have existed, by its own token or a later
        one.
        """
        return min(filter(None, (self.time.attested, self.story.existed_by)), default=None)

    @property
    def trust_used(self) -> tuple[TrustUsed, ...]:
        """The entries of the receiver's trust that the judgement rests on, each once."""
        entries = [s.entry for s in self.signers if s.entry is not None]
        used = [TrustUsed(e.role.value, e.fingerprint, e.label) for e in (*entries, *self.time.entries)]
        return tuple(dict.fromkeys(used))

    @property
    def act_time(self) -> datetime | None:
        """When it was sealed: by a trusted token, else by the signer's word."""
        if self.time.attested is not None:
            return self.time.attested
        first = None if self.seal is None else self.seal.first
        return None if first is None else first.signing_time


def make_report(
    bundle: UnverifiedBundle,
    policy: Policy,
    findings: Findings,
    *,
    sealed: JudgedSeal | None,
    bag: BagFacts | None,
    consistency: Consistency = NOT_JUDGED,
    outer_identical: bool | None = None,
) -> VerificationReport:
    found = findings.result()
    story = NO_STORY if sealed is None else sealed.story
    states = axis_states(found, checked=_checked(sealed, bag, story, findings))
    return VerificationReport(
        axes=states,
        findings=found,
        seal=replace(_seal_facts(sealed, story, bag), outer_identical=outer_identical),
        bundle=replace(_bundle_facts(bundle, sealed, bag), file=bundle.file),
        verifier=verifier_facts(utc_text(policy.now), policy.arithmetic.name),
        custody_story=() if bag is None or bag.custody is None else custody_story(bag.custody),
        damage=() if bag is None else bag.damage,
        trust=() if sealed is None else sealed.trust_used,
        addenda=addenda_facts(story),
        consistency=consistency,
    )


def unchecked(path: Path, reason: str, now: datetime) -> VerificationReport:
    """The report on what could not be checked at all, for `reason`: a fault of the reader's own system, or of
    this program."""
    findings = Findings()
    findings.code("check-failed", str(path), None, reason)
    found = findings.result()
    return VerificationReport(
        axes=axis_states(found, checked=frozenset()),
        findings=found,
        seal=SealFacts(),
        bundle=BundleFacts(path=str(path), form=Form.NONE.value),
        verifier=verifier_facts(utc_text(now), OPENSSL.name),
    )


def _checked(
    sealed: JudgedSeal | None, bag: BagFacts | None, story: Story, findings: Findings
) -> frozenset[Axis]:
    """Axes that can pass: those whose question could be asked in full."""
    axes: set[Axis] = set()
    if sealed is None or sealed.seal is None or findings.has(Severity.FATAL):
        return frozenset()
    if any(s.holds for s in sealed.seal.signatures):
        axes.add(Axis.ORIGIN)
    if sealed.time.token_time is not None or story.existed_by is not None:
        axes.add(Axis.TIME)
    if bag is not None and sealed.seal.info is not None:
        if bag.tag_manifest_digest is not None and bag.have_manifest:
            axes |= {Axis.CONTENT, Axis.COMPLETENESS}
        if bag.custody is not None:
            axes.add(Axis.CUSTODY)
    return frozenset(axes)


def _seal_facts(sealed: JudgedSeal | None, story: Story, bag: BagFacts | None) -> SealFacts:
    if sealed is None or sealed.seal is None:
        return SealFacts()
    seal = sealed.seal
    signers = tuple(s.shown for s in sealed.signers)
    signer = signers[0] if signers else None
    token_time = sealed.time.token_time
    after = None if bag is None else bag.sealed_after
    return SealFacts(
        code=None if seal.parcel is not None else seal.code,
        kind=None if seal.promise is None else seal.promise.kind,
        signer=None if signer is None else signer.certificate_name,
        signer_label=None if signer is None else signer.label,
        fingerprint=None if signer is None else signer.fingerprint,
        signed_at=None if seal.first is None else utc_text(seal.first.signing_time),
        timestamp=None if token_time is None else utc_text(token_time),
        demo=any(s.demo for s in signers),
        signers=signers,
        existed_by=None if story.existed_by is None else utc_text(story.existed_by),
        level=sealed.time.level.value,
        sealed_after=None if after is None else utc_text(after),
    )


def _bundle_facts(bundle: UnverifiedBundle, sealed: JudgedSeal | None, bag: BagFacts | None) -> BundleFacts:
    seal = None if sealed is None else sealed.seal
    info = None if seal is None else seal.info
    scope = "seal" if bundle.form is Form.SEAL else "full"
    addendum = None if seal is None else seal.addendum
    if seal is not None and seal.parcel is not None:
        return BundleFacts(path=bundle.path, form=bundle.form.value, format=seal.format, scope="parcel")
    if addendum is not None and seal is not None:
        return BundleFacts(
            path=bundle.path,
            form=bundle.form.value,
            reference=addendum.reference,
            format=seal.format,
            scope="addendum",
        )
    if bag is None:
        return BundleFacts(
            path=bundle.path,
            form=bundle.form.value,
            reference=None if info is None else info.reference,
            format=None if seal is None else seal.format,
            scope=scope,
            artifacts=None if info is None else info.merkle_size,
            omissions=None if info is None else info.omission_count,
            custody_events=None if info is None else info.custody_count,
        )
    request = bag.request
    return BundleFacts(
        path=bundle.path,
        form=bundle.form.value,
        reference=bag.bag_info.reference
        if info is None and bag.bag_info
        else info.reference
        if info
        else None,
        format=None if seal is None else seal.format,
        scope=scope,
        files=bag.listed.payload_files,
        payload_bytes=bag.listed.payload_bytes,
        artifacts=None if bag.catalog is None else bag.catalog.lines,
        omissions=bag.omissions,
        custody_events=None if bag.custody is None else bag.custody.count,
        case_reference=None if request is None else request.reference,
        title=None if request is None else request.title,
        agency=None if request is None else request.agency,
        examiner=None if request is None else request.examiner,
        country=None if request is None else request.country,
        request=None if request is None else request.record,
        supplement=bag.supplement,
        exhibits=() if bag.catalog is None else tuple(sorted(bag.catalog.exhibits.items())),
        not_selected=None if bag.selection is None else int(bag.selection.not_selected),
    )

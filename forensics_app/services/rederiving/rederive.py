"""Proving the contents of a sealed bundle again from the original image, by the sealed extents alone.

The image is read at the places that were sealed and nowhere else; no file system is asked for anything.
What the bytes digest to is compared with the sealed SHA-256, so the proof needs neither trust in the program
that exported them nor in the file system library it used.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from forensics_app.errors import CancelledError, ExitCode
from forensics_app.evidence.medium_reader import MediumReader
from forensics_app.evidence.protocol.messages import Derived
from forensics_app.i18n.rederivation import outcome_sentence
from forensics_app.i18n.translator import Translator
from forensics_app.model.artifact import Gap
from forensics_app.model.choices.cluster import RefusedWorker
from forensics_app.model.digests import DigestAlgorithm, Digests
from forensics_app.model.findings import Verdict
from forensics_app.model.progress import IsCancelled, Progress, Report, never_cancelled, silent
from forensics_app.model.rederivation import (
    FAILED_OUTCOMES,
    DerivationProblem,
    Difference,
    IdentifiedImage,
    MediumMatch,
    Proof,
    ProofOutcome,
)
from forensics_app.services.clusters.connecting import connected
from forensics_app.services.rederiving.difference import first_difference
from forensics_app.services.rederiving.image import Layers, identify
from forensics_app.services.rederiving.lines import SealedLine, gapped_sources, sealed_lines, sealed_sources
from forensics_app.services.rederiving.opening import FIRST_ID, RederiveOptions, open_layers, open_medium
from forensics_app.services.rederiving.plan import DerivePlan
from forensics_app.services.sources.opening import AskCredential
from forensics_app.verify.checked import CheckedBundle

__all__ = [
    "Rederivation",
    "RederiveOptions",
    "proof_fields",
    "rederivation_fields",
    "rederive",
]

_OUTCOMES = tuple(ProofOutcome)
_NUMBER = {outcome: number for number, outcome in enumerate(_OUTCOMES)}
_GIVEN = (ProofOutcome.PROVED, ProofOutcome.NOTHING_STORED)
_SHA256_BYTES = 32
_LOCATED = 100  # contents whose first difference is looked for
_MOST_KEPT = 100_000  # failures whose digest or reason is kept: a wrong image must not fill memory


@dataclass(frozen=True, slots=True)
class Rederivation:
    """What came of it. `proofs` reads the bundle's catalogue again, so the bundle must still be open."""

    bundle: CheckedBundle
    image: IdentifiedImage
    counts: dict[ProofOutcome, int]
    derived_bytes: int
    proofs: Callable[[], Iterator[Proof]]
    refused: tuple[RefusedWorker, ...] = ()  # of a cluster, each once

    @property
    def failed(self) -> int:
        """How many contents this image should have given and did not."""
        return sum(self.counts[outcome] for outcome in FAILED_OUTCOMES)

    @property
    def exit_code(self) -> ExitCode:
        """0 where all that is derivable was proved; where nothing at all could be asked, that is no proof."""
        counts = self.counts
        if self.failed or self.image.medium is MediumMatch.DIFFERS:
            return ExitCode.EVIDENCE_BAD
        asked_in_full = counts[ProofOutcome.PROVED] and not counts[ProofOutcome.LAYER_MISSING]
        if self.bundle.report.verdict is not Verdict.VERIFIED or not asked_in_full:
            return ExitCode.UNCONFIRMED
        return ExitCode.OK


def rederive(
    bundle: CheckedBundle,
    image: Path,
    options: RederiveOptions,
    *,
    report: Report = silent,
    cancelled: IsCancelled = never_cancelled,
    ask: AskCredential | None = None,
) -> Rederivation:
    """Derive every content of `bundle` that comes from `image` again.

    `ask` is asked for the credentials of encrypted volumes that contents lie in and none given opens.

    Raises NoMediumInBundleError, ImageNotInBundleError, UsageError (an unknown source), the EvidenceErrors of
    an image that can't be opened or changes while it is read, VerificationFailedError where the bundle
    changes meanwhile, CancelledError, DiskFullError; a ClusterError where the cluster asked for can't be had.
    """
    with ExitStack() as stack:
        cluster = stack.enter_context(connected(options.cluster))
        sources = sealed_sources(bundle)
        reader, opened = open_medium(stack, image, options, FIRST_ID, cluster)

        def digest_medium(algorithms: tuple[DigestAlgorithm, ...]) -> Digests:
            gaps: list[Gap] = []  # zeros in the sealed digest too, where the medium could not be read then
            return reader.digest_medium(algorithms, report=report, cancelled=cancelled, unread=gaps.append)

        identified = identify(
            sources,
            opened,
            bundle=bundle.report.bundle.path,
            asked=options.source,
            with_digest=options.medium_digest,
            digest_medium=digest_medium,
            gapped=gapped_sources(bundle),
        )
        layers = Layers({s.id: s for s in sources}, identified.sources)
        plan = stack.enter_context(DerivePlan())
        run = _Run(bundle, identified, layers, plan)
        run.read_catalogue(report, cancelled)
        source_id = identified.sources[0]
        if plan.layers - {source_id}:  # bytes of layers that only exist once they are opened
            reader = open_layers(
                stack,
                image,
                options,
                source_id,
                cluster,
                needed=plan.layers,
                snapshots=layers.snapshots(plan.layers),
                ask=ask,
            )
        elif opened.source_id != source_id:
            reader, _ = open_medium(stack, image, options, source_id, cluster)
        run.derive(reader, report, cancelled)
        run.locate(reader, cancelled)
        refused = () if cluster is None else cluster.refused
    return run.result(refused)


class _Run:
    """The state of one run: an outcome in one byte, and a sealed digest in 32, for each line."""

    def __init__(
        self, bundle: CheckedBundle, image: IdentifiedImage, layers: Layers, plan: DerivePlan
    ) -> None:
        self._bundle = bundle
        self._image = image
        self._layers = layers
        self._plan = plan
        self._outcomes = bytearray()
        self._sealed = bytearray()
        self._expected = bytearray()
        self._stored = bytearray()
        self._derived: dict[int, bytes] = {}
        self._details: dict[int, str] = {}
        self._differences: dict[int, Difference] = {}

    def read_catalogue(self, report: Report, cancelled: IsCancelled) -> None:
        total = self._bundle.report.bundle.artifacts
        for number, line in enumerate(sealed_lines(self._bundle)):
            if cancelled():
                raise CancelledError
            outcome = line.without_proof(self._image.sources)
            self._outcomes.append(_NUMBER[outcome or ProofOutcome.UNREADABLE])
            self._expected.append(line.expected)
            self._stored.append(outcome is None and line.stored)
            digest = bytes(_SHA256_BYTES) if outcome is not None else bytes.fromhex(line.digests.sha256 or "")
            self._sealed += digest
            if outcome is None:
                self._plan.add(line.item(number, self._layers))
            report(Progress("rederive-list", items=number + 1, total_items=total))

    def derive(self, reader: MediumReader, report: Report, cancelled: IsCancelled) -> None:
        if not len(self._plan):
            return
        pool = reader.derive_pool()
        done = 0
        try:
            for results in pool.run(self._plan.in_disk_order(), cancelled):
                for result in results:
                    self._take(result)
                done += len(results)
                waits_for = reader.waits_for
                report(
                    Progress(
                        "rederive" if waits_for is None else f"cluster-{waits_for}",
                        subject=self._image.path,
                        done_bytes=pool.done_bytes,
                        total_bytes=self._plan.total_bytes,
                        items=done,
                        total_items=len(self._plan),
                    )
                )
        finally:
            pool.close()

    def locate(self, reader: MediumReader, cancelled: IsCancelled) -> None:
        """Where the first contents that differ do so."""
        differing = {number for number in self._derived if self._expected[number]}
        wanted = frozenset(sorted(differing)[:_LOCATED])
        if not wanted:
            return
        for number, line in enumerate(sealed_lines(self._bundle)):
            if cancelled():
                raise CancelledError
            if number in wanted and line.data is not None:
                item = line.item(number, self._layers)
                found = first_difference(self._bundle.content(line.data), reader, item)
                if found is not None:
                    self._differences[number] = found

    def result(self, refused: tuple[RefusedWorker, ...]) -> Rederivation:
        found = Counter(self._outcomes)
        counts = {outcome: found[number] for number, outcome in enumerate(_OUTCOMES)}
        return Rederivation(self._bundle, self._image, counts, self._plan.total_bytes, self._proofs, refused)

    def _take(self, result: Derived) -> None:
        number = result.number
        if result.sha256 is None:
            outcome = ProofOutcome(DerivationProblem(result.problem).value)
        elif result.sha256 == self._sealed[_SHA256_BYTES * number : _SHA256_BYTES * (number + 1)]:
            outcome = ProofOutcome.PROVED if self._stored[number] else ProofOutcome.NOTHING_STORED
        else:
            outcome = ProofOutcome.DIFFERS
            if len(self._derived) < _MOST_KEPT:
                self._derived[number] = result.sha256
        if result.detail and len(self._details) < _MOST_KEPT:
            self._details[number] = result.detail
        if outcome not in _GIVEN and not self._expected[number]:
            outcome = ProofOutcome.NOT_DERIVABLE  # sealed as such: it proves nothing either way
        self._outcomes[number] = _NUMBER[outcome]

    def _proofs(self) -> Iterator[Proof]:
        for number, line in enumerate(sealed_lines(self._bundle)):
            yield self._proof(number, line)

    def _proof(self, number: int, line: SealedLine) -> Proof:
        derived = self._derived.get(number)
        outcome = _OUTCOMES[self._outcomes[number]]
        if outcome is ProofOutcome.PROVED:
            derived = bytes(self._sealed[_SHA256_BYTES * number : _SHA256_BYTES * (number + 1)])
        return Proof(
            artifact_id=line.id,
            exhibit=line.exhibit,
            source=line.source,
            layer=line.layer,
            path=line.shown,
            stream=None if line.stream is None else line.stream.shown,
            size_bytes=None if line.size is None else int(line.size),
            extent_class=line.extent_class,
            outcome=outcome,
            sealed=line.digests.sha256,
            derived=None if derived is None else derived.hex(),
            detail=self._details.get(number),
            difference=self._differences.get(number),
        )


def rederivation_fields(result: Rederivation) -> dict[str, Any]:
    """The summary as JSON holds it; sizes and counts as decimal strings."""
    image = result.image
    return {
        "image": {
            "path": image.path,
            "format": image.format,
            "size": str(image.size_bytes),
            "sources": list(image.sources),
            "identified_by": image.by.value,
            "medium_digest": image.medium.value,
            "digests": {a.value: getattr(image.digests, a.value) for a in DigestAlgorithm},
        },
        "counts": {outcome.value: str(count) for outcome, count in result.counts.items()},
        "derived_bytes": str(result.derived_bytes),
        "failed": str(result.failed),
    }


def proof_fields(proof: Proof, words: Translator) -> dict[str, Any]:
    """One artifact as JSON holds it."""
    return {
        "id": proof.artifact_id,
        "exhibit": proof.exhibit,
        "source": proof.source,
        "layer": proof.layer,
        "path": proof.path,
        "size": None if proof.size_bytes is None else str(proof.size_bytes),
        "extent_class": proof.extent_class,
        "outcome": proof.outcome.value,
        "sentence": outcome_sentence(proof.outcome, words),
        "sealed_sha256": proof.sealed,
        "derived_sha256": proof.derived,
        "detail": proof.detail,
        "first_difference": None
        if proof.difference is None
        else {
            "offset": str(proof.difference.offset_bytes),
            "layer": proof.difference.layer_id,
            "place": None if proof.difference.layer_id is None else str(proof.difference.place_bytes),
        },
    }

"""`sealwright rederive`: prove the contents of a bundle again from the original image."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import click

from forensics_app.cli.commands import command as new_command
from forensics_app.cli.commands import json_option, option, pass_session
from forensics_app.cli.options.credentials import CREDENTIALS_HELP, asking
from forensics_app.cli.options.reading import (
    chosen_cluster,
    cluster_option,
    cluster_tls_option,
    workers_option,
)
from forensics_app.cli.options.trust import trust_option, trust_time_option
from forensics_app.cli.progress import job
from forensics_app.cli.session import Session
from forensics_app.cli.words.cluster import refused_fields
from forensics_app.cli.words.verdict import report_lines
from forensics_app.i18n import N_, NC_, current, tr, trn
from forensics_app.i18n.details import detail_text
from forensics_app.i18n.rederivation import (
    IDENTIFICATION_SENTENCES,
    MEDIUM_SENTENCES,
    outcome_sentence,
    outcome_word,
)
from forensics_app.i18n.refusals.workers import refusal_sentence
from forensics_app.i18n.typography.columns import columns, padded
from forensics_app.model.names import visible
from forensics_app.model.rederivation import (
    FAILED_OUTCOMES,
    Difference,
    MediumMatch,
    Proof,
    ProofOutcome,
)
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.opening import open_case
from forensics_app.services.input.credentials_file import read_credentials
from forensics_app.services.rederiving.custody import record_rederivation
from forensics_app.services.rederiving.rederive import (
    Rederivation,
    RederiveOptions,
    proof_fields,
    rederivation_fields,
    rederive,
)
from forensics_app.services.trust.trust import trust_for_run
from forensics_app.services.verifying.verify import check, report_fields

_FILE = click.Path(path_type=Path, dir_okay=False)
_SHOWN = 100
_LISTED_OUTCOMES = (*(o for o in ProofOutcome if o in FAILED_OUTCOMES), ProofOutcome.LAYER_MISSING)


@new_command(
    "rederive",
    help=N_(
        "Re-derive the contents of a sealed bundle from the original image, using only "
        "their sealed locations."
    ),
)
@click.argument("bundle", metavar="BUNDLE", type=click.Path(path_type=Path))
@click.argument("image", metavar="IMAGE", type=click.Path(path_type=Path))
@trust_option
@trust_time_option
@option("--source", metavar="ID", help=N_("Treat the image as this source of the bundle (s1, s2, ...)."))
@option(
    "--medium-digest",
    is_flag=True,
    help=N_("Hash the whole image too, and compare that with the sealed digest of the medium."),
)
@option("--credentials", type=click.Path(path_type=Path), default=None, metavar="FILE", help=CREDENTIALS_HELP)
@workers_option
@cluster_option
@cluster_tls_option
@option(
    "--case",
    metavar="CASE",
    type=click.Path(path_type=Path),
    help=N_("Record the outcome in the custody ledger of this case."),
)
@json_option
@pass_session
def command(
    session: Session,
    bundle: Path,
    image: Path,
    trusted: tuple[Path, ...],
    trusted_time: tuple[Path, ...],
    source: str | None,
    medium_digest: bool,
    credentials: Path | None,
    workers: int | None,
    cluster: str | None,
    cluster_tls: Path | None,
    case: Path | None,
    as_json: bool,
) -> int:
    trust = trust_for_run(trusted, trusted_time, clock=session.clock)
    options = RederiveOptions(
        source,
        medium_digest,
        workers or os.cpu_count() or 2,
        () if credentials is None else read_credentials(credentials),
        chosen_cluster(cluster, cluster_tls),
    )
    with job(session) as running:
        checked = check(
            bundle, trust=trust, clock=session.clock, report=running.report, cancelled=running.cancelled
        )
    with checked, _case(session, case) as ledger:
        with job(session) as running:
            result = rederive(
                checked,
                image,
                options,
                report=running.report,
                cancelled=running.cancelled,
                ask=asking(session, running, credentials),
            )
        if ledger is not None:
            record_rederivation(ledger, result)
        for line in _json_lines(result) if as_json else _text_lines(result):
            session.say(line)
        for worker in result.refused:
            session.warn(refusal_sentence(worker))
        session.event(
            "result",
            **rederivation_fields(result),
            verdict=checked.report.verdict.value,
            **refused_fields(result.refused),
        )
    return result.exit_code


def _case(session: Session, path: Path | None) -> AbstractContextManager[Case | None]:
    """The case to record in, open before anything is read: an outcome that can't be recorded is no use."""
    return nullcontext() if path is None else open_case(path, write=True, clock=session.clock)


def _json_lines(result: Rederivation) -> Iterator[str]:
    """One document, written as it comes: a bundle may have a million lines."""
    words = current()
    head = {
        "verdict": result.bundle.report.verdict.value,
        "exit_code": int(result.exit_code),
        **rederivation_fields(result),
        "verification": report_fields(result.bundle.report, words),
    }
    yield json.dumps(head, ensure_ascii=True, indent=2).removesuffix("\n}") + ',\n  "artifacts": ['
    before = ""
    for proof in result.proofs():
        line = json.dumps(proof_fields(proof, words), ensure_ascii=True)
        if before:
            yield f"    {before},"
        before = line
    yield f"    {before}\n  ]\n}}"


@dataclass(slots=True)
class _Answer:
    """The proofs that a person is told one by one, as many as fit a screen or two, and how many more."""

    lines: list[Proof]
    more: int = 0


def _text_lines(result: Rederivation) -> Iterator[str]:
    yield from report_lines(result.bundle.report)
    image = result.image
    yield ""
    yield tr("Image: {path}", path=image.path)
    yield tr(IDENTIFICATION_SENTENCES[image.by], sources=" ".join(image.sources))
    if image.medium is not MediumMatch.NOT_COMPUTED:
        yield tr(MEDIUM_SENTENCES[image.medium])
    yield ""
    answer = _answer_of(result)
    for proof in answer.lines:
        yield f"!! {outcome_word(proof.outcome)}: {proof.artifact_id} {visible(proof.path)}"
        yield f"   {outcome_sentence(proof.outcome)}" + (
            f" ({detail_text(proof.detail, current())})" if proof.detail else ""
        )
        if proof.outcome is ProofOutcome.DIFFERS and proof.derived is not None:
            yield f"   SHA-256 {proof.sealed}"
            yield f"   {tr(NC_('state', 'now'))} {proof.derived}"
        if proof.difference is not None:
            yield f"   {_place(proof.difference)}"
    if answer.more:
        yield trn("... and {count} more, see --json.", "... and {count} more, see --json.", answer.more)
    if answer.lines:
        yield ""
    yield from _counts(result)
    yield _conclusion(result)


def _place(difference: Difference) -> str:
    if difference.layer_id is None:
        return tr("First at byte {offset}, in a sparse area.", offset=difference.offset_bytes)
    return tr(
        "First at byte {offset}, which is byte {place} of {layer}.",
        offset=difference.offset_bytes,
        place=difference.place_bytes,
        layer=difference.layer_id,
    )


def _answer_of(result: Rederivation) -> _Answer:
    total = sum(result.counts[outcome] for outcome in _LISTED_OUTCOMES)
    found: list[Proof] = []
    if total:
        for proof in result.proofs():
            if proof.outcome in _LISTED_OUTCOMES:
                found.append(proof)
                if len(found) == _SHOWN:
                    break
    return _Answer(found, total - len(found))


def _counts(result: Rederivation) -> Iterator[str]:
    words = {outcome: outcome_word(outcome) for outcome in ProofOutcome if result.counts[outcome]}
    width = max(map(columns, words.values()), default=0)
    numbers = {outcome: current().number(result.counts[outcome]) for outcome in words}
    number_width = max(map(columns, numbers.values()), default=0)
    for outcome, word in words.items():
        number = padded(numbers[outcome], number_width, right=True)
        yield f"{padded(word, width)}  {number}  {outcome_sentence(outcome)}"


def _conclusion(result: Rederivation) -> str:
    proved, failed = result.counts[ProofOutcome.PROVED], result.failed
    if failed and not proved:
        return tr(
            "None of the bundle's contents are on this image: it is a different medium, or "
            "it was overwritten."
        )
    if failed:
        return trn(
            "{count} content is NOT on this image as it was sealed.",
            "{count} contents are NOT on this image as they were sealed.",
            failed,
        )
    if not proved:
        return tr("Nothing could be proved from this image.")
    return trn(
        "{count} content was derived again from this image, and is what was sealed.",
        "{count} contents were derived again from this image, and are what was sealed.",
        proved,
    )

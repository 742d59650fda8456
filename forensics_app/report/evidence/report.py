"""The evidence report as a document in one language: what the sealed lists say, section by section.

How it looks is decided by `evidence_html` and `evidence_pdf`, which leave nothing out.
"""

from __future__ import annotations

from collections.abc import Iterator

from forensics_app.i18n.papers.on_paper import on_paper
from forensics_app.i18n.place_names import country_name
from forensics_app.i18n.translator import N_, NC_, Translator
from forensics_app.i18n.verdicts import DEMO, verdict_sentence, verdict_word
from forensics_app.model.names import visible
from forensics_app.model.report_parts import ReportPart
from forensics_app.model.supplement import Supplement, SupplementKind
from forensics_app.report.evidence.document import EvidenceDocument, Section, Standing
from forensics_app.report.evidence.facts import EvidenceFacts, Origin
from forensics_app.report.evidence.items import item_sections
from forensics_app.report.evidence.method import method_section
from forensics_app.report.evidence.received import received_custody, received_section, received_standing
from forensics_app.report.evidence.request import request_section
from forensics_app.report.evidence.sources import source_sections
from forensics_app.report.evidence.story import (
    OF_SENDER,
    custody_section,
    limits_section,
    media_names,
    omission_section,
)
from forensics_app.report.evidence.values import Pair, moment
from forensics_app.report.evidence.values import facts as facts_of
from forensics_app.report.layout.foot import foot_reference
from forensics_app.report.layout.handling_marks import handling_marks
from forensics_app.seal.containers.seal_info import show_code


def evidence_document(facts: EvidenceFacts, words: Translator) -> EvidenceDocument:
    """Everything that a reader may file."""
    words = on_paper(words)
    reference = visible(facts.name)
    return EvidenceDocument(
        language=words.language,
        right_to_left=words.right_to_left,
        title=words.text(N_("Evidence report")),
        reference=reference,
        subtitle=visible(facts.case.title),
        footer=words.text(
            N_("{reference}, report of {time}"),
            reference=foot_reference(facts.name),
            time=moment(facts.rendered_at),
        ),
        handling=handling_marks(words, facts.request),
        demo=words.text(DEMO) if facts.demo else "",
        standing=_standing(facts, words),
        sections=tuple(_sections(facts, words)),
    )


def _sections(facts: EvidenceFacts, words: Translator) -> Iterator[Section]:
    received = facts.received
    if received is not None:
        yield received_section(facts, received, words)
    yield _case(facts, words)
    if ReportPart.REQUEST not in facts.without:
        yield request_section(facts.request, words)
    if ReportPart.SOURCES not in facts.without:
        yield from source_sections(facts, words)
    yield from item_sections(facts, words)
    yield omission_section(facts, words)
    if ReportPart.CUSTODY not in facts.without:
        if received is None:
            yield custody_section(facts.ledger, words, media=media_names(facts, words))
        else:
            yield from received_custody(facts, received, words)
    yield method_section(facts, words)
    yield limits_section(facts, words)


def _case(facts: EvidenceFacts, words: Translator) -> Section:
    case = facts.case
    pairs: list[Pair] = [
        *_references(facts),
        (NC_("label", "Case"), case.title, "name"),
        (NC_("label", "Examiner") if facts.read_here else N_("Sender's examiner"), case.examiner, "name"),
        (NC_("label", "Agency") if facts.read_here else N_("Sending laboratory"), case.agency, "name"),
        (NC_("label", "Country"), visible(country_name(case.country, words.language)), "name"),
    ]
    if facts.origin is not Origin.CASE:
        pairs += _supplement(facts.supplement, words)
        pairs.append((N_("Selected by"), facts.selection.by, "name"))
        pairs.append((N_("Selected on"), moment(facts.selection.at), "machine"))
    return Section(words.text(NC_("heading", "Case")), facts=facts_of(pairs, words))


def _references(facts: EvidenceFacts) -> Iterator[Pair]:
    """What the case is called, and the bundle: a case of a received bundle is named after that bundle."""
    case, received = facts.case.reference, facts.received
    if received is not None or facts.origin is not Origin.CASE:
        yield NC_("label", "Bundle"), facts.name, "name"
    if received is not None:
        yield N_("Sender's case reference"), received.case_reference or None, "name"
    elif facts.origin is Origin.CASE or case != facts.name:  # else known is what the bundle is called
        label = NC_("label", "Reference") if facts.read_here else N_("Sender's case reference")
        yield label, case, "name"


def _supplement(supplement: Supplement | None, words: Translator) -> Iterator[Pair]:
    """Of a bundle that is a later part of a series: which, of what, and why."""
    if supplement is None:
        return
    target = supplement.target
    corrects = supplement.kind is SupplementKind.CORRECTS
    yield N_("Part of its series"), words.number(supplement.place), "words"
    yield (
        N_("Corrects the bundle") if corrects else N_("Adds to the bundle"),
        "-" if target is None else target.reference,
        "name",
    )
    yield N_("Seal code of that bundle"), show_code(supplement.supplements), "machine"
    yield NC_("label", "Reason"), supplement.reason, "name"
    if supplement.replaces:
        yield N_("Artifacts replaced or withdrawn"), words.number(len(supplement.replaces)), "words"


def _standing(facts: EvidenceFacts, words: Translator) -> Standing:
    report = facts.verification
    if facts.received is not None:
        return received_standing(facts.received, words)
    if facts.origin is Origin.SEALING:
        return Standing(
            "sealed",
            words.text(N_("The sender's report, sealed with the bundle")),
            (
                words.text(
                    N_(
                        "It was created from the lists in the bundle {name} during "
                        "sealing. On its own it proves nothing: verify the bundle that "
                        "contains it."
                    ),
                    name=facts.name,
                ),
            ),
        )
    if report is None:
        return Standing(
            "case",
            words.text(N_("From a case, not sealed")),
            (words.text(N_("It shows the state of the case on {time}."), time=moment(facts.rendered_at)),),
        )
    sentences = [
        verdict_sentence(report, words),
        words.text(
            N_(
                "Created again on {time} from the sealed lists, by {program}; it is not the "
                "sender's own report."
            ),
            time=moment(facts.rendered_at),
            program=facts.program,
        ),
        words.text(OF_SENDER),
    ]
    if facts.originals:
        sentences.append(
            words.text(
                N_("The sender's own report is sealed in the bundle: {files}. The two were not compared."),
                files=words.names(facts.originals),
            )
        )
    else:
        sentences.append(words.text(N_("The bundle contains no report by the sender.")))
    return Standing(report.verdict.value, verdict_word(report.verdict, words), tuple(sentences))

"""A certificate for each trainee, as a PDF that the trainer's training identity signs (PAdES)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC
from decimal import Decimal
from glob import escape as glob_escape
from pathlib import Path

from forensics_app.i18n.training import moment_text, percent_text, points_text, title_text
from forensics_app.i18n.translator import N_, NC_, Translator, translator_for
from forensics_app.model.names import visible
from forensics_app.model.times import Clock, utc_text
from forensics_app.report.layout.document import Document, Fact, Hands, OneReport, Section
from forensics_app.report.verification.pdf import render_pages
from forensics_app.seal.home import home_folder
from forensics_app.services.extracting.safe_names import safe_name
from forensics_app.services.files.new_files import disk_errors
from forensics_app.services.forms.output import signed_form, write_form
from forensics_app.services.training.marking import Marked, Row
from forensics_app.services.training.trainers import NOT_SPECIFIED
from forensics_app.training.identity_files import trainer_identity
from forensics_app.training.marking import PASS_PERCENT
from forensics_app.training.sets.class_set import one_spelling

_DAY = 10  # characters of a date


def write_certificates(
    marked: Marked, folder: Path, *, language: str, pass_percent: int = PASS_PERCENT, clock: Clock
) -> list[Path]:
    """A PDF for each submission that counts and whose answers are all marked, in a folder that is made if
    need be.

    Raises OutputExistsError, OutputNotWritableError, DiskFullError, TypesettingFailedError.
    """
    now = clock.now().astimezone(UTC).replace(microsecond=0)
    words = translator_for(language)
    key = trainer_identity(home_folder(), marked.opened.class_set.trainer, now=now).signing
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    written = []
    for row in marked.counting:
        if row.result.open_places:
            continue
        document = certificate(marked, row, words, made_at=utc_text(now), pass_percent=pass_percent)
        pdf, _ = signed_form(render_pages(document, created=now), key, (), at=now)
        out = _new_file(folder, _stem(row))
        write_form(out, pdf)
        written.append(out)
    return written


def _stem(row: Row) -> str:
    return f"{safe_name(row.result.trainee)}-{row.opened.digest[:8]}"


def _new_file(folder: Path, stem: str) -> Path:
    """With a number behind it where that is taken: an earlier certificate holds up nobody else's."""
    number, path = 1, folder / f"{stem}.pdf"
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}.pdf"
    return path


def without_certificate(marked: Marked) -> list[str]:
    """Names of those who get none yet: answers of theirs are still to be marked. With the time of the
    submission where others under that name count too.
    """
    names = Counter(one_spelling(row.result.trainee) for row in marked.counting)
    open_rows = [row for row in marked.counting if row.result.open_places]
    return [
        f"{row.result.trainee} ({moment_text(row.result.submitted_at)})"
        if names[one_spelling(row.result.trainee)] > 1
        else row.result.trainee
        for row in open_rows
    ]


def outdated_certificates(marked: Marked, folder: Path) -> list[Path]:
    """Those in a folder that were written for submissions which were replaced since."""
    stems = {_stem(row) for row in marked.rows if not row.counts} - {_stem(row) for row in marked.counting}
    return sorted(path for stem in stems for path in folder.glob(f"{glob_escape(stem)}*.pdf"))


def certificate(marked: Marked, row: Row, words: Translator, *, made_at: str, pass_percent: int) -> Document:
    """The page in one language."""
    result = row.result
    passed = result.share * 100 >= pass_percent  # exactly: what is printed is rounded
    one = OneReport(
        verdict="disposal",
        word=words.text(NC_("certificate", "Passed") if passed else NC_("certificate", "Participated")),
        sentence=words.text(
            N_("{name} achieved {points} of {possible} points ({percent} %)."),
            name=visible(result.trainee),
            points=points_text(result.points, words),
            possible=points_text(result.possible, words),
            percent=percent_text(result.percent, words),
        ),
        name=visible(result.trainee),
        sections=(
            Section(
                words.text(NC_("training", "Course")),
                facts=tuple(_course(marked, row, words, made_at, pass_percent)),
            ),
            Section(words.text(NC_("training", "Exercises")), facts=tuple(_exercises(marked, row, words))),
        ),
    )
    return Document(
        language=words.language,
        right_to_left=words.right_to_left,
        title=words.text(N_("Training certificate")),
        subtitle=visible(marked.opened.class_set.trainer or marked.opened.class_set.title),
        footer=words.text(
            N_("Class set {id}, issued {time}"),
            id=marked.opened.class_set.set_id[:8],
            time=moment_text(made_at),
        ),
        reports=(one,),
        demo=words.text(N_("DEMO: practice identities. Proves nothing.")),
        hands=Hands(
            title=words.text(N_("For signing by hand")),
            note=words.text(
                N_("A handwritten signature does not replace the digital one; it confirms this document.")
            ),
            boxes=tuple(
                words.text(name) for name in (N_("Place, date"), N_("Name, position"), N_("Signature, stamp"))
            ),
        ),
    )


def _course(marked: Marked, row: Row, words: Translator, made_at: str, pass_percent: int) -> Iterator[Fact]:
    result, class_set = row.result, marked.opened.class_set
    yield Fact(words.text(NC_("training", "Trainee")), words.isolate(visible(result.trainee)), "name")
    if result.organisation:
        yield Fact(
            words.text(NC_("training", "Organisation")), words.isolate(visible(result.organisation)), "name"
        )
    yield Fact(words.text(N_("Class set")), words.isolate(visible(class_set.title)), "name")
    trainer = visible(class_set.trainer) or words.text(NOT_SPECIFIED)
    yield Fact(words.text(NC_("training", "Trainer")), words.isolate(trainer), "name")
    mark = words.text(N_("{percent} %"), percent=words.number(pass_percent))
    yield Fact(words.text(NC_("training", "Pass mark")), mark)
    yield Fact(words.text(NC_("training", "Submitted")), moment_text(result.submitted_at), "machine")
    yield Fact(words.text(N_("Date of issue")), made_at[:_DAY], "machine")
    yield Fact(words.text(N_("Submission (SHA-256)")), row.opened.file_sha256, "machine")


def _exercises(marked: Marked, row: Row, words: Translator) -> Iterator[Fact]:
    """What each exercise gave; drills are one together."""
    sums: dict[str, tuple[Decimal, Decimal]] = {}
    for (task_id, _), mark in row.result.marks:
        exercise = marked.key.exercises[task_id]
        title = title_text(dict(exercise.title.by_language), words)
        points, possible = sums.get(title, (Decimal(0), Decimal(0)))
        sums[title] = (points + (mark.points or 0), possible + mark.possible)
    for title, (points, possible) in sums.items():
        total = words.text(
            N_("{points} of {possible} points"),
            points=points_text(points, words),
            possible=points_text(possible, words),
        )
        yield Fact(title, total)

"""Words of training: what can be wrong with a scenario, why an answer got what it got, what looks copied.

The scenarios' own texts are not here: they travel with the scenario. Their titles are, for languages that a
scenario of the program does not have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_DOWN, Decimal

from forensics_app.i18n.labels import REASON_LABELS
from forensics_app.i18n.translator import N_, NC_, NP_, Translator
from forensics_app.i18n.typography.readable import to_second
from forensics_app.model.custody import CustodyReason
from forensics_app.model.names import gated, visible

_DRILL = "drill"

# by code of training.folder.problems.ProblemCode; {file}, {place} and {found} may stand in each
PROBLEM_SENTENCES: dict[str, str] = {
    "file-missing": N_("{file} is missing or can't be read."),
    "file-too-large": N_("{file} is larger than 1 MiB."),
    "not-toml": N_("{file} is not valid TOML: {found}."),
    "wrong-form": N_("{file}, {place}: {found}."),
    "name-form": N_("{file}, {place}: “{found}” is not allowed as a name here."),
    "language-missing": N_("{file}: no language is listed. Add at least “en”."),
    "message-missing": N_("{file}: the text {place} is missing."),
    "message-unused": N_("{file}: the text {place} is not used in scenario.toml."),
    "fields-differ": N_("{file}: the text {place} does not have the same fields as in the first language."),
    "field-unknown": N_("{file}, {place}: the field {found} has no random choice."),
    "braces": N_("{file}, {place}: a brace without a field. Double it to write the character itself."),
    "id-twice": N_("{file}, {place}: “{found}” is used twice."),
    "reference-unknown": N_("{file}, {place}: there is no “{found}”."),
    "content-count": N_("{file}, {place}: exactly one key must define the file's content. Found: {found}."),
    "draw-form": N_("{file}, {place}: exactly one key must define the random choice. Found: {found}."),
    "value-form": N_("{file}, {place}: “{found}” is not possible here."),
    "truth-missing": N_("{file}, {place}: the correct answer is missing. Expected: {found}."),
    "choices-missing": N_("{file}, {place}: at least two choices are needed."),
    "not-marked-demo": N_("{file}, {place}: “{found}” does not contain DEMO."),
    "solve-it-form": N_("{file}, {place}: “{found}” is not an identifier of SOLVE-IT, such as DFT-1061."),
    "evidence-too-large": N_("{file}: the volumes together are larger than {found}."),
    "not-possible": N_("{file}, {place}: this can't be built: {found}."),
    "not-found-in-evidence": N_("{file}, {place}: {found} is not in the evidence that was built."),
    "other-bytes": N_("{file}: two builds with the same seed differ."),
    "same-variant": N_(
        "{file}: another seed produces the same evidence. Add a random choice that changes the evidence."
    ),
}

REMARK_WORDS: dict[str, str] = {
    "right": NC_("answer", "correct"),
    "partly": NC_("answer", "partly correct"),
    "wrong": NC_("answer", "incorrect"),
    "unanswered": NC_("answer", "not answered"),
    "not-readable": N_("not in the requested form"),
    "other-copy": N_("the right content, but a different copy"),
    "missing-some": N_("some items are missing"),
    "named-too-many": N_("too many items given"),
    "zone-missing": N_("the time zone is missing"),
    "zone-wrong": N_("the time zone is wrong"),
    "zone-invented": N_("the evidence does not support this time zone"),
    "nearly": N_("close, but outside the tolerance"),
    "hints": N_("points deducted for hints"),
    "further-tries": N_("points deducted for further attempts"),
    "too-many-tries": N_("more attempts than allowed"),
    "late": N_("answered after the time limit"),
    "time-unknown": N_("the time was not recorded"),
    "for-the-trainer": N_("to be marked by the trainer"),
    "by-the-trainer": N_("marked by the trainer"),
    "carried-over": N_("points carried over from the same sentence in another submission"),
}
"""By `training.marking.Remark`."""

ANSWER_FORMS: dict[str, str] = {
    "time": N_(
        "Answer: date and time, such as 2026-01-31 14:30:00, then UTC or an offset such as +01:00 if the "
        "evidence gives one."
    ),
    "place": N_("Answer: latitude, then longitude, in degrees, such as 12.3456, -65.4321."),
    "number": N_("Answer: a number in digits. A unit may follow it."),
    "seal-code": N_(
        "Answer: the seal code, either in its short form of 28 characters or in full with 64. Spaces, "
        "hyphens and upper or lower case make no difference."
    ),
    "sentence": N_("Answer: in your own words. Your trainer marks it."),
}
"""By `training.question.QuestionKind`: what an answer looks like, for kinds that are typed everywhere."""

REQUESTED_FORMS: dict[str, str] = {
    "time": N_(
        "Requested: date and time, such as 2026-01-31 14:30:00, then UTC or an offset such as +01:00 if the "
        "evidence gives one."
    ),
    "place": N_("Requested: latitude, then longitude, in degrees, such as 12.3456, -65.4321."),
    "number": N_("Requested: a number in digits. A unit may follow it."),
    "seal-code": N_(
        "Requested: the seal code, either in its short form of 28 characters or in full with 64. Spaces, "
        "hyphens and upper or lower case make no difference."
    ),
}
"""The same beside an answer that is not in that form."""

TYPED_FORMS: dict[str, str] = {
    **ANSWER_FORMS,
    "artifact": N_("Answer: the path of one artifact, such as laptop.E01:/Documents/a.txt."),
    "artifacts": N_(
        "Answer: paths such as laptop.E01:/Documents/a.txt, separated by semicolons. All of them count."
    ),
    "choice": N_("Answer: the identifier or the number of one choice."),
    "order": N_("Answer: identifiers or numbers of all choices in order, separated by commas."),
}
"""The same for all kinds on a command line."""

SHIPPED_TITLES: dict[str, str] = {
    "DEMO: Three damaged images": N_("DEMO: Three damaged images"),
    "DEMO: The diverted invoices": N_("DEMO: The diverted invoices"),
    "DEMO: Fraud across two countries": N_("DEMO: Fraud across two countries"),
    "DEMO: A phone, and the time on it": N_("DEMO: A phone, and the time on it"),
    "DEMO: What must not leave": N_("DEMO: What must not leave"),
    "DEMO: The server, its vault and its clocks": N_("DEMO: The server, its vault and its clocks"),
}
"""Titles of the scenarios that come with the program, by their English form."""

HINT_SENTENCES: dict[str, str] = {
    "same-wrong-answers": N_("{first} and {second} gave the same wrong answers: {questions}."),
    "same-identity": N_(
        "The submissions of {first} and {second} were signed with the same training identity."
    ),
    "other-name": N_("The submission of {first} was signed by a training identity in the name of {second}."),
    "other-variant": N_("{first} states a different variant than the one assigned to this name."),
    "twice": N_(
        "{first} submitted more than once. The submission of {time} counts; what was submitted before it is "
        "replaced."
    ),
    "same-name": N_(
        "Submissions under the name {first} were signed with different training identities, so none replaces "
        "another and all count. Ask who made them, and mark again without those that shall not count."
    ),
}
"""By `training.sets.hints.HintCode`; `first` and `second` are names."""


def title_text(by_language: Mapping[str, str], words: Translator) -> str:
    """A scenario's title in the language of `words`: its own, else the program's where the scenario is one
    that comes with it, else English or the first there is. Hostile characters are spelled out.
    """
    own = by_language.get(words.language)
    if own:
        return gated(own)
    english = by_language.get("en", "")
    if english in SHIPPED_TITLES:
        return words.text(SHIPPED_TITLES[english])
    return gated(english or next(iter(by_language.values()), ""))


def points_text(points: Decimal | str, words: Translator) -> str:
    """Points as the language writes them, with as many of two decimals as they need."""
    exact = Decimal(points).quantize(Decimal("0.01"), rounding=ROUND_DOWN).normalize()
    exponent = exact.as_tuple().exponent
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    return words.decimal(float(exact), places=places)


def percent_text(percent: Decimal, words: Translator) -> str:
    """A share in percent with the one decimal that it is rounded to."""
    return words.decimal(float(percent), places=1)


def task_text(task_id: str, title: Mapping[str, str], words: Translator) -> str:
    """What people call a task: a drill by its number, any other by its title."""
    name, _, number = task_id.rpartition("-")
    if name == _DRILL and number.isdigit():
        return words.text(N_("Drill {number}"), number=words.number(int(number)))
    return title_text(title, words) or visible(task_id)


def place_title(task: str, number: int, words: Translator) -> str:
    """A question by its task and its place there, from 1."""
    return words.text(N_("{task}, question {number}"), task=task, number=words.number(number))


def remark_word(remark: str, words: Translator) -> str:
    """Why an answer got what it got."""
    return words.text(REMARK_WORDS[remark])


def requested_form(kind: str, remarks: Iterable[str], words: Translator) -> str:
    """What an answer of this kind looks like, where one is not in that form; '' for any other."""
    return words.text(REQUESTED_FORMS[kind]) if "not-readable" in remarks and kind in REQUESTED_FORMS else ""


def hint_sentence(
    code: str, trainees: Sequence[str], questions: Iterable[str], words: Translator, *, at: str = ""
) -> str:
    """One sentence for the trainer: a reason to ask, no proof. `at` is the time of a submission."""
    first, second = (*trainees, "", "")[:2]
    return words.text(
        HINT_SENTENCES[code],
        first=first,
        second=second,
        questions=words.listed(questions),
        time=moment_text(at),
    )


def moment_text(at: str) -> str:
    """A time of the format to the second, with its zone."""
    return to_second(visible(at))


def standing_text(standing: str, submitted_at: str, words: Translator) -> str:
    """When one of several submissions of a trainee was made, and whether it counts."""
    return words.text(STANDING_SENTENCES[standing], time=moment_text(submitted_at))


STANDING_SENTENCES: dict[str, str] = {
    "counts": N_("Counts; submitted {time}"),
    "replaced": N_("Replaced, does not count; submitted {time}"),
    "copy": N_("Another copy of the file, does not count; submitted {time}"),
}
"""By `training.sets.standings.Standing`."""


def outdated_sentence(names: Iterable[str], words: Translator) -> str:
    """Certificates that no longer say what counts."""
    return words.text(
        N_("These training certificates in the folder are for submissions that were replaced: {names}."),
        names=words.listed(names),
    )


def uncertified_sentence(names: Iterable[str], words: Translator) -> str:
    """Why a certificate was not written."""
    return words.text(
        N_("No training certificate for {names} yet: answers are still to be marked by the trainer."),
        names=words.listed(names),
    )


TRAIL_WORDS: dict[str, str] = {
    "question": NC_("trail", "Question opened"),
    "questions": N_("Questions opened together"),
    "hint": NC_("trail", "Hint taken"),
    "answered": NC_("trail", "Question answered"),
    "opened": NC_("trail", "Artifact opened"),
    "tagged": NC_("trail", "Tagged"),
    "tag-changed": NC_("trail", "Tag removed, or its note changed"),
    "sealed": NC_("trail", "Sealed"),
    "verified": NC_("trail", "Verified"),
    "accessed": NC_("trail", "Accessed"),
    "analysed": NC_("trail", "Analysed"),
    "exported": NC_("trail", "Exported"),
    "left-out": N_("Older entries left out"),
    "case-not-readable": N_("Case not readable"),
}
"""By what `training.sets.submission.TrailEntry` says was done; others are shown as they are."""


def trail_word(what: str, words: Translator) -> str:
    """What was done."""
    return words.text(TRAIL_WORDS[what]) if what in TRAIL_WORDS else visible(what)


def trail_subject(subject: str, words: Translator) -> str:
    """What something was done to; what the program wrote into a ledger by itself, in words."""
    try:
        return words.text(REASON_LABELS[CustodyReason(subject)])
    except ValueError:
        return visible(subject)


STEP_SENTENCES: dict[str, str] = {
    "request": N_("Record the request that the case answers"),
    "ingest": N_("Ingest the evidence"),
    "seal": N_("Seal what is relevant"),
    "parcel": N_("Encrypt the bundle as a parcel for the receiver"),
    "dispatch": N_("Sign the dispatch, and deliver it to the receiver"),
    "parcel-opened": N_("Open the parcel: the receiver has its bundle, as it was sealed"),
    "arrival": N_("Receive the bundle: its seal code is the sealed one"),
    "receipt": N_("Verify the bundle, and sign a receipt"),
    "receipt-back": N_("Import the receipt into the case"),
    "supplement": N_("Seal a supplement to the first bundle"),
    "supplement-receipt": N_("Verify the supplement, and sign a receipt"),
    "dispute": N_("Dispute what was received: sign a receipt that rejects it"),
    "answer": N_("Answer: import the rejection, then correct or send again"),
    "disposal": N_("Dispose of the copy, and sign the disposal"),
    "disposal-known": N_("Import the disposal into the case"),
}
"""By `training.two_labs.Step`."""

WAITING_SENTENCES: dict[str, str] = {
    "not-at-receiver": N_("signed, but not among the receiver's files yet"),
}
"""By `training.two_labs.Waiting`."""

UNCOUNTED = NP_(
    "{count} addendum proves no step: it is invalid, its signer is not trusted here, or it is a receipt by "
    "the sender.",
    "{count} addenda prove no step: they are invalid, their signers are not trusted here, or they are "
    "receipts by the sender.",
)

ROLE_WORDS: dict[str, str] = {"sender": NC_("training", "Sender"), "receiver": NC_("training", "Receiver")}
"""By `training.two_labs.Role`."""

SAME_IN_VARIANTS = N_(
    "The evidence of {scenarios} is the same in every variant, so that trainees can copy its answers "
    "from each other."
)
"""Of scenarios by `training.sets.variants.same_in_variants`; names or titles, listed."""

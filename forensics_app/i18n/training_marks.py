"""Words of marking: why an answer got what it got, and what looks like copying."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from forensics_app.i18n.translator import N_, NC_, Translator

REMARK_WORDS: dict[str, str] = {
    "right": NC_("answer", "right"),
    "partly": NC_("answer", "partly right"),
    "wrong": NC_("answer", "wrong"),
    "unanswered": NC_("answer", "not answered"),
    "not-readable": N_("can't be read as what was asked for"),
    "other-copy": N_("the right content, but another copy of it"),
    "missing-some": N_("some are missing"),
    "named-too-many": N_("too many were named"),
    "zone-missing": N_("the time zone is missing"),
    "zone-wrong": N_("the time zone is wrong"),
    "zone-invented": N_("the evidence does not give this time zone"),
    "nearly": N_("close, but not close enough"),
    "hints": N_("points deducted for hints"),
    "further-tries": N_("points deducted for further attempts"),
    "too-many-tries": N_("more attempts than allowed"),
    "late": N_("answered after the time limit"),
    "for-the-trainer": N_("to be marked by the trainer"),
    "by-the-trainer": N_("marked by the trainer"),
}
"""By `training.marking.Remark`."""

HINT_SENTENCES: dict[str, str] = {
    "same-wrong-answers": N_("{first} and {second} gave the same wrong answers: {questions}."),
    "same-identity": N_(
        "The submissions of {first} and {second} were signed with the same training identity."
    ),
    "other-name": N_("The submission of {first} was signed by a training identity in the name of {second}."),
    "other-variant": N_("{first} states another variant than the one that belongs to this name."),
    "twice": N_("{first} handed in more than once. Each submission is marked."),
}
"""By `training.sets.hints.HintCode`; `first` and `second` are names."""


def remark_word(remark: str, words: Translator) -> str:
    """Why an answer got what it got."""
    return words.text(REMARK_WORDS[remark])


def hint_sentence(code: str, trainees: Sequence[str], questions: Iterable[str], words: Translator) -> str:
    """One sentence for the trainer: a reason to ask, no proof."""
    first, second = (*trainees, "", "")[:2]
    return words.text(HINT_SENTENCES[code], first=first, second=second, questions=" ".join(questions))

"""Words for the deadlines of a request: their rules, how they were counted, and what a recheck says."""

from __future__ import annotations

from forensics_app.i18n.translator import N_, NC_, Translator
from forensics_app.model.answering.deadlines import (
    RULE_VERSIONS,
    Computation,
    Deadline,
    DeadlineRule,
    PassedOver,
    Recheck,
)

RULE_LABELS: dict[DeadlineRule, str] = {
    DeadlineRule.EPOC_10_DAYS: N_("Production order: 10 days"),
    DeadlineRule.EPOC_8_HOURS: N_("Production order in an emergency: 8 hours"),
}
RULE_SOURCES: dict[DeadlineRule, str] = {
    DeadlineRule.EPOC_10_DAYS: N_(
        "Regulation (EU) 2023/1543, Article 10(2) and (3). The day of arrival does not count; a period that "
        "would end on a Saturday, a Sunday or a public holiday ends with the next working day (Regulation "
        "1182/71, Article 3)."
    ),
    DeadlineRule.EPOC_8_HOURS: N_(
        "Regulation (EU) 2023/1543, Article 10(4). The hour of arrival does not count; weekends and public "
        "holidays make no difference (Regulation 1182/71, Article 3)."
    ),
}
PASSED_OVER: dict[PassedOver, str] = {
    PassedOver.SATURDAY: NC_("why a day is passed over", "Saturday"),
    PassedOver.SUNDAY: NC_("why a day is passed over", "Sunday"),
    PassedOver.HOLIDAY: NC_("why a day is passed over", "public holiday"),
    PassedOver.TWO_WORKING_DAYS: NC_("why a day is passed over", "no second working day yet"),
}


def rule_label(code: str, words: Translator) -> str:
    """The rule's name; the recorded word where it is none of ours."""
    known = next((label for r, label in RULE_LABELS.items() if r == code), None)
    return code if known is None else words.text(known)


def rule_version(deadline: Deadline, words: Translator) -> str:
    """`Rule epoc-10-days, version 1`."""
    return words.text(N_("Rule {rule}, version {version}"), rule=deadline.rule, version=str(deadline.version))


def due_words(due: str, words: Translator) -> str:
    """Until when there is time: the end of a day, or a moment with its UTC offset."""
    if "T" in due:
        return words.text(N_("Due at {time}"), time=due.replace("T", " "))
    return words.text(N_("Due by the end of {day}, local time of the addressee"), day=due)


def computation_lines(rule: DeadlineRule, found: Computation, words: Translator) -> list[str]:
    """How the result comes about, a sentence a line: where counting begins, and the days passed over."""
    lines = [words.text(N_("Counted from {begins}."), begins=found.begins.replace("T", " "))]
    for day, why in found.passed_over:
        lines.append(
            words.text(N_("{day} passed over: {reason}."), day=day, reason=words.text(PASSED_OVER[why]))
        )
    return [*lines, words.text(RULE_SOURCES[rule])]


def holidays_words(deadline: Deadline, words: Translator) -> str:
    """Which public holidays were taken into account; '' where the rule knows none."""
    if deadline.rule == DeadlineRule.EPOC_8_HOURS:
        return ""
    receipt = deadline.receipt
    if not receipt.holidays:
        return words.text(N_("No public holidays were entered: only weekends are taken into account."))
    days = ", ".join(receipt.holidays)
    if receipt.state is None:
        return words.text(N_("Public holidays as entered: {days}."), days=days)
    return words.text(
        N_("Public holidays of the enforcing state ({state}) as entered: {days}."),
        state=receipt.state,
        days=days,
    )


def recheck_sentence(
    deadline: Deadline, outcome: Recheck, found: Computation | None, words: Translator
) -> str:
    """What somebody should know of a recorded deadline; '' where all is well."""
    if outcome is Recheck.UNKNOWN_RULE:
        return words.text(
            N_(
                "This version of Sealwright does not know the rule “{rule}”; the deadline is shown as "
                "recorded."
            ),
            rule=deadline.rule,
        )
    if outcome is Recheck.OTHER_VERSION and found is not None:
        return words.text(
            N_(
                "The deadline is shown as recorded, under version {version} of its rule. Version {current} "
                "gives: {due}."
            ),
            version=str(deadline.version),
            current=str(RULE_VERSIONS[DeadlineRule(deadline.rule)]),
            due=found.due,
        )
    if outcome is Recheck.AGREES:
        return ""
    if found is None:
        return words.text(
            N_(
                "The deadline is shown as recorded, but it can't be calculated from the dates recorded "
                "with it."
            )
        )
    return words.text(
        N_(
            "The deadline is shown as recorded, but the dates recorded with it give: {due}. The file of "
            "deadlines has been changed."
        ),
        due=found.due,
    )


def differs_from_request(deadline: Deadline, answer_due: str | None, words: Translator) -> str:
    """Where the request record says another day, or none; '' where both agree."""
    day = deadline.due[:10]
    if answer_due == day:
        return ""
    if answer_due is None:
        return words.text(N_("The request record has no due date yet. It was not changed."))
    return words.text(
        N_(
            "The request record says that the answer is due on {recorded}, the calculation {computed}. "
            "The record was not changed."
        ),
        recorded=answer_due,
        computed=day,
    )

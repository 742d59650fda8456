"""How a question stands for whoever answers it: attempts and time that are left.

The clock of a question begins when it is first opened. What was answered in time, and within the attempts
allowed, counts; later answers are not taken.
"""

from __future__ import annotations

from dataclasses import dataclass

from forensics_app.training.answer import Answer
from forensics_app.training.question import Question


@dataclass(frozen=True, slots=True)
class Standing:
    """`opened`: whether its clock runs, True where there is no limit. None for attempts and seconds that are
    not limited. `attempt` is the number of the attempt that an answer given now belongs to, from 1; `used` of
    them have an answer.
    """

    opened: bool
    used: int
    attempt: int
    attempts: int | None
    seconds_left: int | None

    @property
    def time_over(self) -> bool:
        return self.seconds_left == 0

    @property
    def attempts_over(self) -> bool:
        return self.attempts is not None and self.attempt > self.attempts

    @property
    def takes_answers(self) -> bool:
        """Whether an answer given now would count."""
        return self.opened and not self.time_over and not self.attempts_over


def standing(
    question: Question, answer: Answer | None, *, seconds_open: int | None, same_attempt: bool
) -> Standing:
    """`seconds_open` since the question was first opened, None if it wasn't; `same_attempt`: whether what is
    answered now still belongs to the attempt of the last answer.
    """
    given = 0 if answer is None else answer.tries
    attempt = max(given, 1) if same_attempt else given + 1
    limit = question.time_limit_s
    left = None if limit is None else max(limit - (seconds_open or 0), 0)
    return Standing(limit is None or seconds_open is not None, given, attempt, question.tries, left)

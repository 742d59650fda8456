"""Errors as the window says them: the same sentences without advice that only the command line can follow.

Options and commands stand in sentences of their own, in every language, and the window leaves those out; a
test looks at all of them. Where nothing would be left, the sentence has another wording here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from forensics_app.errors import ForensicsError, OptionMissingError, UsageError
from forensics_app.i18n.refusals.event_fields import EVENT_CODES, event_field_label
from forensics_app.i18n.sentences import ERROR_SENTENCES, code_sentence
from forensics_app.i18n.translator import N_, Translator, current
from forensics_app.model.names import visible

ONLY_ON_THE_COMMAND_LINE = frozenset({"window-unavailable", "inbox-in-use"})
"""Codes that no form of the window can get."""

_OTHER_WORDS: dict[str, str] = {
    "option-missing": N_("Something required is missing here. Complete the form and try again."),
    "bundle-not-chosen": N_("It is not clear which bundle of the case {path} is meant: {names}."),
    "receipt-reason-missing": N_(
        "The bundle {path} is unconfirmed, so you must decide whether to accept it. To accept it, state your "
        "reason."
    ),
}
_IN_A_FIELD = N_("“{value}” can't be used in the field “{field}”. Correct it and try again.")
_IN_THE_FORM = N_("“{value}” can't be used here. Correct it and try again.")
_OF_A_FIELD = EVENT_CODES | {UsageError.code}
_HINT = re.compile(r"--[a-z]|sealwright [a-z-]+")
_SENTENCES = re.compile(r"(?<=[.!?؟])(?=\s)|(?<=。)")


def differs_in_window(code: str) -> bool:
    """Whether the window's sentence for this error is another one than the command line's."""
    return code in _OF_A_FIELD or code in _OTHER_WORDS or bool(_HINT.search(ERROR_SENTENCES.get(code, "")))


def window_sentence(error: ForensicsError) -> str:
    """The sentence for `error` in the window's language, hostile characters in its fields spelled out."""
    return window_code_sentence(error.code, error.fields())


def window_code_sentence(
    code: str, fields: Mapping[str, object], *, label: str = "", words: Translator | None = None
) -> str:
    """The same from an error's code and fields, as a child process gives them. `label`: of the control that
    holds what was refused, where the form knows it.
    """
    words = words or current()
    value = str(fields.get("value", "")).strip()
    if code in _OF_A_FIELD and value:
        key = str(fields.get("field", ""))
        named = label or event_field_label(key, words)
        if not named or named == key:
            return words.text(_IN_THE_FORM, value=visible(value))
        return words.text(_IN_A_FIELD, value=visible(value), field=named)
    if code in _OF_A_FIELD:
        code = OptionMissingError.code
    if code in _OTHER_WORDS:
        return words.text(_OTHER_WORDS[code], **{name: visible(str(one)) for name, one in fields.items()})
    return code_sentence(code, fields, words, shorten=_without_hints)


def _without_hints(sentences: str) -> str:
    return "".join(one for one in _SENTENCES.split(sentences) if not _HINT.search(one)).strip()

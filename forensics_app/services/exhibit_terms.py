"""Where an agency's own words are kept: one JSON file of the user's settings, read at every start."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from platformdirs import user_config_path

from forensics_app.errors import OutputNotWritableError
from forensics_app.i18n.exhibit_terms import OwnWord, use_own_words

MAX_BYTES = 64 << 10


def words_file() -> Path:
    """The file, which need not be there."""
    return user_config_path("sealwright") / "words.json"


def read_own_words() -> dict[str, OwnWord]:
    """By language. What is absent or can't be used counts as not chosen: the glossary's word is shown."""
    try:
        with words_file().open("rb") as file:
            found = json.loads(file.read(MAX_BYTES))["exhibit"].items()
        return {language: OwnWord(*map(str, pair)) for language, pair in found}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def load_own_words() -> None:
    """Use them in this process."""
    use_own_words(read_own_words())


def keep_own_words(words: Mapping[str, OwnWord]) -> None:
    """Write them and use them. Raises OutputNotWritableError."""
    path = words_file()
    data = {"exhibit": {language: [word.one, word.several] for language, word in words.items()}}
    new = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        new.replace(path)
    except OSError as e:
        raise OutputNotWritableError(path=str(path), reason=os.strerror(e.errno or 0)) from e
    use_own_words(words)

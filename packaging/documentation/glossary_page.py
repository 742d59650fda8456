"""The glossary in eight languages: from the files that translations of the window follow."""

from __future__ import annotations

from pathlib import Path

from forensics_app.i18n import LANGUAGES, set_language, tr
from forensics_app.i18n.glossary import GLOSSARY, term_in


def write_glossary(source: Path) -> None:
    """One section a word, so that the search finds it in any language."""
    set_language("en")
    others = {language: name for language, name in LANGUAGES.items() if language != "en"}
    parts = [
        "# Glossary",
        "The words of the program, what they mean here, and the word for each in the other seven languages.",
    ]
    for word, meaning in GLOSSARY:
        terms = "\n".join(
            f"| {name} | {_marked(term_in(code, word), code)} |" for code, name in others.items()
        )
        parts += [f"## {tr(word)}", tr(meaning), f"| language | term |\n|---|---|\n{terms}"]
    (source / "glossary.md").write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def _marked(term: str, language: str) -> str:
    return f'<span lang="{language}" dir="auto">{term}</span>'

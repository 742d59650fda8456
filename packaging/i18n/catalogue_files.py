"""The `.pot` and `.po` files: what stands in them, how they are merged and written. See `update`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import extraction
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

PROJECT = Path(__file__).resolve().parent.parent.parent
LOCALE = PROJECT / "resources" / "locale"
TEMPLATE = LOCALE / "sealwright.pot"
WIDTH = 100

PLURAL_FORMS = {
    "fr": "nplurals=2; plural=(n > 1);",
    "es": "nplurals=2; plural=(n != 1);",
    "de": "nplurals=2; plural=(n != 1);",
    "pt_BR": "nplurals=2; plural=(n > 1);",
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
    "n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
    "zh_Hans": "nplurals=1; plural=0;",
    # zero, one, two, few (3-10), many (11-99), other. Babel's own formula swaps the last two.
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : "
    "n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
}  # fmt: skip
ABOUT = """Messages of Sealwright{of}. Apache-2.0, as the program.
Made by packaging/i18n/update; only the translations are written by hand. See docs/i18n.md."""


def source_file(language: str) -> Path:
    """The `.po` of a language."""
    return LOCALE / language / "LC_MESSAGES" / "sealwright.po"


def template() -> Catalog:
    """Every message of the program, empty. Raises extraction.NotExtractableError."""
    catalogue = Catalog(header_comment=ABOUT.format(of=""), fuzzy=False)
    for found in extraction.messages(PROJECT):
        identity = found.text if found.plural is None else (found.text, found.plural)
        catalogue.add(
            identity,
            locations=[(found.path, 0)],
            auto_comments=found.comments,
            context=found.context,
        )
    return catalogue


def merged(language: str, wanted: Catalog) -> Catalog:
    """The language's catalogue with exactly the messages of `wanted`, in its order."""
    path = source_file(language)
    old = read_po(BytesIO(path.read_bytes()), locale=language) if path.exists() else Catalog(locale=language)
    new = Catalog(locale=language, header_comment=ABOUT.format(of=f" in {language}"), fuzzy=False)
    for message in wanted:
        if not message.id:
            continue
        kept = old.get(message.id, message.context)
        if kept is not None and kept.pluralizable != message.pluralizable:
            kept = None  # it was counted and is no more, or the other way round: translated anew
        new.add(
            message.id,
            kept.string if kept is not None else "",
            locations=message.locations,
            auto_comments=message.auto_comments,
            user_comments=kept.user_comments if kept is not None else (),
            context=message.context,
        )
    return new


def text_of(catalogue: Catalog) -> bytes:
    """The file's content: our header, then the messages with the files (no lines) they come from."""
    buffer = BytesIO()
    write_po(buffer, catalogue, width=WIDTH, include_lineno=False, omit_header=True, sort_by_file=False)
    return _header(catalogue) + buffer.getvalue()


def _header(catalogue: Catalog) -> bytes:
    comment = "".join(f"# {line}\n" for line in catalogue.header_comment.splitlines())
    fields = {
        "Project-Id-Version": "sealwright",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
    }
    language = str(catalogue.locale) if catalogue.locale else ""
    if language:
        fields |= {"Language": language, "Plural-Forms": PLURAL_FORMS[language]}
    lines = "".join(f'"{name}: {value}\\n"\n' for name, value in fields.items())
    return f'{comment}msgid ""\nmsgstr ""\n{lines}\n'.encode()


def main(arguments: Sequence[str]) -> int:
    """0: up to date or updated; 1: `--check` found a difference; 2: a marker that can't be extracted."""
    try:
        wanted = template()
    except extraction.NotExtractableError as e:
        print(f"not a literal message: {e}", file=sys.stderr)
        return 2
    files = {TEMPLATE: text_of(wanted)}
    files |= {source_file(language): text_of(merged(language, wanted)) for language in PLURAL_FORMS}
    changed = [path for path, text in files.items() if not path.exists() or path.read_bytes() != text]
    for path in changed:
        print(("out of date: " if "--check" in arguments else "updated: ") + str(path.relative_to(PROJECT)))
        if "--check" not in arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(files[path])
    return 1 if changed and "--check" in arguments else 0

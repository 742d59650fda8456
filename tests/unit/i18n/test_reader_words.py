"""What readers note of images, and why something is left out, has words in the catalogue."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from forensics_app.i18n import LANGUAGES
from forensics_app.i18n.details import detail_text
from forensics_app.i18n.translator import translator_for
from tests.world.cases import PROJECT

READERS = PROJECT / "forensics_app" / "evidence"
FIELDS = {"entries": "12", "size_bytes": "4096"}


def notes() -> Iterator[tuple[str, str]]:
    """Where a reader writes a note of a container, and the note with an example for what varies in it."""
    for path in sorted((READERS / "containers").rglob("*.py")) + sorted((READERS / "opening").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            texts: list[ast.AST] = []
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Container", "_by_libmodi"):
                texts = [k.value for k in node.keywords if k.arg == "notes"] + list(node.args[1:])
            elif isinstance(node, ast.AugAssign | ast.Assign):
                targets = [node.target] if isinstance(node, ast.AugAssign) else node.targets
                texts = [node.value] if any(getattr(t, "id", "") == "notes" for t in targets) else []
            elif isinstance(node, ast.Call) and ast.unparse(node.func) == "notes.append":
                texts = list(node.args)
            elif isinstance(node, ast.FunctionDef) and node.name == "_note":
                texts = [one for one in node.body if isinstance(one, ast.Return)]
            for text in texts:
                for found in _literals(text):
                    yield f"{path.relative_to(PROJECT)}:{node.lineno}", found


def _literals(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.JoinedStr):
        yield "".join(str(v.value) if isinstance(v, ast.Constant) else "image-7" for v in node.values)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    else:
        for child in ast.iter_child_nodes(node):
            yield from _literals(child)


def test_every_note_of_a_container_has_words() -> None:
    found = [(where, note) for where, note in notes() if " " in note]
    assert len(found) >= 8
    german = translator_for("de")
    assert not [one for one in found if detail_text(one[1], german) == one[1]]


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
@pytest.mark.parametrize(
    "detail",
    [
        "raw: no container recognised",
        "GPT: the primary table is damaged, the backup is used; partitions 1 and 2 overlap at byte 7",
        "volume shadow copies: the file ended",
        "laptop.E02 is missing: the file there belongs to another image",
        "CRC-32 0badcafe stored, 12345678 computed",
    ],
)
def test_a_detail_is_translated_with_all_its_parts(detail: str, language: str) -> None:
    said = detail_text(detail, translator_for(language))
    english = detail_text(detail, translator_for("en"))
    sentences = [part for part in re.split(r"[;:,] ", english) if len(part.split()) > 1]
    assert sentences
    assert not [part for part in sentences if part in said]
    assert set(re.findall(r"[0-9]+|laptop\.E02|0badcafe", detail)) <= set(
        re.findall(r"[0-9]+|laptop\.E02|0badcafe", said)
    )


def test_what_has_no_words_stays_with_hostile_characters_spelled_out() -> None:
    said = detail_text("GPT: something \u202eelse; the MBR can't be read", translator_for("de"))
    assert said == "GPT: something [RLO]else; the MBR can't be read"


@pytest.mark.parametrize(
    "hostile",
    [
        "volume shadow copies: " * 5000,
        "x ends at " * 5000 + "1 of at least " * 3000 + " bytes",
        "encrypted; " * 30_000,
    ],
)
def test_details_of_any_length_from_somebody_elses_bundle_stay_as_they_came(hostile: str) -> None:
    assert detail_text(hostile, translator_for("de")) == hostile

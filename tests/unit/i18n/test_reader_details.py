"""What readers of evidence write into omissions has words in every language, or a reason why not."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from forensics_app.i18n import LANGUAGES
from forensics_app.i18n.details import detail_text, omission_detail
from forensics_app.i18n.labels import layer_description
from forensics_app.i18n.translator import translator_for
from tests.unit.i18n.details_otherwise import OTHERWISE
from tests.world.shared_data import PROJECT

READERS = ("evidence", "examine")
VARIES = "7"


def texts() -> dict[str, str]:
    """Every text of several words in a reader, with 7 for what varies in it, and where it stands first."""
    found: dict[str, str] = {}
    for reader in READERS:
        for path in sorted((PROJECT / "forensics_app" / reader).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            no_text = {id(node) for node in _documentation_and_parts(tree)}
            for node in ast.walk(tree):
                text = _text(node) if id(node) not in no_text else None
                if text is not None and " " in text and re.search("[a-z]{2}", text):
                    found.setdefault(text, f"{path.relative_to(PROJECT)}:{getattr(node, 'lineno', 0)}")
    return found


def _documentation_and_parts(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield from node.values


def _text(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if not isinstance(node, ast.JoinedStr):
        return None
    return "".join(str(v.value) if isinstance(v, ast.Constant) else VARIES for v in node.values)


def test_every_text_of_a_reader_has_words() -> None:
    german = translator_for("de")
    without = {text: where for text, where in texts().items() if detail_text(text, german) == text}
    missing = {text: where for text, where in without.items() if text not in OTHERWISE}
    assert not missing, "new texts need words in i18n/detail_words (or a reason in details_otherwise.py)"
    assert set(OTHERWISE) <= set(without), "these have words now, or are gone: take them out"


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
@pytest.mark.parametrize(
    "detail",
    [
        "inode 12: the checksum of block 7 differs",
        "directory 5: 3 damaged blocks: 7, 9, 12",
        "LUKS, damaged header: header copy at 0: not there; header copy at 16384: checksum does not hold",
        "BitLocker: 2 credentials tried, none fits; libbde refused 1",
        "name at byte 40: the checksum of its tag, its CRC",
        "4096 bytes at 512, 4096 bytes at 8192 and 3 more",
        "MBR: more than 64 extended boot records; and 3 more",
        "the packed data end too early, after 4096 bytes unpacked",
        "disk.vmdk, in an archive (ZIP): add it with --compressed-image, or unpack it first",
        "compressed by Windows (WOF): XPRESS4K, without its stream WofCompressedData",
        "partition 1 of UDF: the partition beneath it is not there",
        "main volume descriptors, sector 32: its place, 40",
        "512 bytes at 1024 of s1.p2: the file ended",
        "format=E01 detail=no volume section",
        "ntfs: $LogFile was not closed",
        "disk-s001.vmdk: a copy of the grain tables can't be read",
        "NSRL: 4 files without md5; contraband: 12 files without sha1",
    ],
)
def test_what_is_made_of_several_texts_is_translated_as_a_whole(detail: str, language: str) -> None:
    said = detail_text(detail, translator_for(language))
    english = detail_text(detail, translator_for("en"))
    for part in (detail, english):
        for words in re.findall(r"[a-z]+(?: [a-z]+)+", part):
            assert words not in said
    assert set(re.findall("[0-9]+", detail)) <= set(re.findall("[0-9]+", said))


@pytest.mark.parametrize(
    "hostile",
    ["inode 1: " * 55, "inode 1: a node of the tree: " * 17, "its CRC, inode 1: its CRC; " * 18, "a=" * 2000],
)
def test_a_detail_made_to_be_taken_apart_without_end_is_shown_all_the_same(hostile: str) -> None:
    assert detail_text(hostile[:499], translator_for("de"))


def test_the_shape_that_fits_best_is_taken() -> None:
    german = translator_for("de")
    assert (
        detail_text("inode 5: block 9 counts 70 records", german) == "Inode 5: Block 9 gibt 70 Datensätze an"
    )
    assert detail_text("name at byte 3: its CRC", german) == "der Name bei Byte 3: der CRC stimmt nicht"
    assert detail_text("a; b.E02 is missing", german) == "a; b.E02 fehlt"
    both = detail_text("its directory is missing; 5 members are not in the directory", german)
    assert both == "; ".join(
        detail_text(one, german) for one in ("its directory is missing", "5 members are not in the directory")
    )


def test_what_is_said_of_a_volume_has_words_and_what_it_is_called_stays() -> None:
    said = layer_description(
        "BitLocker AES-XTS 128 bits; opened by its clear key, protection is suspended", translator_for("de")
    )
    assert said == (
        "BitLocker AES-XTS 128 bits; mit dem Klartextschlüssel geöffnet, der Schutz ist angehalten"
    )
    assert layer_description("another session", translator_for("en")) == "found only in another session"


def test_what_a_library_says_is_quoted_as_that() -> None:
    english, german = translator_for("en"), translator_for("de")
    said = "libfsntfs_volume_open: unable to read volume header"
    assert omission_detail(said, english) == f"the reader's message: “{said}”"
    assert omission_detail(said, german) == f"Meldung des Lesemoduls: „{said}“"
    known = "no local header where the directory says"
    assert omission_detail(known, german) == detail_text(known, german)
    assert omission_detail("inode=17", german) == "inode=17"

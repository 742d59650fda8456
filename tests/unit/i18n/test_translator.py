"""Numbers, sizes, isolates, contexts, and where a catalogue is loaded from."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from babel import Locale
from babel.numbers import format_decimal
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics_app.i18n import translator
from forensics_app.i18n.translator import (
    LANGUAGES,
    NC_,
    NCP_,
    NP_,
    pick_language,
    set_language,
    tr,
    translator_for,
    trn,
)
from forensics_app.i18n.typography.isolation import FSI, LRI, PDI, field_text, with_literals_isolated
from forensics_app.model.names import is_spoofed, visible
from tests.world.shared_data import PROJECT

PYBABEL = (sys.executable, "-m", "babel.messages.frontend")
each_language = pytest.mark.parametrize("language", LANGUAGES)


@each_language
@settings(deadline=None)  # the first call reads the language's data
@given(value=st.integers(-(10**15), 10**15))
def test_numbers_are_cldr_s(language: str, value: int) -> None:
    assert translator_for(language).number(value) == format_decimal(
        value, locale=Locale.parse(language, sep="-"), numbering_system="latn"
    )


@each_language
@pytest.mark.parametrize("value", [0.0, 0.4, 1.5, 12.3, 999.9, 1234.5, 1234567.8])
def test_decimals_are_cldr_s(language: str, value: float) -> None:
    expected = format_decimal(
        value, format="#,##0.0", locale=Locale.parse(language, sep="-"), numbering_system="latn"
    )
    assert translator_for(language).decimal(value) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["0 B", "999 B", "1.0 kB", "1.5 MB", "2.0 GB", "3,000.0 TB"]),
        (
            "fr",
            ["0\u00a0o", "999\u00a0o", "1,0\u00a0ko", "1,5\u00a0Mo", "2,0\u00a0Go", "3\u202f000,0\u00a0To"],
        ),
        ("es", ["0\u00a0B", "999\u00a0B", "1,0\u00a0kB", "1,5\u00a0MB", "2,0\u00a0GB", "3.000,0\u00a0TB"]),
        ("pt-BR", ["0\u00a0B", "999\u00a0B", "1,0\u00a0kB", "1,5\u00a0MB", "2,0\u00a0GB", "3.000,0\u00a0TB"]),
        (
            "ru",
            ["0\u00a0Б", "999\u00a0Б", "1,0\u00a0кБ", "1,5\u00a0МБ", "2,0\u00a0ГБ", "3\u00a0000,0\u00a0ТБ"],
        ),
        (
            "zh-Hans",
            ["0\u00a0B", "999\u00a0B", "1.0\u00a0kB", "1.5\u00a0MB", "2.0\u00a0GB", "3,000.0\u00a0TB"],
        ),
        ("ar", ["0\u00a0B", "999\u00a0B", "1.0\u00a0kB", "1.5\u00a0MB", "2.0\u00a0GB", "3,000.0\u00a0TB"]),
    ],
)
def test_sizes(language: str, expected: list[str]) -> None:
    sizes = [0, 999, 1000, 1_500_000, 2 * 10**9, 3 * 10**15]
    shown = [translator_for(language).size(size) for size in sizes]
    assert shown == ([f"{LRI}{text}{PDI}" for text in expected] if language == "ar" else expected)


def test_speed() -> None:
    assert translator_for("en").rate(12_000_000) == "12.0 MB/s"
    assert translator_for("fr").rate(12_000_000) == "12,0\u00a0Mo/s"


def test_values_are_isolated_in_arabic_only() -> None:
    message, path = "The bundle {path} can't be used.", "/mnt/أدلة/b.zip"
    assert translator_for("en").text(message, path=path) == f"The bundle {path} can't be used."
    assert f"{LRI}{path}{PDI}" in translator_for("ar").text(message, path=path)
    assert translator_for("ar").isolate("أحمد") == f"{FSI}أحمد{PDI}"
    assert translator_for("ar").isolate("2024-05-01") == f"{LRI}2024-05-01{PDI}"


def test_hostile_values_are_spelled_out_in_every_language() -> None:
    for language in LANGUAGES:
        text = translator_for(language).text("The bundle {path} can't be used.", path="a\u202eb\x1b[2J\nc")
        assert "a[RLO]b[ESC][2J[LF]c" in text


def test_isolates_that_an_inner_sentence_put_there_stay() -> None:
    inner = f"{LRI}x{PDI} و{FSI}ب{PDI}"
    assert field_text(inner) == inner
    assert field_text(f"x{PDI}{LRI}") == "x[PDI][LRI]"
    assert field_text(f"{LRI}x") == "[LRI]x"


def test_options_and_endings_keep_their_first_sign_in_right_to_left_text() -> None:
    assert with_literals_isolated("ملف .zip أو --trust.") == f"ملف {LRI}.zip{PDI} أو {LRI}--trust{PDI}."
    assert with_literals_isolated("bagit.txt a-b {name!r}") == "bagit.txt a-b {name!r}"


def test_a_context_tells_meanings_apart_and_is_never_shown() -> None:
    verified = NC_("custody event", "Verified")
    try:
        set_language("en")
        assert tr(verified) == "Verified"
        set_language("fr")
        assert tr(verified) == "Vérification"
        assert trn(*NCP_("after its number", "row", "rows"), 2) == "lignes"
        assert trn(*NCP_("no such", "x", "xs"), 1) == "x"
        assert trn(*NP_("{count} x", "{count} xs"), 2) == "2 xs"  # not in the catalogue: stays English
    finally:
        set_language("en")


@pytest.mark.parametrize(
    ("asked", "picked"),
    [
        ("fr", "fr"), ("FR-ca", "fr"), ("es_MX.UTF-8", "es"), ("ar", "ar"), ("en-GB", "en"),
        ("de_AT@euro", "de"),
        *((tag, "pt-BR") for tag in ("pt_BR", "pt", "PT-br", "pt_BR.UTF-8", "pt-PT")),
        *((tag, "zh-Hans") for tag in ("zh_CN.GB18030", "zh", "zh-CN", "ZH-hans", "zh_Hans_CN", "zh-SG")),
    ],
)  # fmt: skip
def test_language_tags(asked: str, picked: str) -> None:
    assert pick_language(asked) == picked


def test_a_language_that_is_not_there_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(KeyError):
        pick_language("xx")
    for another in ("zh_TW", "zh-Hant", "zh-HK", "ptx", "-"):
        with pytest.raises(KeyError):
            pick_language(another)
    for variable in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("LANG", "xx_XX.UTF-8")
    assert pick_language() == "en"


class TestWhereTheCatalogueComesFrom:
    @pytest.fixture
    def folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.setattr(translator, "RESOURCES", tmp_path)
        folder = tmp_path / "locale" / "fr" / "LC_MESSAGES"
        folder.mkdir(parents=True)
        self.write(folder / "sealwright.po", "un")
        return folder

    @staticmethod
    def write(path: Path, word: str) -> None:
        head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        path.write_text(f'{head}msgid "word"\nmsgstr "{word}"\n', encoding="utf-8")

    def word(self) -> str:
        translator_for.cache_clear()
        try:
            return translator_for("fr").text("word")
        finally:
            translator_for.cache_clear()

    def compile(self, folder: Path) -> None:
        """As packaging/setup.sh does."""
        source, target = folder / "sealwright.po", folder / "sealwright.mo"
        subprocess.run(
            [*PYBABEL, "--quiet", "compile", f"--input-file={source}", f"--output-file={target}"],
            check=True,
        )

    def test_source_alone_is_enough(self, folder: Path) -> None:
        assert self.word() == "un"

    def test_compiled_is_taken_while_it_is_newer(self, folder: Path) -> None:
        self.compile(folder)
        stamp = (folder / "sealwright.mo").stat().st_mtime
        self.write(folder / "sealwright.po", "deux")
        os.utime(folder / "sealwright.po", (stamp - 10, stamp - 10))
        assert self.word() == "un"

    def test_stale_compiled_is_not_used(self, folder: Path) -> None:
        self.compile(folder)
        stamp = (folder / "sealwright.mo").stat().st_mtime
        self.write(folder / "sealwright.po", "deux")
        os.utime(folder / "sealwright.po", (stamp + 10, stamp + 10))
        assert self.word() == "deux"


def test_the_command_line_starts_without_babel() -> None:
    """Babel costs more than all of this package; it is for extraction and for sources not yet compiled."""
    code = "import sys, forensics_app.cli.main as m; print([n for n in sys.modules if n.startswith('babel')])"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PROJECT
    )
    assert run.stdout.strip() == "[]"


def test_typography_of_a_language_is_no_hostile_character() -> None:
    """French writes a no-break space before a colon; a case title may hold it (and did not at first)."""
    assert not is_spoofed("Démonstration\u00a0: les factures\u202f!")
    assert not is_spoofed("عرض تجريبي: الفواتير المحوَّلة")
    assert visible("a\udc80b") == "a[U+DC80]b"


@pytest.mark.parametrize(("language", "said"), [("en", "a, b"), ("ar", "a، b"), ("zh-Hans", "a、b")])
def test_words_are_listed_with_the_comma_of_the_language(language: str, said: str) -> None:
    assert translator_for(language).listed(("a", "b")) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Size: 3"), ("fr", "Size\u00a0: 3"), ("zh-Hans", "Size：3"), ("ar", "Size: 3")],
)
def test_a_label_has_the_colon_of_the_language(language: str, said: str) -> None:
    assert translator_for(language).labelled("Size", "3") == said

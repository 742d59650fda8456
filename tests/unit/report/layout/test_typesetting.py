"""Pages: the same bytes for the same input, in every language, whatever characters a name holds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from forensics_app.errors import TypesettingFailedError
from forensics_app.report.layout import typesetting
from forensics_app.report.layout.typesetting import render_pdf

AT = datetime(2026, 4, 17, 9, 30, tzinfo=UTC)
TITLES = {
    "en": "Custody", "fr": "Chaîne de possession", "es": "Cadena de custodia", "ar": "سلسلة الحيازة",
    "de": "Beweismittelkette", "pt-BR": "Cadeia de custódia", "ru": "Цепочка хранения",
    "zh-Hans": "“证据”保管链……",
}  # fmt: skip


def page(title: str, *values: str) -> dict[str, Any]:
    return {"title": title, "footer": "FR-2026-0417", "facts": [["name", v] for v in values], "text": [title]}


@pytest.mark.parametrize("lang", TITLES)
def test_same_input_same_bytes_in_each_language(lang: str) -> None:
    data = page(TITLES[lang], "a" * 64, "⁦EX-001⁩")
    first = render_pdf("statement", data, lang=lang, created=AT)
    assert first == render_pdf("statement", data, lang=lang, created=AT)
    assert first != render_pdf("statement", page(TITLES[lang], "b" * 64), lang=lang, created=AT)
    assert first.startswith(b"%PDF-1.7")
    assert b"<pdfaid:part>3</pdfaid:part>" in first
    assert b"<pdfuaid:part>1</pdfuaid:part>" in first
    assert f"/Lang({lang.removesuffix('-Hans').replace('zh', 'zh-CN')})".encode() in first
    assert (b"NotoSansSC" in first) is (lang == "zh-Hans")


@pytest.mark.parametrize(
    "hostile",
    [
        '#panic("run")',
        '"); #read("/etc/passwd") //',
        "$ x $ *bold* @cite <label> \\",
        "漢字.jpg",
        "invoice_\u202egpj.exe",
        "e\u0651\u0301\u0653",
        "\ud7ff\ue000\U0010ffff",
        "tab\tand\x01control",
        "😀",
    ],
)
def test_hostile_text_is_text(hostile: str) -> None:
    plain = render_pdf("statement", page("x", "y"), lang="en", created=AT)
    assert render_pdf("statement", page("x", hostile), lang="en", created=AT) != plain
    assert render_pdf("statement", page(hostile, hostile), lang="ar", created=AT).startswith(b"%PDF")


def test_chinese_is_drawn_where_its_font_is_and_spelled_out_where_it_was_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def made() -> bytes:
        for kept in (typesetting._has_chinese, typesetting._fonts, typesetting._fonts_with):
            kept.cache_clear()
        return render_pdf("statement", page("x", "证据"), lang="zh-Hans", created=AT)

    drawn = made()
    with monkeypatch.context() as patched:
        patched.setattr(typesetting, "find_spec", lambda name: None)
        spelled = made()
        assert typesetting._shown("证a") == "[U+8BC1]a"
    assert b"NotoSansSC" in drawn
    assert b"NotoSansSC" not in spelled
    assert drawn == made()
    assert typesetting._shown("证漢\U00020000") == "证漢[U+20000]"


def test_a_page_without_its_data_is_our_error() -> None:
    with pytest.raises(TypesettingFailedError) as caught:
        render_pdf("statement", {"title": "x"}, lang="en", created=AT)
    assert caught.value.template == "statement"

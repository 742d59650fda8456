"""PDF files from typst templates: PDF/A-3a and PDF/UA-1, the same bytes for the same input.

A template sees nothing but what it is given here: its own folder, the packaged fonts, and one JSON value.
Strings of that value are text to it, never markup, so a name in evidence can't change a page.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib import resources
from importlib.util import find_spec
from typing import Any, Literal

import typst

from forensics_app.errors import TypesettingFailedError
from forensics_app.model.names import gated
from forensics_app.resource_files import RESOURCES

_FONT_PACKAGES = ("fontpkg_noto_sans", "fontpkg_noto_sans_arabic", "fontpkg_jetbrains_mono")
_WORD_FONTS = (
    ("fontpkg_noto_sans", "files/NotoSans[wdth,wght].ttf"),
    ("fontpkg_noto_sans_arabic", "files/NotoSansArabic[wdth,wght].ttf"),
)
_CHINESE = ("pylopdf_fonts_zh_cn", "NotoSansSC-Regular.otf")
_PICTURE_PPI = 110.0
_STANDARDS: list[typst.PDFStandard] = ["a-3a", "ua-1"]


def render_pdf(template: str, data: Mapping[str, Any], *, lang: str, created: datetime) -> bytes:
    """The pages that `resources/templates/<template>.typ` makes of `data`.

    `data`: what JSON can hold, without floats; the template reads it as `json(bytes(sys.inputs.data))`,
    `lang` (BCP 47) as `sys.inputs.lang`. `created` (aware) becomes the document's date. Characters that no
    packaged font has are shown as `[U+6F22]`: they are never left out.

    Raises TypesettingFailedError.
    """
    pdf: bytes = _compile(template, data, lang, created, "pdf")
    return pdf


def render_png(template: str, data: Mapping[str, Any], *, lang: str, created: datetime) -> bytes:
    """The same as a picture of the first page, 110 dots an inch. Raises TypesettingFailedError."""
    pages = _compile(template, data, lang, created, "png")
    first: bytes = pages[0] if isinstance(pages, list) else pages
    return first


def _compile(
    template: str, data: Mapping[str, Any], lang: str, created: datetime, form: Literal["pdf", "png"]
) -> Any:
    """Bytes, or for several pages as pictures a list of them."""
    folder = RESOURCES / "templates"
    inputs = {
        "data": json.dumps(_shown(data), ensure_ascii=False, sort_keys=True),
        "lang": lang,
        "created": created.strftime("%Y-%m-%d"),
        "chinese": "yes" if _has_chinese() else "no",
    }
    made: Any
    try:
        made, warnings = typst.compile_with_warnings(
            folder / f"{template}.typ",
            root=folder,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            format=form,
            sys_inputs=inputs,
            ppi=_PICTURE_PPI,
            pdf_standards=_STANDARDS if form == "pdf" else None,
            timestamp=int(created.timestamp()),
        )
    except typst.TypstError as e:
        raise TypesettingFailedError(template=template, detail=e.message) from e
    if warnings:  # an unknown font or a value that was passed over: the page would not be what was meant
        raise TypesettingFailedError(template=template, detail=warnings[0].message)
    return made


@cache
def _fonts() -> typst.Fonts:
    folders: list[str] = [str(resources.files(package) / "files") for package in _FONT_PACKAGES]
    if _has_chinese():
        folders.append(str(resources.files(_CHINESE[0])))
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


@cache
def _has_chinese() -> bool:
    """17 MB that a small installation may leave out: Chinese is then spelled out as `[U+6F22]`."""
    return find_spec(_CHINESE[0]) is not None


@cache
def _covered(package: str, name: str) -> frozenset[int]:
    """The code points of one font."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # slow to load, and ASCII needs none

    with TTFont(str(resources.files(package) / name), lazy=True) as font:
        return frozenset(font.getBestCmap())


@cache
def _fonts_with(character: str) -> tuple[int, ...]:
    """Which fonts for words have it, in the order in which a template falls back.

    The last one, for Chinese, takes 0.2 s to read: it is asked only for what the others don't have, and for
    nothing that is combined with a letter of theirs.
    """
    point = ord(character)
    small = tuple(at for at, font in enumerate(_WORD_FONTS) if point in _covered(*font))
    if small or not _has_chinese() or point not in _covered(*_CHINESE):
        return small
    return (len(_WORD_FONTS),)


_BREAK = "\u200b"  # where a long digest or path may be broken


def _shown(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.isascii() and value.isprintable() else _spelled(gated(value, also=_BREAK))
    if isinstance(value, Mapping):
        return {key: _shown(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_shown(one) for one in value]
    return value


def _spelled(text: str) -> str:
    shown = []
    fonts: tuple[int, ...] = tuple(range(len(_WORD_FONTS) + 1))
    for character in text:
        if character == "\n" or unicodedata.category(character) == "Cf":
            shown.append(character)  # direction marks and line ends need no glyph
            continue
        having = _fonts_with(character)
        if unicodedata.combining(character):  # drawn with the letter before it, so by the same font
            having = tuple(font for font in having if font in fonts)
        if having:
            fonts = having
            shown.append(character)
        else:
            shown.append(f"[U+{ord(character):04X}]")
    return "".join(shown)

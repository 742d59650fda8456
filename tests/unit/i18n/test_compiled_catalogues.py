"""Compiled catalogues say what Python's own reader finds in them."""

from __future__ import annotations

import gettext
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from forensics_app.i18n.catalogues.compiled import CompiledCatalogue
from forensics_app.i18n.catalogues.source import compiled
from forensics_app.resource_files import RESOURCES

COUNTS = (0, 1, 2, 3, 5, 11, 21, 100, 101, 1_000_000)


@pytest.fixture(scope="module")
def arabic() -> bytes:
    """The language with most forms."""
    return compiled(RESOURCES / "locale" / "ar" / "LC_MESSAGES" / "sealwright.po").getvalue()


def test_every_message_and_form_is_the_one_that_gettext_finds(arabic: bytes) -> None:
    ours, theirs = CompiledCatalogue(arabic), gettext.GNUTranslations(BytesIO(arabic))
    messages = theirs._catalog  # type: ignore[attr-defined]
    assert len(messages) > 4000
    for message in messages:
        if isinstance(message, tuple):
            for count in COUNTS:
                assert ours.ngettext(message[0], "many", count) == theirs.ngettext(message[0], "many", count)
        elif message:
            assert ours.gettext(message) == theirs.gettext(message)


@pytest.mark.parametrize("message", ["no such message", "", "a\0b", "\ud800", "sealwright\x04x"])
def test_what_is_not_there_stays_as_it_is(message: str) -> None:
    made = Catalog(locale="fr")
    made.add("x", "y")
    made.add(("one file", "{count} files"), ("un fichier", "{count} fichiers"))
    buffer = BytesIO()
    write_mo(buffer, made)
    found = CompiledCatalogue(buffer.getvalue())
    assert (found.gettext("x"), found.ngettext("one file", "", 3)) == ("y", "{count} fichiers")
    if message:
        assert found.gettext(message) == message
        assert [found.ngettext(message, "many", count) for count in (1, 2)] == [message, "many"]


@pytest.mark.parametrize("data", [b"", b"\xde\x12\x04\x95", bytes(40), b"\xde\x12\x04\x95" + b"\xff" * 40])
def test_what_is_no_catalogue_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="catalogue"):
        CompiledCatalogue(data)

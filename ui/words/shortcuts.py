"""What the keys do, in words. The help lists them; a test compares this with the window's real shortcuts."""

from __future__ import annotations

from forensics_app.i18n import N_, tr
from ui.words.places import PLACES

WINDOW: tuple[tuple[str, str], ...] = (
    ("Alt+0", N_("Start page")),
    ("/", N_("Search in the artifacts")),
    ("Ctrl+N", N_("New case")),
    ("Ctrl+O", N_("Check a bundle")),
    ("F5", N_("Read the case again")),
    ("F1", N_("Help")),
    ("Ctrl+,", N_("Preferences")),
    ("Ctrl+=", N_("Larger text")),
    ("Ctrl+-", N_("Smaller text")),
    ("Ctrl+Q", N_("Quit")),
)
LISTS: tuple[tuple[str, str], ...] = (
    ("Tab", N_("The next control; with Shift the one before")),
    ("Enter", N_("Press the button, open the row")),
    ("Ctrl+C", N_("Copy the row as it is, without signs that were added for reading")),
    ("Space", N_("Tag or untag the chosen artifacts")),
    ("1…9", N_("Tag with the tag of that number")),
    ("Ctrl+J", N_("In the bytes of an artifact: go to a byte or sector")),
    ("Ctrl+F", N_("In the bytes of an artifact: find text or bytes")),
    ("F3", N_("Find the next place; with Shift the one before")),
    ("Esc", N_("Close what is open, clear the search")),
)


def window_shortcuts() -> list[tuple[str, str]]:
    """Keys that hold everywhere, the places first."""
    places = [(f"Alt+{place.number}", tr(place.label)) for place in PLACES]
    return [*places, *((keys, tr(words)) for keys, words in WINDOW)]


def list_shortcuts() -> list[tuple[str, str]]:
    """Keys in lists and forms."""
    return [(keys, tr(words)) for keys, words in LISTS]

"""What the keys do, in words. The help lists them; a test compares this with the window's real shortcuts."""

from __future__ import annotations

from forensics_app.i18n import N_, NC_, tr
from ui.words.places import PLACES

WINDOW: tuple[tuple[str, str], ...] = (
    ("Alt+0", N_("Start page")),
    ("/", N_("Search the artifacts of the case, from any of its pages")),
    ("Ctrl+N", N_("New case")),
    ("Ctrl+O", N_("Verify bundle")),
    ("F5", N_("Refresh case")),
    ("F1", NC_("button", "Help")),
    ("Ctrl+,", NC_("button", "Preferences")),
    ("Ctrl+=", N_("Larger text")),
    ("Ctrl+-", N_("Smaller text")),
    ("Ctrl+Q", NC_("button", "Quit")),
)
LISTS: tuple[tuple[str, str], ...] = (
    ("Tab", N_("Next control; with Shift, previous control")),
    ("Enter", N_("Press the button or open the row")),
    ("Ctrl+C", N_("Copy the row's raw values, without characters added for display")),
    ("Space", N_("Tag or untag the selected artifacts")),
    ("1…9", N_("Apply the tag with that number")),
    ("Ctrl+J", N_("In the Hex tab: go to a byte or sector")),
    ("Ctrl+F", N_("In the Hex tab: find text or bytes")),
    ("F3", N_("Find next; with Shift, find previous")),
    ("Esc", N_("Close the open dialog or clear the search")),
)


def window_shortcuts() -> list[tuple[str, str]]:
    """Keys that hold everywhere, the places first."""
    places = [(f"Alt+{place.number}", tr(place.label)) for place in PLACES]
    return [*places, *((keys, tr(words)) for keys, words in WINDOW)]


def list_shortcuts() -> list[tuple[str, str]]:
    """Keys in lists and forms."""
    return [(keys, tr(words)) for keys, words in LISTS]

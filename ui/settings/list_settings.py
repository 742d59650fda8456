"""How the user arranged the Artifacts page: columns, parts, view, veils over pictures, saved filters.

Kept for each user, in the window's settings, and for every case. Entries that can't be read count as absent.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Any

from forensics_app.errors import UsageError
from forensics_app.model.selection import ArtifactFilter
from forensics_app.services.selection.filter_text import filter_text, read_filter
from ui.settings.settings import Settings

_COLUMNS, _PARTS, _FILTERS = "artifacts/columns", "artifacts/parts", "artifacts/filters"
_VIEW, _BLUR, _GREY, _PICTURES = "artifacts/view", "pictures/blur", "pictures/grey", "artifacts/picture_size"
_SYSTEM = "artifacts/system_files"
MOST_PIXELS = 4000
PICTURE_SIZES = (96, 128, 176, 232)


@dataclass(frozen=True, slots=True)
class Columns:
    """`shown` in the order from the frozen one on, empty for the usual ones; widths in px at 100 % text."""

    shown: tuple[str, ...] = ()
    widths: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PartsState:
    """Width of the tree, and width or height of the details, in px at 100 % text; 0 as usual. `below`: the
    details stand below the list; None as the window's width suggests."""

    tree: bool = True
    details: bool = True
    below: bool | None = None
    tree_width: int = 0
    details_width: int = 0
    details_height: int = 0


USUAL_PARTS = PartsState()


class ListSettings:
    """A view of the settings; holds nothing of its own."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def columns(self) -> Columns:
        values = self._read(_COLUMNS)
        widths = {
            k: v for k, v in _dict(values.get("widths")).items() if isinstance(v, int) and 20 <= v <= 2000
        }
        shown = values.get("shown")
        names = tuple(n for n in shown if isinstance(n, str)) if isinstance(shown, list) else ()
        return Columns(names, widths)

    @columns.setter
    def columns(self, columns: Columns) -> None:
        self._write(_COLUMNS, {"shown": list(columns.shown), "widths": columns.widths})

    @property
    def parts(self) -> PartsState:
        values = self._read(_PARTS)
        usual = USUAL_PARTS
        return PartsState(
            tree=_switch(values.get("tree"), usual.tree),
            details=_switch(values.get("details"), usual.details),
            below=_choice(values.get("below")),
            tree_width=_size(values.get("tree_width")),
            details_width=_size(values.get("details_width")),
            details_height=_size(values.get("details_height")),
        )

    @parts.setter
    def parts(self, parts: PartsState) -> None:
        names = ("tree", "details", "below", "tree_width", "details_width", "details_height")
        self._write(_PARTS, {name: getattr(parts, name) for name in names})

    @property
    def gallery(self) -> bool:
        """Whether pictures are shown instead of the table."""
        return self._settings.text(_VIEW) == "gallery"

    @gallery.setter
    def gallery(self, on: bool) -> None:
        self._settings.set_text(_VIEW, "gallery" if on else "list")

    @property
    def system_files(self) -> bool:
        """Whether lists show what a file system keeps for itself ($MFT, $Bitmap); folded away at first."""
        return self._settings.text(_SYSTEM) == "on"

    @system_files.setter
    def system_files(self, on: bool) -> None:
        self._settings.set_text(_SYSTEM, "on" if on else "off")

    @property
    def blur(self) -> bool:
        """Pictures of evidence are blurred; so it is until someone switches it off."""
        return self._settings.text(_BLUR) != "off"

    @blur.setter
    def blur(self, on: bool) -> None:
        self._settings.set_text(_BLUR, "on" if on else "off")

    @property
    def grey(self) -> bool:
        """Pictures of evidence are shown without colours."""
        return self._settings.text(_GREY) == "on"

    @grey.setter
    def grey(self, on: bool) -> None:
        self._settings.set_text(_GREY, "on" if on else "off")

    @property
    def picture_size(self) -> int:
        """Edge of a picture of the gallery in px at 100 % text: one of PICTURE_SIZES."""
        text = self._settings.text(_PICTURES)
        return int(text) if text.isdigit() and int(text) in PICTURE_SIZES else PICTURE_SIZES[1]

    @picture_size.setter
    def picture_size(self, edge: int) -> None:
        self._settings.set_text(_PICTURES, str(edge))

    @property
    def filters(self) -> dict[str, ArtifactFilter]:
        """Saved filters by name, in the order of their names."""
        found = {}
        for name, text in sorted(self._read(_FILTERS).items()):
            try:
                found[name] = read_filter(str(text))
            except UsageError:  # a newer version's
                continue
        return found

    def save_filter(self, name: str, chosen: ArtifactFilter) -> None:
        """Keep a filter, without what only one case knows: its places and single artifacts."""
        texts = self._read(_FILTERS)
        texts[name] = filter_text(for_every_case(chosen))
        self._write(_FILTERS, texts)

    def forget_filter(self, name: str) -> None:
        """Keep it no longer."""
        texts = self._read(_FILTERS)
        texts.pop(name, None)
        self._write(_FILTERS, texts)

    def reset(self) -> None:
        """Columns and parts as they come; filters and veils stay."""
        self._settings.set_text(_COLUMNS, "")
        self._settings.set_text(_PARTS, "")

    def _read(self, key: str) -> dict[str, Any]:
        try:
            return _dict(json.loads(self._settings.text(key) or "{}"))
        except (ValueError, RecursionError):
            return {}

    def _write(self, key: str, values: dict[str, Any]) -> None:
        self._settings.set_text(key, json.dumps(values, ensure_ascii=True))


def for_every_case(chosen: ArtifactFilter) -> ArtifactFilter:
    """A filter without source, layer, exhibit, folder and ids."""
    return replace(chosen, source=None, layer=None, exhibit=None, folder=None, ids=())


def _choice(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _switch(value: object, usual: bool) -> bool:
    return value if isinstance(value, bool) else usual


def _size(value: object) -> int:
    return (
        value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_PIXELS else 0
    )


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}

"""The locked volumes in which parts of a list lie: which they are, before its contents are searched."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from PySide6.QtCore import QObject

from forensics_app.errors import ForensicsError
from forensics_app.model.credentials import Credential, LockedVolume
from ui.models.contents.desk import ContentDesk

AskLayers = Callable[[Callable[[Collection[str]], None]], None]
"""Asks in which layers of opened volumes the list has artifacts, and hands over their ids."""


class ListLocks:
    """`names`: what volumes are called, by layer id. Nothing is answered once `owner` is gone."""

    def __init__(
        self, desk: ContentDesk, ask_layers: AskLayers, names: Mapping[str, str], owner: QObject
    ) -> None:
        self._desk, self._ask_layers, self._names, self._owner = desk, ask_layers, names, owner

    def name(self, volume_id: str) -> str:
        """What a volume is called."""
        return self._names.get(volume_id, volume_id)

    def find(self, deliver: Callable[[tuple[LockedVolume, ...]], None]) -> None:
        """The volumes without whose keys a part of the list can't be read now."""

        def look(layer_ids: Collection[str]) -> None:
            if not layer_ids:
                deliver(())
                return
            self._desk.ask(
                (self, "locked"),
                lambda contents: contents.locked_volumes(layer_ids),
                deliver,
                lambda error: deliver(()),  # the search meets the same, and says so
                owner=self._owner,
            )

        self._ask_layers(look)

    def try_key(
        self,
        volume: LockedVolume,
        credential: Credential,
        deliver: Callable[[bool], None],
        fail: Callable[[ForensicsError], None],
    ) -> None:
        """Whether a key opens a volume."""
        self._desk.try_key(volume, credential, deliver, fail, owner=self._owner)

"""Time zones that the examiner declared. Stored times are never changed: they are read through this table."""

from __future__ import annotations

from forensics_app.catalog.database import Database
from forensics_app.model.timeline import DeclaredZone


class DeclaredZones:
    """The declarations of one catalogue."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> tuple[DeclaredZone, ...]:
        """Every declaration, by source or layer."""
        with self._database.errors():
            found = self._database.connection.execute(
                "SELECT scope, zone, reason, declared_at FROM declared_zones ORDER BY scope"
            ).fetchall()
        return tuple(DeclaredZone(*values) for values in found)

    def of_layers(self) -> dict[str, str]:
        """The zone of every layer that a declaration covers: the nearest one at the layer or above it."""
        scopes = {d.scope: d.zone for d in self.all()}
        if not scopes:
            return {}
        with self._database.errors():
            layers = self._database.connection.execute("SELECT layer_id FROM layers").fetchall()
        found = {layer: _nearest(layer, scopes) for (layer,) in layers}
        return {layer: zone for layer, zone in found.items() if zone is not None}

    def is_scope(self, scope: str) -> bool:
        """Whether a source or layer has this id."""
        with self._database.errors():
            found = self._database.connection.execute(
                "SELECT EXISTS (SELECT 1 FROM layers WHERE layer_id = ?1)"
                " OR EXISTS (SELECT 1 FROM sources WHERE source_id = ?1)",
                (scope,),
            ).fetchone()
        return bool(found[0])

    def declare(self, declaration: DeclaredZone) -> None:
        """Enter a declaration in the place of an earlier one for the same source or layer."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO declared_zones (scope, zone, reason, declared_at)"
                " VALUES (?, ?, ?, ?)",
                (declaration.scope, declaration.zone, declaration.reason, declaration.declared_at),
            )

    def withdraw(self, scope: str) -> bool:
        """Take a declaration back; False where there is none."""
        with self._database.transaction() as connection:
            gone = connection.execute("DELETE FROM declared_zones WHERE scope = ?", (scope,)).rowcount
        return bool(gone)


def _nearest(layer: str, scopes: dict[str, str]) -> str | None:
    """Layer ids are paths: `s1.p2.bde` lies below `s1.p2` and `s1`."""
    while layer:
        if layer in scopes:
            return scopes[layer]
        layer = layer.rpartition(".")[0]
    return None

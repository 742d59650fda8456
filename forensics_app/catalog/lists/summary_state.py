"""Whether a catalogue has stored summaries (`summaries`) that hold: asked before anything is read of them."""

from __future__ import annotations

from sqlite3 import Connection

from forensics_app.catalog.database import is_there

STATE = "list_state"  # one row while the other tables hold


def has_summaries(connection: Connection) -> bool:
    """Whether they are there and hold for the state of the catalogue that is read now."""
    return is_there(connection, "table", STATE) and bool(
        connection.execute(f"SELECT EXISTS (SELECT 1 FROM {STATE})").fetchone()[0]  # noqa: S608 - a name of ours
    )

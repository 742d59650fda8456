"""What the window remembers between runs: language, look, the cases opened last. Nothing secret."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from platformdirs import user_config_path
from PySide6.QtCore import QByteArray, QSettings

from forensics_app.i18n import LANGUAGES, pick_language
from forensics_app.model.choices.cluster import ClusterAddress
from ui.theme import TEXT_SCALES, THEMES, Theme

MOST_RECENT = 12
MOST_WORKERS = 256


@dataclass(frozen=True, slots=True)
class RecentCase:
    """As the start page shows it: `state` is a value of `ui.models.case.overview.CaseState`, from when the
    case was last seen; `stand` is one of `ui.models.case.sealed_bundles.Stand`, of the bundle that was sealed
    last, at `sealed_at`.
    """

    path: str
    reference: str
    title: str
    exhibits: int = 0
    opened_at: str = ""
    state: str = ""
    stand: str = ""
    sealed_at: str = ""


@dataclass(frozen=True, slots=True)
class BrokenOff:
    """Work that closing the window stopped: `kind` is the value of a `ui.jobs.desk.JobKind`."""

    path: str
    reference: str
    kind: str


class Settings:
    """An ini file in the user's configuration folder (or at `path`). Unusable entries count as absent.

    `language`, one of LANGUAGES, is the one asked for this run only: it is never written, and holds until
    another is chosen.
    """

    def __init__(self, path: Path | None = None, *, language: str | None = None) -> None:
        file = path or user_config_path("sealwright") / "window.ini"
        self._store = QSettings(str(file), QSettings.Format.IniFormat)
        self._of_this_run = language

    @property
    def language(self) -> str:
        """One of LANGUAGES: this run's, else the user's choice, else the environment's."""
        chosen = self._of_this_run or str(self._store.value("language", ""))
        return chosen if chosen in LANGUAGES else pick_language()

    @language.setter
    def language(self, language: str) -> None:
        self._of_this_run = None
        self._store.setValue("language", language)

    @property
    def theme(self) -> Theme:
        """Colours and text size."""
        tokens = THEMES.get(str(self._store.value("theme", "light")), THEMES["light"])
        try:
            scale = float(str(self._store.value("text_scale", "1.0")))
        except ValueError:
            scale = 1.0
        return Theme(tokens, scale if scale in TEXT_SCALES else 1.0)

    @theme.setter
    def theme(self, theme: Theme) -> None:
        self._store.setValue("theme", theme.tokens.name)
        self._store.setValue("text_scale", str(theme.scale))

    @property
    def geometry(self) -> QByteArray:
        """Place and size of the window; empty at the first start."""
        value = self._store.value("geometry", QByteArray())
        return value if isinstance(value, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._store.setValue("geometry", geometry)

    @property
    def last_new_case(self) -> dict[str, str]:
        """Examiner, agency and country as last typed, so that nobody types them again."""
        return {key: str(self._store.value(f"person/{key}", "")) for key in ("examiner", "agency", "country")}

    @last_new_case.setter
    def last_new_case(self, values: dict[str, str]) -> None:
        for key, value in values.items():
            self._store.setValue(f"person/{key}", value)

    @property
    def authorities(self) -> tuple[str, ...]:
        """Time-stamp authorities (RFC 3161) as URLs, in the order in which they are asked; empty for none."""
        try:
            found = json.loads(str(self._store.value("seal/authorities", "[]")))
        except ValueError:
            return ()
        return tuple(u for u in found if isinstance(u, str) and u) if isinstance(found, list) else ()

    @authorities.setter
    def authorities(self, urls: Sequence[str]) -> None:
        self._store.setValue("seal/authorities", json.dumps(list(dict.fromkeys(urls))))

    @property
    def identity(self) -> str:
        """Id of the identity offered first where something is signed; empty for none. It may be gone."""
        return str(self._store.value("seal/identity", ""))

    @identity.setter
    def identity(self, identity_id: str) -> None:
        self._store.setValue("seal/identity", identity_id)

    @property
    def workers(self) -> int:
        """Processes that read evidence at the same time; 0 for one for each processor."""
        value = str(self._store.value("reading/workers", "0"))
        return min(int(value), MOST_WORKERS) if value.isascii() and value.isdigit() else 0

    @workers.setter
    def workers(self, count: int) -> None:
        self._store.setValue("reading/workers", str(count))

    @property
    def cluster(self) -> str:
        """Address of the cluster that reads evidence; empty for this computer."""
        return str(self._store.value("reading/cluster", ""))

    @cluster.setter
    def cluster(self, address: str) -> None:
        self._store.setValue("reading/cluster", address)

    @property
    def cluster_keys(self) -> str:
        """The folder with the keys for that address; empty for none."""
        return str(self._store.value("reading/cluster_keys", ""))

    @cluster_keys.setter
    def cluster_keys(self, folder: str) -> None:
        self._store.setValue("reading/cluster_keys", folder)

    def cluster_address(self) -> ClusterAddress | None:
        """Where it is reached; None where this computer reads."""
        return ClusterAddress(self.cluster, self.cluster_keys or None) if self.cluster else None

    def cluster_arguments(self) -> list[str]:
        """Options of commands that read on the cluster; none where this computer reads."""
        if not self.cluster:
            return []
        keys = [f"--cluster-tls={self.cluster_keys}"] if self.cluster_keys else []
        return [f"--cluster={self.cluster}", *keys]

    @property
    def keeps_keys(self) -> bool:
        """Whether keys of volumes are kept in memory until the case is closed; never on disk."""
        return str(self._store.value("reading/keeps_keys", "true")) == "true"

    @keeps_keys.setter
    def keeps_keys(self, keeps: bool) -> None:
        self._store.setValue("reading/keeps_keys", "true" if keeps else "false")

    @property
    def zone(self) -> str:
        """The IANA time zone that is offered first where one is declared; empty for none.

        Times are shown in UTC or in a zone that was declared for the evidence, never in this one by itself.
        """
        return str(self._store.value("reading/zone", ""))

    @zone.setter
    def zone(self, name: str) -> None:
        self._store.setValue("reading/zone", name)

    @property
    def bundle_languages(self) -> tuple[str, ...]:
        """Languages of what is written for partners; the window's own where none was chosen."""
        chosen = str(self._store.value("seal/languages", "")).split(" ")
        return tuple(c for c in dict.fromkeys(chosen) if c in LANGUAGES) or (self.language,)

    @bundle_languages.setter
    def bundle_languages(self, languages: Sequence[str]) -> None:
        self._store.setValue("seal/languages", " ".join(languages))

    @property
    def recent(self) -> list[RecentCase]:
        """Newest first."""
        try:
            found = json.loads(str(self._store.value("recent", "[]")))
            return [RecentCase(**entry) for entry in found][:MOST_RECENT]
        except (ValueError, TypeError):
            return []

    def remember_case(self, case: RecentCase) -> None:
        """Put a case on top of the list; what is known of its bundles stays."""
        before = next((r for r in self.recent if r.path == case.path), case)
        others = [r for r in self.recent if r.path != case.path]
        kept = replace(case, stand=before.stand, sealed_at=before.sealed_at)
        self._write_recent([kept, *others])

    def note_sealed(self, path: str, stand: str, sealed_at: str) -> bool:
        """Remember how the newest bundle of a case stands; '' for none. Returns whether that is new."""
        before = self.recent
        found = [replace(r, stand=stand, sealed_at=sealed_at) if r.path == path else r for r in before]
        if found == before:
            return False
        self._write_recent(found)
        return True

    @property
    def broken_off(self) -> BrokenOff | None:
        """What was at work when the window was closed last, until it goes on or the user puts it off."""
        try:
            return BrokenOff(**json.loads(str(self._store.value("broken_off", "null"))))
        except (ValueError, TypeError):
            return None

    @broken_off.setter
    def broken_off(self, work: BrokenOff | None) -> None:
        self._store.setValue("broken_off", json.dumps(None if work is None else asdict(work)))

    @property
    def tour_seen(self) -> bool:
        """Whether the tour was shown or skipped."""
        return str(self._store.value("tour_seen", "false")) == "true"

    @tour_seen.setter
    def tour_seen(self, seen: bool) -> None:
        self._store.setValue("tour_seen", "true" if seen else "false")

    @property
    def shows_steps(self) -> bool:
        """Whether the start page explains how it works."""
        return str(self._store.value("shows_steps", "true")) == "true"

    @shows_steps.setter
    def shows_steps(self, shows: bool) -> None:
        self._store.setValue("shows_steps", "true" if shows else "false")

    def forget_case(self, path: str) -> None:
        """Take a case off the list; the case itself is not touched."""
        self._write_recent([r for r in self.recent if r.path != path])

    def _write_recent(self, cases: list[RecentCase]) -> None:
        self._store.setValue("recent", json.dumps([asdict(c) for c in cases[:MOST_RECENT]]))

    def text(self, key: str) -> str:
        """What a part of the window keeps under a key of its own; empty without it."""
        return str(self._store.value(key, ""))

    def set_text(self, key: str, value: str) -> None:
        """Keep it; nothing secret, and nothing of a case but names that the user gave."""
        self._store.setValue(key, value)

    def save(self) -> None:
        """Write what is not written yet."""
        self._store.sync()

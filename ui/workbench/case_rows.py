"""Answers the models of the Artifacts page from the open case, through its reader thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject

from forensics_app.model.artifact import Artifact
from forensics_app.model.choices.type_groups import TypeCounts
from forensics_app.model.selection import ArtifactFilter, Sort
from forensics_app.services.browsing.browse import Browser, Twins
from forensics_app.services.browsing.positions import Positions, positions_in
from ui.models.artifacts.folder_model import CountedFolders
from ui.models.contents.coast_line import Ring, land
from ui.workbench.case_session import CaseSession, Reading


class CaseRows:
    """One case's artifacts and folders; the `ArtifactSource` of the table's model.

    `total` is how many artifacts the case had when a filter was counted last, so that a list that grows while
    evidence is read never holds more than there are. None before that. `incomplete` as of ArtifactSource.
    """

    def __init__(self, session: CaseSession, owner: QObject) -> None:
        self._session, self._owner = session, owner
        self.total: int | None = None
        self.incomplete: set[str] = set()

    def count(self, chosen: ArtifactFilter, deliver: Callable[[int], None]) -> None:
        """How many artifacts a filter chooses now; rows asked for afterwards are of the same state."""

        def work(reading: Reading) -> tuple[int, int]:
            return reading.browser.count(ArtifactFilter()), reading.browser.count(chosen)

        def answered(found: tuple[int, int]) -> None:
            self.total = found[0]
            deliver(found[1])

        self._session.ask("count", work, answered, owner=self._owner)

    def rows(
        self,
        chosen: ArtifactFilter,
        sort: Sort,
        descending: bool,
        first: int,
        count: int,
        deliver: Callable[[Sequence[Artifact]], None],
    ) -> None:
        """Rows of the table."""

        def work(reading: Reading) -> tuple[Sequence[Artifact], frozenset[str]]:
            found = reading.browser.rows(chosen, sort, descending=descending, first=first, count=count)
            return found, reading.browser.not_read_completely(found)

        def answered(found: tuple[Sequence[Artifact], frozenset[str]]) -> None:
            rows, incomplete = found
            self.incomplete.difference_update(one.artifact_id for one in rows)
            self.incomplete |= incomplete
            deliver(rows)

        self._session.ask(("rows", first), work, answered, owner=self._owner)

    def ask(self, key: object, work: Callable[[Browser], Any], deliver: Callable[[Any], None]) -> None:
        """Something else of the case; a later question under the same key replaces an earlier one."""
        self._session.ask(key, lambda reading: work(reading.browser), deliver, owner=self._owner)

    def offered(
        self, deliver: Callable[[tuple[tuple[tuple[str, int], ...], tuple[tuple[str, str, int], ...]]], None]
    ) -> None:
        """Codes of omissions that name artifacts, and YARA rules that matched, each with how often."""
        self._session.counting.ask(
            "offered",
            lambda case: (Browser(case).omission_codes(), Browser(case).rules()),
            deliver,
            owner=self._owner,
        )

    def types(self, chosen: ArtifactFilter, deliver: Callable[[TypeCounts], None]) -> None:
        """How many artifacts of the filter each type has."""
        self._session.counting.ask(
            "types", lambda case: Browser(case).types(chosen), deliver, owner=self._owner
        )

    def folded(self, chosen: ArtifactFilter, deliver: Callable[[int], None]) -> None:
        """How many system files the filter would choose besides."""
        only = replace(chosen, system=True)
        self._session.counting.ask(
            "folded", lambda case: Browser(case).count(only), deliver, owner=self._owner
        )

    def positions(self, chosen: ArtifactFilter, deliver: Callable[[Positions], None]) -> None:
        """Where what a filter chooses was made."""
        self._session.counting.ask(
            "positions", lambda case: positions_in(case, chosen), deliver, owner=self._owner
        )

    def coast_line(self, deliver: Callable[[Sequence[Ring]], None]) -> None:
        """The world's land, read in a thread: sixty thousand points take a moment."""
        self._session.counting.ask("coast line", lambda case: land(), deliver, owner=self._owner)

    def twins(self, artifact: Artifact, deliver: Callable[[Twins], None]) -> None:
        """Where else the content of an artifact is."""
        self._session.ask(
            "twins", lambda reading: reading.browser.twins(artifact), deliver, owner=self._owner
        )

    def withdraw(self, first: int) -> None:
        """Forget the question for these rows."""
        self._session.reader.forget(("rows", first))

    def folders(self, chosen: ArtifactFilter, deliver: Callable[[CountedFolders], None]) -> None:
        """The tree of folders, counted in a filter."""
        self._session.counting.ask(
            "folders", lambda case: Browser(case).folders(chosen), deliver, owner=self._owner
        )

"""Making and opening cases. A case is a folder: case.sqlite, custody.jsonl, lock, bundles/."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

from forensics_app.catalog.store import Store
from forensics_app.custody.chain import ChainCheck
from forensics_app.custody.ledger import Ledger
from forensics_app.model.case import CaseFacts
from forensics_app.model.custody import (
    CustodyEvent,
    EventDraft,
    Person,
)
from forensics_app.services.cases.lock import CaseLock, current_writer
from forensics_app.services.cases.own_key import is_known_case
from forensics_app.services.cases.received import refuse_received

CATALOGUE_NAME = "case.sqlite"
LEDGER_NAME = "custody.jsonl"
BUNDLES_NAME = "bundles"


class Case:
    """An open case. Close it, or use it in a `with`."""

    def __init__(self, path: Path, store: Store, ledger: Ledger, lock: CaseLock | None) -> None:
        self.path = path
        self.store = store
        self.ledger = ledger
        self._lock = lock

    @property
    def facts(self) -> CaseFacts:
        """What the examiner said of the case when making it."""
        return self.store.facts

    @property
    def case_key(self) -> bytes:
        """The key behind artifact ids. It never leaves the case."""
        return self.store.case_key

    @property
    def writable(self) -> bool:
        """Whether this is the one writer."""
        return self._lock is not None

    @property
    def writer(self) -> str | None:
        """Who else writes the case at this moment, or None."""
        return None if self.writable else current_writer(self.path)

    @property
    def made_here(self) -> bool:
        """Whether this user made the case on this computer, and it is that folder still.

        Earlier versions did not keep that. Of any other, all that it says is the word of where it came from.
        """
        return is_known_case(self.path, self.case_key)

    @property
    def bundles(self) -> Path:
        """The folder for bundles made from this case."""
        return self.path / BUNDLES_NAME

    def examiner(self) -> Person:
        """The case's examiner, as custody events name persons."""
        return Person(
            name=self.facts.examiner,
            role="examiner",
            organisation=self.facts.agency,
            country=self.facts.country,
        )

    def record(self, draft: EventDraft) -> CustodyEvent:
        """Add an event to the custody ledger, and remember the new head in the catalogue.

        Raises CaseReceivedError: the examiner of a case that shows a received bundle is its sender's, and
        nothing that is done here may be recorded under that name.
        """
        refuse_received(self.path)
        event = self.ledger.append(draft)
        self.acknowledge_custody()
        return event

    def acknowledge_custody(self) -> None:
        """Remember the ledger's head as it is now."""
        count, head = self.ledger.head()
        self.store.acknowledge_custody(count=count, head=head)

    def check_custody(self) -> ChainCheck:
        """The ledger's chain, also compared with the head that the catalogue remembers."""
        count, head = self.store.queries.acknowledged_custody()
        return self.ledger.check(known_count=count, known_head=head or None)

    def close(self) -> None:
        """Close the catalogue and give the lock back."""
        self.store.close()
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Case:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def is_case(path: Path) -> bool:
    """Whether a path looks like a case folder; whether it can be opened is for `open_case` to find out."""
    try:
        return (path / CATALOGUE_NAME).is_file()
    except PermissionError:  # a folder that may not be entered: opening it says so
        return True

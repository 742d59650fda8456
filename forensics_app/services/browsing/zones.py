"""The time zones that the examiner declared for the clocks behind sources and layers."""

from __future__ import annotations

from forensics_app.catalog.lists.declared_zones import DeclaredZones
from forensics_app.errors import LayerNotFoundError, UsageError
from forensics_app.model.custody import NO_LANGUAGE, CustodyEventType, CustodyReason, EventDraft, Note
from forensics_app.model.timeline import DeclaredZone
from forensics_app.model.times import Clock, utc_text
from forensics_app.model.zones import database_version, zone_named
from forensics_app.services.cases.case import Case


def declare_zone(
    case: Case, scope: str, zone: str, *, reason: str, language: str, clock: Clock
) -> DeclaredZone:
    """Say in which zone the clock behind a source or layer ran. Stored and sealed times stay as they are.

    Raises TimeZoneUnknownError, LayerNotFoundError, UsageError.
    """
    zone_named(zone)
    _check(case, scope, reason)
    declaration = DeclaredZone(scope, zone, reason.strip(), utc_text(clock.now()))
    DeclaredZones(case.store.database).declare(declaration)
    _record(case, CustodyReason.TIME_ZONE_DECLARED, f"{scope}={zone}", reason, language)
    return declaration


def withdraw_zone(case: Case, scope: str, *, reason: str, language: str) -> bool:
    """Take a declaration back; False where there is none. Raises LayerNotFoundError, UsageError."""
    _check(case, scope, reason)
    if not DeclaredZones(case.store.database).withdraw(scope):
        return False
    _record(case, CustodyReason.TIME_ZONE_WITHDRAWN, scope, reason, language)
    return True


def declared_zones(case: Case) -> tuple[DeclaredZone, ...]:
    """Every declaration of the case, by source or layer."""
    return DeclaredZones(case.store.database).all()


def _check(case: Case, scope: str, reason: str) -> None:
    if not reason.strip():
        raise UsageError(name="--reason", value=reason)
    if not DeclaredZones(case.store.database).is_scope(scope):
        raise LayerNotFoundError(path=str(case.path), layer=scope)


def _record(case: Case, code: CustodyReason, what: str, reason: str, language: str) -> None:
    """The fact in a form that needs no translation, with the release of the zone database, and the reason."""
    source = _source_of(what)
    exhibits = tuple(s.exhibit for s in case.store.queries.sources() if s.source_id == source)
    fact = f"{what}; tzdata={database_version() or '-'}"
    case.record(
        EventDraft(
            event=CustodyEventType.ANALYSED,
            reason=code,
            persons=(case.examiner(),),
            exhibits=exhibits,
            notes=(Note(lang=NO_LANGUAGE, text=fact), Note(lang=language, text=reason.strip())),
        )
    )


def _source_of(scope: str) -> str:
    """The source that a source or layer id belongs to."""
    return scope.partition("=")[0].partition(".")[0]

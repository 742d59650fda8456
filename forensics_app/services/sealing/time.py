"""Trusted time of one seal: asked for before it is promised, and withdrawn where the authority dies later.

First comes the token over the custody head, which the bag then holds; an authority that gives one is there,
so the seal may promise time. If it is gone when the seal is signed, the seal is made again without the
promise. Nothing here ends a sealing: a bundle without trusted time is a bundle, and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from forensics_app.errors import ForensicsError, TimeStampClockError, TimeStampError, UsageError
from forensics_app.model.progress import IsCancelled, Progress, Report
from forensics_app.model.sealed_time import SealedTime, SealLevel, Shortfall
from forensics_app.model.times import Clock, utc_text
from forensics_app.seal.certificates.arithmetic import OPENSSL
from forensics_app.seal.certificates.facts import read_facts
from forensics_app.seal.fetching import is_address
from forensics_app.seal.forms.p7s_profile import SignatureParts
from forensics_app.seal.forms.token_profile import read_token
from forensics_app.seal.making.container import Stamper, StatusSource, chains_of, signatures_of
from forensics_app.seal.making.timestamp import AuthoritiesInTurn, TimeStampAuthority
from forensics_app.seal.status.embedded import level_of
from forensics_app.seal.status.status_fetching import StatusFetcher

STAGE = "seal-time"
CLOCK_TOLERANCE = timedelta(minutes=5)


class SealingTime:
    """The authorities of one run, asked in turn; none are asked where `urls` is empty."""

    def __init__(self, urls: Sequence[str], *, clock: Clock, report: Report, cancelled: IsCancelled) -> None:
        """Raises UsageError for what is no http or https address."""
        wrong = next((url for url in urls if not is_address(url)), None)
        if wrong is not None:
            raise UsageError(name="--tsa", value=wrong)
        self._asked = bool(urls)
        self._clock = clock
        self._report = report
        self._authorities = AuthoritiesInTurn([TimeStampAuthority(u, cancelled=cancelled) for u in urls])
        self._status = StatusFetcher(cancelled=cancelled)
        self._before: bytes | None = None

    def begin(self, custody_head: str) -> bytes | None:
        """The token over the 32 bytes of the custody head (hex), or None: then the seal must promise none.

        Raises CancelledError.
        """
        if not self._asked:
            return None
        self._report(Progress(STAGE))
        try:
            self._before = self._authorities.stamp(bytes.fromhex(custody_head))
        except TimeStampError:
            self._before = None
        return self._before

    def seal(self, make: Callable[[Stamper | None, StatusSource | None], bytes]) -> tuple[bytes, SealedTime]:
        """What `make` gives with the authorities, or without, where they gave no first token or die now.

        Raises CancelledError, and what `make` raises besides TimeStampError.
        """
        if self._before is None:
            return make(None, None), self._recorded(None)
        self._report(Progress(STAGE))
        try:
            made = make(self._authorities, self._status)
        except TimeStampError:  # the authorities keep it, for whoever asks what failed
            return make(None, None), self._recorded(None)
        return made, self._recorded(made)

    def _recorded(self, stamped: bytes | None) -> SealedTime:
        """What to tell of a container with time-stamps, or of one without."""
        before = None if self._before is None else utc_text(read_token(self._before).time)
        shortfalls = tuple(map(_shortfall, self._authorities.failures))
        signatures = () if stamped is None else signatures_of(stamped)
        token = signatures[0].time_stamp if signatures else None
        if token is None:
            return SealedTime(asked=self._asked, before=before, shortfalls=shortfalls)
        parts = read_token(token)
        authority = read_facts(parts.chain[0].encoded)
        others = (*self._status.failures, *self._clock_fault(parts.time))
        return SealedTime(
            level=min(map(_level, signatures), key=list(SealLevel).index),
            asked=True,
            time=utc_text(parts.time),
            authority=authority.common_name,
            fingerprint=authority.fingerprint,
            before=before,
            shortfalls=(*shortfalls, *map(_shortfall, others)),
        )

    def _clock_fault(self, attested: datetime) -> tuple[TimeStampClockError, ...]:
        """Whether this computer's clock is wrong, or the authority's."""
        now = self._clock.now()
        if abs(now - attested) <= CLOCK_TOLERANCE:
            return ()
        return (TimeStampClockError(stated=utc_text(now), attested=utc_text(attested)),)


def _level(signature: SignatureParts) -> SealLevel:
    """Of one signature in a container with the time-stamp over everything."""
    stamped = signature.time_stamp is not None
    chains, values = chains_of(signature), signature.revocation
    return level_of(chains, values, stamped=stamped, archived=stamped, arithmetic=OPENSSL)


def _shortfall(error: ForensicsError) -> Shortfall:
    return Shortfall(error.code, {name: str(value) for name, value in error.fields().items()})

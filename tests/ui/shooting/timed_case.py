"""Cases with many times for the Timeline: a year of use, a camera's card, odd times; one file, a million."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from forensics_app.catalog import rows
from forensics_app.model.artifact import Entry, Examination
from forensics_app.model.times import EvidenceTime, TimeKind, TimeZoneKnowledge
from forensics_app.services.cases.case import Case
from tests.world.cases import make_case
from tests.world.catalogued import add_batch, entry, found, source

UTC, LOCAL = TimeZoneKnowledge.UTC, TimeZoneKnowledge.LOCAL_UNKNOWN
NTFS = (TimeKind.MODIFIED, TimeKind.CREATED, TimeKind.ACCESSED, TimeKind.CHANGED, TimeKind.NAME_CREATED)
ODD = ("1601-01-01T00:00:00Z", "2038-01-19T03:14:07Z", "2107-12-31T00:00:00Z")


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def ntfs_times(moment: datetime, chance: random.Random) -> tuple[EvidenceTime, ...]:
    """Five times, some of them the same."""
    at = dict.fromkeys(NTFS, moment)
    at[TimeKind.ACCESSED] += timedelta(hours=chance.randrange(200))
    at[TimeKind.CHANGED] += timedelta(minutes=chance.choice((0, 0, 90)))
    return tuple(EvidenceTime(kind, "x", f"{_text(when)}Z", "100ns", UTC) for kind, when in at.items())


def fat_times(moment: datetime) -> tuple[EvidenceTime, ...]:
    """Local, with a bare date for the last access."""
    return (
        EvidenceTime(TimeKind.MODIFIED, "x", _text(moment), "2s", LOCAL),
        EvidenceTime(TimeKind.CREATED, "x", _text(moment), "10ms", LOCAL),
        EvidenceTime(TimeKind.ACCESSED, "x", _text(moment)[:10], "1d", LOCAL),
    )


def _laptop(count: int, chance: random.Random) -> Iterator[tuple[Entry, Examination]]:
    begin = datetime(2020, 11, 2)  # noqa: DTZ001 - written as UTC below
    for n in range(count):
        day = min(320, int(chance.gammavariate(9, 28)))
        busy = chance.random() < 0.3
        day = 255 + int(chance.triangular(0, 22, 8)) if busy else day
        moment = begin + timedelta(days=day, minutes=int(chance.triangular(0, 1439, 900)))
        folder = chance.choice((b"Documents", b"Pictures", b"Downloads"))
        path = b"Users/a.petit/%s/facture_%04d.jpg" % (folder, n)
        exif: tuple[tuple[str, str], ...] = ()
        if folder == b"Pictures" and n % 2:
            taken = moment - timedelta(hours=chance.randrange(60))
            exif = (
                ("EXIF DateTimeOriginal", f"{taken:%Y:%m:%d %H:%M:%S}"),
                ("EXIF OffsetTimeOriginal", "+02:00"),
            )
        yield (
            entry(n, path, layer="s1.p1", times=ntfs_times(moment, chance), allocated=n % 9 != 0),
            found("image/jpeg", exif=exif),
        )
    for n, odd in enumerate(ODD):
        time = EvidenceTime(TimeKind.MODIFIED, "x", odd, "100ns", UTC)
        yield entry(count + n, b"Windows/odd-%d.dat" % n, layer="s1.p1", times=(time,)), found()
    yield entry(count + 9, b"Windows/timeless.dat", layer="s1.p1", times=()), found()


def _card(count: int, chance: random.Random) -> Iterator[tuple[Entry, Examination]]:
    begin = datetime(2021, 7, 10, 9)  # noqa: DTZ001 - local time of nobody knows where
    for n in range(count):
        moment = begin + timedelta(minutes=int(chance.triangular(0, 28 * 1440, 15 * 1440)))
        yield (
            entry(n, b"DCIM/100CANON/IMG_%04d.JPG" % n, layer="s2.p1", times=fat_times(moment)),
            found("image/jpeg", exif=(("EXIF DateTimeOriginal", f"{moment:%Y:%m:%d %H:%M:%S}"),)),
        )
    unset = datetime(1980, 1, 1)  # noqa: DTZ001 - as above
    for n in range(4):
        yield entry(count + n, b"MISC/UNSET%d.DAT" % n, layer="s2.p1", times=fat_times(unset)), found()


def timed_case(path: Path, *, laptop: int = 900, card: int = 60, seed: int = 7) -> Case:
    """A laptop in UTC and a camera's card in local time; open for writing."""
    chance = random.Random(seed)
    case = make_case(path)
    for number, made in ((1, _laptop(laptop, chance)), (2, _card(card, chance))):
        layers = (f"s{number}.p1",)
        case.store.register_source(source(number, layers=layers), (), path=Path(f"/evidence/s{number}.dd"))
        add_batch(case.store, case.store.queries.layers(f"s{number}")[0].number, made)
        case.store.complete_source(f"s{number}")
    case.store.finish_load()
    return case


def one_event_case(path: Path) -> None:
    """One file with one time."""
    case = make_case(path)
    case.store.register_source(source(1, layers=("s1.p1",)), (), path=Path("/evidence/s1.dd"))
    only = (EvidenceTime(TimeKind.MODIFIED, "1", "2021-07-22T14:07:38Z", "1s", UTC),)
    add_batch(
        case.store, rows.layer_number(1, 0), [(entry(0, b"only.txt", layer="s1.p1", times=only), found())]
    )
    case.store.finish_load()
    case.close()


def million_events(path: Path, count: int) -> None:
    """`count` events over twenty years, put into the timeline by SQLite itself."""
    case = make_case(path)
    case.store.register_source(source(1, layers=("s1.p1",)), (), path=Path("/evidence/s1.dd"))
    layer = rows.layer_number(1, 0)
    add_batch(case.store, layer, [(entry(0, b"many/file.txt", layer="s1.p1"), found())])
    moment = "strftime('%Y-%m-%dT%H:%M:%S', 1000000000 + (n.i * 7919) % 600000000, 'unixepoch')"
    made = {"row": "a.row + n.i", "id": "printf('ID%014d', n.i)"}
    chosen = ", ".join(made.get(c, f"a.{c}") for c in rows.COLUMNS)
    numbers = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
    columns = ", ".join(rows.COLUMNS)
    with case.store.database.transaction() as connection:
        first = connection.execute("SELECT min(row) FROM artifacts").fetchone()[0]
        connection.execute(
            f"{numbers} INSERT INTO artifacts ({columns}) SELECT {chosen} FROM artifacts a, n",  # noqa: S608
            (count - 1,),
        )
        connection.execute(
            f"INSERT INTO events {numbers} SELECT ? + n.i - 1, {moment}, 'utc', 1 + 8 * (n.i % 2) FROM n",  # noqa: S608
            (count, first),
        )
        kinds = "(SELECT 'modified' kind, 1 bit UNION ALL SELECT 'created', 8)"
        connection.execute(
            "INSERT INTO event_days SELECT ?, substr(moment, 1, 10), k.kind, 'utc', count(*)"  # noqa: S608
            f" FROM events JOIN {kinds} k ON kinds & k.bit GROUP BY 2, 3",
            (layer,),
        )
        connection.execute("INSERT INTO event_layers VALUES (?, '', ?, 0)", (layer, count))
        connection.execute("CREATE INDEX events_by_moment ON events (moment, row, zone, kinds)")
    case.close()

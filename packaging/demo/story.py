"""The demo case: who, what, where. Every person, firm, account and place in it is invented.

R. Quill keeps the books of Tidemark Fittings. Two invoices of a supplier, Lindgrove Paper, were paid into an
account that is not the supplier's. EX-001 is the disk of Quill's laptop, EX-002 a memory stick from the desk.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pictures

from forensics_app.training.making import documents
from forensics_app.training.making.content import VolumeContent, VolumeFile
from forensics_app.training.making.exif_block import Exif

RIGHT_ACCOUNT = "XX00 DEMO 0000 0000 0000 01"
WRONG_ACCOUNT = "XX00 DEMO 0000 0000 0000 99"
PE, ELF = "application/vnd.microsoft.portable-executable", "application/x-executable"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Item(VolumeFile):
    """One file, with what a catalogue must say of it.

    `short_name`: a FAT name that fits 8.3, so that no long name is kept beside it; `media_types`: what
    libmagic may call the content, by release.
    """

    short_name: bool = False
    mismatch: bool = False
    media_types: tuple[str, ...] = ()
    exif: Exif | None = None


def at(text: str) -> int:
    """Seconds since 1970 of an ISO 8601 time in UTC."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


FORMATTED = at("2026-01-05T07:30:00")
JPEG, PDF, TEXT = ("image/jpeg",), ("application/pdf",), ("text/plain",)
CSV = ("text/csv", "application/csv", "text/plain")


def _camera(taken: str, position: tuple[int, int] | None) -> Exif:
    return Exif("Halcyon", "Halcyon C2", taken, "+01:00", position)


ON_THE_SEA = _camera("2026:02:07 16:58:12", (510123, 14567))
STILL_ON_THE_SEA = _camera("2026:02:07 17:21:40", (510689, 15210))
IN_THE_STORE = _camera("2026:02:11 10:04:33", (497120, 1084))
ON_THE_DESK = _camera("2026:02:12 18:31:05", (497121, 1081))


def _invoice(number: str, account: str) -> bytes:
    return documents.pdf(
        "LINDGROVE PAPER (an invented supplier)",
        f"Invoice {number}",
        "To: Tidemark Fittings, accounts",
        "48 reels of kraft paper, 80 g       4 860.00",
        f"Please pay to account {account}",
        "Made for a demonstration; nothing here is real.",
    )


CHANGED_INVOICE = _invoice("INV-2026-014", WRONG_ACCOUNT)

OFFICE = VolumeContent(
    "Office",
    ("Invoices", "Mail", "Pictures"),
    (
        Item(
            b"Invoices/INV-2026-014.pdf",
            _invoice("INV-2026-014", RIGHT_ACCOUNT),
            at("2026-02-09T08:12:30"),
            media_types=PDF,
        ),
        Item(
            b"Invoices/INV-2026-014 changed.pdf", CHANGED_INVOICE, at("2026-02-10T19:44:02"), media_types=PDF
        ),
        Item(
            b"Invoices/INV-2026-015.pdf",
            _invoice("INV-2026-015", WRONG_ACCOUNT),
            at("2026-02-12T18:40:11"),
            media_types=PDF,
            streams=(
                ("Zone.Identifier", b"[ZoneTransfer]\r\nZoneId=3\r\nHostUrl=https://mail.example/inbox\r\n"),
            ),
        ),
        Item(
            b"Invoices/notes.txt",
            b"Monday: call Lindgrove about the late payment.\r\nTuesday: stamps, toner, coffee.\r\n",
            at("2026-02-13T09:00:00"),
            media_types=TEXT,
            streams=(
                (
                    "ledger.csv",
                    b"date,from,share\r\n2026-02-10,INV-2026-014,2430.00\r\n2026-02-13,INV-2026-015,2430.00\r\n",
                ),
            ),
        ),
        Item(
            b"Invoices/suppliers.csv",
            f"name;account;since\r\nLindgrove Paper;{RIGHT_ACCOUNT};2019\r\n"
            "Harbour Ropes;XX00 DEMO 0000 0000 0000 07;2021\r\n"
            "Møller Dübel;XX00 DEMO 0000 0000 0000 12;2022\r\n".encode(),
            at("2026-01-20T10:15:00"),
            media_types=CSV,
        ),
        Item(
            b"Invoices/transfer-plan.txt",
            f"014 and 015 to {WRONG_ACCOUNT}. Half each. Delete this.\r\n".encode(),
            at("2026-02-10T19:50:00"),
            deleted=True,
            media_types=TEXT,
        ),
        Item(
            b"Mail/re account.eml",
            b"From: R. Quill <quill@tidemark.example>\r\nTo: accounts@lindgrove.example\r\n"
            b"Date: Thu, 12 Feb 2026 18:45:00 +0100\r\nSubject: Re: account\r\nMIME-Version: 1.0\r\n"
            b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
            b"The payment went out on Tuesday, as always. R. Quill\r\n",
            at("2026-02-12T17:45:00"),
            media_types=("message/rfc822", "text/plain"),
        ),
        Item(
            b"Pictures/ferry-01.jpg",
            pictures.ferry(1, ON_THE_SEA),
            at("2026-02-07T15:58:12"),
            media_types=JPEG,
            exif=ON_THE_SEA,
        ),
        Item(
            b"Pictures/ferry-02.jpg",
            pictures.ferry(2, STILL_ON_THE_SEA),
            at("2026-02-07T16:21:40"),
            media_types=JPEG,
            exif=STILL_ON_THE_SEA,
        ),
        Item(
            b"Pictures/ferry-03.jpg",
            documents.elf_program(),
            at("2026-02-08T21:02:19"),
            mismatch=True,
            media_types=(ELF, "application/x-pie-executable"),
        ),
        Item(
            "Pictures/invoice_\u202egpj.exe".encode(),
            documents.windows_program(),
            at("2026-02-08T21:05:47"),
            media_types=(PE, "application/x-dosexec"),
        ),
        Item(
            b"Pictures/receipt.jpg",
            pictures.paper(3, ON_THE_DESK),
            at("2026-02-12T17:31:05"),
            deleted=True,
            media_types=JPEG,
            exif=ON_THE_DESK,
        ),
    ),
)

SERVER = VolumeContent(
    "server",
    ("home", "home/quill", "srv", "srv/exports"),
    (
        Item(
            b"home/quill/todo.txt",
            b"back up the exports\nask Morrow about the stick\n",
            at("2026-02-13T07:20:00"),
            media_types=TEXT,
        ),
        Item(
            "home/quill/Überweisungen.txt".encode(),
            b"10.02.  4 860,00  Lindgrove\n13.02.  4 860,00  Lindgrove\n",
            at("2026-02-13T07:25:00"),
            media_types=TEXT,
        ),
        Item(
            b"home/quill/d\xe9tail.txt", b"montant: 9 720,00\n", at("2025-11-03T12:00:00"), media_types=TEXT
        ),
        Item(
            b"srv/exports/2026-02.csv",
            f"date,invoice,account,amount\n2026-02-10,INV-2026-014,{WRONG_ACCOUNT},4860.00\n"
            f"2026-02-13,INV-2026-015,{WRONG_ACCOUNT},4860.00\n".encode(),
            at("2026-02-13T22:00:01"),
            media_types=CSV,
        ),
        Item(
            b"srv/exports/2026-01.csv",
            f"date,invoice,account,amount\n2026-01-09,INV-2026-002,{RIGHT_ACCOUNT},4860.00\n".encode() * 40,
            at("2026-01-31T22:00:01"),
            deleted=True,
            media_types=CSV,
        ),
        Item(b"srv/exports/empty.csv", b"", at("2026-02-14T22:00:01")),
    ),
    links=(("home/quill/exports", "/srv/exports"),),
)

TRANSFER = VolumeContent(
    "TRANSFER",
    ("Scans",),
    (
        Item(b"Scans/scan-1.jpg", pictures.paper(11, None), at("2026-02-12T18:02:10"), media_types=JPEG),
        Item(b"Scans/scan-2.jpg", pictures.paper(12, None), at("2026-02-12T18:03:44"), media_types=JPEG),
        Item(
            "Scans/Reçu février.txt".encode(),
            b"recu: 4 860,00\r\n",
            at("2026-02-12T18:05:00"),
            media_types=TEXT,
        ),
        Item(
            b"bank confirmation.txt",
            f"confirmed: {WRONG_ACCOUNT}\r\n".encode(),
            at("2026-02-10T20:01:00"),
            deleted=True,
            media_types=TEXT,
        ),
        Item(
            b"statement.txt",
            b"".join(b"%04d  paid  4860.00\r\n" % line for line in range(300)),
            at("2026-02-11T20:01:00"),
            deleted=True,
            fragmented=True,
            media_types=TEXT,
        ),
    ),
)

STICK = VolumeContent(
    "STICK",
    ("DCIM", "DCIM/100HALCY"),
    (
        Item(
            b"DCIM/100HALCY/HAL_0001.JPG",
            pictures.parcels(21, IN_THE_STORE),
            at("2026-02-11T10:04:32"),
            media_types=JPEG,
            exif=IN_THE_STORE,
        ),
        Item(
            b"DCIM/100HALCY/HAL_0002.JPG",
            pictures.parcels(22, IN_THE_STORE),
            at("2026-02-11T10:04:36"),
            media_types=JPEG,
            exif=IN_THE_STORE,
        ),
        Item(
            b"DCIM/100HALCY/HAL_0003.JPG",
            pictures.paper(23, ON_THE_DESK),
            at("2026-02-12T18:31:04"),
            deleted=True,
            short_name=True,
            media_types=JPEG,
            exif=ON_THE_DESK,
        ),
        Item(b"invoice 14.pdf", CHANGED_INVOICE, at("2026-02-10T19:46:00"), media_types=PDF),
        Item(
            b"agreement.docx",
            documents.docx("Half to Q., half to M.", "Stick goes back into the drawer."),
            at("2026-02-10T20:10:00"),
            media_types=(WORD, "application/zip"),
        ),
    ),
)

# what lies in the gap between two partitions: the end of a letter from an older partition
REMNANT = (
    "...and so I ask you to pay the attached invoices to our new account,\r\n"
    f"{WRONG_ACCOUNT}, from today.\r\n\r\nLindgrove Paper, accounts department\r\n"
).encode()

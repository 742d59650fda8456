"""The shares of a parcel's key, one file a holder. They are nowhere else."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from forensics_app.cli.session import Session
from forensics_app.errors import OutputNotWritableError
from forensics_app.i18n import tr
from forensics_app.parcel.shares import show_share
from forensics_app.services.parcels.keys import write_share, write_share_card, write_share_for
from forensics_app.services.parcels.making import MadeParcel


def share_folder(folder: Path) -> Path:
    """The folder, there and writable before anything is encrypted: later, the shares would be lost.

    Raises OutputNotWritableError.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as e:
        raise OutputNotWritableError(path=str(folder), reason=os.strerror(e.errno or 0)) from e
    if not os.access(folder, os.W_OK | os.X_OK):
        raise OutputNotWritableError(path=str(folder), reason=os.strerror(errno.EACCES))
    return folder


def write_shares(
    session: Session, made: MadeParcel, folder: Path | None, holders: tuple[bytes, ...] = ()
) -> list[Path]:
    """One file a holder, encrypted where the holder's certificate is known, else with a card to be printed.
    Each that is not encrypted is shown too, before it is written.

    Raises OutputExistsError, OutputNotWritableError.
    """
    written: list[Path] = []
    if folder is None:
        return written
    folder.mkdir(parents=True, exist_ok=True)
    stem = made.path.name.split(".parcel", 1)[0]
    for share in made.shares:
        path = folder / f"{stem}.share{share.number}of{share.count}.{'p7m' if holders else 'json'}"
        said = {"number": share.number, "count": share.count, "path": path}
        session.say(tr("Share {number} of {count}: {path}", **said))
        if holders:
            write_share_for(share, holders[share.number - 1], path)
        else:
            session.say(f"  {show_share(share)}")
            write_share(share, path)
        written.append(path)
    for share in () if holders else made.shares:
        card = folder / f"{stem}.share{share.number}of{share.count}.pdf"
        write_share_card(share, card, clock=session.clock)
        written.append(card)
    return written

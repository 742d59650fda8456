"""What `seal --preview` says: what would be sealed, what not and why, and what stands in its way."""

from __future__ import annotations

from dataclasses import asdict

from forensics_app.cli.session import Session
from forensics_app.i18n import current, tr, trn
from forensics_app.i18n.omissions import NOT_READ_SENTENCES, not_read_sentence, omission_sentence
from forensics_app.model.names import visible
from forensics_app.services.sealing_preview import SealingPreview, SourceThere


def show_preview(session: Session, found: SealingPreview) -> None:
    """For people; for the window everything as one result."""
    words = current()
    session.say(
        trn(
            "{count} artifact of {total} would be sealed, with {size} of contents.",
            "{count} artifacts of {total} would be sealed, with {size} of contents.",
            found.selected,
            total=words.number(found.total),
            size=words.size(found.content_bytes),
        )
    )
    for source in found.sources:
        counted = trn("{count} artifact", "{count} artifacts", source.artifacts)
        session.say(f"  {visible(source.exhibit)}: {counted}, {words.size(source.content_bytes)}")
        if source.there is SourceThere.MISSING:
            session.warn(
                tr(
                    "The evidence of {source} is not at {path}. Bring it back, or leave its contents out "
                    "with --without-evidence {source}.",
                    source=source.source_id,
                    path=source.path,
                )
            )
        elif source.there is SourceThere.CHANGED:
            session.warn(
                tr(
                    "The evidence of {source} at {path} has another size or time of change than when it was "
                    "read. Contents that are not what was catalogued will be left out.",
                    source=source.source_id,
                    path=source.path,
                )
            )
    for left in found.left_out:
        session.say(f"  {words.number(left.count)}  {left_out_sentence(left.code)} ({visible(left.example)})")
    if found.free_bytes is not None and found.free_bytes < found.needed_bytes:
        session.warn(
            tr(
                "The bundle takes up to {needed}, and {free} are free at {path}.",
                needed=words.size(found.needed_bytes),
                free=words.size(found.free_bytes),
                path=found.out,
            )
        )
    session.event("result", preview=asdict(found))


def left_out_sentence(code: str) -> str:
    """The sentence of an omission code or of a reason of `Read`."""
    return not_read_sentence(code) if code in NOT_READ_SENTENCES else omission_sentence(code)

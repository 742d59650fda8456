"""Signing one addendum for a case or a bundle: what `addendum add`, `dispatch` and `timestamp` share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from forensics_app.cli.options.addenda import show_made, unlock
from forensics_app.cli.progress import job
from forensics_app.cli.session import Session
from forensics_app.errors import OptionMissingError, UsageError
from forensics_app.i18n import tr
from forensics_app.model.addendum import AddendumDraft
from forensics_app.model.names import visible
from forensics_app.model.trust import TrustStore
from forensics_app.seal.signing_key import SigningKey
from forensics_app.services.addenda.adjacent import import_adjacent
from forensics_app.services.addenda.keeping import Imported, keep_in_case
from forensics_app.services.addenda.making import (
    MadeAddendum,
    authorities,
    make_addendum,
    refuse_output,
    write_addendum,
)
from forensics_app.services.addenda.target import Target, target_of_bundle, target_of_case
from forensics_app.services.cases.case import Case, is_case
from forensics_app.services.cases.opening import open_case
from forensics_app.services.cases.outside_evidence import refuse_in_evidence

Drafting: TypeAlias = Callable[[Target, Case | None], AddendumDraft]


def make_for(
    session: Session,
    where: Path,
    draft: AddendumDraft | Drafting,
    *,
    identities: tuple[str, ...],
    password_file: Path | None,
    bundle: str | None,
    tsa: tuple[str, ...],
    out: Path | None,
    trust: TrustStore,
    addenda: tuple[Path, ...],
) -> None:
    """Sign `draft`, and write it beside the bundle or into the case, and to `out` where that is named. One
    that depends on the seal is asked for once the keys are unlocked. Confirmed addenda of the bundle that lie
    where `out` is, and not in the case, are imported first: the new one follows them.

    Raises OptionMissingError without an identity, and what the services raise.
    """
    if not identities:
        raise OptionMissingError(name="--identity")
    if out is not None:
        refuse_output(out)
    if not is_case(where):
        if bundle is not None:
            raise UsageError(name="--bundle", value=bundle)
        target = target_of_bundle(where, trust=trust, clock=session.clock, addenda=addenda)
        keys = unlock(session, identities, password_file)
        drafted = draft if isinstance(draft, AddendumDraft) else draft(target, None)
        made = _sign(session, target, drafted, keys, tsa)
        show_made(session, made, write_addendum(made, where.absolute().parent if out is None else out))
        return
    with open_case(where, write=True, clock=session.clock) as case:
        refuse_in_evidence(case, out)
        target = target_of_case(case, bundle, trust=trust, clock=session.clock)
        keys = unlock(session, identities, password_file)
        imported: tuple[Imported, ...] = ()
        if out is not None:
            folder = out if out.is_dir() else out.absolute().parent
            imported = import_adjacent(case, target, folder, trust=trust, clock=session.clock)
        for taken in imported:
            session.say(tr("Imported into the case: {path}", path=visible(str(taken.path))))
        if imported:
            target = target_of_case(case, bundle, trust=trust, clock=session.clock)
        drafted = draft if isinstance(draft, AddendumDraft) else draft(target, case)
        made = _sign(session, target, drafted, keys, tsa)
        path = keep_in_case(case, made)
        if out is not None:
            path = write_addendum(made, out)
    show_made(session, made, path, imported=[taken.path.name for taken in imported])


def _sign(
    session: Session,
    target: Target,
    draft: AddendumDraft,
    keys: tuple[SigningKey, ...],
    tsa: tuple[str, ...],
) -> MadeAddendum:
    with job(session) as running:
        stamper, status = authorities(tsa, cancelled=running.cancelled)
        return make_addendum(target, draft, keys, clock=session.clock, authority=stamper, status=status)

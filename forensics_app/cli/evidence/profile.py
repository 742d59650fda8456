"""`sealwright profile`: keep reading options under a name, list them, remove them."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

import click

from forensics_app.cli.commands import group, pass_session
from forensics_app.cli.options.reading import chosen_reading, reading_options
from forensics_app.cli.session import Session
from forensics_app.i18n import N_, tr
from forensics_app.services.ingest.profiles import (
    BUILT_IN,
    own_profiles,
    profile_values,
    remove_profile,
    save_profile,
)
from forensics_app.services.ingest.reading_words import profile_label, reading_words

NAME = click.argument("name", metavar="NAME")


@group("profile", help=N_("Manage named profiles of reading options, for “ingest --profile” and the window."))
def command() -> None:
    pass


@command.command("list", help=N_("List the profiles that come with Sealwright, and your own."))
@pass_session
def _list(session: Session) -> None:
    profiles = {**BUILT_IN, **own_profiles()}
    for name, one in profiles.items():
        shown = profile_label(name)
        session.say(name if shown == name else f"{name} ({shown})")
        session.say(f"  {reading_words(one)}")
    session.event(
        "result", profiles=[{"name": name, **profile_values(one)} for name, one in profiles.items()]
    )


@command.command("save", help=N_("Save the specified reading options as a named profile."))
@NAME
@reading_options
@pass_session
def _save(session: Session, name: str, **given: Any) -> None:
    chosen = chosen_reading(given)
    if chosen.rules:  # it is used from other folders
        chosen = replace(chosen, rules=os.path.abspath(chosen.rules))  # noqa: PTH100 - resolve() would follow links
    save_profile(name, chosen)
    session.say(tr("Profile {profile} saved.", profile=name))
    session.event("result", name=name, **profile_values(chosen))


@command.command("remove", help=N_("Remove one of your own profiles."))
@NAME
@pass_session
def _remove(session: Session, name: str) -> None:
    remove_profile(name)
    session.say(tr("Profile {profile} removed.", profile=name))
    session.event("result", removed=name)

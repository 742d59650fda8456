"""Click's own words, sent through our catalogue.

Click calls `gettext` of the process-wide domain under the name `_` in each of its modules; there is no hook
for another catalogue, so that name is bound to ours here, once, before any command runs. The messages that a
user of this program can meet are listed for extraction; Click fills their fields itself.
"""

from __future__ import annotations

import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.termui
import click.types

from forensics_app.i18n import N_, NP_, current

MESSAGES = (
    N_("Usage:"),
    N_("Options"),
    N_("Commands"),
    N_("Positional arguments"),
    N_("Show this message and exit."),
    N_("Show the version and exit."),
    N_("Try '{command} {option}' for help."),
    N_("Error: {message}"),
    N_("Aborted!"),
    N_("Missing command."),
    N_("Missing argument"),
    N_("Missing option"),
    N_("Missing parameter"),
    N_("Missing {param_type}"),
    N_("Invalid value: {message}"),
    N_("Invalid value for {param_hint}: {message}"),
    N_("No such option {name!r}."),
    N_("No such command {name!r}."),
    N_("Option {name!r} does not take a value."),
    N_("{value!r} is not a valid {number_type}."),
    N_("{value} is not in the range {range}."),
    N_("Choose from:\n\t{choices}"),
    N_("{name} {filename!r} is a directory."),
    N_("{name} {filename!r} is not readable."),
    N_("default: {default}"),
    N_("required"),
    N_("Repeat for confirmation"),
    N_("Error: The two entered values do not match."),
)
PLURALS = (
    NP_("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    NP_("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
    NP_("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
    NP_("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
)


def use_our_catalogue() -> None:
    """Bind Click's `_` and `ngettext` to the language in use at the moment of each call."""
    for module in (
        click.core,
        click.decorators,
        click.exceptions,
        click.formatting,
        click.parser,
        click.termui,
        click.types,
    ):
        for name, ours in (("_", _one), ("ngettext", _counted)):
            if hasattr(module, name):
                setattr(module, name, ours)


def _one(message: str) -> str:
    return current().text(message)


def _counted(one: str, many: str, count: int) -> str:
    return current().form(one, many, count)

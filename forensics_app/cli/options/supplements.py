"""The options of `seal` that make a bundle a supplement of an earlier one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from forensics_app.cli.commands import option
from forensics_app.errors import OptionMissingError, UsageError
from forensics_app.i18n import N_, current
from forensics_app.model.supplement import SupplementKind
from forensics_app.services.sealing.supplements import SupplementAsked

_F = TypeVar("_F", bound=Callable[..., Any])

_OPTIONS = (
    option(
        "--supplements",
        metavar="CODE|NAME",
        help=N_("The bundle supplements an earlier one of this case, by its seal code or its name."),
    ),
    option(
        "--supplement-kind",
        type=click.Choice([k.value for k in SupplementKind]),
        default=SupplementKind.ADDS.value,
        show_default=True,
        help=N_("Whether it adds to the earlier bundle or corrects it."),
    ),
    option(
        "--supplement-reason", metavar="R", default="", help=N_("Why, in a sentence; it is sealed and shown.")
    ),
    option(
        "--replaces",
        multiple=True,
        metavar="ID=ID",
        help=N_(
            "In a correction: the item of the earlier bundle, and the one of this bundle "
            "that replaces it; ID= withdraws an item. Can be specified several times."
        ),
    ),
)


def supplement_options(function: _F) -> _F:
    """Adds the options; hand their values to `supplement_asked`."""
    for add in reversed(_OPTIONS):
        function = add(function)
    return function


def supplement_asked(
    supplements: str | None, kind: str, reason: str, replaces: tuple[str, ...], lang: str | None
) -> SupplementAsked | None:
    """What the options ask for, None without --supplements. Raises UsageError."""
    if supplements is None:
        if reason or replaces:
            raise OptionMissingError(name="--supplements")
        return None
    return SupplementAsked(
        bundle=supplements,
        kind=SupplementKind(kind),
        reason=reason,
        lang=lang or current().language,
        replaces=tuple(map(_pair, replaces)),
    )


def _pair(typed: str) -> tuple[str, str]:
    earlier, sign, later = typed.partition("=")
    if not sign:
        raise UsageError(name="--replaces", value=typed)
    return earlier.strip(), later.strip()

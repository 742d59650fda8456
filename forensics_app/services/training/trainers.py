"""Whose name a class set bears: the one given, else that of the identity that this user signs with."""

from __future__ import annotations

from forensics_app.errors import UsageError
from forensics_app.i18n.translator import N_
from forensics_app.seal.certificates.making import Holder, check_holder
from forensics_app.services.identities.identities import holder_of, list_identities

NOT_SPECIFIED = N_("name not specified")
"""Where a trainer's name would stand."""


def trainer_name(given: str | None) -> str:
    """The name given, else that of the oldest identity that is not for practice, else '': nobody's name is
    made up.

    Raises UsageError for a name that no certificate can hold.
    """
    if given:
        try:
            check_holder(Holder(given))
        except UsageError as e:
            raise UsageError(name="--trainer", value=given) from e
        return given
    return next((holder_of(one).name for one in list_identities() if not one.demo), "")

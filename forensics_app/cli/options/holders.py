"""Options about who is to hold a key, and the card that has it: for identities, requests and lab roots."""

from __future__ import annotations

import click

from forensics_app.cli.commands import option
from forensics_app.i18n import N_

name_option = option(
    "--name", required=True, metavar="N", help=N_("The examiner's name, as it will appear in every seal.")
)
organisation_option = option("--organisation", metavar="O", help=N_("The laboratory or agency."))
country_option = option("--country", metavar="CC", help=N_("Two-letter country code (ISO 3166)."))
years_option = option(
    "--years",
    type=click.IntRange(1, 10),
    default=3,
    show_default=True,
    help=N_("How long the certificate is valid."),
)
demo_option = option(
    "--demo", is_flag=True, help=N_("For demonstrations and training: the certificates say DEMO.")
)
token_option = option(
    "--token", metavar="LABEL", help=N_("The token's label, where the module shows several.")
)
key_label_option = option(
    "--key-label", metavar="L", help=N_("The key's label, where the token holds several.")
)
MODULE_HELP = N_("The PKCS#11 module of the card or security module.")
trainer_option = option(
    "--trainer",
    metavar="NAME",
    help=N_("Your name, as it appears in the class set. Default: the name of your oldest identity."),
)

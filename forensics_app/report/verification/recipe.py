"""VERIFY.<lang>.txt: how to check a bundle without this program. Sentences in one language, and one script.

The script is `resources/templates/verify_recipe.sh`, word for word. It names no bundle and trusts nothing in
one: fingerprint and certificates come to the reader by another way.
"""

from __future__ import annotations

from forensics_app.i18n.translator import N_, Translator, translator_for
from forensics_app.resource_files import RESOURCES

_BEGIN, _END = "# BEGIN SEALWRIGHT RECIPE", "# END SEALWRIGHT RECIPE"
_WARNING = N_(
    "A copy of this text that came with the bundle may not be the sender's own. Obtain the "
    "text, the certificates and the fingerprint from the sender through another channel: by "
    "letter, by telephone, or from an earlier case."
)
_NEEDED = (
    N_("bash, OpenSSL 3 or later, unzip and the GNU core utilities;"),
    N_("FPR: the SHA-256 fingerprint of the signer's certificate, 64 hexadecimal digits;"),
    N_("sender-ca.pem: the certificate of the authority that issued it;"),
    N_("tsa-ca.pem: the certificate of the time-stamp authority, if the seal promises a time-stamp."),
)
_STEPS = (
    N_("Names and types: all names follow the grammar, no two differ only in case; no links, no devices."),
    N_("The seal contains exactly its own files; if it promises a time-stamp, that is checked first."),
    N_("The signature is valid, and its signer matches FPR and the seal's own text."),
    N_("The signed texts are recreated from the files and compared; the list of files is the sealed one."),
    N_("Every line of both lists is in canonical form, and every file matches its digest."),
    N_("The whole folder is compared with both lists: every file that they name is there, and no other."),
)


def recipe_script() -> str:
    """The script alone, from its first marker line to its last."""
    return (RESOURCES / "templates" / "verify_recipe.sh").read_text(encoding="utf-8")


def render_verify_text(name: str, file_name: str, lang: str) -> str:
    """The text for the bundle `name`, whose ZIP is called `file_name`, in one of LANGUAGES. Raises KeyError
    for others."""
    words = translator_for(lang)
    return "\n".join([*_sentences(name, file_name, words), "", recipe_script()])


def _sentences(name: str, file_name: str, words: Translator) -> list[str]:
    text = words.text
    return [
        text(_WARNING),
        "",
        text(N_("How to check the bundle {name} without Sealwright"), name=name),
        "",
        text(N_("What you need:")),
        *(f"- {text(line)}" for line in _NEEDED),
        "",
        text(N_("Extract the script from this text and run it:")),
        "",
        f"    sed -n '/^{_BEGIN}/,/^{_END}/p' VERIFY.{words.language}.txt > recipe.sh",
        # not `bash recipe.sh`: verifiers of before hold what follows that to the name and `.zip`
        f"    bash ./recipe.sh {file_name} FPR sender-ca.pem [tsa-ca.pem]",
        "",
        text(N_("You can also specify the unpacked folder instead of the .zip.")),
        text(
            N_(
                "It stops at the first failure with FAIL and the number of the step. Only "
                "if every step succeeds does it print PASS with the time, the signer and "
                "the seal code. Compare the seal code with the cover sheet."
            )
        ),
        text(
            N_(
                "It does not check whether a certificate was revoked, and does not evaluate the "
                "custody ledger."
            )
        ),
        "",
        text(N_("The steps:")),
        *(f"{number}. {text(line)}" for number, line in enumerate(_STEPS, start=1)),
    ]

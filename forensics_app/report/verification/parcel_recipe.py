"""OPEN.<lang>.txt: how a recipient opens a parcel without this program. Sentences in one language, and one
script.

The script is `resources/templates/open_parcel.sh`, word for word. Neither is signed: what they open is
judged by the bundle's own seal.
"""

from __future__ import annotations

from forensics_app.i18n.translator import N_, Translator, translator_for
from forensics_app.resource_files import RESOURCES

_BEGIN, _END = "# BEGIN SEALWRIGHT PARCEL RECIPE", "# END SEALWRIGHT PARCEL RECIPE"
_NEEDED = (
    N_("bash, OpenSSL 3 or later, unzip and the GNU core utilities;"),
    N_("your private key (key.pem) and its certificate (cert.pem), or a passphrase in a file;"),
    N_("free memory of three times the size of a volume, and free disk space for the bundle and one volume."),
)


def parcel_script() -> str:
    """The script alone, from its first marker line to its last."""
    return (RESOURCES / "templates" / "open_parcel.sh").read_text(encoding="utf-8")


def open_text_name(name: str, lang: str) -> str:
    """The file that the text lies in, beside the parcel `name`."""
    return f"{name}.OPEN.{lang}.txt"


def render_open_text(name: str, lang: str) -> str:
    """The text for the parcel `name` in one of LANGUAGES. Raises KeyError for others."""
    words = translator_for(lang)
    return "\n".join([*_sentences(name, words), "", parcel_script()])


def _sentences(name: str, words: Translator) -> list[str]:
    text = words.text
    return [
        text(
            N_(
                "This text came with the parcel, so it may not be the sender's own. Rely on "
                "what you open with it only after you have verified the bundle by its seal, "
                "with a recipe or program obtained through another channel."
            )
        ),
        "",
        text(N_("How to open the encrypted parcel {name} without Sealwright"), name=name),
        "",
        text(N_("What you need:")),
        *(f"- {text(line)}" for line in _NEEDED),
        "",
        text(N_("Extract the script from this text and run it:")),
        "",
        f"    sed -n '/^{_BEGIN}/,/^{_END}/p' {open_text_name(name, words.language)} > open.sh",
        f"    bash open.sh {name}.parcel.asice bundle.zip key.pem cert.pem",
        f"    bash open.sh {name}.parcel.asice bundle.zip passphrase FILE",
        "",
        text(
            N_(
                "It stops at the first failure with FAIL and keeps nothing it has "
                "decrypted. OpenSSL writes decrypted bytes before it knows whether they are "
                "authentic; rely on data decrypted by hand only if OpenSSL ended with exit "
                "code 0."
            )
        ),
        text(
            N_(
                "While it runs, other users of this computer can see the parcel's key and a "
                "passphrase in the process list. Use a computer that only you use."
            )
        ),
        text(
            N_(
                "Then verify the bundle, and compare its seal code with the one in the list "
                "and with the one the sender gave you through another channel."
            )
        ),
    ]

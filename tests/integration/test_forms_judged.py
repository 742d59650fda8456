"""Forms that leave a laboratory before outside judges: veraPDF on what each claims to be, poppler and pyHanko
on its signature."""

from __future__ import annotations

import json
import subprocess
from io import BytesIO
from pathlib import Path

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from forensics_app.i18n.translator import LANGUAGES
from forensics_app.seal.signatures.pades import sign_pdf
from tests.judging.judges import environment_lacks, require_judge
from tests.judging.report_matrix import LEAVING, every_kind, judged
from tests.made.forms import LONG, MARKUP, SCRIPTS, pdf_forms, write
from tests.world.signing import NOW, signing_key

NOT_FETCHED = 75
EVERY_KIND = ("ar", "zh-Hans")
"""The whole matrix, every kind in every language, is `packaging/interop/run reports`."""


def test_verapdf_confirms_pdf_a_and_pdf_ua(tmp_path: Path) -> None:
    """Each kind of page, signed and as it is, in two languages; two kinds in the others."""
    for judge in ("java", "mvn"):
        require_judge(judge)
    made = {name: pdf for lang in EVERY_KIND for name, pdf in every_kind(lang).items()}
    for lang in LANGUAGES:
        if lang not in EVERY_KIND:
            forms = pdf_forms(lang)
            made |= {f"{name}-{lang}": forms[name] for name in ("cover", "disposal")}
    made["hostile"] = pdf_forms("en", f"{SCRIPTS} {MARKUP}", LONG[:900])["receipt"]
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in made["custody-ar"]
    broken = (
        made["custody-ar"].replace(b"/MarkInfo", b"/MarkInfx").replace(b"<pdfuaid:part>1", b"<pdfuaid:part>7")
    )
    made["broken"] = broken

    paths = write(tmp_path, made)
    done = judged(paths)
    if done.returncode == NOT_FETCHED:
        environment_lacks(f"the packages of veraPDF, which Maven could not fetch ({done.stderr[-200:]})")
    assert done.returncode == 0, done.stderr
    told = {answer.pop("file"): answer for answer in map(json.loads, done.stdout.splitlines())}

    found = told.pop("broken.pdf")
    assert all(found[part] for part in ("3a", "ua1"))  # the judge does look
    assert told == {path.name: {"3a": [], "ua1": []} for path in paths if path.stem != "broken"}


def test_signatures_hold_to_pyhanko_and_poppler(tmp_path: Path) -> None:
    """Those that leave on their own; a changed byte is found."""
    require_judge("pdfsig")
    forms = pdf_forms("fr")
    made = {name: sign_pdf(forms[name], signing_key(), at=NOW) for name in LEAVING}
    changed = bytearray(made["custody"])
    changed[changed.index(b"/MediaBox") + 20] ^= 1
    for path in write(tmp_path, made):
        embedded = PdfFileReader(BytesIO(path.read_bytes())).embedded_signatures[0]
        context = ValidationContext(trust_roots=[], moment=NOW, allow_fetching=False)
        status = validate_pdf_signature(embedded, context)
        assert status.intact, path.name
        assert status.valid, path.name
        assert status.coverage.name == "ENTIRE_FILE", path.name
        told = poppler(path)
        assert "Signature is Valid" in told, path.name
        assert "ETSI.CAdES.detached" in told, path.name
        assert "Total document signed" in told, path.name
    bad = tmp_path / "changed.pdf"
    bad.write_bytes(changed)
    assert "Signature is Valid" not in poppler(bad)


def poppler(pdf: Path) -> str:
    return subprocess.run(["pdfsig", "-nocert", pdf], capture_output=True, text=True, check=False).stdout

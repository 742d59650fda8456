"""Every kind of report in every language, put before veraPDF: `packaging/interop/run reports [LANGUAGE...]`.

Ends with 0 where each of them is what it claims to be, PDF/A-3a and PDF/UA-1, and names those that are not.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from forensics_app.i18n.translator import LANGUAGES, translator_for
from forensics_app.report.evidence.facts import Origin
from forensics_app.report.evidence.pdf import TEMPLATE, page_data
from forensics_app.report.evidence.report import evidence_document
from forensics_app.report.forms.cover_sheet import cover_sheet_document
from forensics_app.report.layout.typesetting import render_pdf
from forensics_app.seal.signatures.pades import sign_pdf
from tests.made.forms import cover, pdf_forms, write
from tests.world.report_facts import full_facts
from tests.world.shared_data import PROJECT
from tests.world.signing import NOW, signing_key

RUNNER = PROJECT / "packaging" / "interop" / "run"
LEAVING = ("cover", "custody", "receipt-signed", "verification", "disposal")
"""What leaves on its own, and is signed."""


def every_kind(language: str) -> dict[str, bytes]:
    """All of them by name, those that leave on their own signed as well."""
    words, other = translator_for(language), translator_for("ar" if language != "ar" else "fr")
    made = pdf_forms(language)
    made["cover-two"] = cover_sheet_document(cover(), (words, other), printed=NOW)[0]
    for origin in (Origin.CASE, Origin.SEALING):
        document = evidence_document(full_facts(origin, words=("name",)), words)
        made[f"evidence-{origin.value}"] = render_pdf(
            TEMPLATE, page_data(document), lang=language, created=NOW
        )
    made |= {f"{name}-sealed": sign_pdf(made[name], signing_key(), at=NOW) for name in LEAVING}
    return {f"{name}-{language}": pdf for name, pdf in made.items()}


def judged(paths: list[Path]) -> subprocess.CompletedProcess[str]:
    """What veraPDF says of files, one JSON object a line."""
    asked = "".join(f"{path}\n" for path in paths)
    return subprocess.run(
        [RUNNER, "pdf"], input=asked, capture_output=True, text=True, check=False, timeout=1800
    )


def main(languages: list[str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        made = {name: pdf for lang in languages for name, pdf in every_kind(lang).items()}
        done = judged(write(Path(folder), made))
    if done.returncode:
        sys.stderr.write(done.stderr)
        return done.returncode
    answers = list(map(json.loads, done.stdout.splitlines()))
    broken = [a for a in answers if a.get("3a") != [] or a.get("ua1") != []]
    for answer in broken:
        sys.stdout.write(f"{json.dumps(answer)}\n")
    good = len(answers) - len(broken)
    sys.stdout.write(f"{len(answers)} files, {len(languages)} languages: {good} conform.\n")
    return 0 if not broken and len(answers) == len(made) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or list(LANGUAGES)))

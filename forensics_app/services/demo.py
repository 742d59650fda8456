"""The whole job on the built-in case: unpack, ingest, tag, seal, verify. Every step is the program's own.

Keys are made fresh for each run and are in memory only: what is left of them is `trust.pem`.
"""

from __future__ import annotations

import gzip
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from forensics_app.errors import OutputExistsError
from forensics_app.i18n import current, tr
from forensics_app.model.bundle import SEALED_SUFFIX, HandlingCode, SealedBundle
from forensics_app.model.case import DEMO_REFERENCE, IngestOptions
from forensics_app.model.findings import VerificationReport
from forensics_app.model.progress import IsCancelled, Progress, Report, never_cancelled, silent
from forensics_app.model.selection import ArtifactFilter
from forensics_app.model.times import Clock
from forensics_app.model.trust import TrustRole, TrustStore
from forensics_app.resource_files import RESOURCES
from forensics_app.seal.certificates.making import Holder, make_identity
from forensics_app.seal.home import home_folder
from forensics_app.seal.keys.own_entries import known_own_entries, remember_practice
from forensics_app.seal.signing_key import SigningKey
from forensics_app.seal.trust import run_entries
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.making import new_case
from forensics_app.services.files.new_files import disk_errors
from forensics_app.services.ingest.ingest import ingest
from forensics_app.services.sealing.seal import SealRequest, default_name, seal_bundle
from forensics_app.services.selection.tag import tag
from forensics_app.services.verifying.verify import verify

_EXAMINER, _AGENCY, _COUNTRY = "Ada Example", "Sealwright Demonstration Laboratory", "XX"
_IMAGES = ("laptop.raw.gz", "stick.E01")
_TAG = "relevant"
# pictures, the invoices and whatever was deleted: what the story in resources/demo/README.md turns on
_FILTERS = (
    ArtifactFilter(extension="jpg"),
    ArtifactFilter(extension="exe"),
    ArtifactFilter(extension="pdf"),
    ArtifactFilter(text="statement"),
    ArtifactFilter(text="ledger"),
)


@dataclass(frozen=True, slots=True)
class DemoResult:
    """What the demo leaves in its folder, and the verdict on it."""

    case: Path
    trust: Path
    bundle: SealedBundle
    report: VerificationReport


def run_demo(
    to: Path,
    *,
    clock: Clock,
    languages: tuple[str, ...] = (),
    report: Report = silent,
    cancelled: IsCancelled = never_cancelled,
) -> DemoResult:
    """Do the whole job in a folder that is new or empty.

    Raises OutputExistsError for any other, and what the single steps raise.
    """
    to = to.absolute()
    with disk_errors(to):
        _make_folder(to)
        images = _unpack(to / "evidence", report)
    signing = make_identity(Holder(_EXAMINER, _AGENCY, _COUNTRY), now=clock.now(), years=1, demo=True).signing
    with disk_errors(to):
        trust_file = _write_trust(to / "trust.pem", signing)
    with _new_demo_case(to / "case", clock) as case:
        _ingest(case, images, report, cancelled)
        for chosen in _FILTERS:
            tag(case, _TAG, chosen, note=None, clock=clock)
        request = SealRequest(
            out=to / f"{default_name(case)}{SEALED_SUFFIX}",
            chosen=(ArtifactFilter(tag=_TAG),),
            handling=(HandlingCode("TLP", "CLEAR"),),
            languages=languages,
            reports=(current().language,),
        )
        sealed = seal_bundle(case, request, signing, clock=clock, report=report, cancelled=cancelled)
    remember_practice(home_folder(), signing.certificate)
    given = run_entries(trust_file, role=TrustRole.SEAL, now=clock.now())
    trust = TrustStore((*known_own_entries(home_folder()), *given))
    verdict = verify(sealed.path, trust=trust, clock=clock, report=report, cancelled=cancelled)
    return DemoResult(to / "case", trust_file, sealed, verdict)


def _make_folder(to: Path) -> None:
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise OutputExistsError(path=str(to))
    to.mkdir(parents=True, exist_ok=True)


def _unpack(folder: Path, report: Report) -> list[str]:
    """The demo's evidence, as files beside the case."""
    folder.mkdir()
    paths = []
    for shipped in _IMAGES:
        path = folder / shipped.removesuffix(".gz")
        report(Progress("demo-unpack", subject=path.name))
        with (RESOURCES / "demo" / shipped).open("rb") as packed, path.open("xb") as out:
            if shipped.endswith(".gz"):
                with gzip.open(packed) as unpacked:
                    shutil.copyfileobj(unpacked, out)
            else:
                shutil.copyfileobj(packed, out)
        path.chmod(0o444)  # evidence, if only for show
        paths.append(str(path))
    return paths


def _write_trust(path: Path, signing: SigningKey) -> Path:
    """The demo's root and signer, as `--trust` takes them."""
    loaded = [x509.load_der_x509_certificate(c) for c in reversed(signing.chain)]
    path.write_bytes(b"".join(c.public_bytes(Encoding.PEM) for c in loaded))
    return path


def _new_demo_case(path: Path, clock: Clock) -> Case:
    return new_case(
        path,
        reference=DEMO_REFERENCE,
        title=tr("Demonstration: the diverted invoices"),
        examiner=_EXAMINER,
        agency=_AGENCY,
        country=_COUNTRY,
        clock=clock,
    )


def _ingest(case: Case, images: list[str], report: Report, cancelled: IsCancelled) -> None:
    options = IngestOptions(workers=min(2, os.cpu_count() or 1))
    summary = ingest(case, images, options, report=report, cancelled=cancelled)
    if summary.errors:
        raise summary.errors[0]

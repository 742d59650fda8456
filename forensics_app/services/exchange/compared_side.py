"""What is compared: a case, a bundle that was checked, or a list of another laboratory, as items."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from forensics_app.bundle.reading.opening import is_bag_folder
from forensics_app.errors import ManifestNotReadableError, VerificationFailedError
from forensics_app.exchange.escaped_names import escaped_path
from forensics_app.exchange.manifest_reading import open_manifest
from forensics_app.model.artifact import ArtifactKind
from forensics_app.model.bundle import SEAL_SUFFIX
from forensics_app.model.comparison import ComparedItem, SideKind
from forensics_app.model.findings import Verdict, VerificationReport
from forensics_app.model.progress import IsCancelled, Report
from forensics_app.model.times import Clock
from forensics_app.model.trust import TrustStore
from forensics_app.services.cases.case import Case, is_case
from forensics_app.services.cases.opening import open_case
from forensics_app.services.sealed_bundles.artifacts import artifact_of, sealed_sources
from forensics_app.services.sealed_bundles.contents import sealed_artifacts
from forensics_app.services.verifying.verify import check
from forensics_app.verify.checked import CheckedBundle

_ZIP_START = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class OpenSide:
    """`items` are read as they are asked for; None stands for something that could not be read."""

    kind: SideKind
    items: Iterator[ComparedItem | None]
    report: VerificationReport | None = None
    rooted: bool = False


def kind_of(path: Path) -> SideKind | None:
    """Whether a path is a case or a bundle; None for a list, which its content tells.

    Raises ManifestNotReadableError.
    """
    if is_case(path):
        return SideKind.CASE
    if path.is_dir():
        if is_bag_folder(path):
            return SideKind.BUNDLE
        raise ManifestNotReadableError(path=str(path), detail="not a list of contents")
    if path.suffix.lower() == SEAL_SUFFIX:
        return SideKind.BUNDLE
    try:
        with path.open("rb") as file:
            return SideKind.BUNDLE if file.read(len(_ZIP_START)) == _ZIP_START else None
    except OSError:
        return None  # the reader of lists has the words for it


@contextmanager
def open_side(
    path: Path, *, trust: TrustStore, clock: Clock, report: Report, cancelled: IsCancelled
) -> Iterator[OpenSide]:
    """Open a side; a bundle is checked first.

    Raises ManifestNotReadableError, VerificationFailedError, NotABundleError, CancelledError, and what
    opening a case raises.
    """
    kind = kind_of(path)
    if kind is SideKind.CASE:
        with open_case(path, write=False, clock=clock) as case:
            yield OpenSide(kind, _of_case(case))
    elif kind is SideKind.BUNDLE:
        try:
            checked = check(path, trust=trust, clock=clock, report=report, cancelled=cancelled)
        except VerificationFailedError as e:
            if e.verdict == Verdict.UNREADABLE.value:  # nothing says that this ever was a bundle
                raise ManifestNotReadableError(path=str(path), detail="not a list of contents") from e
            raise
        with checked as bundle:
            yield OpenSide(kind, _of_bundle(bundle), bundle.report)
    else:
        with open_manifest(path) as manifest:
            yield OpenSide(manifest.kind, manifest.items, rooted=manifest.rooted)


def _of_case(case: Case) -> Iterator[ComparedItem]:
    exhibits = {source.source_id: source.exhibit for source in case.store.queries.sources()}
    for one in case.store.artifacts.contents():
        yield ComparedItem(
            escaped_path(one.components, one.stream),
            None if one.size < 0 else one.size,
            one.md5,
            one.sha1,
            one.sha256,
            one.deleted,
            one.kind != ArtifactKind.DIRECTORY.value,
            one.layer_id,
            one.artifact_id,
            exhibits.get(one.layer_id.partition(".")[0], ""),
        )


def _of_bundle(bundle: CheckedBundle) -> Iterator[ComparedItem]:
    exhibits = {source.source_id: source.exhibit for source in sealed_sources(bundle)}
    for sealed, _ in sealed_artifacts(bundle):
        artifact = artifact_of(sealed)
        locator, digests = artifact.entry.locator, artifact.examination.digests
        yield ComparedItem(
            escaped_path(locator.components, locator.stream),
            artifact.entry.size_bytes,
            _raw(digests.md5),
            _raw(digests.sha1),
            _raw(digests.sha256),
            artifact.entry.deleted,
            artifact.entry.kind is not ArtifactKind.DIRECTORY,
            locator.layer_id,
            artifact.artifact_id,
            exhibits.get(locator.source_id, ""),
        )


def _raw(digest: str | None) -> bytes | None:
    return None if digest is None else bytes.fromhex(digest)

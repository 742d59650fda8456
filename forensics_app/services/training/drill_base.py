"""Reading the bundle that drills begin from: whole, into memory, and only if it may be used."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from forensics_app.bundle.layout import seal_path
from forensics_app.bundle.reading.opening import open_bundle
from forensics_app.bundle.reading.tree import FileUnreadableError, Tree, read_whole
from forensics_app.errors import DrillBundleError
from forensics_app.model.outside_times import read_moment
from forensics_app.model.times import Clock
from forensics_app.model.trust import TrustStore
from forensics_app.seal.containers.reading import read_seal
from forensics_app.seal.containers.seal_info import parse
from forensics_app.services.verifying.verify import check
from forensics_app.training.tampering.held import HeldBundle

MAX_BUNDLE_BYTES = 64 << 20


def read_base(bundle: Path, trust: TrustStore, clock: Clock) -> tuple[HeldBundle, datetime]:
    """The bundle in memory, and when its signer says that it was sealed.

    Raises DrillBundleError, BundleNotFoundError, NotABundleError, VerificationFailedError.
    """
    with check(bundle, trust=trust, clock=clock) as checked:
        stated = checked.report.seal.signed_at
    opened = open_bundle(bundle, lambda problem: None)
    try:
        tree = opened.tree
        if tree is None or tree.top is None or stated is None:
            raise DrillBundleError(path=str(bundle), detail="not-a-zip")
        if sum(tree.sizes) > MAX_BUNDLE_BYTES:
            raise DrillBundleError(path=str(bundle), detail="bundle-too-large")
        files, name = _files(bundle, tree), tree.top
    finally:
        opened.close()
    seal = read_seal(files[seal_path(name)], name, lambda problem: None)
    if seal is None:
        raise DrillBundleError(path=str(bundle), detail="not-a-zip")
    at = read_moment(stated)
    if at is None:
        raise DrillBundleError(path=str(bundle), detail="not-a-zip")
    return HeldBundle(name, files, parse(seal.seal_info)), at


def _files(bundle: Path, tree: Tree) -> dict[str, bytes]:
    files = {}
    for position, path in enumerate(tree.table.paths):
        try:
            data = read_whole(tree, position, MAX_BUNDLE_BYTES, lambda problem: None)
        except FileUnreadableError as e:
            raise DrillBundleError(path=str(bundle), detail="not-a-zip") from e
        files[path] = data or b""
    return files

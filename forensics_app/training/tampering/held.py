"""A whole bundle in memory: its files, its manifests and its seal, each of which can be made again."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from forensics_app.bundle.layout import CATALOG, CUSTODY, MANIFEST, TAG_MANIFEST, seal_path
from forensics_app.bundle.manifests import manifest_text
from forensics_app.bundle.merkle import leaf_hash, tree_root
from forensics_app.bundle.reading.random_access import MemoryBytes
from forensics_app.bundle.reading.tree import Problem, read_whole
from forensics_app.bundle.reading.zip_reader import ZipTree
from forensics_app.bundle.writing.zip_writer import ZipWriter
from forensics_app.custody.chain import heads, split_lines
from forensics_app.seal.certificates.making import fingerprint
from forensics_app.seal.containers.seal_info import SealInfo, render, set_digest
from forensics_app.seal.forms.asic_manifest import SEAL_INFO
from forensics_app.seal.making.container import Stamper, make_container
from forensics_app.seal.signing_key import SigningKey

_PAYLOAD, _EXHIBITS = "data/", "data/EX-"


@dataclass(frozen=True, slots=True)
class HeldBundle:
    """`files` by their path in the bag, in the order of the ZIP; `info` is what the seal promises.

    Nothing is changed in place: each step gives another bundle.
    """

    name: str
    files: Mapping[str, bytes]
    info: SealInfo

    @property
    def seal(self) -> bytes:
        """The container."""
        return self.files[seal_path(self.name)]

    @property
    def contents(self) -> tuple[str, ...]:
        """Paths of the contents of artifacts that are not empty."""
        return tuple(path for path, data in self.files.items() if path.startswith(_EXHIBITS) and data)

    def with_files(self, changed: Mapping[str, bytes | None]) -> HeldBundle:
        """With files replaced, added before the seal, or taken out (None); manifests and seal as they are."""
        seal = seal_path(self.name)
        files = {path: data for path, data in self.files.items() if path != seal}
        files |= {path: data for path, data in changed.items() if data is not None and path != seal}
        last = changed.get(seal, self.files.get(seal))
        if last is not None:
            files[seal] = last
        gone = {path for path, data in changed.items() if data is None}
        return replace(self, files={path: data for path, data in files.items() if path not in gone})

    def with_manifests(self) -> HeldBundle:
        """With both manifests made again over the files as they are."""
        tags = self._digests(payload=False)
        manifest = manifest_text(self._digests(payload=True))
        tags = [(path, digest) for path, digest in tags if path != MANIFEST]
        tags.append((MANIFEST, hashlib.sha256(manifest).digest()))
        return self.with_files({MANIFEST: manifest, TAG_MANIFEST: manifest_text(tags)})

    def _digests(self, *, payload: bool) -> list[tuple[str, bytes]]:
        apart = (TAG_MANIFEST, seal_path(self.name))
        return [
            (path, hashlib.sha256(data).digest())
            for path, data in self.files.items()
            if path.startswith(_PAYLOAD) is payload and path not in apart
        ]

    def promising(self, signers: Sequence[SigningKey], *, stamped: bool) -> HeldBundle:
        """With the promise that fits the files as they are; counts that were stated stay."""
        catalogue, _ = split_lines(self.files[CATALOG])
        ledger, _ = split_lines(self.files[CUSTODY])
        *_, head = heads(ledger)
        bound = bool(self.info.certificates_sha256)  # by the format of the bundle
        info = replace(
            self.info,
            signer_sha256=tuple(fingerprint(one.certificate) for one in signers),
            certificates_sha256=tuple(set_digest(one.chain) for one in signers) if bound else (),
            time_stamp_required=stamped,
            tagmanifest_sha256=hashlib.sha256(self.files[TAG_MANIFEST]).hexdigest(),
            merkle_root=tree_root(map(leaf_hash, catalogue)).hex(),
            merkle_size=len(catalogue),
            custody_head=head.hex(),
            custody_count=len(ledger),
        )
        return replace(self, info=info)

    def sealed(
        self, signers: Sequence[SigningKey], *, at: datetime, authority: Stamper | None = None
    ) -> HeldBundle:
        """With a seal over `info` as it stands. Raises SealFailedError where it promises other signers."""
        container = make_container([(SEAL_INFO, render(self.info))], signers, at=at, authority=authority)
        return self.with_files({seal_path(self.name): container})

    def zipped(self) -> bytes:
        """The ZIP."""
        return zip_of((f"{self.name}/{path}", data) for path, data in self.files.items())


def zip_of(entries: Iterable[tuple[str, bytes]]) -> bytes:
    """A ZIP in the one form of section 9."""
    out = io.BytesIO()
    writer = ZipWriter(out)
    for name, data in entries:
        writer.add(name, data)
    writer.finish()
    return out.getvalue()


def entries_of(container: bytes) -> list[tuple[str, bytes]]:
    """Names and contents of a small container, in its order."""
    tree = ZipTree(MemoryBytes(container), with_top=False, add=_ignore)
    found = []
    for position, name in enumerate(tree.table.paths):
        data = read_whole(tree, position, len(container), _ignore)
        found.append((name, data or b""))
    return found


def _ignore(_: Problem) -> None:
    """What is held was verified before, or was made here."""

"""Reading a seal's container (docs/bundle-format.md, section 8): which files, in which order, which texts.

Whatever isn't named there is refused, and every manifest is compared with the one text that its files give.
No signature is judged here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from forensics_app.bundle.reading.random_access import MemoryBytes
from forensics_app.bundle.reading.tree import AddProblem, FileUnreadableError, Problem, read_whole
from forensics_app.bundle.reading.zip_reader import ZipTree
from forensics_app.errors import ZipRuleError
from forensics_app.seal.containers.other_infos import kind_word
from forensics_app.seal.forms.asic_manifest import (
    ARCHIVE_MANIFEST,
    ARCHIVE_TOKEN,
    MIMETYPE,
    MIMETYPE_TEXT,
    P7S_TYPE,
    ROOT_FILES,
    SEAL_INFO,
    TOKEN_TYPE,
    manifest_name,
    render,
    signature_name,
)

MAX_SEAL_BYTES = 8 << 20
_MAX_ENTRIES = 64


@dataclass(frozen=True, slots=True)
class SealedSignature:
    """One signature of a seal: `manifest` is the text it is over, `p7s` the signature file."""

    number: int
    manifest: bytes
    p7s: bytes


@dataclass(frozen=True, slots=True)
class SealFiles:
    """What the container holds. `token` is the archive time-stamp over `archive_manifest`.

    `others` are the files that its kind has beside seal-info.txt, as far as they are there: event.json of an
    addendum, card.json of a card. `signatures` are those whose two files are both there, numbered from 1
    without a gap.
    """

    seal_info: bytes
    signatures: tuple[SealedSignature, ...]
    archive_manifest: bytes | None = None
    token: bytes | None = None
    others: tuple[tuple[str, bytes], ...] = ()

    def other(self, name: str) -> bytes | None:
        """The content of one of the files of this kind."""
        return dict(self.others).get(name)


def read_seal(data: bytes, name: str, add: AddProblem) -> SealFiles | None:
    """The files of the container `data`, or None where nothing in it can be checked.

    Broken rules go to `add`, with `name!` before the subject. Never raises for what the bytes hold.
    """

    def add_inside(problem: Problem) -> None:
        subject = name if problem.subject is None else f"{name}!{problem.subject}"
        add(Problem(problem.code, subject, problem.expected, problem.actual))

    contents = _read_files(data, add_inside)
    if contents is None or SEAL_INFO not in contents:
        add(Problem("seal-unreadable", name))
        return None
    root = _root_files(contents[SEAL_INFO])
    _check_entries(list(contents), root, add_inside)
    if contents.get(MIMETYPE) != MIMETYPE_TEXT:
        add_inside(Problem("seal-mimetype", MIMETYPE))
    signatures = _signatures(contents)
    files = SealFiles(
        contents[SEAL_INFO],
        signatures,
        contents.get(ARCHIVE_MANIFEST),
        contents.get(ARCHIVE_TOKEN),
        tuple((name, contents[name]) for name in root if name != SEAL_INFO and name in contents),
    )
    _check_manifests(files, contents, add_inside)
    return files


def _read_files(data: bytes, add: AddProblem) -> dict[str, bytes] | None:
    """Contents by name in directory order; of a repeated name the first one."""
    try:
        tree = ZipTree(MemoryBytes(data), with_top=False, add=add, max_entries=_MAX_ENTRIES)
    except ZipRuleError as e:
        add(Problem("seal-zip", f"@{e.offset_bytes}", None, e.rule))
        return None
    contents: dict[str, bytes] = {}
    for position, entry in enumerate(tree.table.paths):
        try:
            content = read_whole(tree, position, MAX_SEAL_BYTES, add)
        except FileUnreadableError:
            content = None
        if content is not None and entry not in contents:
            contents[entry] = content
    return contents


def _signatures(contents: dict[str, bytes]) -> tuple[SealedSignature, ...]:
    found: list[SealedSignature] = []
    while True:
        number = len(found) + 1
        manifest = contents.get(manifest_name(number))
        p7s = contents.get(signature_name(number))
        if manifest is None or p7s is None:
            return tuple(found)
        found.append(SealedSignature(number, manifest, p7s))


def _root_files(seal_info: bytes) -> tuple[str, ...]:
    """Those of the kind that the text gives; of an unknown kind, that text alone."""
    return ROOT_FILES.get(kind_word(seal_info) or "", (SEAL_INFO,))


def _check_entries(names: Sequence[str], root: Sequence[str], add: AddProblem) -> None:
    """The files must be exactly those of section 8 in that order."""
    signatures = sum(1 for n in names if n.startswith("META-INF/signature"))
    wanted = [MIMETYPE, *root]
    for number in range(1, max(signatures, 1) + 1):
        wanted += [manifest_name(number), signature_name(number)]
    if ARCHIVE_MANIFEST in names or ARCHIVE_TOKEN in names:
        wanted += [ARCHIVE_MANIFEST, ARCHIVE_TOKEN]
    for extra in sorted(set(names) - set(wanted)):
        add(Problem("seal-extra-file", extra))
    for missing in sorted(set(wanted) - set(names)):
        add(Problem("seal-missing-file", missing))
    if set(names) == set(wanted) and list(names) != wanted:
        add(Problem("seal-order", None, " ".join(wanted), " ".join(names)))


def _check_manifests(files: SealFiles, contents: dict[str, bytes], add: AddProblem) -> None:
    """Each manifest must be the text that the files before it give (and the archive one, of all of them)."""
    before: list[tuple[str, bytes]] = [
        (name, hashlib.sha256(content).digest())
        for name, content in ((SEAL_INFO, files.seal_info), *files.others)
    ]
    for signature in files.signatures:
        name, p7s_name = manifest_name(signature.number), signature_name(signature.number)
        if signature.manifest != render(p7s_name, P7S_TYPE, before):
            add(Problem("seal-manifest", name))
        for inner in (name, p7s_name):
            before.append((inner, hashlib.sha256(contents[inner]).digest()))
    if files.archive_manifest is None:
        return
    if files.archive_manifest != render(ARCHIVE_TOKEN, TOKEN_TYPE, before):
        add(Problem("timestamp-manifest", ARCHIVE_MANIFEST))

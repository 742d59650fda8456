"""From a path to an `UnverifiedBundle`: which form it has and where its bytes are.

Nothing is believed yet.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from forensics_app.bundle.layout import BAG_INFO, BAGIT, MANIFEST, TAG_MANIFEST
from forensics_app.bundle.reading.adjacent_addenda import read_addenda
from forensics_app.bundle.reading.adjacent_containers import containers_naming, reference_in
from forensics_app.bundle.reading.digest_helper import DigestHelper, helper_for
from forensics_app.bundle.reading.folder_reader import FolderTree
from forensics_app.bundle.reading.grammar import SEAL_FOLDER
from forensics_app.bundle.reading.random_access import FileBytes, RandomAccess
from forensics_app.bundle.reading.tree import AddProblem, Problem, Tree
from forensics_app.bundle.reading.zip_reader import ZipTree
from forensics_app.errors import BundleNotFoundError, ZipRuleError
from forensics_app.model.bundle import SEAL_SUFFIX, SEALED_SUFFIX, ZIP_SUFFIX, CheckedFile, bundle_stem

_MAX_OUTER_BYTES = 8 << 20
_METADATA_FOLDER = "metadata"
_FIRST_NAME_AT, _SEAL_FIRST_NAME = 30, b"mimetype"


class Form(StrEnum):
    """How a bundle came. `seal` is the small container alone."""

    ZIP = "zip"
    FOLDER = "folder"
    SEAL = "seal"
    NONE = "none"


@dataclass(slots=True)
class UnverifiedBundle:
    """`tree` for a ZIP or folder, `seal` the bytes of a seal that came alone, `outer_seal` those of one that
    lies beside the bundle under the same name. Both are None where nothing could be opened. `addenda`
    are names and bytes of those that lie beside it, `other_seals` of seals there that give its reference
    under another name. `file` is what was opened, where that is a file. Close it after use."""

    path: str
    form: Form
    tree: Tree | None = None
    seal: bytes | None = None
    outer_seal: bytes | None = None
    addenda: tuple[tuple[str, bytes], ...] = ()
    other_seals: tuple[tuple[str, bytes], ...] = ()
    file: CheckedFile | None = None

    def close(self) -> None:
        """Release the files."""
        if self.tree is not None:
            self.tree.close()


@dataclass(frozen=True, slots=True)
class HeldFiles:
    """The files of a bundle that somebody has open: the ZIP or the seal alone, and the seal beside it.

    Opening the bundle closes them, or the bundle does.
    """

    file: FileBytes | None = None
    outer: FileBytes | None = None


def is_bag_folder(path: Path) -> bool:
    """Whether a folder is a bundle, also one that lost files, rather than a place where bundles lie."""
    if any(os.path.lexists(path / name) for name in (BAGIT, TAG_MANIFEST, MANIFEST, BAG_INFO)):
        return True
    return os.path.lexists(path / _METADATA_FOLDER) and any((path / SEAL_FOLDER).glob(f"*{SEAL_SUFFIX}"))


def open_bundle(
    path: Path,
    add: AddProblem,
    *,
    addenda: Sequence[Path] = (),
    digesting: bool = False,
    held: HeldFiles | None = None,
) -> UnverifiedBundle:
    """Open whatever lies at `path`; what is wrong with it goes to `add`.

    `addenda` are more of them, wherever they lie. `digesting`: all of it is going to be digested. `held`: its
    files, where somebody has them open already; no other ones are looked at. Raises BundleNotFoundError where
    nothing can be opened under that name, AddendumNotReadableError for one of `addenda`.
    """
    bundle = _open(path, add, digesting=digesting, held=held)
    names = {path.absolute().name if bundle.form is Form.FOLDER else bundle_stem(path.name)}
    if bundle.tree is not None and bundle.tree.top is not None:
        names.add(bundle.tree.top)
    folder = path.absolute().parent
    bundle.addenda = read_addenda(folder, names, addenda, add)
    _find_adjacent(bundle, folder, path, names)
    return bundle


def _find_adjacent(bundle: UnverifiedBundle, folder: Path, path: Path, names: set[str]) -> None:
    """Containers under other names that speak of this bundle; of a bundle that was renamed, its own seal."""
    references = names | _references(bundle)
    read = {name for name, _ in bundle.addenda} | {path.name, seal_path_of(path).name}
    for one in containers_naming(folder, references, but=read):
        if one.addendum:
            bundle.addenda += ((one.name, one.data),)
        elif bundle.outer_seal is None and _is_seal_of_renamed(bundle, folder, one.name):
            bundle.outer_seal = one.data
        else:
            bundle.other_seals += ((one.name, one.data),)


def _references(bundle: UnverifiedBundle) -> set[str]:
    """What the bundle calls itself inside."""
    if bundle.seal is not None:
        found = reference_in(bundle.seal)
        return set() if found is None else {found}
    if bundle.tree is None:
        return set()
    seals = (p for p in bundle.tree.table if p.startswith(SEAL_FOLDER) and p.endswith(SEAL_SUFFIX))
    return {p.removeprefix(SEAL_FOLDER).removesuffix(SEAL_SUFFIX) for p in seals}


def _is_seal_of_renamed(bundle: UnverifiedBundle, folder: Path, name: str) -> bool:
    """Whether a seal has the bundle's own name, and no bundle of that name lies here beside this one."""
    own = None if bundle.tree is None else bundle.tree.top
    if bundle.form is not Form.ZIP or own is None or name != f"{own}{SEAL_SUFFIX}":
        return False
    return not any(os.path.lexists(folder / f"{own}{suffix}") for suffix in (SEALED_SUFFIX, ZIP_SUFFIX, ""))


def seal_path_of(path: Path) -> Path:
    """Where the seal of the bundle at `path` lies, or would lie.

    Of names that differ in capitals alone, as other systems write them, the customary one goes first. The
    seal of `X.sealed.zip` is `X.asice`, or else `X.sealed.asice`.
    """
    whole = path.absolute() if path.is_dir() else path
    names = [f"{stem}{SEAL_SUFFIX}" for stem in seal_stems(whole)]
    usual = [whole.with_name(name) for name in names]
    for one in usual:
        if os.path.lexists(one):
            return one
    try:
        with os.scandir(usual[0].parent) as entries:
            there = sorted(e.name for e in entries)
    except OSError:  # a folder that may be entered but not listed
        there = []
    same = (found for name in names for found in there if found.lower() == name.lower())
    return whole.with_name(next(same, names[0]))


def seal_stems(path: Path) -> tuple[str, ...]:
    """What the seal of the bundle at `path` can be called, without its ending, the customary name first."""
    if path.is_dir():
        return (path.name,)
    return tuple(dict.fromkeys((bundle_stem(path.name), path.stem)))


def _open(path: Path, add: AddProblem, *, digesting: bool, held: HeldFiles | None = None) -> UnverifiedBundle:
    try:
        if path.is_dir():
            tree = FolderTree(path, add=add)
            outer = _outer_seal(seal_path_of(path), add, held)
            return UnverifiedBundle(str(path), Form.FOLDER, tree=tree, outer_seal=outer)
        source = FileBytes(path) if held is None or held.file is None else held.file
    except OSError as e:
        if not os.path.lexists(path):
            raise BundleNotFoundError(path=str(path)) from e
        add(Problem("not-a-bundle", None, None, e.strerror))
        return UnverifiedBundle(str(path), Form.NONE)
    outer = _outer_seal(seal_path_of(path), add, held)
    bundle = open_source(source, path, add, outer_seal=outer, digesting=digesting)
    bundle.file = CheckedFile(source.size_bytes, source.marks)
    return bundle


def open_source(
    source: RandomAccess,
    path: Path,
    add: AddProblem,
    *,
    outer_seal: bytes | None = None,
    digesting: bool = False,
) -> UnverifiedBundle:
    """The same for bytes already open; `path` gives the name alone."""
    helper: DigestHelper | None = None
    try:
        first = source.read(_FIRST_NAME_AT, len(_SEAL_FIRST_NAME))
        if path.suffix.lower() == SEAL_SUFFIX or first == _SEAL_FIRST_NAME:
            return _open_seal(source, path, add)
        if digesting:
            helper = helper_for(source)  # it starts while the directory is read
        tree = ZipTree(source, with_top=True, add=add, helper=helper)
    except ZipRuleError as e:
        _close(source, helper)
        add(Problem(e.rule, f"@{e.offset_bytes}"))
        return UnverifiedBundle(str(path), Form.NONE)
    except OSError as e:
        _close(source, helper)
        add(Problem("not-a-bundle", None, None, e.strerror))
        return UnverifiedBundle(str(path), Form.NONE)
    return UnverifiedBundle(str(path), Form.ZIP, tree=tree, outer_seal=outer_seal)


def _close(source: RandomAccess, helper: DigestHelper | None) -> None:
    if helper is not None:
        helper.close()
    source.close()


def _open_seal(source: RandomAccess, path: Path, add: AddProblem) -> UnverifiedBundle:
    """Raises OSError."""
    if source.size_bytes > _MAX_OUTER_BYTES:
        source.close()
        add(Problem("not-a-bundle", None, str(_MAX_OUTER_BYTES), str(source.size_bytes)))
        return UnverifiedBundle(str(path), Form.NONE)
    data = source.read(0, source.size_bytes)
    source.close()
    return UnverifiedBundle(str(path), Form.SEAL, seal=data)


def _outer_seal(path: Path, add: AddProblem, held: HeldFiles | None = None) -> bytes | None:
    """The bytes of the seal that lies beside a bundle, if there is one."""
    try:
        source = FileBytes(path) if held is None or held.outer is None else held.outer
    except FileNotFoundError:
        return None
    except OSError as e:
        add(Problem("outer-seal-unreadable", path.name, None, e.strerror))
        return None
    try:
        if source.size_bytes > _MAX_OUTER_BYTES:
            add(Problem("outer-seal-unreadable", path.name, str(_MAX_OUTER_BYTES), str(source.size_bytes)))
            return None
        return source.read(0, source.size_bytes)
    except OSError as e:
        add(Problem("outer-seal-unreadable", path.name, None, e.strerror))
        return None
    finally:
        source.close()

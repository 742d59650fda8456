"""The steps of CONTRIBUTING.md, followed in a copy of the tree with a kind of its own each.

`tests/architecture/test_contributing.py` holds the lists themselves to the tree.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.architecture.test_contributing import steps

PROJECT = Path(__file__).resolve().parents[2]
CONTENT = b"what is on the disk" + bytes(4096 - 19)

SIGNATURE = """
from pathlib import Path
from forensics_app.evidence.containers.container import Container
from forensics_app.evidence.containers.incomplete import Incomplete
from forensics_app.evidence.containers.kind import ContainerKind, Recognise
from forensics_app.model.evidence import ContainerFormat

def _open(path: Path, incomplete: Incomplete, recognise: Recognise) -> Container:
    from forensics_app.evidence.containers.toy.image import open_toy
    return open_toy(path)

TOY = ContainerKind(ContainerFormat.TOY, (b"TOYDISK1",), _open)
"""
IMAGE = """
import struct
from pathlib import Path
from forensics_app.evidence.bytes.byte_source import Window
from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile
from forensics_app.evidence.containers.container import Container
from forensics_app.model.evidence import ContainerFormat

def open_toy(path: Path) -> Container:
    file = ReadOnlyFile(path)
    (size,) = struct.unpack("<Q", file.read(8, 8))
    return Container(ContainerFormat.TOY, Window(file, 16, size), (file,))
"""
FILE_SYSTEM_LAYER = """
from dataclasses import replace
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.filesystems.kinds import TOY_FILES
from forensics_app.evidence.filesystems.trees.inode_tree import Alive
from forensics_app.evidence.omission_codes import OmissionCode, Omit
from forensics_app.model.evidence import Layer, LayerState

def look_into_toy(layer: Layer, source: ByteSource, alive: Alive, omit: Omit) -> Layer:
    omit(OmissionCode.DELETED_ENTRIES_NOT_LISTED, layer.layer_id, "ToyFS")
    return replace(layer, file_system=TOY_FILES, label="toys", state=LayerState.WALKED)
"""
FILE_SYSTEM_TREE = """
from collections.abc import Iterator
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.contents.nodes import NodeType
from forensics_app.evidence.filesystems.trees.inode_tree import (
    Problem, Stored, TreeAttribute, TreeName, TreeNode, stored_runs,
)

class ToyTree:
    root = 1

    def __init__(self, source: ByteSource) -> None:
        self._size = int.from_bytes(source.read(8, 8), "little") - 4096

    def names(self, number: int, problem: Problem) -> Iterator[TreeName]:
        yield TreeName(b"teddy.txt", 2, NodeType.REGULAR)

    def node(self, number: int, problem: Problem) -> TreeNode:
        is_root = number == self.root
        kind = NodeType.DIRECTORY if is_root else NodeType.REGULAR
        return TreeNode(number, kind, None, None, None, 0 if is_root else self._size, ())

    def content(self, number: int, problem: Problem) -> Stored:
        return stored_runs([(0, self._size, 4096)], self._size)

    def attributes(self, number: int, problem: Problem) -> tuple[TreeAttribute, ...]:
        return ()

    def link_target(self, number: int, problem: Problem) -> bytes:
        return b""
"""
FILE_SYSTEM_READER = """    OwnReader(
        TOY,
        lambda seen: (look_into_toy(seen.layer, seen.source, seen.alive, seen.omit),),
        lambda layer: layer.file_system == TOY_FILES,
        lambda layer, source, reach: ToyTree(source),
    ),
"""
SERVICE = """
from pathlib import Path

def weigh(path: Path) -> int:
    return path.stat().st_size
"""
COMMAND = """
from pathlib import Path
import click
from forensics_app.cli.commands import command as new_command
from forensics_app.i18n import N_, tr
from forensics_app.services.sources.weigh import weigh

@new_command("weigh", help=N_("Say how large a file is."))
@click.argument("path", type=click.Path(path_type=Path))
def command(path: Path) -> int:
    click.echo(tr("{size} bytes", size=weigh(path)))
    return 0
"""
PO = """msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Internal error"
msgstr "Interna eraro"

msgid "Open the window."
msgstr "Malfermi la fenestron."
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The core and the resources, as links; what is changed becomes a file of this tree's own."""
    made = tmp_path / "tree"
    shutil.copytree(PROJECT / "forensics_app", made / "forensics_app", copy_function=os.symlink)
    (made / "resources" / "locale").mkdir(parents=True)
    for source in (PROJECT / "resources", PROJECT / "resources" / "locale"):
        for path in source.iterdir():
            target = made / path.relative_to(PROJECT)
            if not target.exists():
                target.symlink_to(path)
    return made


def add(tree: Path, file: str, before: str, added: str) -> None:
    """Put `added` in front of the one place where `before` stands."""
    path = tree / file
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, (file, before)
    path.unlink()
    path.write_text(text.replace(before, f"{added}{before}"), encoding="utf-8")


def write(tree: Path, file: str, text: str) -> None:
    path = tree / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def sealwright(tree: Path, *arguments: object) -> str:
    environment = os.environ | {"PYTHONPATH": str(tree), "LC_ALL": "C.UTF-8", "HOME": str(tree)}
    done = subprocess.run(
        [sys.executable, "-P", "-m", "forensics_app.cli.main", *map(str, arguments)],
        cwd="/", env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def listed(way: str, *files: str) -> None:
    """The list of that way has each of these files, under the name of its example."""
    there = {file for file, _ in steps(way)}
    assert not set(files) - there


def test_a_container_that_was_added_by_the_list_is_read(tree: Path, tmp_path: Path) -> None:
    model, labels = "forensics_app/model/evidence.py", "forensics_app/i18n/labels.py"
    folder = "forensics_app/evidence/containers"
    listed("a container format", model, labels, f"{folder}/signatures.py")
    listed(
        "a container format", *(f"{folder}/qcow2/{name}.py" for name in ("__init__", "signature", "image"))
    )
    add(tree, model, '    QCOW2 = "qcow2"\n', '    TOY = "toy"\n')
    add(tree, labels, "    ContainerFormat.QCOW2: N_", '    ContainerFormat.TOY: N_("Toy image"),\n')
    write(tree, f"{folder}/toy/__init__.py", '"""Toy images."""\n')
    write(tree, f"{folder}/toy/signature.py", SIGNATURE)
    write(tree, f"{folder}/toy/image.py", IMAGE)
    module = "from forensics_app.evidence.containers.{0}.signature import {1}\n"
    add(tree, f"{folder}/signatures.py", module.format("qcow2", "QCOW2"), module.format("toy", "TOY"))
    add(tree, f"{folder}/signatures.py", "QCOW2, VMDK,", "TOY, ")
    image = tmp_path / "a.img"
    image.write_bytes(b"TOYDISK1" + struct.pack("<Q", len(CONTENT)) + CONTENT)
    said = sealwright(tree, "probe", image)
    assert "Toy image" in said
    assert re.search(r"4[ ,.]?096|4\.1.kB", said)


def test_a_file_system_that_was_added_by_the_list_is_listed(tree: Path, tmp_path: Path) -> None:
    folder = "forensics_app/evidence/filesystems"
    signatures, kinds, sizes, readers = (
        f"{folder}/{name}.py" for name in ("signatures", "kinds", "claimed_size", "own_readers")
    )
    listed("a file system", signatures, kinds, sizes, readers)
    listed("a file system", *(f"{folder}/xfs/{name}.py" for name in ("__init__", "layers", "tree")))
    add(tree, signatures, '    _Magic(0, b"XFSB", "XFS"),\n', '    _Magic(0, b"TOYF", "ToyFS"),\n')
    add(tree, kinds, '"xfs", "apfs", "udf"', '"toyfs", ')
    add(tree, kinds, "XFS_FILES, APFS_FILES = ", 'TOY, TOY_FILES = "ToyFS", "toyfs"\n\n\n')
    size = '    if head[:4] == b"TOYF":\n        return int.from_bytes(head[8:16], "little")\n'
    add(tree, sizes, '    if head[:4] == b"XFSB":\n', size)
    write(tree, f"{folder}/toyfs/__init__.py", '"""ToyFS."""\n')
    write(tree, f"{folder}/toyfs/layers.py", FILE_SYSTEM_LAYER)
    write(tree, f"{folder}/toyfs/tree.py", FILE_SYSTEM_TREE)
    imports = (
        "from forensics_app.evidence.filesystems.kinds import TOY, TOY_FILES\n"
        "from forensics_app.evidence.filesystems.toyfs.layers import look_into_toy\n"
        "from forensics_app.evidence.filesystems.toyfs.tree import ToyTree\n"
    )
    add(tree, readers, "from forensics_app.evidence.filesystems.udf.layers", imports)
    add(tree, readers, "    OwnReader(\n        XFS,\n", FILE_SYSTEM_READER)
    image, case = tmp_path / "a.img", tmp_path / "case"
    head = b"TOYF".ljust(8, b"\x00") + struct.pack("<Q", 4096 + len(CONTENT))
    image.write_bytes(head.ljust(4096, b"\x00") + CONTENT)
    sealwright(
        tree, "case", "new", case, "--reference", "R-1", "--title", "T", "--examiner", "E", "--agency", "A",
        "--country", "FR",
    )  # fmt: skip
    said = sealwright(tree, "ingest", case, image)
    assert "1 artifact" in said, said + sealwright(tree, "list", case, "--omissions")
    (row,) = (json.loads(line) for line in sealwright(tree, "list", case, "--format", "jsonl").splitlines())
    assert row["path"].endswith("teddy.txt")
    assert row["sha256"] == hashlib.sha256(CONTENT).hexdigest()
    os.truncate(image, 4096)
    assert "The image is incomplete" in sealwright(tree, "probe", image)


def test_a_finding_that_was_added_by_the_list_is_found(tree: Path, tmp_path: Path) -> None:
    files = [
        f"forensics_app/{name}.py"
        for name in ("verify/codes", "i18n/findings", "bundle/reading/zip_directory")
    ]
    listed("a finding of the verifier", *files)
    add(tree, files[0], '    "zip-extra-field": (', '    "zip-toy": (_C, _WRONG),\n')
    add(tree, files[1], '    "zip-extra-field": N_(', '    "zip-toy": N_("The entry {subject} is a toy."),\n')
    found = '        add(Problem("zip-extra-field", name'
    add(tree, files[2], found, found.replace("zip-extra-field", "zip-toy") + ", None, ''))\n")
    entry = zipfile.ZipInfo("R-1/bagit.txt")
    entry.extra = struct.pack("<HHI", 0x5455, 4, 0)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as made:
        made.writestr(entry, "BagIt-Version: 1.0\n")
    said = sealwright(tree, "verify", tmp_path / "a.zip")
    assert "The entry R-1/bagit.txt is a toy. [zip-toy]" in said


def test_a_command_that_was_added_by_the_list_runs(tree: Path, tmp_path: Path) -> None:
    listed("a command", "forensics_app/services/sources/probe.py", "forensics_app/cli/evidence/probe.py")
    listed("a command", "forensics_app/cli/main.py")
    write(tree, "forensics_app/services/sources/weigh.py", SERVICE)
    write(tree, "forensics_app/cli/evidence/weigh.py", COMMAND)
    row = '    "weigh": ("forensics_app.cli.evidence.weigh", N_("Say how large a file is.")),\n'
    add(tree, "forensics_app/cli/main.py", '    "probe": (', row)
    (tmp_path / "a").write_bytes(b"12345")
    assert sealwright(tree, "weigh", tmp_path / "a") == "5 bytes\n"
    assert "Say how large a file is." in sealwright(tree, "--help")


def test_a_language_that_was_added_by_the_list_is_spoken(tree: Path) -> None:
    translator, numbers = (f"forensics_app/i18n/{name}.py" for name in ("translator", "typography/numbers"))
    listed("a language", translator, numbers)
    add(tree, translator, '    "pt-BR": "Português (Brasil)"', '    "eo": "Esperanto",\n')
    add(tree, numbers, '    "pt-BR": NumberHabit(', '    "eo": NumberHabit(".", ","),\n')
    write(tree, "resources/locale/eo/LC_MESSAGES/sealwright.po", PO)
    assert "Malfermi la fenestron." in sealwright(tree, "--lang", "eo", "--help")

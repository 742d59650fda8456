"""Lists of other laboratories: recognised by content, read tolerantly, and never obeyed."""

from __future__ import annotations

import hashlib
import subprocess
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from forensics_app.errors import ManifestNotReadableError
from forensics_app.exchange.dfxml_writing import NAMESPACE
from forensics_app.exchange.manifest_paths import plain_path
from forensics_app.exchange.manifest_reading import open_manifest
from forensics_app.model.comparison import ComparedItem, SideKind
from tests.judging.judges import require_judge

MD5, SHA1, SHA256 = (hashlib.new(n, b"x", usedforsecurity=False) for n in ("md5", "sha1", "sha256"))
ENTITIES = "".join(f"<!ENTITY {c} '{f'&{p};' * 30}'>" for c, p in zip("bcdefgh", "abcdefg", strict=True))
BOMB = f"<!DOCTYPE d [<!ENTITY a '{'a' * 1000}'>{ENTITIES}]>"
FETCHED = "<!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"


def read(path: Path, text: str | bytes) -> tuple[SideKind, list[ComparedItem | None]]:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with open_manifest(path) as manifest:
        return manifest.kind, list(manifest.items)


def items(path: Path, text: str | bytes) -> list[ComparedItem]:
    return [one for one in read(path, text)[1] if one is not None]


@contextmanager
def at_most(size: int) -> Iterator[None]:
    """Python's memory grows by no more than this many bytes meanwhile."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < size
    finally:
        tracemalloc.stop()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "list"


def test_lists_as_coreutils_write_them(path: Path, tmp_path: Path) -> None:
    for name in ("plain.txt", "two words", "line\nfeed", "back\\slash", "=1+1"):
        (tmp_path / name).write_bytes(b"x")
    names = sorted(p.name for p in tmp_path.iterdir())
    for tool, kind in (("sha256sum", "sha256"), ("md5sum", "md5"), ("sha1sum", "sha1")):
        for more in ((), ("--binary",), ("--tag",)):
            command = [tool, *more, "--", *names]
            text = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True).stdout
            found = items(path, text)
            assert sorted(str(one.path) for one in found) == names
            assert {getattr(one, kind) for one in found} == {
                hashlib.new(kind, b"x", usedforsecurity=False).digest()
            }
        path.unlink()


def test_hashdeeps_own_lists(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in, it"
    folder.mkdir()
    (folder / "a,b").write_bytes(b"x")
    command = [require_judge("hashdeep"), "-c", "md5,sha1,sha256", "-r", "-l", "in, it"]
    text = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True).stdout
    kind, found = read(path, text + b"not a line\n")
    assert kind is SideKind.HASHDEEP
    whole = ComparedItem("in, it/a,b", 1, MD5.digest(), SHA1.digest(), SHA256.digest())
    assert found == [whole, None]
    command[3:3] = ["-d"]
    text = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True).stdout
    kind, found = read(path, text)
    assert kind is SideKind.DFXML
    (one,) = found
    assert one is not None
    assert (one.md5, one.sha256, one.size_bytes) == (MD5.digest(), SHA256.digest(), 1)


def test_hashdeep_lists_put_behind_one_another(path: Path) -> None:
    text = "".join(
        f"%%%% HASHDEEP-1.0\n%%%% size,{name},filename\n## x\n1,{digest.hexdigest()},/a/{name}\n"
        for name, digest in (("md5", MD5), ("sha256", SHA256))
    )
    assert read(path, text)[1] == [
        ComparedItem("/a/md5", 1, md5=MD5.digest()),
        ComparedItem("/a/sha256", 1, sha256=SHA256.digest()),
    ]


def test_what_openssl_and_powershell_list(path: Path) -> None:
    """`openssl dgst` of version 3 names SHA-256 so; Get-FileHash | Export-Csv calls its column Hash."""
    assert items(path, f"SHA2-256(a b)= {SHA256.hexdigest()}\n") == [
        ComparedItem("a b", sha256=SHA256.digest())
    ]
    text = (
        '#TYPE Microsoft.PowerShell.Commands.FileHashInfo\r\n"Algorithm","Hash","Path"\r\n'
        f'"SHA256","{SHA256.hexdigest().upper()}","C:\\docs\\a.txt"\r\n'
        f'"MD5","{MD5.hexdigest().upper()}","C:\\docs\\b.txt"\r\n'
    )
    assert read(path, text) == (
        SideKind.CSV,
        [
            ComparedItem("C:/docs/a.txt", sha256=SHA256.digest()),
            ComparedItem("C:/docs/b.txt", md5=MD5.digest()),
        ],
    )


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("Name,Location,Size,MD5 Hash,SHA-256", "a.txt,/img/docs/a.txt,1,{md5},{sha256}"),
        ("sep=;\nChemin;Taille;Empreinte SHA256;md5", "/img/docs/a.txt;1;{sha256};{md5}"),
        ("Filename\tPath\tSize (bytes)\tMD5\tSHA256", "a.txt\t/img/docs\t1\t{md5}\t{sha256}"),
        ("FullPath|Length|hash_md5|hash_sha256|Deleted", "/img/docs/a.txt|1|{md5}|{sha256}|no"),
    ],
)
def test_columns_are_known_by_their_names(path: Path, head: str, row: str) -> None:
    text = f"{head}\n{row}\n".format(md5=MD5.hexdigest().upper(), sha256=SHA256.hexdigest())
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        kind, found = read(path, text.encode(encoding))
        assert kind is SideKind.CSV
        assert found == [ComparedItem("/img/docs/a.txt", 1, MD5.digest(), sha256=SHA256.digest())]


def test_formulas_are_names_and_a_stray_quote_costs_its_line(path: Path) -> None:
    digest = SHA256.hexdigest()
    text = (
        f"path,size,sha256,kind\r\n'=cmd|calc,1,{digest},file\r\n=HYPERLINK(),1,{digest},file\r\n"
        f'"broken,1,{digest},file\r\n"two\r\nlines",1,{digest},file\r\n'
        f"folder,,,directory\r\nlast,x,{digest},file\r\n"
    )
    found = read(path, text)[1]
    assert None in found
    known = [one for one in found if one is not None]
    assert [one.path for one in known[:2]] == ["=cmd|calc", "=HYPERLINK()"]
    assert known[-2:] == [
        ComparedItem("folder", has_content=False),
        ComparedItem("last", None, sha256=SHA256.digest()),
    ]


def test_dfxml_of_other_programs(path: Path) -> None:
    found = items(
        path,
        f"""<?xml version='1.0'?><x:dfxml xmlns:x='{NAMESPACE}'>
        <x:source><x:image_filename>d.E01</x:image_filename></x:source><x:volume><x:fileobject><x:parent_object><x:inode>2</x:inode></x:parent_object>
        <x:filename>a &amp; b</x:filename><x:name_type>r</x:name_type><x:filesize>1</x:filesize>
        <x:unalloc>1</x:unalloc><x:byte_runs><x:byte_run len='1'>
        <x:hashdigest type='sha256'>{"0" * 64}</x:hashdigest></x:byte_run></x:byte_runs>
        <x:hashdigest type='MD5'>{MD5.hexdigest()}</x:hashdigest><x:hashdigest type='sha1'>zz</x:hashdigest>
        </x:fileobject><x:fileobject><x:filename>d</x:filename><x:name_type>d</x:name_type></x:fileobject>
        </x:volume><x:fileobject><x:filename>d.E01</x:filename></x:fileobject></x:dfxml>""",
    )
    assert found == [
        ComparedItem("a & b", 1, MD5.digest(), deleted=True),
        ComparedItem("d", has_content=False),
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"{BOMB}<dfxml><fileobject><filename>&h;</filename></fileobject></dfxml>",
        f"{FETCHED}<dfxml><fileobject><filename>&x;</filename></fileobject></dfxml>",
        "<dfxml><fileobject><filename>cut off",
        "<dfxml>" + "<a>" * 5000,
        "<dfxml><fileobject></dfxml>",
        "<?xml version='1.0' encoding='UTG-8'?><dfxml><fileobject/></dfxml>",
        b"%PDF-1.7\0\0\0",
    ],
)
def test_hostile_and_damaged_files_are_refused(path: Path, text: str | bytes) -> None:
    with at_most(20 << 20), pytest.raises(ManifestNotReadableError):
        items(path, text)


def test_a_text_without_end_stays_small(path: Path) -> None:
    """A name of 60 MB, a line of 60 MB, and junk beside the files: nothing of it is kept."""
    huge = b"x" * (60 << 20)
    for text in (
        b"<dfxml><fileobject><filename>" + huge + b"</filename></fileobject></dfxml>",
        b"<dfxml><junk>" + huge + b"</junk></dfxml>",
        b"%%%% HASHDEEP-1.0\n%%%% size,md5,filename\n1," + MD5.hexdigest().encode() + b"," + huge,
        b"path,size,md5\n" + huge,
    ):
        path.write_bytes(text)
        del text
        with at_most(24 << 20), open_manifest(path) as manifest:
            for one in manifest.items:
                assert one is None or one.path is None or len(one.path) <= 1 << 16


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("./a/b", "a/b"),
        ("/a/b", "/a/b"),
        ("C:\\a\\b", "C:/a/b"),
        ("\\\\?\\C:\\a", "C:/a"),
        ("docs\\a.txt", "docs/a.txt"),
        ("a\\x0ab", "a\\x0ab"),
        ("a/b\\c", "a/b\\c"),
        ("", None),
        ("x" * 70000, None),
    ],
)
def test_paths_of_any_system_can_be_compared(text: str, plain: str | None) -> None:
    assert plain_path(text) == plain

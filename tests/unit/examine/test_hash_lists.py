"""Lists of hashes as tools write them, and as people mangle them."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics_app.examine import hash_lists
from forensics_app.examine.hash_lists import HashList, open_text, read_hash_list
from forensics_app.model.hash_sets import HashSetEntry, HashSetFormat
from tests.judging.judges import require_judge

MD5, SHA1, SHA256 = (
    "0cc175b9c0f1b6a831c399e269772661",
    "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8",
    ("ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"),
)  # of the letter a, RFC 1321 and FIPS 180
BYTES = {name: bytes.fromhex(value) for name, value in (("md5", MD5), ("sha1", SHA1), ("sha256", SHA256))}


def read(path: Path, content: str | bytes) -> tuple[HashSetFormat, list[HashSetEntry | None]]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with open_text(path) as file:
        found: HashList = read_hash_list(file)
        return found.format, list(found.entries)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (MD5, "md5"),
        (MD5.upper(), "md5"),
        (f"{SHA1}  some name, with commas.txt", "sha1"),
        (f"{SHA256} *binary name", "sha256"),
        (f"\\{SHA256}  a\\nname", "sha256"),
        (f"MD5 (a name (2).txt) = {MD5}", "md5"),
        (f"SHA2-256 {SHA256}", None),
        (f"SHA256 (x) = {SHA256}", "sha256"),
        (f"SHA2-256(x)= {SHA256}", "sha256"),  # OpenSSL 3
        (f'"{MD5}"', "md5"),
        (MD5[:-1], None),
        (MD5[:-1] + "g", None),
        ("é" * 32, None),
    ],
)
def test_one_hash_a_line(tmp_path: Path, line: str, kind: str | None) -> None:
    form, entries = read(tmp_path / "list", f"# made by hand\n\n// no\n; no\n{line}\n")
    assert form is HashSetFormat.LIST
    assert entries == [None if kind is None else HashSetEntry(**{kind: BYTES[kind]})]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_marks_and_line_ends_of_any_system(tmp_path: Path, encoding: str, end: str) -> None:
    text = end.join([MD5, "# é", MD5.upper(), "nothing", ""])
    _, entries = read(tmp_path / "list", text.encode(encoding))
    one = HashSetEntry(md5=BYTES["md5"])
    assert entries == [one, one, None]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_table_with_names_of_columns(tmp_path: Path, delimiter: str) -> None:
    rows = [("File name", "SHA-1", "MD5", "Category"), ("x", SHA1.upper(), MD5, "2"), ("y", "", MD5, "")]
    form, entries = read(tmp_path / "t.csv", "\n".join(delimiter.join(row) for row in rows))
    assert form is HashSetFormat.CSV
    assert entries == [
        HashSetEntry(md5=BYTES["md5"], sha1=BYTES["sha1"], category="2"),
        HashSetEntry(md5=BYTES["md5"]),
    ]


def test_nsrl_of_before_2022_is_a_table(tmp_path: Path) -> None:
    """NSRLFile.txt of RDS 2: SHA-1 first, in quotes, a name that holds commas and quotes."""
    text = (
        '"SHA-1","MD5","CRC32","FileName","FileSize","ProductCode","OpSystemCode","SpecialCode"\r\n'
        f'"{SHA1.upper()}","{MD5.upper()}","E8B7BE43","a, ""b"".txt",1,228,"WIN",""\r\n'
    )
    form, entries = read(tmp_path / "NSRLFile.txt", text)
    assert (form, entries) == (
        HashSetFormat.CSV,
        [HashSetEntry(md5=BYTES["md5"], sha1=BYTES["sha1"])],
    )


def test_a_table_without_names_of_columns(tmp_path: Path) -> None:
    form, entries = read(tmp_path / "t.csv", f"name,{SHA256},{MD5}\nother,{SHA256},\n")
    assert form is HashSetFormat.CSV
    assert entries == [
        HashSetEntry(md5=BYTES["md5"], sha256=BYTES["sha256"]),
        HashSetEntry(sha256=BYTES["sha256"]),
    ]


def test_rows_that_begin_like_a_comment(tmp_path: Path) -> None:
    """Paths may begin so, and so do rows of a semicolon table whose first cell is empty."""
    text = f"Path,MD5\n#recycle/a.jpg,{MD5}\n//server/x,{MD5}\n# a comment\n,\n"
    _, entries = read(tmp_path / "t.csv", text)
    one = HashSetEntry(md5=BYTES["md5"])
    assert entries == [one, one, None]
    _, entries = read(tmp_path / "t.csv", f"Name;MD5\n;{MD5}\n;\n")
    assert entries == [one]
    _, entries = read(tmp_path / "t.csv", f"a;{MD5}\n;{MD5}\n#b;{MD5}\n")
    assert entries == [one, one, None]  # without names of columns, a comment may be one: told, not taken


@pytest.mark.parametrize("named", ["MD5 Hash", "md5sum", "File MD5", "Hash (MD5)", "MD5 hash value"])
def test_columns_called_as_tools_call_them(tmp_path: Path, named: str) -> None:
    text = f"File,{named},SHA2-256,Category,Parent MD5\nx,{MD5},{SHA256},2,{'0' * 32}\n"
    _, entries = read(tmp_path / "t.csv", text)
    assert entries == [HashSetEntry(md5=BYTES["md5"], sha256=BYTES["sha256"], category="2")]


def test_name_of_an_algorithm_in_a_row_is_no_head(tmp_path: Path) -> None:
    """PowerShell's Get-FileHash | Export-Csv."""
    text = f'"Algorithm","Hash","Path"\r\n"SHA256","{SHA256.upper()}","C:\\a;b"\r\n' * 2
    _, entries = read(tmp_path / "t.csv", text)
    assert entries == [HashSetEntry(sha256=BYTES["sha256"]), None, HashSetEntry(sha256=BYTES["sha256"])]
    _, entries = read(tmp_path / "t.csv", f"SHA256,{SHA256},a\nMD5,{MD5},b\n")
    assert entries == [HashSetEntry(sha256=BYTES["sha256"]), HashSetEntry(md5=BYTES["md5"])]
    _, entries = read(tmp_path / "t.csv", f"Hash;Category\n{MD5};3\n{SHA1};4\n")
    assert entries == [
        HashSetEntry(md5=BYTES["md5"], category="3"),
        HashSetEntry(sha1=BYTES["sha1"], category="4"),
    ]


def test_several_files_in_one_row(tmp_path: Path) -> None:
    other = "00" * 16
    _, entries = read(tmp_path / "t.csv", f"{MD5},{other},{MD5}\n{other},{SHA1}\n")
    assert entries == [
        HashSetEntry(md5=BYTES["md5"]),
        HashSetEntry(md5=bytes(16)),
        HashSetEntry(md5=bytes(16), sha1=BYTES["sha1"]),
    ]


def test_hashdeep_files_put_behind_one_another(tmp_path: Path) -> None:
    parts = [
        f"%%%% HASHDEEP-1.0\n%%%% size,{','.join(c)},filename\n## x\n1,{','.join(v)},a, b\n"
        for c, v in ((("md5", "sha256"), (MD5, SHA256)), (("sha1",), (SHA1,)))
    ]
    form, entries = read(tmp_path / "t", "".join(parts))
    assert (form, entries) == (
        HashSetFormat.HASHDEEP,
        [HashSetEntry(md5=BYTES["md5"], sha256=BYTES["sha256"]), HashSetEntry(sha1=BYTES["sha1"])],
    )


def test_table_under_titles(tmp_path: Path) -> None:
    text = f"sep=;\nExported on 17 April\n\nName;MD5;Cat\nx;{MD5};3\n"
    form, entries = read(tmp_path / "t.csv", text)
    assert form is HashSetFormat.CSV
    assert entries == [None, None, HashSetEntry(md5=BYTES["md5"], category="3")]


def test_list_under_a_title(tmp_path: Path) -> None:
    """X-Ways writes the name of the algorithm first."""
    form, entries = read(tmp_path / "t", f"My set of files\n{MD5}\n")
    assert (form, entries) == (HashSetFormat.LIST, [None, HashSetEntry(md5=BYTES["md5"])])
    _, entries = read(tmp_path / "t", f"MD5\n{MD5}\n")
    assert entries == [HashSetEntry(md5=BYTES["md5"])]


@given(
    content=st.lists(
        st.binary(max_size=40)
        | st.text(alphabet="\\\"',;|\t #()=%aMD5", max_size=20).map(str.encode)
        | st.sampled_from([MD5.encode(), f"x,{SHA1}".encode(), b"%%%% HASHDEEP-1.0", b"MD5;name"]),
        max_size=8,
    )
)
def test_no_file_is_too_odd(tmp_path_factory: pytest.TempPathFactory, content: list[bytes]) -> None:
    """Whatever stands in it: entries, or lines told as holding none. A hash on a line of its own is found."""
    data = b"\n".join(content)
    _, entries = read(tmp_path_factory.mktemp("odd") / "t", data)
    if not data.startswith((b"%%%% HASHDEEP", b"\xff\xfe", b"\xfe\xff")):
        alone = data.replace(b"\r", b"\n").split(b"\n").count(MD5.encode())
        assert len([e for e in entries if e is not None and e.md5 == BYTES["md5"]]) >= alone


def test_quote_that_would_swallow_the_table(tmp_path: Path) -> None:
    rows = ["md5,name", f'{MD5},"an open quote', *[f"{MD5},n{n}" for n in range(50)]]
    _, entries = read(tmp_path / "t.csv", "\n".join(rows))
    assert len(entries) == 51
    assert None not in entries


def test_line_that_never_ends(tmp_path: Path) -> None:
    _, entries = read(tmp_path / "t", f"{MD5}\n" + "x" * (3 << 20) + f"\n{MD5}\n")
    assert entries[0] == entries[-1] == HashSetEntry(md5=BYTES["md5"])
    assert None in entries


def test_line_of_more_hashes_than_are_read_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hashes = [hashlib.md5(str(n).encode(), usedforsecurity=False).digest() for n in range(100)]
    text = ",".join(h.hex() for h in hashes)
    for longest in (97, 98, 99, 130, 1000):
        monkeypatch.setattr(hash_lists, "_LONGEST_LINE", longest)
        _, entries = read(tmp_path / "t", text)
        assert [e.md5 for e in entries if e is not None] == hashes


@pytest.mark.parametrize("content", [b"", b"\n\n# only words\n", bytes(range(256)) * 10, b"\xff\xfe\x00"])
def test_files_without_a_hash(tmp_path: Path, content: bytes) -> None:
    _, entries = read(tmp_path / "t", content)
    assert not [e for e in entries if e is not None]


def test_hashdeep_as_the_tool_writes_it(tmp_path: Path) -> None:
    tool = require_judge("hashdeep")
    evidence = tmp_path / "evidence"
    evidence.mkdir()
    contents = {"a": b"a", "name, with commas, and # more": b"b" * 4096, "empty": b""}
    for name, data in contents.items():
        (evidence / name).write_bytes(data)
    made = subprocess.run([tool, "-c", "sha1,sha256,md5", "-r", evidence], capture_output=True, check=True)
    path = tmp_path / "set.txt"
    path.write_bytes(made.stdout)
    with open_text(path) as file:
        found = read_hash_list(file)
        entries = set(found.entries)
    assert (found.format, found.version) == (HashSetFormat.HASHDEEP, "HASHDEEP-1.0")
    assert entries == {
        HashSetEntry(*(hashlib.new(name, data).digest() for name in ("md5", "sha1", "sha256")))
        for data in contents.values()
    }

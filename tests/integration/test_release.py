"""What packaging/release makes: licences that may be shipped, sums and signatures that hold, equal bytes."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from base64 import urlsafe_b64encode
from pathlib import Path
from types import ModuleType

import pytest

from forensics_app import __version__
from forensics_app.cli.main import COMMANDS
from tests.judging.judges import require_judge

PROJECT = Path(__file__).resolve().parent.parent.parent
RELEASING = PROJECT / "packaging" / "releasing"


def test_every_place_names_the_version_of_the_program() -> None:
    """The changelog has a chapter of it, the commands to install it name it, and a case of it is kept."""
    changes = (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## \[{re.escape(__version__)}\] - \d{{4}}-\d\d-\d\d$", changes, re.MULTILINE)
    for page in ("docs/start/install.md", "docs/cluster.md"):
        named = re.findall(r"sealwright[-_](\d+\.\d+\.\d+)", (PROJECT / page).read_text(encoding="utf-8"))
        assert set(named) == {__version__}, page
    assert (PROJECT / "tests" / "integration" / "stored" / __version__ / "case.tar.xz").is_file()


@pytest.fixture(autouse=True)
def builder_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(RELEASING))


def loaded(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"releasing_{name}", RELEASING / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# --- licences ---------------------------------------------------------------------------------------


def test_every_locked_package_has_a_licence_that_may_be_shipped() -> None:
    bill = loaded("bill")
    lock = (PROJECT / "requirements.lock").read_text(encoding="ascii")
    names = re.findall(r"^([a-z0-9][a-z0-9._-]*)==", lock, re.MULTILINE)
    assert len(names) > 50
    for name in names:
        bill.licence_of(name)
    listed = tomllib.loads((RELEASING / "licences.toml").read_text(encoding="utf-8"))["packages"]
    assert set(listed) == {bill.normal(name) for name in names} | {"sealwright"}


def test_licences_are_those_that_the_packages_state_and_each_has_its_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bill = loaded("bill")
    site = Path(sysconfig.get_path("purelib"))
    lock = (PROJECT / "requirements.lock").read_text(encoding="ascii")
    locked = {bill.normal(name) for name in re.findall(r"^([a-z0-9][a-z0-9._-]*)==", lock, re.MULTILINE)}
    there = [one for one in bill.distributions(site) if bill.normal(one.metadata["Name"]) in locked]
    assert len(there) > 50
    monkeypatch.setattr(bill, "distributions", lambda _site: there)
    text = bill.copyright_text(site, "/opt/site")
    for one in there:
        name = one.metadata["Name"]
        stated = one.metadata.get("License-Expression") or ""
        if " OR " not in stated:  # where there is a choice, it was made in licences.toml
            assert set(stated.split(" AND ")) - {""} <= set(bill.licence_of(name).split(" AND ")), name
        part = re.split(r"\n(?! )", text.split(f"\n{name} {one.version}: ")[1])[0]
        assert "text: " in part, name
    for name in ("sphinx", "furo"):
        assert f"text: share/doc/sealwright/html/LICENSE.{name}.txt" in text


@pytest.mark.parametrize(
    ("licence", "accepted"),
    [("GPL-3.0-only", False), ("MIT AND GPL-3.0-only", False), ("MIT OR GPL-3.0-only", True)],
)
def test_a_licence_that_is_not_allowed_stops_a_release(licence: str, accepted: bool) -> None:
    bill = loaded("bill")
    bill.LICENCES["packages"]["new"] = {"licence": licence}
    if accepted:
        assert bill.licence_of("new") == licence
    else:
        with pytest.raises(ValueError, match="not among the licences"):
            bill.licence_of("new")
    with pytest.raises(ValueError, match="look at its licence"):
        bill.licence_of("never-seen")


def test_a_bill_of_a_wheel_names_each_file_with_its_digest(tmp_path: Path) -> None:
    archives, bill = loaded("python_archives"), loaded("bill")
    wheel, packed = tmp_path / "a.whl", tmp_path / "a.tar.gz"
    with zipfile.ZipFile(wheel, "w") as made:
        made.writestr("one.py", "1")
        made.writestr("two/three.txt", "3")
    (tmp_path / "one.py").write_text("1")
    with tarfile.open(packed, "w:gz") as stream:
        stream.add(tmp_path / "one.py", "a/one.py")
    for path, names in ((wheel, ["one.py", "two/three.txt"]), (packed, ["a/one.py"])):
        made_of = bill.bill_of_files(archives.files_in(path), "1.0.0", path.name, 0, "c0ffee")
        assert [c["name"] for c in made_of["components"]] == names
        assert made_of["components"][0]["hashes"] == [
            {"alg": "SHA-256", "content": hashlib.sha256(b"1").hexdigest()}
        ]
        assert made_of["metadata"]["component"]["version"] == "1.0.0"


def test_a_bill_is_held_against_what_is_installed(tmp_path: Path) -> None:
    bills, contents = loaded("bill"), loaded("contents")
    root = tmp_path / "root"
    site = root / "opt" / "sealwright" / "lib" / "python3.11" / "site-packages"
    for name, version in (("sealwright", "1.0.0"), ("rich", "1.2")):
        described = site / f"{name}-{version}.dist-info"
        described.mkdir(parents=True)
        (described / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        (site / f"{name}.py").write_text("pass")
        digest = "sha256=" + urlsafe_b64encode(hashlib.sha256(b"pass").digest()).decode().rstrip("=")
        info = described.name
        (site / "share").mkdir(exist_ok=True)
        (site / "share" / f"{name}.1").write_text("pass")
        beside = f"../../../share/{name}.1,{digest},4"
        (described / "RECORD").write_text(
            f"{name}.py,{digest},4\n{beside}\n{info}/METADATA,,\n{info}/RECORD,,\n"
        )
    documents = root / "usr" / "share" / "doc" / "sealwright"
    (documents / "html").mkdir(parents=True)
    for name in ("sphinx", "furo"):
        (documents / "html" / f"LICENSE.{name}.txt").write_text("free")
    lock = tmp_path / "requirements.lock"
    lock.write_text("rich==1.2 \\\n    --hash=sha256:" + "0" * 64 + "\n")
    made = bills.bill_of_materials(site, lock, "sealwright_1.0.0", 0, "c0ffee")
    kept = tmp_path / "sealwright_1.0.0.cdx.json"
    for place in (kept, documents / "sealwright.cdx.json"):
        bills.write_bill(made, place)
    assert contents.differences(kept, root) == []

    (site / "planted.py").write_text("pass")
    (site / "rich.py").write_text("changed")
    metadata = site / "rich-1.2.dist-info" / "METADATA"
    metadata.write_text(metadata.read_text().replace("1.2", "1.3"))
    (documents / "html" / "LICENSE.furo.txt").unlink()
    (documents / "sealwright.cdx.json").write_text("{}")
    assert contents.differences(kept, root) == [
        "rich 1.2 is in the bill and not there",
        "rich 1.3 is there and not in the bill",
        "the licence of furo is not beside the pages",
        "usr/share/doc/sealwright/sealwright.cdx.json is not this bill",
        "planted.py is there, and no wheel lists it",
        "rich.py is not as its wheel lists it",
    ]

    wheel = tmp_path / "a.whl"
    with zipfile.ZipFile(wheel, "w") as packed:
        packed.writestr("one.py", "1")
    listed = bills.bill_of_files({"one.py": b"2", "two.py": b""}, "1.0.0", "a.whl", 0, "c0ffee")
    assert contents.check_bills(tmp_path) == ["a.whl has no bill of materials"]
    bills.write_bill(listed, tmp_path / "a.whl.cdx.json")
    assert contents.check_bills(tmp_path) == [
        "a.whl: two.py is in the bill and not there",
        "a.whl: one.py is not the file in the bill",
    ]


# --- sums and signatures ----------------------------------------------------------------------------


def key_pair(folder: Path, name: str) -> tuple[Path, Path]:
    key, certificate = folder / f"{name}.key", folder / f"{name}.pem"
    command = [
        *(require_judge("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
        *("-nodes", "-subj", f"/CN={name}", "-keyout", key, "-out", certificate),
    ]
    subprocess.run(list(map(str, command)), check=True, capture_output=True)
    return key, certificate


def test_a_release_is_checked_by_its_sums_and_signatures(tmp_path: Path) -> None:
    sums = loaded("sums")
    release = tmp_path / "release"
    release.mkdir()
    (release / "a.whl").write_bytes(b"a wheel")
    (release / "b.deb").write_bytes(b"a package")
    key, certificate = key_pair(tmp_path, "release")
    _, other = key_pair(tmp_path, "other")
    sums.write_sums(release)
    assert sums.check(release, None) == []
    unsigned = [
        f"{name} is not signed with the key of {certificate}" for name in ("SHA256SUMS", "SHA512SUMS")
    ]
    assert sums.check(release, certificate) == unsigned
    sums.sign(release, key, certificate)
    assert sums.check(release, certificate) == []
    assert len(sums.check(release, other)) == 2
    for tool, name in (("sha256sum", "SHA256SUMS"), ("sha512sum", "SHA512SUMS")):
        subprocess.run([tool, "--check", "--strict", name], cwd=release, check=True, capture_output=True)

    (release / "b.deb").write_bytes(b"another package")
    assert sums.check(release, certificate) == [
        f"b.deb is not the file that {name} lists" for name in ("SHA256SUMS", "SHA512SUMS")
    ]
    sums.write_sums(release)  # whoever changes a file can write the sums, and not the signatures
    assert len(sums.check(release, certificate)) == 2
    (release / "c.deb").write_bytes(b"planted")
    assert "c.deb is not in SHA256SUMS" in sums.check(release, None)
    (release / "b.deb").unlink()
    assert "b.deb is in SHA512SUMS and not here" in sums.check(release, None)


# --- what is made from the commands -----------------------------------------------------------------


def test_manual_and_menu_come_from_the_commands(tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(PROJECT), "SOURCE_DATE_EPOCH": "1800000000"}
    command = [sys.executable, "-P", str(RELEASING / "commands.py"), str(tmp_path)]
    subprocess.run(command, check=True, env=environment)
    page = (tmp_path / "sealwright.1").read_text(encoding="utf-8")
    for verb in COMMANDS:
        name = verb.replace("-", r"\-")
        assert re.search(rf'^\.SS "sealwright {re.escape(name)}[ "]', page, re.MULTILINE), verb
    assert "2027-01-15" in page  # the commit's date, not today's
    assert len((tmp_path / "comments.txt").read_text(encoding="utf-8").splitlines()) == 8


@pytest.mark.parametrize("published", [False, True])
def test_software_centres_accept_the_entry(tmp_path: Path, published: bool) -> None:
    appstream = loaded("appstream")
    project = dict(appstream.PROJECT)
    assert not [name for name in project["pictures"] if not (PROJECT / "docs" / "pictures" / name).is_file()]
    if published:
        project |= {
            "homepage": "https://example.org/",
            "security": "https://example.org/report",
            "screenshots": "https://example.org/pictures/",
        }
    text = appstream.entry("1.0.0", "2026-12-01", project)
    made = tmp_path / "org.sealwright.Sealwright.metainfo.xml"
    made.write_text(text, encoding="utf-8")
    command = [require_judge("appstreamcli"), "validate", "--no-net", "--pedantic", made]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    complaints = [line for line in done.stdout.splitlines() if line.startswith(("E:", "W:"))]
    if not published:  # newer validators want a homepage, which only the owner can name
        complaints = [line for line in complaints if "url-homepage-missing" not in line]
    assert complaints == [], done.stdout
    assert text.count("<image") == (len(project["pictures"]) if published else 0)
    assert text.count("https://example.org/report") == int(published)
    assert "@" not in text
    for name in ("homepage", "security", "screenshots"):
        with pytest.raises(ValueError, match="no https address"):
            appstream.entry("1.0.0", "2026-12-01", project | {name: "http://example.org"})


def test_what_only_the_owner_can_say_is_named_until_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    project, bill = loaded("project"), loaded("bill")
    said = {
        "maintainer": "Lab North <sealwright@example.org>",
        "homepage": "https://example.org/",
        "security": "https://example.org/report",
        "screenshots": "https://example.org/pictures/",
    }
    assert project.missing(said) == []
    for name, nothing in (
        ("maintainer", "Lab <lab@localhost>"), ("homepage", ""), ("security", ""), ("screenshots", "")
    ):  # fmt: skip
        (sentence,) = project.missing(said | {name: nothing})
        assert sentence.startswith(f"{name}: ")
    monkeypatch.setattr(bill, "PROJECT", said)
    made = bill.bill_of_files({}, "1.0.0", "a.whl", 0, "c0ffee")
    assert made["metadata"]["component"]["externalReferences"] == [
        {"type": "website", "url": "https://example.org/"},
        {"type": "security-contact", "url": "https://example.org/report"},
    ]


def test_completion_asks_the_program(tmp_path: Path) -> None:
    environment = os.environ | {
        "COMP_WORDS": "sealwright ver", "COMP_CWORD": "1", "_SEALWRIGHT_COMPLETE": "bash_complete"
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "forensics_app.cli.main"],
        cwd=PROJECT, env=environment, capture_output=True, check=False, text=True,
    )  # fmt: skip
    assert done.stdout.splitlines() == ["plain,verify"]


# --- whole packages ---------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_package_built_twice_is_the_same_and_its_bill_lists_what_is_in_it(tmp_path: Path) -> None:
    """Needs a package index, or a cache of pip's that has the wheels."""
    made = []
    elsewhere = tmp_path / "elsewhere"
    subprocess.run(["git", "clone", "-q", str(PROJECT), str(elsewhere)], check=True)
    for number, checkout in ((1, PROJECT), (2, elsewhere)):
        out = tmp_path / str(number)
        command = [str(checkout / "packaging" / "release"), "HEAD", "--out", str(out), "--only", "debian-12"]
        subprocess.run(command, check=True, capture_output=True, umask=0o077 if number == 2 else 0o022)
        made.append({path.name: path.read_bytes() for path in out.iterdir()})
    assert made[0] == made[1]

    (package,) = (tmp_path / "1").glob("*.deb")
    unpacked = tmp_path / "unpacked"
    subprocess.run(["dpkg-deb", "-x", package, unpacked], check=True)
    (site,) = unpacked.glob("opt/sealwright/lib/python3.*/site-packages")
    (bill,) = (tmp_path / "1").glob("*.cdx.json")
    listed = json.loads(bill.read_text(encoding="utf-8"))
    there = {tuple(p.name.removesuffix(".dist-info").rsplit("-", 1)) for p in site.glob("*.dist-info")}
    plain = {(re.sub(r"[-_.]+", "-", name).lower(), version) for name, version in there}
    components = [listed["metadata"]["component"], *listed["components"]]
    assert {(re.sub(r"[-_.]+", "-", c["name"]).lower(), c["version"]) for c in components} == plain


# --- the folder for any Linux -----------------------------------------------------------------------


def test_every_system_package_of_the_folder_is_locked_by_its_digest() -> None:
    rows = (RELEASING / "system-packages.lock").read_text(encoding="ascii").splitlines()
    locked = [row.split() for row in rows if not row.startswith("#")]
    assert len(locked) > 50
    assert all(re.fullmatch(r"[0-9a-f]{64}", digest) for _, _, digest in locked)
    assert [name for name, _, _ in locked] == sorted({name for name, _, _ in locked})
    assert {"libc6", "python3.13-minimal", "libmagic1t64", "libarchive13t64"} <= {row[0] for row in locked}


def test_a_file_of_unknown_origin_stops_the_folder(tmp_path: Path) -> None:
    archive = loaded("archive")
    top, system = tmp_path / "top", tmp_path / "system"
    site = top / "lib" / "python3.13" / "dist-packages"
    (site / "a-1.dist-info").mkdir(parents=True)
    (site / "a.py").write_text("pass")
    (site / "a-1.dist-info" / "RECORD").write_text("a.py,sha256=x,4\na-1.dist-info/RECORD,,\n")
    library = system / "usr" / "lib" / "x86_64-linux-gnu" / "libz.so.1"
    library.parent.mkdir(parents=True)
    library.write_bytes(b"a library")
    (top / "lib" / "libz.so.1").write_bytes(b"a library")
    (top / "sealwright").write_text("#!/bin/sh\n")
    archive._refuse_unexplained(top, site, system)
    for path, word in ((site / "b.py", "no wheel lists it"), (top / "lib" / "libw.so", "no package has it")):
        path.write_text("planted")
        with pytest.raises(ValueError, match=word):
            archive._refuse_unexplained(top, site, system)
        path.unlink()
    (top / "lib" / "libz.so.1").write_bytes(b"another one")
    with pytest.raises(ValueError, match="no package has it"):
        archive._refuse_unexplained(top, site, system)


def test_the_menu_entry_of_a_user_starts_the_folder_and_goes_away_again(tmp_path: Path) -> None:
    folder, home = tmp_path / "a folder", tmp_path / "home"
    for source, target in (
        ("sealwright.desktop", "applications/sealwright.desktop"),
        ("sealwright-mime.xml", "mime/packages/sealwright.xml"),
        ("sealwright.svg", "icons/hicolor/scalable/apps/sealwright.svg"),
    ):
        (folder / "share" / target).parent.mkdir(parents=True)
        shutil.copy(RELEASING / "desktop" / source, folder / "share" / target)
    shutil.copy(RELEASING / "archive" / "add-to-menu", folder)
    home.mkdir()
    command = [str(folder / "add-to-menu")]
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin"}
    subprocess.run(command, check=True, env=environment)
    entry = home / ".local/share/applications/sealwright.desktop"
    assert f'Exec="{folder}/sealwright" ui %f' in entry.read_text(encoding="utf-8").splitlines()
    assert (home / ".local/share/mime/packages/sealwright.xml").is_file()
    subprocess.run([*command, "--remove"], check=True, env=environment)
    assert not entry.exists()
    assert not (home / ".local/share/mime/packages/sealwright.xml").exists()

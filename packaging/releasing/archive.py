"""One folder for any Linux on x86-64, in one file: Python, system libraries with their loader, the program.

Nothing in it is linked to a place, and nothing of the system is loaded: the loader of glibc that is in the
folder starts its Python with its libraries (docs/adr/0058).
"""

from __future__ import annotations

import json
import lzma
import os
import re
import shutil
import subprocess
import tarfile
import zipfile
from pathlib import Path
from typing import Any

from bill import bill_of_materials, copyright_text, write_bill
from debian import write_desktop
from documentation import install_documentation
from locked_packages import linked, trim, unpack_locked
from python_archives import version_of
from system_packages import PYTHON, SUITE, Locked, download, locked

HERE = Path(__file__).parent
_LOADER = "ld-linux-x86-64.so.2"
_GLIBC_MINOR = 41
_LIBRARIES = ("usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu")
# not linked with anything: the program, glibc and Qt load them by name
_BY_NAME = (_LOADER, "libmagic.so.1", "libarchive.so.13", "libgcc_s.so.1")
_DATA = {
    "usr/share/X11/xkb": "share/X11/xkb",
    "usr/share/X11/locale": "share/X11/locale",
    "usr/lib/file/magic.mgc": "share/misc/magic.mgc",
    "usr/share/common-licenses": "share/doc/common-licenses",
    "usr/lib/locale/C.utf8": "lib/locale/C.utf8",
    "usr/share/fontconfig/conf.avail": "share/fontconfig/conf.avail",
}
_STDLIB_LEFT_OUT = (
    "idlelib",
    "pydoc_data",
    "tkinter",
    "turtledemo",
    "test",
    "ensurepip",
    "EXTERNALLY-MANAGED",
)
_PIP_WRITES = ("REQUESTED", "INSTALLER", "direct_url.json")
_MADE_HERE = re.compile(
    r"(sealwright|add-to-menu|README\.txt|bin/python"
    r"|share/(doc|man|mime|icons|metainfo|applications|bash-completion)/.*)"
)


def build_archive(
    source: Path, wheel: Path, pages: Path, out: Path, work: Path, epoch: int, commit: str
) -> Path:
    """The archive, and its bill of materials beside it. Raises ValueError for a part of unknown origin."""
    name = f"sealwright-{version_of(source)}-linux-x86_64"
    top = work / name
    site = top / "lib" / f"python{PYTHON}" / "dist-packages"  # where Debian's Python looks for them
    packages = locked()
    system = work / "system"
    origins = _unpack(download(packages, work), system)
    _python(system, top)
    site.mkdir(parents=True)
    unpack_locked(source / "requirements.lock", site, PYTHON, _GLIBC_MINOR, work)
    trim(site)
    with zipfile.ZipFile(wheel) as own:
        own.extractall(site)  # noqa: S202 - built a moment ago
    _libraries(system, top)
    _data(system, top)
    for starter in ("python", "sealwright"):
        _starter(HERE / "archive" / starter, top / ("bin/python" if starter == "python" else starter))
    _starter(HERE / "archive" / "add-to-menu", top / "add-to-menu")
    shutil.copyfile(HERE / "archive" / "README.txt", top / "README.txt")
    write_desktop(top, source, work, epoch)
    install_documentation(pages, top)
    used = _used(top, system, origins)
    bill = bill_of_materials(site, source / "requirements.lock", name, epoch, commit)
    bill["components"] = [*bill["components"], *(_component(one) for one in packages if one.name in used)]
    _documents(top, system, site, used, bill)
    _refuse_unexplained(top, site, system)
    _settle(top)
    _compile(top, epoch)
    _settle(top)
    made = out / f"{name}.tar.xz"
    _pack(top, made, epoch)
    write_bill(bill, out / f"{name}.cdx.json")
    for folder in (top, system):
        shutil.rmtree(folder)
    return made


def _unpack(files: dict[str, Path], system: Path) -> dict[str, str]:
    """Everything in one tree; which package each file is from."""
    origins: dict[str, str] = {}
    system.mkdir()
    for name, path in files.items():
        apart = system.with_name("apart")
        subprocess.run(["dpkg-deb", "-x", str(path), str(apart)], check=True)
        for one in sorted(apart.rglob("*")):
            origins.setdefault(str(one.relative_to(apart)), name)
        shutil.copytree(apart, system, symlinks=True, dirs_exist_ok=True)
        shutil.rmtree(apart)
    return origins


def _python(system: Path, top: Path) -> None:
    stdlib = top / "lib" / f"python{PYTHON}"
    shutil.copytree(
        system / "usr" / "lib" / f"python{PYTHON}",
        stdlib,
        ignore=lambda folder, names: [
            n for n in names if n in _STDLIB_LEFT_OUT or (Path(folder) / n).is_symlink()
        ],
    )
    (top / "bin").mkdir()
    shutil.copyfile(system / "usr" / "bin" / f"python{PYTHON}", top / "lib" / "python-program")


def _libraries(system: Path, top: Path) -> None:
    """What is linked with anything in the folder, and what is loaded by name."""
    known: dict[str, Path] = {}
    for folder in _LIBRARIES:
        for path in sorted((system / folder).glob("*.so*")):
            known.setdefault(path.name, path)
    own = {path.name for path in top.rglob("*.so*")}
    for plugin in sorted(top.rglob("PySide6/Qt/plugins/*/*.so")):
        if not set(linked(plugin)) <= own | known.keys():  # of GTK, say, which not every desktop has
            plugin.unlink()
    waiting = [top / "lib" / "python-program", *(p for p in top.rglob("*.so*") if p.is_file())]
    names = set(_BY_NAME)
    seen: set[str] = set()
    while waiting or names - seen:
        for name in sorted(names - seen):
            seen.add(name)
            if name in known:
                target = known[name].resolve()
                shutil.copyfile(target, top / "lib" / name)
                waiting.append(target)
            elif name not in own:
                raise ValueError(f"{name} is in no package of system-packages.lock")
        names |= {name for path in waiting for name in linked(path)}
        waiting = []


def _data(system: Path, top: Path) -> None:
    for source, target in _DATA.items():
        path = system / source
        (top / target).parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            shutil.copytree(path.resolve(), top / target)  # links become what they lead to
        else:
            shutil.copyfile(path, top / target)
    fonts = top / "etc" / "fonts"
    (fonts / "conf.d").mkdir(parents=True)
    shutil.copyfile(system / "etc" / "fonts" / "fonts.conf", fonts / "fonts.conf")


def _starter(pattern: Path, target: Path) -> None:
    target.parent.mkdir(exist_ok=True)
    shutil.copyfile(pattern, target)
    target.chmod(0o755)


def _used(top: Path, system: Path, origins: dict[str, str]) -> set[str]:
    """The packages that something in the folder is from."""
    found = set()
    for path in (p for p in top.rglob("*") if p.is_file()):
        origin = _origin(path, top, system)
        if origin is not None:
            found.add(origins[str(origin.relative_to(system))])
    return found


def _origin(path: Path, top: Path, system: Path) -> Path | None:
    """The file of a Debian package that this one is."""
    inside = path.relative_to(top)
    places = [system / "usr" / inside, system / inside]
    if inside == Path("lib/python-program"):
        places = [system / "usr" / "bin" / f"python{PYTHON}"]
    elif len(inside.parts) == 2 and inside.parts[0] == "lib":
        places = [system / folder / inside.name for folder in _LIBRARIES]
    for source, target in _DATA.items():
        if inside == Path(target) or inside.is_relative_to(target):
            places.append(system / source / inside.relative_to(target))
    for one in places:
        if one.is_file():
            return one.resolve()
    return None


def _refuse_unexplained(top: Path, site: Path, system: Path) -> None:
    """Each file is one of a wheel, of a Debian package, or made here."""
    recorded = {
        re.sub(r"\A(\.\./)+", "", line.rsplit(",", 2)[0].strip('"'))
        for record in site.glob("*.dist-info/RECORD")
        for line in record.read_text(encoding="utf-8").splitlines()
    }
    recorded |= {f"{one.name}/{extra}" for one in site.glob("*.dist-info") for extra in _PIP_WRITES}
    for path in (p for p in top.rglob("*") if p.is_file()):
        inside = str(path.relative_to(top))
        if path.is_relative_to(site):
            if str(path.relative_to(site)) not in recorded:
                raise ValueError(f"{inside} is in the archive, and no wheel lists it")
        elif not _MADE_HERE.fullmatch(inside):
            origin = _origin(path, top, system)
            if origin is None or origin.read_bytes() != path.read_bytes():
                raise ValueError(f"{inside} is in the archive, and no package has it")


def _component(one: Locked) -> dict[str, Any]:
    version = one.version.replace(":", "%3A").replace("+", "%2B")
    purl = f"pkg:deb/debian/{one.name}@{version}?arch=amd64&distro={SUITE}"
    return {
        "type": "library",
        "bom-ref": purl,
        "name": one.name,
        "version": one.version,
        "purl": purl,
        "licenses": [{"license": {"name": f"as share/doc/{one.name}/copyright says"}}],
        "hashes": [{"alg": "SHA-256", "content": one.sha256}],
    }


def _documents(top: Path, system: Path, site: Path, used: set[str], bill: dict[str, Any]) -> None:
    folder = top / "share" / "doc"
    for name in sorted(used):
        (folder / name).mkdir(parents=True)
        text = system / "usr" / "share" / "doc" / name / "copyright"
        # some packages of one source share a text, by a link from one folder to another
        shutil.copyfile(text.resolve(), folder / name / "copyright")
    (folder / "sealwright").mkdir(exist_ok=True)
    (folder / "sealwright" / "copyright").write_text(
        copyright_text(site, f"lib/python{PYTHON}/dist-packages", system=sorted(used)), encoding="utf-8"
    )
    (folder / "sealwright" / "sealwright.cdx.json").write_text(
        json.dumps(bill, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def _compile(top: Path, epoch: int) -> None:
    """With the folder's own Python; each compiled file holds the digest of its source."""
    # -B: what compileall itself imports would be compiled first, and hold the path of the build
    command = [str(top / "bin" / "python"), "-I", "-B", "-m", "compileall", "-q", "-f", "-j", "1"]
    command += ["--invalidation-mode", "checked-hash", "-s", str(top), str(top / "lib" / f"python{PYTHON}")]
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(epoch), "PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8"}
    subprocess.run(command, check=False, env=environment, stdout=subprocess.DEVNULL)


def _settle(top: Path) -> None:
    for path in (top, *top.rglob("*")):
        runs = path.is_dir() or path.parent == top / "bin" or path.name in (_LOADER, "python-program")
        runs = runs or (path.parent == top and path.name in ("sealwright", "add-to-menu"))
        path.chmod(0o755 if runs else 0o644)


def _pack(top: Path, made: Path, epoch: int) -> None:
    """xz, since every Linux unpacks it, also busybox."""
    with (
        lzma.open(made, "wb", preset=3) as stream,
        tarfile.open(fileobj=stream, mode="w", format=tarfile.GNU_FORMAT) as tar,
    ):
        for path in (top, *sorted(top.rglob("*"))):
            member = tar.gettarinfo(path, str(path.relative_to(top.parent)))
            member.mtime, member.uid, member.gid, member.uname, member.gname = epoch, 0, 0, "", ""
            if member.isfile():
                with path.open("rb") as file:
                    tar.addfile(member, file)
            else:
                tar.addfile(member)

"""A Debian package with everything inside but what the distribution has to give: Python and system libraries.

The tree under /opt/sealwright is a virtual environment of the distribution's Python, made without running it.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

from appstream import entry
from bill import bill_of_materials, copyright_text, write_bill
from documentation import install_documentation
from locked_packages import trim, unpack_locked
from project import PROJECT, checked
from python_archives import version_of

HERE = Path(__file__).parent
_MAINTAINER = PROJECT["maintainer"]
_ARCHITECTURE = "amd64"


@dataclass(frozen=True, slots=True)
class Target:
    """A distribution: the Python that it has, and the glibc 2.N that wheels are chosen for. A package of each
    went through `trial` there.
    """

    name: str
    python: str
    glibc_minor: int


TARGETS = {
    one.name: one
    for one in (
        Target("debian-12", "3.11", 36),
        Target("debian-13", "3.13", 41),
        Target("ubuntu-24.04", "3.12", 39),
    )
}

_STARTER = """#!/bin/sh
# No variable of the caller says what code is loaded (as packaging/setup.sh has it).
for variable in $(env | sed -n 's/^\\(PYTHON[A-Z0-9_]*\\)=.*/\\1/p') \\
    QT_PLUGIN_PATH QT_QPA_PLATFORM_PLUGIN_PATH QML2_IMPORT_PATH QML_IMPORT_PATH \\
    OPENSSL_CONF OPENSSL_MODULES OPENSSL_ENGINES GCONV_PATH MAGIC; do
    unset "$variable"
done
export PYTHONSAFEPATH=1 PYTHONNOUSERSITE=1
exec /opt/sealwright/bin/python -m forensics_app.cli.main "$@"
"""
_POSTINST = """#!/bin/sh
set -e
if [ "$1" = configure ]; then
    # so that each start doesn't compile; a file that can't be compiled is compiled when it is used
    PYTHONSAFEPATH=1 /opt/sealwright/bin/python -m compileall -q -j 0 /opt/sealwright/lib >/dev/null || :
fi
"""
_PRERM = """#!/bin/sh
set -e
find /opt/sealwright/lib -name __pycache__ -type d -prune -exec rm -rf {} +
"""
# Debian makes /opt without any package owning it, so dpkg takes it away with the last thing in it.
_POSTRM = """#!/bin/sh
set -e
[ -d /opt ] || mkdir -m 755 /opt
"""


def build_debian(
    target: Target, source: Path, wheel: Path, pages: Path, out: Path, work: Path, epoch: int, commit: str
) -> Path:
    """The package, and its bill of materials beside it."""
    root = work / target.name
    site = root / "opt" / "sealwright" / "lib" / f"python{target.python}" / "site-packages"
    site.mkdir(parents=True)
    unpack_locked(source / "requirements.lock", site, target.python, target.glibc_minor, work)
    trim(site)
    with zipfile.ZipFile(wheel) as own:
        own.extractall(site)
    _environment(root, target)
    write_desktop(root / "usr", source, work, epoch)
    version = f"{version_of(source)}-1+{target.name.replace('-', '')}"
    name = f"sealwright_{version}_{_ARCHITECTURE}"
    bill = bill_of_materials(site, source / "requirements.lock", name, epoch, commit)
    _documents(root, source, bill, site, epoch)
    install_documentation(pages, root / "usr")
    _control(root, source, target, version)
    _settle(root, epoch)
    package = out / f"{name}.deb"
    # zstd: a tenth of the time of xz to build, and dpkg of Debian 12 and later unpacks it
    pack = ("dpkg-deb", "--root-owner-group", "-Zzstd", "-z10", "--threads-max=1", "--build")
    subprocess.run([*pack, str(root), str(package)], check=True, stdout=subprocess.DEVNULL)
    write_bill(bill, out / f"{name}.cdx.json")
    shutil.rmtree(root)
    return package


def _environment(root: Path, target: Target) -> None:
    home = root / "opt" / "sealwright"
    (home / "bin").mkdir()
    (home / "bin" / "python").symlink_to(f"/usr/bin/python{target.python}")
    (home / "pyvenv.cfg").write_text(
        f"home = /usr/bin\ninclude-system-site-packages = false\nversion = {target.python}\n",
        encoding="ascii",
    )
    # the program looks for its pages beside its own folder, wherever that is
    (home / "share" / "doc").mkdir(parents=True)
    (home / "share" / "doc" / "sealwright").symlink_to("/usr/share/doc/sealwright")
    _write(root / "usr/bin/sealwright", _STARTER, mode=0o755)


def write_desktop(prefix: Path, source: Path, work: Path, epoch: int) -> None:
    """Menu entry, icon, types of files, AppStream, manual page and completion, below `prefix`."""
    made = work / f"commands-{prefix.parent.name}-{prefix.name}"
    made.mkdir()
    environment = os.environ | {"PYTHONPATH": str(source), "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-P", str(HERE / "commands.py"), str(made)]
    subprocess.run(command, check=True, env=environment)
    share = prefix / "share"
    desktop = HERE / "desktop"
    menu = (desktop / "sealwright.desktop").read_text(encoding="utf-8")
    menu += (made / "comments.txt").read_text(encoding="utf-8")
    _write(share / "applications/sealwright.desktop", menu)
    date = datetime.fromtimestamp(epoch, UTC).date().isoformat()
    _write(share / "metainfo/org.sealwright.Sealwright.metainfo.xml", entry(version_of(source), date))
    for pattern, place in (
        ("sealwright.svg", "icons/hicolor/scalable/apps/sealwright.svg"),
        ("sealwright-mime.xml", "mime/packages/sealwright.xml"),
    ):
        _write(share / place, (desktop / pattern).read_text(encoding="utf-8"))
    _write(share / "bash-completion/completions/sealwright", (made / "sealwright.bash").read_text("utf-8"))
    _pack(share / "man/man1/sealwright.1.gz", (made / "sealwright.1").read_bytes())


def _documents(root: Path, source: Path, bill: dict[str, object], site: Path, epoch: int) -> None:
    folder = root / "usr/share/doc/sealwright"
    _pack(folder / "changelog.gz", (source / "CHANGELOG.md").read_bytes())
    _write(
        folder / "copyright", copyright_text(site, f"/opt/sealwright/lib/{site.parent.name}/site-packages")
    )
    write_bill(bill, folder / "sealwright.cdx.json")
    date = format_datetime(datetime.fromtimestamp(epoch, UTC))
    version = version_of(source)
    change = f"  * Release {version}; changelog.gz says what is new."
    log = f"sealwright ({version}) stable; urgency=medium\n\n{change}\n\n -- {_MAINTAINER}  {date}\n"
    _pack(folder / "changelog.Debian.gz", log.encode())


def _control(root: Path, source: Path, target: Target, version: str) -> None:
    files = sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    kib = sum(-(-path.stat().st_size // 1024) for path in files)
    groups = package_groups(source / "packaging" / "apt-packages.txt")
    needed = [
        f"python{target.python}",
        "shared-mime-info",
        "desktop-file-utils",
        *groups["run"],
        *groups["window"],
    ]
    homepage = f"Homepage: {checked(PROJECT['homepage'])}\n" if PROJECT["homepage"] else ""
    control = f"""Package: sealwright
Version: {version}
Architecture: {_ARCHITECTURE}
Maintainer: {_MAINTAINER}
Installed-Size: {kib}
Depends: {", ".join(needed)}
Recommends: openssl, unzip
Suggests: {", ".join(groups["training"])}
Section: admin
Priority: optional
{homepage}Description: read-only examination of disk images, and sealed evidence bundles
 Sealwright takes disk images and files read-only, hashes and catalogues what is
 in them, and exports a sealed bundle with its chain of custody that another
 laboratory can verify with this program, with one offline web page, or with
 openssl and sha256sum alone.
 .
 Everything but Python and the libraries of the system lies under /opt/sealwright.
 It needs no network.
"""
    meta = root / "DEBIAN"
    _write(meta / "control", control)
    sums = [f"{hashlib.md5(p.read_bytes()).hexdigest()}  {p.relative_to(root)}\n" for p in files]  # noqa: S324
    _write(meta / "md5sums", "".join(sums))
    _write(meta / "postinst", _POSTINST, mode=0o755)
    _write(meta / "prerm", _PRERM, mode=0o755)
    _write(meta / "postrm", _POSTRM, mode=0o755)


def package_groups(path: Path) -> dict[str, list[str]]:
    """As dpkg writes alternatives. Debian's Python is named with its version elsewhere."""
    groups: dict[str, list[str]] = {}
    for line in path.read_text(encoding="ascii").splitlines():
        if line and not line.startswith("#"):
            group, names = line.split()
            if names not in ("python3", "python3-venv"):
                groups.setdefault(group, []).append(names.replace("|", " | "))
    return groups


def _settle(root: Path, epoch: int) -> None:
    """One date and plain permissions, whatever the builder's umask."""
    for path in (root, *root.rglob("*")):
        if not path.is_symlink():
            runs = path.is_dir() or (path.stat().st_mode & 0o100 and "site-packages" not in path.parts)
            path.chmod(0o755 if runs else 0o644)
        os.utime(path, (epoch, epoch), follow_symlinks=False)


def _write(path: Path, text: str, *, mode: int = 0o644) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)


def _pack(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(data, 9, mtime=0))

"""The scripts in packaging/, run in a copy of the tree with a stand-in for Python, apt and the program."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.judging.judges import JUDGES, require_judge

PROJECT = Path(__file__).resolve().parent.parent.parent
PACKAGING = PROJECT / "packaging"
SCRIPTS = [
    "packaging/run",
    "packaging/prepare",
    "packaging/test",
    "packaging/lock",
    "packaging/release",
    "packaging/releasing/trial",
    "packaging/releasing/archive/add-to-menu",
    "packaging/releasing/archive/python",
    "packaging/releasing/archive/sealwright",
    "packaging/fuzzing/run",
    "packaging/interop/run",
    "packaging/macos/sign",
    ".ci/run",
]
LOCKS = [
    "requirements-build.lock",
    "requirements.lock",
    "requirements-test.lock",
    "requirements-fuzz.lock",
    "requirements-cluster.lock",
    "requirements-frozen.lock",
    "requirements-native.lock",
]
ALWAYS_THERE = {"bash", "coreutils", "diffutils", "util-linux"}  # essential on Debian
TOOLS = [
    *("cat", "chmod", "cut", "date", "dirname", "env", "flock", "grep", "mkdir", "mktemp"),
    *("printf", "readlink", "sed", "sh", "sha256sum", "stat", "tail", "tr"),
]


def groups() -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    for line in (PACKAGING / "apt-packages.txt").read_text(encoding="ascii").splitlines():
        if line and not line.startswith("#"):
            group, names = line.split()
            found.setdefault(group, []).append(names.split("|"))
    return found


def requirements(lock: str) -> dict[str, str]:
    """Name -> the rest of its entry, markers and hashes."""
    text = (PROJECT / lock).read_text(encoding="ascii")
    entries = re.findall(r"^([a-z0-9][a-z0-9._-]*)==(.*(?:\n {4}.*)+)", text, re.MULTILINE)
    return dict(entries)


# --- what the files say -----------------------------------------------------------------------------


@pytest.mark.parametrize("script", SCRIPTS)
def test_shellcheck_has_nothing_to_say(script: str) -> None:
    done = subprocess.run(
        [require_judge("shellcheck"), "-x", script], cwd=PROJECT, capture_output=True, check=False
    )
    assert done.stdout.decode() == ""
    assert done.returncode == 0


@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts_can_be_started(script: str) -> None:
    assert os.access(PROJECT / script, os.X_OK)


def test_every_outside_judge_is_installed_by_the_one_list() -> None:
    installed = {name for alternatives in groups()["test"] for name in alternatives}
    assert set(JUDGES.values()) - ALWAYS_THERE <= installed


@pytest.mark.parametrize("lock", LOCKS)
def test_locked_packages_have_hashes_and_no_address(lock: str) -> None:
    text = (PROJECT / lock).read_text(encoding="ascii")
    assert not re.search(r"https?:|--(extra-)?index-url|--find-links", text)
    assert requirements(lock)
    for name, entry in requirements(lock).items():
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), name


def test_what_pyproject_asks_for_is_locked() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = {re.split(r"[^A-Za-z0-9._-]", text)[0].lower() for text in project["project"]["dependencies"]}
    assert asked <= set(requirements("requirements.lock"))
    groups = project["dependency-groups"]
    included = [one["include-group"] for one in groups["test"] if isinstance(one, dict)]
    for_tests = {
        text.lower() for name in ("test", *included) for text in groups[name] if isinstance(text, str)
    }
    assert for_tests > {"bagit", "sphinx"}
    assert for_tests <= set(requirements("requirements-test.lock"))


def test_every_dependency_has_its_line_in_the_decision_record() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    record = (PROJECT / "docs/adr/0002-dependencies.md").read_text(encoding="utf-8").lower()
    for text in project["project"]["dependencies"]:
        name = re.split(r"[^A-Za-z0-9._-]", text)[0].lower()
        assert name in record or (name.startswith("fontpkg-") and "fontpkg-*" in record), name


def test_fuzzing_brings_what_nothing_else_installs() -> None:
    """The program and its tests never need the fuzzer, and only one command installs it."""
    assert not set(requirements("requirements-fuzz.lock")) & set(requirements("requirements-test.lock"))
    scripts = [path for path in PACKAGING.iterdir() if path.is_file()]
    asking = "set_up run window test fuzz"
    assert [path.name for path in scripts if asking in path.read_text(encoding="utf-8")] == ["bench"]


def test_the_extra_for_clusters_goes_with_what_is_tested() -> None:
    """One lock file for what few install; what it shares with the others has their version."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    extra = project["project"]["optional-dependencies"]["cluster"]
    assert project["dependency-groups"]["cluster"] == extra
    locked, tested = requirements("requirements-cluster.lock"), requirements("requirements-test.lock")
    assert set(extra) <= set(locked)
    assert not set(extra) & set(tested)
    for name in locked.keys() & tested.keys():
        assert locked[name].split()[0] == tested[name].split()[0], name


def test_tests_run_with_the_versions_that_the_program_runs_with() -> None:
    tested = requirements("requirements-test.lock")
    for name, entry in requirements("requirements.lock").items():
        assert tested[name].split()[0] == entry.split()[0], name


# --- what the scripts do ----------------------------------------------------------------------------


class Tree:
    """A copy of what the scripts read, in a folder with a blank in its name; `calls` is what was started."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "my tools" / "sealwright"
        self.bin = folder / "bin"
        self.data = folder / "data"
        self.log = folder / "calls"
        self.root.mkdir(parents=True)
        self.bin.mkdir()
        self.log.touch()
        left_out = shutil.ignore_patterns("demo", "__pycache__", "node_modules")
        shutil.copytree(PACKAGING, self.root / "packaging", ignore=left_out)
        for name in ("pyproject.toml", *LOCKS):
            shutil.copy(PROJECT / name, self.root / name)
        for name in TOOLS:
            (self.bin / name).symlink_to(shutil.which(name) or f"/bin/{name}")
        self.tool("id", "echo 1000")

    def tool(self, name: str, body: str) -> None:
        self.script(self.bin / name, body)

    def script(self, path: Path, body: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        path.chmod(0o755)

    def with_environment(self) -> None:
        """A virtual environment that is there, whose Python and program only write down their arguments."""
        note = f'echo "${{0##*/}} $*" >>"{self.log}"'
        self.script(self.root / ".venv/bin/python", note)
        self.script(self.root / ".venv/bin/sealwright", f"{note}\nexit ${{EXIT:-0}}")
        self.script(self.bin / "python3", "exit 0")
        (self.root / ".venv/.made-for").write_text(f"{self.root}\n", encoding="utf-8")

    def run(
        self, *arguments: str, script: str = "packaging/run", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.root / script, *arguments],
            env={
                "PATH": str(self.bin),
                "HOME": str(self.data),
                "XDG_DATA_HOME": str(self.data),
                **environment,
            },
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
        )

    def calls(self) -> list[str]:
        return self.log.read_text(encoding="utf-8").splitlines()


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path)


def test_without_a_display_the_window_is_refused_in_one_sentence(tree: Tree) -> None:
    done = tree.run()
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "no display" in done.stderr
    assert not (tree.root / ".venv").exists()


def test_a_display_that_nobody_serves_is_none(tree: Tree) -> None:
    assert tree.run(DISPLAY=":987").returncode == 2


def test_arguments_reach_the_program_and_its_exit_code_comes_back(tree: Tree) -> None:
    tree.with_environment()
    done = tree.run("verify", "a bundle.zip", EXIT="3")
    assert done.returncode == 3
    assert done.stdout == ""
    assert tree.calls()[-1] == "sealwright verify a bundle.zip"


HOSTILE = (
    "PYTHONPATH",
    "PYTHONHOME",
    "PYTHONSTARTUP",
    "PYTHONUSERBASE",
    "PYTHONPYCACHEPREFIX",
    "PYTHONBREAKPOINT",
    "PYTHONINSPECT",
    "PYTHONEXECUTABLE",
    "PYTHONPLATLIBDIR",
    "PYTHON_FROM_TOMORROW",
    "QT_PLUGIN_PATH",
    "QT_QPA_PLATFORM_PLUGIN_PATH",
    "OPENSSL_CONF",
    "OPENSSL_MODULES",
    "GCONV_PATH",
    "MAGIC",
)


def test_no_variable_of_the_caller_says_what_is_run(tree: Tree) -> None:
    tree.with_environment()
    tree.script(tree.root / ".venv/bin/sealwright", f'env >"{tree.log}"')
    assert tree.run("verify", "x", **dict.fromkeys(HOSTILE, "/planted")).returncode == 0
    assert not [line for line in tree.calls() if "/planted" in line]
    assert {"PYTHONSAFEPATH=1", "PYTHONNOUSERSITE=1"} <= set(tree.calls())


def test_a_module_that_was_planted_by_pythonpath_is_not_loaded(tmp_path: Path) -> None:
    """The start script itself, with a Python that would load it."""
    planted = tmp_path / "planted"
    planted.mkdir()
    (planted / "sitecustomize.py").write_text(f"open({str(tmp_path / 'loaded')!r}, 'w')\n", encoding="utf-8")
    tree = Tree(tmp_path / "tree")
    tree.with_environment()
    tree.script(tree.root / ".venv/bin/sealwright", f'exec "{sys.executable}" -c pass')
    (tree.root / ".venv/bin/python").unlink()
    tree.script(tree.root / ".venv/bin/python", f'"{sys.executable}" -c pass')
    assert tree.run("verify", "x", PYTHONPATH=str(planted)).returncode == 0
    assert not (tmp_path / "loaded").exists()


def test_the_second_start_installs_nothing(tree: Tree) -> None:
    tree.with_environment()
    tree.run("list")
    first = len(tree.calls())
    assert any("pip" in call for call in tree.calls())
    tree.run("list")
    assert tree.calls()[first:] == ["sealwright list"]


def test_the_first_set_up_says_which_package_it_is_at(tree: Tree) -> None:
    tree.with_environment()
    said = "\n".join(f"echo Collecting package{n}==1.0" for n in range(1, 31))
    tree.script(tree.root / ".venv/bin/python", f"{said}\nexit 0")
    done = tree.run("list")
    assert done.returncode == 0
    steps = [line for line in done.stderr.splitlines() if ": package" in line]
    assert steps[0].startswith("sealwright: 10 of ")
    assert steps[0].endswith(": package10")
    assert "package11" not in done.stderr  # in a log every tenth is enough
    assert done.stdout == ""


def test_a_set_up_that_fails_shows_what_pip_said(tree: Tree) -> None:
    tree.with_environment()
    tree.script(tree.root / ".venv/bin/python", "echo Collecting one==1\necho ERROR: no such thing\nexit 1")
    done = tree.run("list")
    assert done.returncode == 2
    assert "ERROR: no such thing" in done.stderr
    assert "could not be installed" in done.stderr


def test_what_the_tests_had_set_up_serves_the_program_too(tree: Tree) -> None:
    tree.with_environment()
    tree.run("list")
    first = len(tree.calls())
    (tree.root / ".venv/.set-up-run").rename(tree.root / ".venv/.set-up-run-window-test")
    tree.run("list")
    assert tree.calls()[first:] == ["sealwright list"]


@pytest.mark.parametrize("changed", ["requirements.lock", "pyproject.toml", "packaging/apt-packages.txt"])
def test_a_change_of_what_is_needed_sets_up_again(tree: Tree, changed: str) -> None:
    tree.with_environment()
    tree.run("list")
    first = len(tree.calls())
    with (tree.root / changed).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    tree.run("list")
    assert any("pip" in call for call in tree.calls()[first:])


def test_a_folder_that_was_moved_is_set_up_again(tree: Tree) -> None:
    tree.with_environment()
    tree.run("list")
    (tree.root / ".venv/.made-for").write_text("/elsewhere\n", encoding="utf-8")
    (tree.root / ".venv/.set-up-run").write_text("/elsewhere\n", encoding="utf-8")
    made = tree.log.with_name("venv")
    tree.script(tree.bin / "python3", f'case "$*" in *venv*--clear*) echo "$*" >"{made}" ;; esac')
    tree.run("list")
    assert made.read_text(encoding="utf-8").startswith("-m venv --clear")


def test_hashes_are_demanded_and_only_the_named_packages_come_as_source(tree: Tree) -> None:
    tree.with_environment()
    tree.run("list")
    locked = [call for call in tree.calls() if ".lock" in call]
    assert len(locked) == 2
    for call in locked:
        assert "--require-hashes --only-binary :all:" in call
    [own] = [call for call in tree.calls() if "--editable" in call]
    assert "--no-deps --no-build-isolation" in own


def test_the_demo_gets_a_folder_of_its_own_and_no_window_where_there_is_no_display(tree: Tree) -> None:
    tree.with_environment()
    assert tree.run("--lang", "fr", "demo").returncode == 0
    [call] = [call for call in tree.calls() if call.startswith("sealwright")]
    folder = Path(call.removeprefix("sealwright --lang fr demo --to "))
    assert folder.is_dir()
    assert folder.parent == tree.data / "sealwright"


def test_the_demo_ends_in_the_window_where_there_is_a_display(tree: Tree) -> None:
    tree.with_environment()
    tree.run("--lang", "fr", "demo", WAYLAND_DISPLAY="wayland-0")
    demo, window = [call for call in tree.calls() if call.startswith("sealwright")]
    folder = demo.removeprefix("sealwright --lang fr demo --to ")
    assert window == f"sealwright --lang fr ui {folder}"


def test_a_demo_that_fails_opens_no_window(tree: Tree) -> None:
    tree.with_environment()
    assert tree.run("demo", WAYLAND_DISPLAY="wayland-0", EXIT="1").returncode == 1
    assert len([call for call in tree.calls() if call.startswith("sealwright")]) == 1


def test_a_demo_with_a_folder_is_left_alone(tree: Tree) -> None:
    tree.with_environment()
    tree.run("demo", "--to", "/tmp/x", WAYLAND_DISPLAY="wayland-0")
    assert [call for call in tree.calls() if call.startswith("sealwright")] == ["sealwright demo --to /tmp/x"]


def test_who_may_not_install_is_told_what_is_missing_by_the_names_of_this_release(tree: Tree) -> None:
    tree.with_environment()
    tree.tool("apt-get", "exit 1")
    tree.tool("dpkg-query", "echo 'installed python3'; echo 'config-files libx11-6'")
    known = 'case $name in show | -* | *t64) ;; *) echo "Package: $name" ;; esac'
    tree.tool("apt-cache", f'echo apt-cache >>"{tree.log}"; for name; do {known}; done; exit 100')
    done = tree.run(WAYLAND_DISPLAY="wayland-0")
    assert done.returncode == 2
    [line] = [line for line in done.stderr.splitlines() if "apt-get install" in line]
    missing = line.split("apt-get install ")[1].split()
    assert {"libmagic1", "libglib2.0-0", "libx11-6"} <= set(missing)
    assert tree.calls().count("apt-cache") == 1  # once for all, not once a name
    assert "asking apt" in done.stderr  # who waits is told for what
    assert not [name for name in missing if name.endswith("t64") or name.startswith("python3")]
    assert not any("pip" in call for call in tree.calls())


def test_what_is_installed_is_not_asked_for(tree: Tree) -> None:
    tree.with_environment()
    tree.tool("apt-get", "exit 1")
    tree.tool("dpkg-query", "printf 'installed %s\\n' python3 libmagic1t64 libarchive13t64")
    tree.tool("apt-cache", "exit 0")
    assert tree.run("list").returncode == 0


def test_the_npm_packages_of_the_lock_are_installed_once(tree: Tree) -> None:
    tree.with_environment()
    tree.tool("npm", f'echo "npm $*" >>"{tree.log}"; mkdir -p "$3/node_modules"')
    web = tree.root / "packaging/web-verifier"
    for _ in range(2):
        tree.run(script="packaging/test")
    asked = [call for call in tree.calls() if call.startswith("npm")]
    assert len(asked) == 1
    assert asked[0].startswith(f"npm ci --prefix {web} --ignore-scripts")
    with (web / "package-lock.json").open("a", encoding="utf-8") as file:
        file.write("\n")
    tree.run(script="packaging/test")
    assert len([call for call in tree.calls() if call.startswith("npm")]) == 2


def test_without_npm_packages_the_rest_is_tested(tree: Tree) -> None:
    tree.with_environment()
    tree.tool("npm", "echo no network >&2; exit 1")
    done = tree.run(script="packaging/test")
    assert len([line for line in done.stderr.splitlines() if "npm could not" in line]) == 1
    assert "no network" not in done.stderr
    assert any("-m pytest" in call for call in tree.calls())


# --- a folder that somebody else set up -------------------------------------------------------------


@pytest.fixture
def shared(tree: Tree) -> Tree:
    """Set up by its owner for commands alone; who starts it now can't write there."""
    tree.with_environment()
    tree.run("list")
    cache = tree.root / ".cache"
    shutil.rmtree(cache)
    cache.write_text("in the way", encoding="utf-8")  # tests may run as root, who can write anywhere
    return tree


def test_a_folder_that_cannot_be_written_is_named(tree: Tree) -> None:
    (tree.root / ".cache").write_text("in the way", encoding="utf-8")
    done = tree.run("list")
    assert done.returncode == 2
    assert f"{tree.root} can't be written" in done.stderr
    assert "packaging/prepare" in done.stderr


def test_commands_and_window_of_a_folder_that_its_owner_set_up(shared: Tree) -> None:
    first = len(shared.calls())
    assert shared.run("list").returncode == 0
    assert shared.run(WAYLAND_DISPLAY="wayland-0").returncode == 0
    assert shared.calls()[first:] == ["sealwright list", "sealwright ui"]


def test_the_window_of_such_a_folder_says_which_debian_packages_are_missing(shared: Tree) -> None:
    shared.tool("apt-get", "exit 1")
    shared.tool("dpkg-query", "printf 'installed %s\\n' python3 libmagic1t64 libarchive13t64")
    shared.tool("apt-cache", 'for name; do echo "Package: $name"; done')
    assert shared.run("list").returncode == 0
    done = shared.run(WAYLAND_DISPLAY="wayland-0")
    assert done.returncode == 2
    [asked] = [line for line in done.stderr.splitlines() if "apt-get install" in line]
    assert "libxcb1" in asked
    assert "libmagic1" not in asked
    assert "can't be written" not in done.stderr


def test_such_a_folder_that_changed_is_for_its_owner_to_prepare(shared: Tree) -> None:
    with (shared.root / "requirements.lock").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    done = shared.run("list")
    assert done.returncode == 2
    assert "Have its owner run packaging/prepare" in done.stderr


def test_the_owner_prepares_a_folder_for_everyone_without_a_display(tree: Tree) -> None:
    tree.with_environment()
    for name in ("forensics_app", "ui", "resources", "docs"):
        (tree.root / name).mkdir()
    (tree.root / "ui").chmod(0o700)
    closed = tree.root.parent.parent  # pytest's folder, which only its owner enters
    closed.chmod(0o700)
    done = tree.run(script="packaging/prepare")
    assert done.returncode == 2
    assert f"others still can't enter {closed}; move" in done.stderr
    assert any("compileall" in call for call in tree.calls())
    assert (tree.root / "ui").stat().st_mode & 0o777 == 0o755
    assert (tree.root / ".venv/.set-up-run-window").is_file()
    assert not [call for call in tree.calls() if call.startswith("sealwright")]

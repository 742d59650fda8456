"""What pyproject.toml can't say: the names under which the three top folders are installed, and messages.

In a checkout they are called `forensics_app`, `ui` and `resources`. A wheel has `forensics_app`, with the
resources in it, and `sealwright_ui`: nobody else's package can take those names, or lose its files to them.
"""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py
from setuptools.command.egg_info import egg_info

HERE = Path(__file__).parent
WINDOW = "sealwright_ui"
LEFT_OUT = shutil.ignore_patterns("__pycache__", "__init__.py", "*.po", "*.pot", "*.mo")


class BuildInstalledTree(build_py):
    """The tree as it is installed. An editable install keeps the names of the checkout."""

    def run(self) -> None:
        if self.editable_mode:
            super().run()
            return
        built = Path(self.build_lib)
        shutil.rmtree(built, ignore_errors=True)  # what an earlier build left would be packed too
        super().run()
        (built / "ui").rename(built / WINDOW)
        shutil.rmtree(built / "resources")
        resources = built / "forensics_app" / "resources"
        shutil.copytree(HERE / "resources", resources, ignore=LEFT_OUT)
        shutil.copy(HERE / "requirements.lock", resources)
        for catalogue in sorted((HERE / "resources" / "locale").glob("*/LC_MESSAGES/*.po")):
            compile_messages(
                catalogue, resources / catalogue.relative_to(HERE / "resources").with_suffix(".mo")
            )


class NameInstalledPackages(egg_info):
    """`top_level.txt` tells what is installed."""

    def run(self) -> None:
        super().run()
        names = Path(self.egg_info) / "top_level.txt"
        names.write_text(f"forensics_app\n{WINDOW}\n", encoding="ascii")


def compile_messages(source: Path, target: Path) -> None:
    from babel.messages import mofile, pofile  # no editable install needs it

    with source.open("rb") as file:
        catalogue = pofile.read_po(file)
    catalogue.creation_date = datetime.fromtimestamp(0, UTC)  # Babel would write the time of day
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        mofile.write_mo(file, catalogue)


setup(cmdclass={"build_py": BuildInstalledTree, "egg_info": NameInstalledPackages})

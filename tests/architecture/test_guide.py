"""The user guide tells of every command, and of none that isn't there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from forensics_app.cli.main import COMMANDS, root

PROJECT = Path(__file__).resolve().parent.parent.parent
GUIDE = (PROJECT / "docs" / "user-guide.md").read_text(encoding="utf-8")
STARTS = [page.read_text(encoding="utf-8") for page in sorted((PROJECT / "docs" / "start").glob("*.md"))]
README = (PROJECT / "README.md").read_text(encoding="utf-8")


def command_lines() -> list[list[str]]:
    """The words of each command in the code of the guide and of the first pages, without `sealwright`."""
    blocks = re.findall(r"^```\n(.*?)^```", "\n".join([GUIDE, *STARTS]), re.MULTILINE | re.DOTALL)
    lines = "".join(blocks).replace("\\\n", " ").splitlines()
    return [shlex.split(line)[1:] for line in lines if line.startswith("sealwright ")]


def resolve(words: list[str]) -> tuple[click.Command, list[str]]:
    """The command that the words name, and its arguments."""
    command: click.Command = root
    context = click.Context(root)
    while isinstance(command, click.Group):
        name, *words = words
        found = command.get_command(context, name)
        assert found is not None, name
        command = found
    return command, words


@pytest.mark.parametrize("words", command_lines(), ids=lambda words: " ".join(words[:2]))
def test_commands_of_the_guide_can_be_given_as_they_stand(words: list[str]) -> None:
    command, arguments = resolve(words)
    known = {name for parameter in command.params for name in parameter.opts}
    assert {word for word in arguments if word.startswith("-")} <= known | {"--help"}
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.required and "--help" not in arguments:
            assert set(parameter.opts) & set(arguments), parameter.name


@pytest.mark.parametrize("verb", COMMANDS)
def test_every_command_is_in_the_guide(verb: str) -> None:
    assert re.search(rf"sealwright {verb}\b", GUIDE)


@pytest.mark.parametrize(
    "page", [PROJECT / "README.md", *(PROJECT / "docs").rglob("*.md")], ids=lambda page: page.name
)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    prose = re.sub(r"`[^`]*`", "", page.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", prose):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_every_picture_is_shown_and_every_one_that_is_shown_is_there() -> None:
    told = re.findall(r"!\[([^\]]*)\]\((?:docs/)?pictures/([^)]+)\)", GUIDE + README)
    assert all(words for words, _ in told)
    assert {name for _, name in told} == {file.name for file in (PROJECT / "docs" / "pictures").iterdir()}

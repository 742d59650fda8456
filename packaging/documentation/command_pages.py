"""The command reference: a page for each command, made from the commands themselves."""

from __future__ import annotations

import re
from pathlib import Path

import click

from forensics_app.cli.main import root
from forensics_app.i18n import set_language, tr


def write_command_pages(source: Path) -> None:
    """`commands/index.md` with one line a command, and a page for each, groups with all that is in them."""
    set_language("en")
    context = click.Context(root, info_name="sealwright")
    folder = source / "commands"
    folder.mkdir()
    rows, names = [], []
    for name in root.list_commands(context):
        command = root.get_command(context, name)
        if command is None or command.hidden:
            continue
        names.append(name)
        rows.append(f"| [`{name}`]({name}.md) | {_prose(command.help)} |")
        page = "\n\n".join(_command(command, click.Context(command, info_name=name, parent=context), 1))
        (folder / f"{name}.md").write_text(page + "\n", encoding="utf-8")
    index = [
        "# Command reference",
        "What each command does and takes, as `sealwright COMMAND --help` says it. The "
        "[exit codes](../guide/index.md) stand in the user guide.",
        "## Options of every command",
        *_options(root, context),
        "## Commands",
        "\n".join(["| command | what it does |", "|---|---|", *rows]),
        "```{toctree}\n:hidden:\n\n" + "\n".join(names) + "\n```",
    ]
    (folder / "index.md").write_text("\n\n".join(index) + "\n", encoding="utf-8")


def _command(command: click.Command, context: click.Context, level: int) -> list[str]:
    parts = [f"{'#' * level} sealwright {context.command_path.removeprefix('sealwright ')}"]
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    parts += [f"```text\n{usage}\n```", _prose(command.help), *_options(command, context)]
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None and not inner.hidden:
                parts += _command(inner, click.Context(inner, info_name=name, parent=context), level + 1)
    return parts


def _options(command: click.Command, context: click.Context) -> list[str]:
    """A definition list: the option as `--help` shows it, and what it does."""
    parts = []
    for param in command.get_params(context):
        record = param.get_help_record(context)
        if record is not None and record[1]:  # an argument without a word of its own stands in the usage line
            parts.append(f"`{record[0]}`\n: {_prose(record[1])}")
    return parts


def _prose(text: str | None) -> str:
    """One paragraph as Markdown shows it: nothing of it is markup but the options, which are set as code."""
    plain = re.sub(r"\s+", " ", tr(text) if text else "").strip()
    plain = re.sub(r"([\\*_<>\[\]`$#~|])", r"\\\1", plain)
    return re.sub(r"(?<![\w-])(--[a-z][a-z0-9-]+)", r"`\1`", plain)

"""What the commands say of themselves: manual page, completion for bash, and the menu entry's comments.

    commands.py FOLDER     writes sealwright.1, sealwright.bash and comments.txt there

It runs with the tree that is released on its path, so that nothing here is ever written by hand.
"""

from __future__ import annotations

import os
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from click.shell_completion import BashComplete

from forensics_app import __version__
from forensics_app.cli.main import ABOUT, root
from forensics_app.i18n import LANGUAGES, set_language, tr

_LOCALE = {"pt-BR": "pt_BR", "zh-Hans": "zh_CN"}


def main(folder: Path) -> None:
    set_language("en")
    (folder / "sealwright.1").write_text(manual_page(), encoding="utf-8")
    # Click's own script asks the program at each Tab, so that it knows what the installed version knows
    script = BashComplete(root, {}, "sealwright", "_SEALWRIGHT_COMPLETE")
    text = script.source_template % script.source_vars()
    (folder / "sealwright.bash").write_text(text.lstrip(), encoding="utf-8")
    lines = []
    for language in LANGUAGES:
        set_language(language)
        key = "Comment" if language == "en" else f"Comment[{_LOCALE.get(language, language)}]"
        lines.append(f"{key}={' '.join(tr(ABOUT).split())}\n")
    (folder / "comments.txt").write_text("".join(lines), encoding="utf-8")


def manual_page() -> str:
    """One page for all commands, in troff."""
    date = datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), UTC).date()
    parts = [
        f'.TH SEALWRIGHT 1 "{date}" "Sealwright {__version__}" "User Commands"',
        ".SH NAME",
        r"sealwright \- examine disk images read-only and seal evidence that others can verify",
        ".SH SYNOPSIS",
        r".B sealwright",
        r"[\fIOPTION\fR]... \fICOMMAND\fR [\fIARGUMENT\fR]...",
        ".SH DESCRIPTION",
        _escaped(tr(ABOUT)),
        ".SH OPTIONS",
        *_options(root, click.Context(root, info_name="sealwright")),
        ".SH COMMANDS",
    ]
    context = click.Context(root, info_name="sealwright")
    for name in root.list_commands(context):
        command = root.get_command(context, name)
        if command is not None and not command.hidden:
            parts += _command(command, click.Context(command, info_name=name, parent=context))
    parts += [
        ".SH EXIT STATUS",
        "0 is success or a verified bundle. The user guide names the other codes.",
        ".SH SEE ALSO",
        r"The user guide: F1 in the window of \fBsealwright ui\fR.",
    ]
    return "\n".join(parts) + "\n"


def _command(command: click.Command, context: click.Context) -> list[str]:
    usage = " ".join(command.collect_usage_pieces(context))
    lines = [f'.SS "{_escaped(f"{context.command_path} {usage}")}"', _escaped(tr(command.help or ""))]
    lines += _options(command, context)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None and not inner.hidden:
                lines += _command(inner, click.Context(inner, info_name=name, parent=context))
    return lines


def _options(command: click.Command, context: click.Context) -> list[str]:
    lines = []
    for param in command.get_params(context):
        record = param.get_help_record(context)
        if record is not None:
            lines += [".TP", rf"\fB{_escaped(record[0])}\fR", _escaped(record[1])]
    return lines


def _escaped(text: str) -> str:
    text = re.sub(r"\s+", " ", text).strip().replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{text}" if text[:1] in ("'", ".") else text


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""`sealwright`: finds the verb, loads its file alone, turns every ending into a sentence and a code."""

from __future__ import annotations

import gc
import importlib
import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

import click
from platformdirs import user_state_path

from forensics_app import __version__
from forensics_app.cli.click_messages import use_our_catalogue
from forensics_app.cli.commands import TranslatedGroup, lang_option, option
from forensics_app.cli.core_dumps import keep_no_core_dumps
from forensics_app.cli.session import Session, discard_output
from forensics_app.errors import CancelledError, ExitCode, ForensicsError, NotOnThisSystemError
from forensics_app.i18n import N_, pick_language, set_language, tr
from forensics_app.model.times import utc_text
from forensics_app.services.exhibit_terms import load_own_words
from forensics_app.system.opening import WRITE_NEW

# verb -> (module whose `command` it is, what the list of verbs says of it)
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("forensics_app.cli.bundles.demo", N_("Run the whole process on a built-in case.")),
    "case": (
        "forensics_app.cli.cases.case",
        N_("Create a case folder, or declare the time zone of a source."),
    ),
    "ingest": ("forensics_app.cli.evidence.ingest", N_("Read disk images, folders or files into a case.")),
    "profile": (
        "forensics_app.cli.evidence.profile",
        N_("Manage named profiles of reading options, for “ingest --profile” and the window."),
    ),
    "probe": ("forensics_app.cli.evidence.probe", N_("Preview sources before reading them.")),
    "rehash": (
        "forensics_app.cli.evidence.rehash",
        N_("Hash the media of a case again, and compare the results with the earlier ones."),
    ),
    "list": ("forensics_app.cli.cases.list", N_("List the contents of a case, or what is left out of it.")),
    "mark": (
        "forensics_app.cli.cases.mark",
        N_("Mark artifacts as privileged, private or out of scope, so that they are left out of bundles."),
    ),
    "tag": ("forensics_app.cli.cases.tag", N_("Tag artifacts by filter.")),
    "hashset": (
        "forensics_app.cli.cases.hashset",
        N_("Add, list or remove hash sets, and compare a case with them."),
    ),
    "timeline": ("forensics_app.cli.cases.timeline", N_("List all times of a case in order.")),
    "request": (
        "forensics_app.cli.cases.request",
        N_("Record or check the legal request of a case."),
    ),
    "custody": ("forensics_app.cli.custody.custody", N_("Add to, list or check the custody ledger.")),
    "verify": (
        "forensics_app.cli.bundles.verify",
        N_("Verify a sealed bundle, a seal, or every bundle in a folder."),
    ),
    "register": (
        "forensics_app.cli.bundles.register",
        N_("List the bundles you have checked, and conflicts between them."),
    ),
    "watch": (
        "forensics_app.cli.bundles.watch",
        N_("Watch an inbox, and verify and file what arrives."),
    ),
    "web-verifier": (
        "forensics_app.cli.bundles.web_verifier",
        N_("Write out the web page that verifies a bundle offline in a browser."),
    ),
    "recipe": (
        "forensics_app.cli.bundles.recipe",
        N_("Write out the script that checks a bundle with stock tools."),
    ),
    "contents": (
        "forensics_app.cli.bundles.contents",
        N_("List the contents of a sealed bundle, or copy files out of it."),
    ),
    "extract": (
        "forensics_app.cli.cases.extract",
        N_("Copy files out of the evidence into a folder."),
    ),
    "export": (
        "forensics_app.cli.bundles.export",
        N_("Export a case or a bundle as DFXML, body file, hashdeep list or CSV."),
    ),
    "compare": (
        "forensics_app.cli.bundles.compare",
        N_("Compare two cases, bundles or lists of files by their digests."),
    ),
    "rederive": (
        "forensics_app.cli.bundles.rederive",
        N_("Re-derive a bundle's contents from the original image."),
    ),
    "identity": (
        "forensics_app.cli.identities.identity",
        N_("Create, import or list the identities you seal with."),
    ),
    "trust": ("forensics_app.cli.identities.trust", N_("Define whose seals you accept.")),
    "seal": ("forensics_app.cli.bundles.seal", N_("Seal artifacts of a case into a bundle.")),
    "report": (
        "forensics_app.cli.bundles.report",
        N_("Write the evidence report of a case, or of a sealed bundle."),
    ),
    "cover-sheet": (
        "forensics_app.cli.bundles.cover_sheet",
        N_("Create the cover sheet of a bundle, with its seal code."),
    ),
    "dispatch": (
        "forensics_app.cli.addenda.dispatch",
        N_("Sign how a bundle was sent, to whom, and which files."),
    ),
    "receive": (
        "forensics_app.cli.addenda.receive",
        N_("Verify a bundle in full, and sign a receipt for what was found."),
    ),
    "addendum": (
        "forensics_app.cli.addenda.addendum",
        N_("Sign what happened to a sealed bundle, or import what others signed."),
    ),
    "timestamp": (
        "forensics_app.cli.addenda.timestamp",
        N_("Add a trusted time-stamp to a seal afterwards."),
    ),
    "train": (
        "forensics_app.cli.training.train",
        N_("Create drills and class sets, solve them, and mark submissions."),
    ),
    "parcel": (
        "forensics_app.cli.parcels.parcel",
        N_("Encrypt a sealed bundle for named recipients, or check and open a received parcel."),
    ),
    "ui": ("forensics_app.cli.ui", N_("Open the window.")),
}

# the same of what the window alone calls: no list of verbs has them
OF_THE_WINDOW = {"save-report": "forensics_app.cli.bundles.save_report"}

ABOUT = N_(
    "Examine disk images read-only, and seal what is relevant in a bundle that another "
    "laboratory can verify with standard tools."
)


_VERBOSE = "sealwright.verbose"
_VERSION_HELP = N_("Show the version and exit; with --verbose also the version of every component.")
_LACKING = {"win32": ("watch",)}  # who shares an inbox could exchange its folders there (docs/platforms.md)
READ_EVIDENCE = ("demo", "extract", "ingest", "probe", "rehash", "rederive")


class _Verbs(TranslatedGroup):
    """Loads a verb's file when it is used; the list of verbs is shown without loading any."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = args[: next((i for i, a in enumerate(args) if a in COMMANDS), len(args))]
        ctx.meta[_VERBOSE] = "--verbose" in own  # whichever of the two options comes first
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """What workers need is loaded while this process loads the verb."""
        if args and args[0] in READ_EVIDENCE and "--help" not in args:
            # not loaded by the other verbs
            from forensics_app.evidence.parent.worker_start import prepare_workers

            prepare_workers()
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = OF_THE_WINDOW.get(cmd_name) or COMMANDS.get(cmd_name, ("", ""))[0]
        if not module:
            return None
        if cmd_name in _LACKING.get(sys.platform, ()):
            raise NotOnThisSystemError(command=f"sealwright {cmd_name}")
        loaded = importlib.import_module(module).command
        gc.freeze()  # modules stay: looking through them for garbage is time without gain
        if not isinstance(loaded, click.Command):
            raise TypeError(cmd_name)
        return loaded

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(tr("Commands")):
            formatter.write_dl([(verb, tr(what)) for verb, (_, what) in COMMANDS.items()])


def _show_version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if not wanted:
        return
    if ctx.meta[_VERBOSE]:
        from forensics_app.services.components import version_lines  # loads libraries that no verb needs

        click.echo("\n".join(version_lines()))
    else:
        click.echo(f"sealwright {__version__}")
    ctx.exit()


@click.group("sealwright", cls=_Verbs, help=ABOUT)
@option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help=_VERSION_HELP,
)
@option("--verbose", is_flag=True, is_eager=True, expose_value=False, hidden=True, help=_VERSION_HELP)
@option(
    "--progress-json",
    is_flag=True,
    help=N_("Write progress and the result as JSON lines on standard output (for other programs)."),
)
@option(
    "--ask-json",
    is_flag=True,
    help=N_(
        "With --progress-json: ask for keys by JSON lines too, and read the answers from standard input."
    ),
)
@click.pass_obj
def root(session: Session, progress_json: bool, ask_json: bool) -> None:
    session.progress_json, session.ask_json = progress_json, progress_json and ask_json


root.params.append(lang_option())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code of docs/user-guide.md. Never raises."""
    keep_no_core_dumps()
    use_our_catalogue()
    load_own_words()
    set_language(pick_language())
    for stream in (sys.stdout, sys.stderr):  # a terminal that can't show a letter shows its number
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    session = Session()
    try:
        result = root.main(
            args=None if arguments is None else list(arguments),
            prog_name="sealwright",
            obj=session,
            standalone_mode=False,
        )
    except click.ClickException as e:
        e.show()
        session.event("error", code="usage", fields={}, sentence=e.format_message())
        return ExitCode.UNUSABLE
    except (click.Abort, KeyboardInterrupt):
        return _fail(session, CancelledError())
    except ForensicsError as e:
        return _fail(session, e)
    except BrokenPipeError:  # whoever read our listing has seen enough
        discard_output()
        return ExitCode.OK
    except Exception as e:  # noqa: BLE001 - the outermost frame: a bug becomes a sentence and a file
        return _crash(session, e)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        discard_output()
    return int(result or 0)


def _fail(session: Session, error: ForensicsError) -> int:
    from forensics_app.i18n.sentences import error_sentence  # half of what a command loads that doesn't fail

    sentence = error_sentence(error)
    session.warn(sentence)
    session.event("error", code=error.code, fields=error.fields(), sentence=sentence)
    return error.exit_code


def _crash(session: Session, error: Exception) -> int:
    details = "".join(traceback.format_exception(error))
    kept = _keep(details, f"crash-{utc_text(session.clock.now()).replace(':', '')}.txt")
    sentence = tr(
        "Internal error in Sealwright ({fault}); what was stored in the case is kept. "
        "Details are in {path}: please send this file to the developers.",
        fault=type(error).__name__,
        path=kept,
    )
    session.warn(sentence)
    session.event("error", code="fault", fields={"path": str(kept)}, sentence=sentence)
    return ExitCode.UNUSABLE


def _keep(details: str, name: str) -> Path:
    for folder in (user_state_path("sealwright"), Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / name
            handle = os.open(path, WRITE_NEW, 0o600)  # the folder of temporary files is everybody's
            with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
                file.write(details)
        except OSError:
            continue
        return path
    sys.stderr.write(details)
    return Path("-")


if __name__ == "__main__":
    sys.exit(main())

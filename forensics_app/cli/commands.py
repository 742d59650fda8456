"""Click's classes with two habits added: help is translated when shown, and `--lang` works after the verb.

A command that has a `--lang` of its own (languages of a report, say) keeps it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from forensics_app.cli.session import Session
from forensics_app.i18n import LANGUAGES, N_, current, pick_language, set_language, tr

_F = TypeVar("_F", bound=Callable[..., Any])

LANG_HELP = N_("Language of the messages: {languages}.")


def pass_session(function: Callable[..., Any]) -> Callable[..., Any]:
    """Hand the run's Session to the command as its first argument."""
    return click.make_pass_decorator(Session, ensure=True)(function)


class TranslatedOption(click.Option):
    """An option whose help is a message id."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        kept = self.help
        self.help = tr(kept, languages=" ".join(LANGUAGES)) if kept else kept
        try:
            return super().get_help_record(ctx)
        finally:
            self.help = kept


class TranslatedCommand(click.Command):
    """A command whose help is a message id."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for param in self.params:
            if isinstance(param.type, click.Path):
                # what can't be read is said by whoever reads it, of that one file and in a sentence; Click
                # would refuse the whole command, and with it every other source or bundle
                param.type.readable = False
        self.own_lang = any(p.name == "lang" for p in self.params)
        if not self.own_lang:
            self.params.append(lang_option())

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not self.own_lang:  # before parsing, so that --help and complaints are in that language too
            choose_language(args)
        return super().parse_args(ctx, args)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        write_help(self.help, formatter)

    def get_short_help_str(self, limit: int = 45) -> str:
        return short_help(self.help, limit)


class TranslatedGroup(click.Group):
    """A command with commands of its own (`case new`)."""

    command_class = TranslatedCommand

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        verb = next((i for i, a in enumerate(args) if a in self.list_commands(ctx)), len(args))
        choose_language(args[:verb])
        return super().parse_args(ctx, args)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        write_help(self.help, formatter)

    def get_short_help_str(self, limit: int = 45) -> str:
        return short_help(self.help, limit)


def write_help(help_id: str | None, formatter: click.HelpFormatter) -> None:
    """The translated help as a paragraph of `formatter`."""
    if help_id:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(inspect.cleandoc(tr(help_id)))


def short_help(help_id: str | None, limit: int) -> str:
    """The first sentence of the translated help, or as much of it as fits."""
    text = tr(help_id).split("\n", 1)[0] if help_id else ""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def choose_language(args: Sequence[str]) -> None:
    """Switch to the language that `args` ask for with `--lang`, if they do; the parser judges the value."""
    for i, argument in enumerate(args):
        if argument == "--":
            return
        name, equals, value = argument.partition("=")
        if name == "--lang":
            asked = value if equals else (args[i + 1] if i + 1 < len(args) else "")
            try:
                set_language(pick_language(asked))
            except KeyError:  # the option's own check complains
                return


class LanguageType(click.ParamType[str]):
    """A BCP 47 tag of a language that Sealwright speaks; `pt_BR` is taken too."""

    name = "lang"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return pick_language(str(value))
        except KeyError:
            self.fail(
                tr(
                    "“{language}” is not supported; choose one of {languages}.",
                    language=value,
                    languages=" ".join(LANGUAGES),
                ),
                param,
                ctx,
            )


def lang_option() -> click.Option:
    """`--lang xx`: acted on before parsing, checked here, not handed to the command."""
    return TranslatedOption(
        ["--lang"], type=LanguageType(), metavar="xx", help=LANG_HELP, expose_value=False, is_eager=True
    )


def language_asked() -> str | None:
    """The language of this run if `--lang` names it, before or after the verb; else None."""
    context = click.get_current_context(silent=True)
    while context is not None:
        if context.get_parameter_source("lang") is ParameterSource.COMMANDLINE:
            return current().language
        context = context.parent
    return None


def command(name: str, *, help: str) -> Callable[[Callable[..., Any]], TranslatedCommand]:
    """A command; `help` is an N_() message."""
    return click.command(name, cls=TranslatedCommand, help=help)


def group(name: str, *, help: str) -> Callable[[Callable[..., Any]], TranslatedGroup]:
    """A group of commands; `help` is an N_() message."""
    return click.group(name, cls=TranslatedGroup, help=help)


def option(*names: str, help: str, **attributes: Any) -> Callable[[_F], _F]:
    """An option; `help` is an N_() message."""
    return click.option(*names, cls=TranslatedOption, help=help, **attributes)


json_option = option("--json", "as_json", is_flag=True, help=N_("Write one JSON document and nothing else."))

"""What can be asked on the command line, and how it is written."""

import argparse
import gettext
import re
from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from revops_desktop import __version__, paths
from revops_desktop.cli.import_arguments import add_choices
from revops_desktop.cli.layout_arguments import add_layout
from revops_desktop.i18n import N_, _
from revops_desktop.rules.periods import month_of

# argparse looks its own words up by gettext; this brings them into the catalogue.
ARGPARSE_WORDS = (
    *(N_("usage: "), N_("positional arguments"), N_("options"), N_("commands")),
    N_("show this help message and exit"),
    *(N_("the following arguments are required: %s"), N_("unrecognized arguments: %s")),
    *(N_("expected one argument"), N_("not allowed with argument %s")),
    *(N_("one of the arguments %s is required"), N_("expected at least one argument")),
    *(N_("argument %(argument_name)s: %(message)s"), N_("invalid %(type)s value: %(value)r")),
    *(N_("invalid choice: %(value)r (choose from %(choices)s)"),),
)


DIMENSIONS = ("owner", "pod", "product", "source", "segment", "channel", "kind")


class WrongUse(Exception):
    """The command was written in a way that means nothing: exit status 2."""

    def __init__(self, message: str, program: str = "revops-desktop") -> None:
        sentence = _("{message}. Please see: {program} --help")
        super().__init__(sentence.format(message=message, program=program))


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, and where help is."""

    def error(self, message: str) -> NoReturn:
        """Raises WrongUse."""
        raise WrongUse(message, self.prog)


def parse(words: Sequence[str]) -> argparse.Namespace:
    """The command with its arguments; `run` is the function that does it."""
    gettext.bindtextdomain("revops_desktop", str(paths.resources() / "translations"))
    gettext.textdomain("revops_desktop")
    return _parser().parse_args(words)


def _parser() -> Parser:
    parser = Parser(
        prog="revops-desktop",
        usage="revops-desktop [FILE]\n       revops-desktop COMMAND …",
        description=_(
            "Opens the window, with FILE if it is given; a command does one thing without it."
        ),
        allow_abbrev=False,
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"RevOps Desktop {__version__}",
        help=_("show program's version number and exit"),
    )
    commands = parser.add_subparsers(
        title=_("commands"), metavar="COMMAND", required=True, prog="revops-desktop"
    )
    _add_files(commands)
    _add_figures(commands)
    _add_deals(commands)
    return parser


def _command(commands: Any, name: str, what: str, run: str) -> Parser:
    """A command; `run` is “module:function” in this folder, imported when it is run."""

    def later(chosen: argparse.Namespace) -> Any:
        module, _colon, function = run.partition(":")
        return getattr(import_module(f"revops_desktop.cli.{module}"), function)(chosen)

    made: Parser = commands.add_parser(name, help=what, description=what, allow_abbrev=False)
    made.set_defaults(run=later)
    return made


def _add_files(commands: Any) -> None:
    demo = _command(commands, "demo", _("Makes a demo company and opens it"), "demonstration:demo")
    demo.add_argument("--out", type=Path, metavar="FILE", help=_("where (a new file)"))
    demo.add_argument("--deals", type=_number, metavar="N", help=_("how many deals"))
    demo.add_argument("--seed", type=_number, metavar="S", help=_("another seed, another company"))
    demo.add_argument(
        "--end", type=_day, metavar="D", help=_("the last day, yesterday if not said")
    )
    demo.add_argument("--no-bottleneck", action="store_true", help=_("plants no bottleneck"))
    demo.add_argument("--no-window", action="store_true", help=_("makes the files only"))

    new = _command(commands, "new", _("Makes a new workspace file"), "files:new")
    new.add_argument("file", type=Path, metavar="FILE")
    new.add_argument(
        "--template",
        default="the-model",
        metavar="NAME|FILE",
        help=_("which pipeline: a built-in template, or a template file"),
    )
    new.add_argument("--language", choices=("ja", "en"), help=_("of reports and stages"))
    new.add_argument("--currency", metavar="CODE", help=_("three letters, for example JPY"))
    new.add_argument("--country", metavar="CODE", help=_("two letters, for its public holidays"))
    new.add_argument("--time-zone", metavar="ZONE", help=_("for example Asia/Tokyo"))
    new.add_argument("--name", metavar="NAME", help=_("the name of the business"))
    _add_by(new)

    _add_exchange(commands)

    check = _command(commands, "check", _("Checks that a file is whole"), "files:check")
    check.add_argument("file", type=Path, metavar="FILE")
    _add_json(check)
    backup = _command(commands, "backup", _("Writes a checked copy of a file"), "files:backup")
    backup.add_argument("file", type=Path, metavar="FILE")
    backup.add_argument("--out", type=Path, required=True, metavar="FILE", help=_("the copy"))


def _add_exchange(commands: Any) -> None:
    inspect = _command(
        commands,
        "inspect",
        _("Says how a file is laid out and what it holds"),
        "inspecting:inspect",
    )
    inspect.add_argument("source", type=Path, metavar="SOURCE")
    add_layout(inspect)
    _add_json(inspect)

    bring = _command(
        commands, "import", _("Brings files in: CSV, Excel, vCard"), "exchange:bring_in"
    )
    bring.add_argument("file", type=Path, metavar="FILE")
    bring.add_argument("csv", type=Path, nargs="+", metavar="SOURCE")
    add_choices(bring)
    add_layout(bring)
    bring.add_argument(
        "--mode",
        choices=("create", "update", "both"),
        help=_(
            "whether rows make records, change those that are here, or both; create, if "
            "neither is said here nor in the mapping"
        ),
    )
    bring.add_argument("--dry-run", action="store_true", help=_("only says what would happen"))
    bring.add_argument(
        "--move-present",
        action="store_true",
        help=_(
            "moves deals that are here already to the stage that the file says, or out of the river"
        ),
    )
    bring.add_argument("--override", metavar="WHY", help=_("why such a move goes over a warning"))
    bring.add_argument(
        "--refused",
        type=Path,
        metavar="FILE",
        help=_("where the rows that are refused are written, as .csv or .xlsx, to be mended"),
    )
    _add_json(bring)
    _add_by(bring)

    out = _command(
        commands, "export", _("Writes everything into a folder, as CSV and Excel"), "whole:export"
    )
    out.add_argument("file", type=Path, metavar="FILE")
    out.add_argument(
        "--out", type=Path, required=True, metavar="FOLDER", help=_("where (a new folder)")
    )
    out.add_argument("--format", choices=("csv", "xlsx"), help=_("both, if not given"))
    out.add_argument(
        "--encoding", choices=("utf-8", "cp932"), default="utf-8", help=_("of the CSV files")
    )
    out.add_argument(
        "--replace",
        action="store_true",
        help=_("writes characters that CP932 does not have as 〓 instead of refusing them"),
    )


def _add_figures(commands: Any) -> None:
    metrics = _command(commands, "metrics", _("Answers the flow figures"), "figures:metrics")
    metrics.add_argument("file", type=Path, metavar="FILE")
    _add_json(metrics)
    metrics.add_argument("--from", dest="first", type=_day, metavar="D", help=_("first day"))
    metrics.add_argument("--to", dest="last", type=_day, metavar="D", help=_("last day, included"))
    metrics.add_argument("--as-of", type=_day, metavar="D", help=_("as the file was at its end"))
    metrics.add_argument("--pipeline", metavar="NAME", help=_("another than the first"))
    metrics.add_argument(
        *("--by", "--each"),
        dest="each",
        action="append",
        choices=DIMENSIONS,
        help=_("what each value of these comes to, too; may be said several times"),
    )
    metrics.add_argument(
        "--view",
        choices=("cohort", "period"),
        default="cohort",
        help=_(
            "whether conversions follow a cohort until now, or set stages of a period side by side"
        ),
    )

    clock = _command(commands, "clock", _("Answers when a time limit is due"), "clocks:clock")
    clock.add_argument("file", type=Path, metavar="FILE")
    clock.add_argument(
        "--start", required=True, metavar="WHEN", help=_("local time, for example 2026-04-30T17:00")
    )
    limit = clock.add_mutually_exclusive_group(required=True)
    limit.add_argument("--hours", type=_hours, metavar="N", help=_("so many business hours"))
    limit.add_argument("--days", type=_some, metavar="N", help=_("so many business days"))
    _add_json(clock)

    _add_report(commands)


def _add_report(commands: Any) -> None:
    report = _command(commands, "report", _("Writes a month's report as PDF"), "reports:report")
    report.add_argument("file", type=Path, metavar="FILE")
    report.add_argument("--month", type=_month, metavar="YYYY-MM")
    report.add_argument("--out", type=Path, metavar="PDF")
    report.add_argument(
        "--all-missing",
        action="store_true",
        help=_("every month that is over and has no report in the folder yet"),
    )
    report.add_argument("--folder", type=Path, metavar="FOLDER", help=_("where these are written"))
    report.add_argument("--language", choices=("ja", "en"), help=_("the workspace's, if not given"))
    report.add_argument("--pipeline", metavar="NAME", help=_("another than the first"))
    report.add_argument(
        "--parts", type=_parts, metavar="PART,…", help=_("only these parts; all, if not given")
    )
    report.add_argument("--one-page", action="store_true", help=_("the first page alone"))
    report.add_argument("--paper", choices=("a4", "letter"), help=_("A4, if not given"))
    report.add_argument("--notes", default="", metavar="TEXT", help=_("words to the reader"))


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _add_deals(commands: Any) -> None:
    move = _command(commands, "move", _("Moves a deal"), "deals:move")
    move.add_argument("file", type=Path, metavar="FILE")
    move.add_argument("deal", metavar="DEAL", help=_("its number, its key in the source or title"))
    where = move.add_mutually_exclusive_group(required=True)
    where.add_argument("--to", metavar="STAGE", help=_("into this stage"))
    where.add_argument("--lost", metavar="REASON", help=_("out of the river: lost"))
    where.add_argument("--recycle", metavar="REASON", help=_("out of the river: perhaps later"))
    where.add_argument("--churned", metavar="REASON", help=_("out of the river: a customer left"))
    move.add_argument(
        "--wake",
        type=_day,
        metavar="D",
        help=_("when it comes back; the reason's usual wait, if not given"),
    )
    move.add_argument("--note", default="", metavar="TEXT", help=_("about the reason"))
    move.add_argument("--override", metavar="WHY", help=_("why the move goes on over a warning"))
    move.add_argument(
        "--fill",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help=_("fills in what is asked for before it goes on; may be given several times"),
    )
    move.add_argument("--receiver", metavar="NAME", help=_("who of the next function receives it"))
    _add_by(move)

    undo = _command(commands, "undo", _("Takes the last action back"), "deals:undo")
    redo = _command(commands, "redo", _("Does it again"), "deals:redo")
    for step in (undo, redo):
        step.add_argument("file", type=Path, metavar="FILE")
        _add_by(step)
    imports = _command(
        commands, "imports", _("Lists the imports that were made, newest first"), "imports:listed"
    )
    imports.add_argument("file", type=Path, metavar="FILE")
    _add_json(imports)
    back = _command(
        commands,
        "take-back",
        _("Takes an earlier import back, unless its records were changed since"),
        "imports:take_back",
    )
    back.add_argument("file", type=Path, metavar="FILE")
    back.add_argument("action", type=_number, metavar="ACTION", help=_("its number in the list"))
    _add_by(back)
    log = _command(commands, "log", _("Prints the change journal, newest first"), "deals:log")
    log.add_argument("file", type=Path, metavar="FILE")
    log.add_argument("--last", type=_number, metavar="N", help=_("only the newest N actions"))
    _add_json(log)


def _add_json(command: Parser) -> None:
    command.add_argument("--json", dest="as_json", action="store_true", help=_("answers as JSON"))


def _add_by(command: Parser) -> None:
    command.add_argument("--by", metavar="MEMBER", help=_("the member who does it"))


def _typed(read: Callable[[str], Any], text: str, example: str) -> Any:
    try:
        return read(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            _("“{text}” should look like {example}").format(text=text, example=example)
        ) from None


def _day(text: str) -> date:
    return _typed(_usual, text, "2026-03-31")


def _month(text: str) -> str:
    return _typed(lambda value: month_of(_usual(f"{value}-01")), text, "2026-03")


def _usual(text: str) -> date:
    """A day that a business may mean; the calendar's own ends are mistyped years."""
    day = date.fromisoformat(text)
    if not 1900 <= day.year < 2200:
        raise ValueError
    return day


def _number(text: str) -> int:
    def read(value: str) -> int:
        number = int(value)
        if number < 0:
            raise ValueError
        return number

    return _typed(read, text, "200")


def _some(text: str) -> int:
    """A whole number of days, one at least."""

    def read(value: str) -> int:
        number = int(value)
        if number < 1:
            raise ValueError
        return number

    return _typed(read, text, "2")


def _hours(text: str) -> int:
    """Hours, with minutes as a part of one, as minutes."""

    def read(value: str) -> int:
        if not re.fullmatch(r"\d{1,9}(\.\d{1,9})?", value):
            raise ValueError
        minutes = Fraction(value) * 60
        if minutes < 1 or minutes.denominator != 1:
            raise ValueError
        return int(minutes)

    return _typed(read, text, "10, 1.5")

"""How it is written on the command line what the columns of files mean."""

from argparse import ArgumentParser
from pathlib import Path

from revops_desktop.i18n import _
from revops_desktop.paths import resources


def add_choices(bring: ArgumentParser) -> None:
    """One of a mapping, a preset and a guess; and the answers to what a guess asks."""
    how = bring.add_mutually_exclusive_group()
    how.add_argument("--mapping", type=Path, metavar="TOML", help=_("what the columns mean"))
    how.add_argument(
        "--preset",
        metavar="NAME",
        help=_("a mapping that the program ships: {names}").format(names=", ".join(preset_names())),
    )
    how.add_argument(
        "--guess",
        action="store_true",
        help=_("finds out what the columns mean, and asks what it cannot know; so if none is said"),
    )
    bring.add_argument(
        "--as",
        dest="kinds",
        action="append",
        default=[],
        metavar="KIND",
        help=_("what the files hold, for example companies; or FILE=KIND"),
    )
    bring.add_argument(
        "--column",
        dest="columns",
        action="append",
        default=[],
        metavar="FIELD=COLUMN",
        help=_("which column holds a field"),
    )
    bring.add_argument(
        "--dates",
        action="append",
        default=[],
        metavar="ORDER",
        help=_(
            "how days are written: ymd, dmy, mdy, or the year of days without one, 2026; or "
            "COLUMN=ORDER"
        ),
    )
    _add_meanings(bring)


def _add_meanings(bring: ArgumentParser) -> None:
    """What stages, closing days and amounts of the files mean."""
    bring.add_argument(
        "--pipeline", metavar="NAME", help=_("in which pipeline the deals of the files are")
    )
    bring.add_argument(
        "--stages",
        metavar="own",
        help=_("brings the stages of the file along, as a pipeline of their own"),
    )
    bring.add_argument(
        "--stage",
        action="append",
        default=[],
        metavar="WORD=STAGE",
        help=_("which stage a word of the file means; or won, lost, recycled, churned, left"),
    )
    bring.add_argument(
        "--closed",
        metavar="won|expected",
        help=_("what a closing day means in a file that does not say which deals were won"),
    )
    bring.add_argument(
        "--amount-unit", type=int, metavar="N", help=_("what one stands for in the amounts: 1000")
    )


def preset_names() -> list[str]:
    """The names of the shipped mappings, without opening any of them."""
    folder = resources() / "mappings"
    return sorted(path.stem for path in folder.glob("*.toml") if path.stem != "words")

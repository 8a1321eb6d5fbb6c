"""How it is written on the command line how a file is laid out, where it is found wrongly."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from dataclasses import replace
from typing import TYPE_CHECKING

from revops_desktop.i18n import _

if TYPE_CHECKING:
    from revops_desktop.exchange.mapping import ImportMapping
    from revops_desktop.exchange.reading.layout import Layout


def add_layout(command: ArgumentParser) -> None:
    """Whatever is found by itself if it is not said."""
    command.add_argument(
        "--encoding",
        type=_encoding,
        metavar="NAME",
        help=_("how text files are encoded, for example cp932; found, if not given"),
    )
    command.add_argument(
        "--delimiter",
        type=_delimiter,
        metavar="SIGN",
        help=_("what stands between the cells of text files; or tab"),
    )
    command.add_argument("--sheet", metavar="NAME", help=_("which sheet of a workbook"))
    command.add_argument(
        "--header-line",
        type=_lines,
        metavar="N",
        help=_("in which line the header stands; 0 where there is none"),
    )
    command.add_argument(
        "--footer-rows",
        type=_lines,
        metavar="N",
        help=_("how many rows at the end are no data, such as a total"),
    )


def layout_of(chosen: Namespace) -> "Layout":
    """What was said; the rest is found."""
    from revops_desktop.exchange.reading.layout import Layout

    return Layout(
        encoding=chosen.encoding or "",
        delimiter=chosen.delimiter or "",
        sheet=chosen.sheet or "",
        header_line=chosen.header_line,
        footer_rows=chosen.footer_rows,
    )


def laid_out(mapping: "ImportMapping", said: "Layout") -> "ImportMapping":
    """The mapping, of files that are laid out as was said."""
    sources = tuple(
        replace(
            source,
            encodings=(said.encoding,) if said.encoding else source.encodings,
            delimiter=said.delimiter or source.delimiter,
            sheet=said.sheet or source.sheet,
            header_line=source.header_line if said.header_line is None else said.header_line,
            footer_rows=source.footer_rows if said.footer_rows is None else said.footer_rows,
        )
        for source in mapping.sources
    )
    return replace(mapping, sources=sources)


def _encoding(text: str) -> str:
    from revops_desktop.exchange.reading.encodings import is_known

    if not is_known(text):
        raise ArgumentTypeError(
            _("“{text}” should be an encoding such as utf-8, cp932 or utf-16").format(text=text)
        )
    return text


def _delimiter(text: str) -> str:
    sign = "\t" if text == "tab" else text
    if len(sign) != 1 or sign in '"\r\n':
        raise ArgumentTypeError(_("“{text}” should be one character, or tab").format(text=text))
    return sign


def _lines(text: str) -> int:
    if not text.isdecimal() or len(text) > 5:
        raise ArgumentTypeError(
            _("“{text}” should look like {example}").format(text=text, example="3")
        )
    return int(text)

"""Of which form a file is, by its first bytes; its name says nothing."""

from pathlib import Path

from revops_desktop.exchange.reading.layout import NOTHING_SAID, Form, Layout
from revops_desktop.exchange.refusals import FileRefused, refused, unreadable
from revops_desktop.i18n import N_, _

_WORKBOOKS = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_VCARD = b"begin:vcard"
# What people take for tables, and what they can do with it.
_OTHERS = (
    ((b"%pdf",), N_("It is a PDF. Please export the rows as CSV or Excel where they come from.")),
    (
        (b"\x89png", b"\xff\xd8\xff", b"gif8", b"\x00\x00\x01\x00"),
        N_("It is a picture. Please export the rows as CSV or Excel where they come from."),
    ),
    (
        (b"<!doctype html", b"<html", b"<table"),
        N_(
            "It is a web page, whatever its name says. Please open it in a spreadsheet program "
            "and save it as an Excel workbook."
        ),
    ),
    (
        (b"<?xml",),
        N_("It is XML. Please open it in the program it comes from and save it as CSV or Excel."),
    ),
    (
        (b"sqlite format 3",),
        N_("It is a database. Please export the rows as CSV where they come from."),
    ),
    ((b"\x1f\x8b", b"7z\xbc\xaf", b"rar!"), N_("It is compressed. Please unpack it first.")),
)


def size_of(path: Path) -> int:
    """How many bytes a file has; FileRefused where it is none that can be read."""
    try:
        if path.is_dir():
            raise FileRefused(
                _(
                    "“{folder}” is a folder, and no export of this program. Nothing was imported. "
                    "Please choose the files in it."
                ).format(folder=path)
            )
        if not path.is_file():
            raise FileRefused(
                _(
                    "There is no file “{file}”. Nothing was imported. "
                    "Please check its name and place."
                ).format(file=path)
            )
        return path.stat().st_size
    except OSError as error:
        raise unreadable(path, error) from error


def form_of(path: Path, layout: Layout = NOTHING_SAID) -> Form:
    """The form that `layout` says, or else that the content shows.

    FileRefused where there is no such file, it cannot be read, or it is nothing with a table.
    """
    size_of(path)
    try:
        with open(path, "rb") as raw:
            beginning = raw.read(400)
    except OSError as error:
        raise unreadable(path, error) from error
    if layout.form:
        return layout.form
    if beginning.startswith(_WORKBOOKS):
        return "workbook"
    plain = beginning.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if plain.startswith(_VCARD):
        return "vcard"
    for marks, problem in _OTHERS:
        if beginning.lower().startswith(marks) or plain.startswith(marks):
            raise refused(path, _(problem))
    return "text"

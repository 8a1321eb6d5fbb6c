"""Where an export of a whole workspace may lie; told without reading it, and without what reads."""

from collections.abc import Collection
from pathlib import Path

from revops_desktop.exchange.out.whole_parts import CONTENTS, ENDING, WORKBOOK
from revops_desktop.i18n import LANGUAGES, _, use_language

# Files of it that are lists of their own; of deals the stages lie in other files.
LISTS = ("company.csv", "contact.csv", "product.csv")
# Bytes of the part that lists a workbook's sheets.
_MOST = 1_000_000


def may_be_whole(path: Path) -> bool:
    """Whether it looks like an export of a whole workspace: told without reading it."""
    return whole_place(path) is not None


def is_table_of_deals(header: Collection[str]) -> bool:
    """Whether these headings are those of the deals of such an export, in any language: alone it
    says nothing of the stages of its deals."""
    there = set(header)
    for code in LANGUAGES:
        with use_language(code):
            if {_("{name} (ID)").format(name=_("Pipeline")), _("Place on the board")} <= there:
                return True
    return False


def names_of_companies(header: Collection[str]) -> str:
    """The heading of the names, where these headings are those of the companies of such an export,
    in any language; otherwise ""."""
    there = set(header)
    for code in LANGUAGES:
        with use_language(code):
            marks = {_("Key in the source"), _("Corporate number"), _("In the trash since")}
            name = _("Name")
        if {*marks, name} <= there:
            return name
    return ""


def whole_place(path: Path) -> Path | None:
    """The folder or the workbook that may be one."""
    if path.is_dir():
        if (path / (CONTENTS + ENDING)).is_file():
            return path
        return path / WORKBOOK if (path / WORKBOOK).is_file() else None
    if path.name == CONTENTS + ENDING and path.is_file():
        return path.parent
    may_be = {".xlsx": _names_contents, ".xlsm": _names_contents, ".ods": Path.is_file}
    return path if may_be.get(path.suffix.casefold(), _never)(path) else None


def _never(_path: Path) -> bool:
    return False


def _names_contents(path: Path) -> bool:
    """Whether a workbook has such a sheet: told without unpacking any."""
    import zipfile
    import zlib

    try:
        with zipfile.ZipFile(path) as book, book.open("xl/workbook.xml") as part:
            return f'"{CONTENTS}"'.encode() in part.read(_MOST)
    except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile, zlib.error):
        return False
    except (NotImplementedError, RuntimeError):
        return False


def lists_inside(folder: Path) -> tuple[list[Path], list[Path]]:
    """The files of an export's folder that can come in as lists, and those that hold nothing."""
    there = [folder / name for name in LISTS if (folder / name).is_file()]
    filled = [one for one in there if _holds_rows(one)]
    return filled, [one for one in there if one not in filled]


def _holds_rows(path: Path) -> bool:
    """Whether something stands below the first line."""
    try:
        with open(path, "rb") as file:
            file.readline()
            return bool(file.readline().strip())
    except OSError:
        return False

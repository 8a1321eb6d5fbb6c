"""A sheet of a workbook that comes in beside others of it is called as if it were a file.

`sheet_path` names it: within its workbook, the sheet first, the workbook behind it in brackets. No
file lies there; whoever reads asks `file_of` and `sheet_of`.
"""

from pathlib import Path


def sheet_path(path: Path, sheet: str) -> Path:
    """How a sheet of a workbook is called; its name holds both names."""
    return path / f"{sheet} ({path.name})"


def may_be_named(sheet: str) -> bool:
    """Whether a sheet can be called so: its name is none of a folder."""
    return not {"/", "\\", "\x00"} & set(sheet)


def sheet_of(path: Path) -> str:
    """The sheet that a path names; "" for that of a file."""
    behind = f" ({path.parent.name})"
    return path.name.removesuffix(behind) if path.name.endswith(behind) else ""


def file_of(path: Path) -> Path:
    """Where the file itself lies."""
    return path.parent if sheet_of(path) else path


def title_of(path: Path) -> str:
    """What a list is called, without what kind of file it lies in."""
    return sheet_of(path) or path.stem

"""Where the program's own files lie: what it ships with, and what it keeps for this user."""

import os
import sys
from functools import cache
from pathlib import Path


@cache
def resources() -> Path:
    """The folder with fonts, icons, templates, demo data and translations.

    Found in a frozen program, in the installed package, or beside the package in a checkout.
    """
    package = Path(__file__).parent
    frozen = getattr(sys, "_MEIPASS", None)
    candidates = [package / "_resources", package.parent / "resources"]
    if frozen is not None:
        candidates.insert(0, Path(frozen) / "resources")
    for candidate in candidates:
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"no resources in {candidates}")


def user_data() -> Path:
    """The folder for backups, log and recent files of this user; made when it is missing.

    `REVOPS_DESKTOP_DATA` names another folder (tests, portable installations).
    """
    chosen = os.environ.get("REVOPS_DESKTOP_DATA")
    if chosen:
        folder = Path(chosen)
    else:
        from platformdirs import user_data_path

        folder = user_data_path("revops-desktop", appauthor=False)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder

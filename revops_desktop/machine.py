"""What the machine says about itself: its time zone and country, and whether a window can open.

Nothing here imports Qt: the command line asks before it tries.
"""

import os
import sys
from pathlib import Path

from revops_desktop.i18n import _

PACKAGES = "libglib2.0-0 libgl1 libegl1 libfontconfig1 libdbus-1-3 libxkbcommon0"
WINDOW_PACKAGES = (
    f"{PACKAGES} libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxkbcommon-x11-0"
)
UNSEEN_PLATFORMS = ("offscreen", "minimal")


def time_zone() -> str:
    """The machine's time zone as Asia/Tokyo; UTC where it does not say."""
    named = os.environ.get("TZ", "").lstrip(":")
    if _is_zone(named):
        return named
    link = os.path.realpath("/etc/localtime").partition("zoneinfo/")[2]
    return link if _is_zone(link) else _written_zone()


def _written_zone() -> str:
    try:
        written = Path("/etc/timezone").read_text(encoding="utf-8").strip()
    except OSError:
        return "UTC"
    return written if _is_zone(written) else "UTC"


def _is_zone(name: str) -> bool:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    if "/" not in name or name.startswith("/"):
        return False
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def country() -> str:
    """The machine's country as two letters: from its language, else from its time zone; else US."""
    for name in ("LC_ALL", "LC_TIME", "LANG"):
        region = os.environ.get(name, "").partition(".")[0].partition("_")[2].partition("@")[0]
        if len(region) == 2 and region.isalpha():
            return region.upper()
    return _country_of_zone(time_zone()) or "US"


def _country_of_zone(zone: str) -> str:
    """The country that the time zone database names first for a zone; "" for none."""
    from importlib.resources import files

    try:
        table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    except OSError:
        return ""
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return next((row[0] for row in rows if row[2] == zone), "")


def no_window(reason: str) -> str:
    """Says that no window was opened, and why."""
    return _("No window was opened. {reason}").format(reason=reason)


def no_window_because(*, tried: bool = True) -> str | None:
    """Why no window can open here, in sentences; None when one can.

    `tried` also loads what Qt would load and calls the display, which takes 10 ms.
    """
    if not sys.platform.startswith("linux"):
        return None
    platform = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if platform in UNSEEN_PLATFORMS:
        return no_window(_("QT_QPA_PLATFORM asks for none."))
    if platform not in ("", "xcb", "wayland"):
        return None
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return no_window(_("This session has no display."))
    return _no_window_on_x11_because() if tried and os.environ.get("DISPLAY") else None


def _no_window_on_x11_because() -> str | None:
    """Qt ends the whole process when its X11 plug-in or the display fails, so both are tried."""
    import ctypes
    from importlib.util import find_spec

    found = find_spec("PySide6")
    for folder in (found.submodule_search_locations or []) if found else []:
        plugin = Path(folder) / "Qt" / "plugins" / "platforms" / "libqxcb.so"
        if plugin.exists():
            try:
                ctypes.CDLL(str(plugin))
            except OSError as problem:
                return no_window(qt_lacks(problem))
    if os.environ.get("WAYLAND_DISPLAY"):
        return None
    library = ctypes.CDLL("libxcb.so.1")
    library.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(library.xcb_connect(None, None))
    refused = library.xcb_connection_has_error(connection)
    library.xcb_disconnect(connection)
    if refused:
        answer = _("The display {display} does not answer.")
        return no_window(answer.format(display=os.environ["DISPLAY"]))
    return None


def qt_lacks(problem: Exception) -> str:
    """What to install when a system library is missing that Qt needs; `problem` names it.

    Any other problem is raised again: it is a bug.
    """
    text = str(problem)
    if ".so" not in text and "DLL load failed" not in text:
        raise problem
    return _(
        "Qt needs the system library {library}, which is missing. On Debian and Ubuntu, install "
        "what Qt needs: sudo apt-get install {packages}"
    ).format(library=text.partition(":")[0], packages=WINDOW_PACKAGES)

"""What this computer remembers for its user: language, look, window, recent files, who sits here.

One INI file in the user's data folder; never the registry, so that a folder of one's own (tests, a
stick) holds everything.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings

from revops_desktop import i18n, paths
from revops_desktop.i18n import N_
from revops_desktop.ui.theme import Choice

# What can be chosen, with the words for it.
LANGUAGES = (("ja", "日本語"), ("en", "English"))
LOOKS = (("system", N_("As the system")), ("light", N_("Light")), ("dark", N_("Dark")))
RECENT_LIMIT = 8
NOBODY = 0


class Preferences:
    """Read at start, written at once. A damaged file counts as an empty one."""

    def __init__(self, folder: Path | None = None) -> None:
        place = (folder or paths.user_data()) / "settings.ini"
        self._settings = QSettings(str(place), QSettings.Format.IniFormat)

    @property
    def language(self) -> str:
        """The window's language, "ja" or "en"; the machine's until one was chosen."""
        chosen = str(self._settings.value("window/language", ""))
        return chosen if chosen in i18n.LANGUAGES else i18n.system_language()

    @language.setter
    def language(self, code: str) -> None:
        self._settings.setValue("window/language", code)

    @property
    def theme(self) -> Choice:
        """Light, dark or as the system says."""
        chosen = self._settings.value("window/theme", "system")
        if chosen == "light":
            return "light"
        return "dark" if chosen == "dark" else "system"

    @theme.setter
    def theme(self, choice: Choice) -> None:
        self._settings.setValue("window/theme", choice)

    @property
    def geometry(self) -> QByteArray:
        """Where the window was and how large."""
        found = self._settings.value("window/geometry")
        return found if isinstance(found, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._settings.setValue("window/geometry", value)

    def remembered(self, name: str) -> str:
        """What a page, a table or a panel noted under `name`; "" if nothing was."""
        return str(self._settings.value(f"state/{name}", ""))

    def remember(self, name: str, value: str) -> None:
        """Notes how something was left (widths, columns, filters), for the next time."""
        if value != self.remembered(name):
            self._settings.setValue(f"state/{name}", value)

    def choices(self, name: str) -> dict[str, Any]:
        """What `remember_choices` noted; what an older version left otherwise counts as none."""
        try:
            kept = json.loads(self.remembered(name) or "{}")
        except ValueError:
            return {}
        return kept if isinstance(kept, dict) else {}

    def remember_choices(self, name: str, choices: dict[str, Any]) -> None:
        """Notes how several choices were left."""
        self.remember(name, json.dumps(choices))

    def is_first_today(self, path: Path, today: date) -> bool:
        """Whether this file is opened for the first time on this day; asked once, then noted."""
        name = f"day/{_digest(path)}"
        seen = str(self._settings.value(name, ""))
        self._settings.setValue(name, today.isoformat())
        return seen != today.isoformat()

    def is_first_offer(self, path: Path, month: str) -> bool:
        """Whether the report of a month (YYYY-MM) is offered for the first time; then noted."""
        name = f"offered/{_digest(path)}"
        seen = str(self._settings.value(name, ""))
        self._settings.setValue(name, month)
        return seen < month

    def last_page(self, path: Path) -> str:
        """The key of the page that was in front when this file was used last; "" if none was."""
        return str(self._settings.value(f"page/{_digest(path)}", ""))

    def remember_page(self, path: Path, key: str) -> None:
        """Notes which page of this file is in front."""
        self._settings.setValue(f"page/{_digest(path)}", key)

    @property
    def recent(self) -> tuple[Path, ...]:
        """The files opened last, newest first; those that are gone stay listed."""
        return tuple(Path(text) for text in self._list("files/recent"))

    def remember_file(self, path: Path) -> None:
        """Puts a file on top of the recent ones."""
        absolute = str(path.absolute())
        listed = [absolute, *(text for text in self._list("files/recent") if text != absolute)]
        self._settings.setValue("files/recent", "\n".join(listed[:RECENT_LIMIT]))

    def forget_file(self, path: Path) -> None:
        """Takes a file off the list of recent ones; the file itself is not touched."""
        listed = [text for text in self._list("files/recent") if text != str(path.absolute())]
        self._settings.setValue("files/recent", "\n".join(listed))

    @property
    def folder(self) -> Path:
        """Where files are looked for and saved first."""
        recent = self.recent
        found = recent[0].parent if recent else Path.home()
        return found if found.is_dir() else Path.home()

    def member(self, path: Path) -> int | None:
        """Who sits at this file on this machine; NOBODY: would not say; None: never asked."""
        found = self._settings.value(f"member/{_digest(path)}")
        return int(str(found)) if found is not None and str(found).isdigit() else None

    def remember_member(self, path: Path, member_id: int | None) -> None:
        """Remembers who sits at this file on this machine, or that nobody would say."""
        self._settings.setValue(f"member/{_digest(path)}", member_id or NOBODY)

    def save(self) -> None:
        """Writes to the disk now."""
        self._settings.sync()

    def _list(self, name: str) -> list[str]:
        return [text for text in str(self._settings.value(name, "")).split("\n") if text]


def _digest(path: Path) -> str:
    import hashlib

    return hashlib.sha256(str(path.absolute()).encode()).hexdigest()[:16]

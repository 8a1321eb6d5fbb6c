"""Opens what a link leads to, only when somebody asks for it: pages, mail, telephone, files."""

import os

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from revops_desktop.i18n import _
from revops_desktop.rules import links
from revops_desktop.ui import texts


def open_link(parent: QWidget, target: str) -> bool:
    """Hands a link to the system; whether it took it. A file is asked about before.

    What rules/links.py does not allow is never opened, wherever it came from.
    """
    kind = links.kind_of(target)
    if kind is None:
        _refuse(parent, _("This link cannot be opened: {target}").format(target=target[:200]))
        return False
    if kind == "file":
        return _open_file(parent, links.file_path(target))
    url = QUrl(target, QUrl.ParsingMode.TolerantMode)
    if not url.isValid() or links.kind_of(url.toString()) != kind:
        _refuse(parent, _("This link cannot be opened: {target}").format(target=target[:200]))
        return False
    return _hand_over(parent, url, target)


def _open_file(parent: QWidget, path: str) -> bool:
    # Once more: what was written in per cent signs may name another machine.
    if links.kind_of(path) != "file":
        _refuse(parent, _("This link cannot be opened: {target}").format(target=path[:200]))
        return False
    if not os.path.exists(path):
        _refuse(
            parent,
            _(
                "The file “{path}” is not there. It may have been moved or renamed; "
                "the link itself was left as it is."
            ).format(path=path[:400]),
        )
        return False
    agreed = texts.ask(
        parent,
        _("Open this file?"),
        _(
            "“{path}” is opened by the program that your computer uses for such files. "
            "Open only files that you know."
        ).format(path=path[:400]),
        _("Open it"),
    )
    return agreed and _hand_over(parent, QUrl.fromLocalFile(path), path)


def _hand_over(parent: QWidget, url: QUrl, target: str) -> bool:
    if QDesktopServices.openUrl(url):
        return True
    _refuse(
        parent,
        _("Your computer has no program for this link: {target}").format(target=target[:200]),
    )
    return False


def _refuse(parent: QWidget, sentence: str) -> None:
    texts.message(parent, _("This could not be opened"), sentence, "warning")

"""The look of the window: Fusion, a palette and a short style sheet made from the tokens.

Light or dark follows the system unless the person chose one. Delegates and painters see no style
sheet: they read `current()` each time they paint.
"""

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from revops_desktop import paths
from revops_desktop.tokens import DARK, LIGHT, Tokens
from revops_desktop.ui.style_sheet import style_sheet

Choice = Literal["system", "light", "dark"]
FAMILY = "Noto Sans JP"
STYLE = "Fusion"


_current = LIGHT
_dressed: Tokens | None = None
_fonts_loaded = False


def current() -> Tokens:
    """The tokens in force."""
    return _current


def colour(name: str) -> QColor:
    """A token's colour by name ("accent"), or any "#rrggbb", for painting."""
    return QColor(name if name.startswith("#") else getattr(_current, name))


def font(size: int | None = None, bold: bool = False) -> QFont:
    """The window's font at `size` pixels (the size of text if not given), for painting."""
    made = QFont(FAMILY)
    made.setPixelSize(size or _current.size_text)
    made.setBold(bold)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def load_fonts() -> None:
    """Brings the bundled fonts in; once."""
    global _fonts_loaded
    if not _fonts_loaded:
        for weight in ("Regular", "Bold"):
            file = paths.resources() / "fonts" / f"NotoSansJP-{weight}.ttf"
            QFontDatabase.addApplicationFont(str(file))
        _fonts_loaded = True


def wants_dark(choice: Choice) -> bool:
    """Whether `choice` means dark here and now."""
    if choice == "system":
        return QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return choice == "dark"


def is_in_force(choice: Choice) -> bool:
    """Whether the program is dressed as `choice` says."""
    return _dressed is (DARK if wants_dark(choice) else LIGHT)


def apply(app: QApplication, dark: bool) -> None:
    """Dresses the whole program: it takes longer by the square of how many widgets there are."""
    global _current, _dressed
    wanted = DARK if dark else LIGHT
    if _dressed is wanted:
        return
    is_first = _dressed is None
    _current = _dressed = wanted
    if is_first:
        load_fonts()
        if app.property("style") != STYLE:
            app.setStyle(STYLE)
        app.setFont(font())
    app.setPalette(_palette(wanted))
    app.setStyleSheet(style_sheet(wanted))


def _palette(tokens: Tokens) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    colours = {
        role.Window: tokens.window,
        role.WindowText: tokens.text,
        role.Base: tokens.field,
        role.AlternateBase: tokens.window,
        role.Text: tokens.text,
        role.PlaceholderText: tokens.text_muted,
        role.Button: tokens.panel,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.bad,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Accent: tokens.accent,
        role.Link: tokens.accent_text,
        role.LinkVisited: tokens.accent_text,
        role.ToolTipBase: tokens.card,
        role.ToolTipText: tokens.text,
        role.Light: tokens.card,
        role.Midlight: tokens.border,
        role.Mid: tokens.border,
        role.Dark: tokens.input_border,
        role.Shadow: tokens.sidebar,
    }
    for which, value in colours.items():
        palette.setColor(which, QColor(value))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(tokens.text_disabled))
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(tokens.border))
    return palette

"""Light and dark: palette, style sheet and icons follow one set of tokens."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFontDatabase, QFontInfo, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from revops_desktop import paths
from revops_desktop.tokens import DARK, LIGHT, Tokens
from revops_desktop.ui import icons, theme


@pytest.fixture(autouse=True)
def _light_again(qapp: QApplication) -> object:
    theme.apply(qapp, dark=False)
    yield None
    theme.apply(qapp, dark=False)


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_the_palette_is_that_of_the_tokens(qapp: QApplication, look: Tokens) -> None:
    theme.apply(qapp, dark=look.dark)
    palette = qapp.palette()
    assert palette.color(QPalette.ColorRole.Window) == QColor(look.window)
    assert palette.color(QPalette.ColorRole.Text) == QColor(look.text)
    assert palette.color(QPalette.ColorRole.Highlight) == QColor(look.accent)
    assert theme.current() is look
    assert qapp.styleSheet()


def test_it_is_known_which_look_is_in_force(qapp: QApplication) -> None:
    theme.apply(qapp, dark=True)
    assert theme.is_in_force("dark") and not theme.is_in_force("light")


def test_the_person_s_choice_beats_the_system(qapp: QApplication) -> None:
    assert theme.wants_dark("dark")
    assert not theme.wants_dark("light")


def test_the_bundled_font_is_used(qtbot: QtBot, qapp: QApplication) -> None:
    assert theme.FAMILY in QFontDatabase.families()
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    assert QFontInfo(field.font()).family() == theme.FAMILY
    assert field.font().pixelSize() == LIGHT.size_text


def _ink(icon: QIcon) -> set[str]:
    image = icon.pixmap(QSize(24, 24)).toImage()
    colours = set()
    for x in range(image.width()):
        for y in range(image.height()):
            colour = image.pixelColor(x, y)
            if colour.alpha() == 255:
                colours.add(colour.name())
    return colours


def test_an_icon_is_tinted_again_by_a_switch(qapp: QApplication) -> None:
    icon = icons.icon("kanban", "text")
    assert _ink(icon) == {LIGHT.text}
    theme.apply(qapp, dark=True)
    assert _ink(icon) == {DARK.text}
    assert _ink(QIcon(icon)) == {DARK.text}


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_an_icon_is_sharp_on_a_fine_screen(qapp: QApplication, ratio: float) -> None:
    icon = icons.icon("kanban", "text")
    pixmap = icon.pixmap(QSize(16, 16), ratio, QIcon.Mode.Normal, QIcon.State.Off)
    assert pixmap.size() == QSize(round(16 * ratio), round(16 * ratio))
    assert pixmap.devicePixelRatio() == ratio


def test_every_icon_is_drawn(qapp: QApplication) -> None:
    files = sorted((paths.resources() / "icons").glob("*.svg"))
    assert files
    for file in files:
        assert _ink(icons.icon(file.stem, "text")), file.name


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_the_icons_of_the_style_sheet_have_the_tokens_colours(look: Tokens) -> None:
    """A style sheet cannot tint: these files must follow the tokens by hand."""
    name = "dark" if look.dark else "light"
    folder = paths.resources() / "icons"
    assert look.text_muted in (folder / f"chevron-down-{name}.svg").read_text(encoding="utf-8")
    assert look.on_accent in (folder / f"check-{name}.svg").read_text(encoding="utf-8")


def test_the_style_sheet_names_files_that_exist(qapp: QApplication) -> None:
    import re
    from pathlib import Path

    named = re.findall(r'url\("([^"]+)"\)', qapp.styleSheet())
    assert named
    assert all(Path(name).is_file() for name in named)

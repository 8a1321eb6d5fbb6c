"""The short style sheet, made from the tokens.

Widgets say what they are by the property `kind`, never by an object name; nothing is set on
`QWidget` itself, which would reach every widget there is.
"""

from revops_desktop import paths
from revops_desktop.tokens import Tokens, mix


def style_sheet(tokens: Tokens) -> str:
    """The style sheet of the whole program in this look."""
    parts = (_texts, _buttons, _inputs, _views, _frame, _in_place, _filters)
    return "\n".join(part(tokens) for part in parts)


def _tinted(name: str, tokens: Tokens) -> str:
    """A style sheet cannot tint an icon: these few lie there in both colours."""
    look = "dark" if tokens.dark else "light"
    return (paths.resources() / "icons" / f"{name}-{look}.svg").as_posix()


def _texts(t: Tokens) -> str:
    """Labels, tool tips, panels."""
    return f"""
QToolTip {{ color: {t.text}; background: {t.card}; border: 1px solid {t.input_border};
  padding: 4px 6px; }}
QLabel[kind="brand"] {{ font-size: 28px; font-weight: 700; }}
QLabel[kind="title"] {{ font-size: {t.size_title}px; font-weight: 700; }}
QLabel[kind="heading"] {{ font-size: {t.size_heading}px; font-weight: 700; }}
QLabel[kind="figure"] {{ font-size: {t.size_figure}px; font-weight: 700; }}
QLabel[kind="muted"] {{ color: {t.text_muted}; font-size: {t.size_small}px; }}
QLabel[kind="small"] {{ font-size: {t.size_small}px; }}
QLabel[kind="good"] {{ color: {t.good}; }}
QLabel[kind="warning"] {{ color: {t.warning}; }}
QLabel[kind="bad"] {{ color: {t.bad}; }}
QFrame[kind="panel"] {{ background: {t.panel}; border: 1px solid {t.border};
  border-radius: {t.radius_large}px; }}
QFrame[kind="navigation"] {{ background: {t.sidebar}; border: none;
  border-right: 1px solid {t.border}; border-radius: 0; }}
QFrame[kind="warning"], QFrame[kind="question"] {{ background: {t.warning_soft}; border: none;
  border-radius: {t.radius}px; margin-top: {t.space_2}px; }}
QFrame[kind="question"] {{ background: {t.accent_soft}; }}
QFrame[kind="line"] {{ background: {t.border}; border: none; max-height: 1px; }}
"""


def _buttons(t: Tokens) -> str:
    """Buttons."""
    return f"""
QPushButton, QToolButton[kind="button"] {{ color: {t.text}; background: {t.panel};
  border: 1px solid {t.input_border}; border-radius: {t.radius}px; padding: 6px 12px;
  min-height: {t.control_height - 14}px; }}
QPushButton:hover, QToolButton[kind="button"]:hover {{ background: {t.card_hover};
  border-color: {t.accent}; }}
QPushButton:pressed {{ background: {t.accent_soft}; }}
QPushButton:focus, QToolButton[kind="button"]:focus {{ border: 2px solid {t.accent};
  padding: 5px 11px; }}
QPushButton:disabled {{ color: {t.text_disabled}; border-color: {t.border}; }}
QPushButton:default {{ border-color: {t.accent}; }}
QPushButton[kind="primary"] {{ color: {t.on_accent}; background: {t.accent};
  border-color: {t.accent}; font-weight: 700; }}
QPushButton[kind="primary"]:hover {{ background: {t.accent_hover}; }}
QPushButton[kind="primary"]:pressed {{ background: {t.accent_pressed}; }}
QPushButton[kind="primary"]:focus {{ border: 2px solid {t.text}; }}
QPushButton[kind="primary"]:disabled {{ color: {t.text_disabled}; background: {t.border};
  border-color: {t.border}; }}
QPushButton[kind="quiet"] {{ background: transparent; border-color: transparent;
  color: {t.accent_text}; }}
QPushButton[kind="quiet"]:hover {{ background: {t.accent_soft}; }}
QPushButton[kind="quiet"]:focus {{ border-color: {t.accent}; }}
QPushButton[kind="small"] {{ font-size: {t.size_small}px; padding: 1px 10px; min-height: 18px;
  border-radius: {t.radius_small}px; }}
QPushButton[kind="small"]:checked, QPushButton[kind="plain"]:checked {{
  color: {t.accent_text}; background: {t.accent_soft}; border-color: {t.accent}; }}
QPushButton[kind="icon"] {{ background: transparent; border-color: transparent; padding: 4px;
  min-height: 18px; }}
QPushButton[kind="icon"]:focus, QPushButton[kind="icon"]:hover {{ border: 1px solid {t.accent}; }}
QPushButton[kind="status"] {{ background: transparent; border-color: transparent;
  color: {t.text_muted}; font-size: {t.size_small}px; padding: 1px 8px; min-height: 18px;
  border-radius: {t.radius_small}px; }}
QPushButton[kind="status"]:focus, QPushButton[kind="status"]:hover {{
  border: 1px solid {t.accent}; }}
QPushButton[kind="navigation"] {{ background: transparent; border: 2px solid transparent;
  color: {t.text_muted}; text-align: left; padding: 0 10px; min-height: 0; }}
QPushButton[kind="navigation"]:hover {{ background: {t.card_hover}; }}
QPushButton[kind="navigation"]:checked {{ background: {t.accent_soft}; color: {t.accent_text}; }}
QPushButton[kind="navigation"]:focus {{ border-color: {t.accent}; padding: 0 10px; }}
QPushButton[kind="danger"] {{ color: {t.bad}; border-color: {t.bad}; }}
QPushButton[kind="danger"]:hover {{ background: {t.bad_soft}; }}
"""


def _inputs(t: Tokens) -> str:
    """Inputs: a border that says type here, a clear focus."""
    down, tick = _tinted("chevron-down", t), _tinted("check", t)
    half, up = _tinted("minus", t), _tinted("chevron-up", t)
    return f"""
QLineEdit, QPlainTextEdit, QComboBox, QSpinBox, QDoubleSpinBox, QDateEdit {{ color: {t.text};
  background: {t.field}; border: 1px solid {t.input_border}; border-radius: {t.radius}px;
  padding: 5px 10px; selection-background-color: {t.accent};
  selection-color: {t.on_accent}; }}
QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox, QDateEdit {{
  min-height: {t.control_height - 12}px; }}
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus,
QDateEdit:focus {{ border: 2px solid {t.accent}; padding: 4px 9px; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled, QSpinBox:disabled,
QDateEdit:disabled {{ color: {t.text_disabled}; border-color: {t.border}; }}
QLineEdit:read-only {{ background: {t.window}; }}
QLineEdit[problem="true"], QComboBox[problem="true"] {{ border: 2px solid {t.bad};
  padding: 4px 9px; }}
QComboBox {{ combobox-popup: 0; }}
QComboBox::drop-down, QDateEdit::drop-down {{ subcontrol-origin: padding;
  subcontrol-position: center right; width: 26px; border: none; }}
QComboBox::down-arrow, QDateEdit::down-arrow {{ image: url("{down}"); width: 14px;
  height: 14px; }}
QSpinBox::up-button, QDoubleSpinBox::up-button {{ subcontrol-origin: border;
  subcontrol-position: top right; width: 26px; border: none; }}
QSpinBox::down-button, QDoubleSpinBox::down-button {{ subcontrol-origin: border;
  subcontrol-position: bottom right; width: 26px; border: none; }}
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow {{ image: url("{up}"); width: 12px; height: 12px; }}
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow {{ image: url("{down}"); width: 12px;
  height: 12px; }}
QComboBox QAbstractItemView {{ background: {t.card}; color: {t.text};
  border: 1px solid {t.input_border}; outline: 0; padding: 4px;
  selection-background-color: {t.accent_soft}; selection-color: {t.text}; }}
QComboBox QAbstractItemView::item {{ min-height: {t.row_height - 4}px; padding: 0 6px; }}
QCheckBox, QRadioButton {{ spacing: 8px; }}
QCheckBox::indicator, QListWidget::indicator {{ width: 16px; height: 16px;
  border: 1px solid {t.input_border}; border-radius: {t.radius_small}px; background: {t.field}; }}
QCheckBox::indicator:checked, QListWidget::indicator:checked {{ background: {t.accent};
  border-color: {t.accent}; image: url("{tick}"); }}
QCheckBox::indicator:indeterminate, QListWidget::indicator:indeterminate {{
  background: {t.accent}; border-color: {t.accent}; image: url("{half}"); }}
QCheckBox::indicator:focus {{ border: 2px solid {t.accent}; }}
QCheckBox::indicator:checked:focus {{ border-color: {t.text}; }}
QRadioButton::indicator {{ width: 14px; height: 14px; border: 1px solid {t.input_border};
  border-radius: 8px; background: {t.field}; }}
QRadioButton::indicator:checked {{ width: 6px; height: 6px; border: 5px solid {t.accent}; }}
QRadioButton::indicator:focus {{ border-color: {t.accent}; }}
QRadioButton::indicator:checked:focus {{ border-color: {t.text}; background: {t.accent}; }}
"""


def _views(t: Tokens) -> str:
    """Lists, tables, scroll bars."""
    return f"""
QTableWidget, QListWidget, QTreeWidget, QAbstractItemView[kind="table"] {{
  background: {t.panel}; border: 1px solid {t.border};
  border-radius: {t.radius}px; outline: 0; selection-background-color: {t.accent_soft};
  selection-color: {t.text}; }}
QTableView {{ gridline-color: {t.border}; }}
QTableView[kind="clear"] {{ background: transparent; border: none; border-radius: 0;
  selection-background-color: transparent; }}
QTableWidget::item, QListWidget::item, QTreeWidget::item {{ padding: 0 8px; }}
QTableView[list="true"]::item {{ padding: 0 5px; }}
QTableView[list="true"]::item:selected {{ background: {t.accent_soft}; color: {t.text}; }}
QTableView[list="true"]::item:focus {{ border: 1px solid {t.accent}; padding: 0 4px; }}
QHeaderView {{ background: transparent; }}
QHeaderView::section {{ background: transparent; color: {t.text_muted}; border: none;
  border-bottom: 1px solid {t.border}; padding: 6px 8px; font-size: {t.size_small}px; }}
QHeaderView::up-arrow, QHeaderView::down-arrow {{ subcontrol-origin: border;
  subcontrol-position: top center; width: 12px; height: 12px; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
QTableCornerButton::section {{ background: {t.panel}; border: none; }}
QScrollArea {{ border: none; background: transparent; }}
QScrollArea > QWidget > QWidget[kind="clear"] {{ background: transparent; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle {{ background: {mix(t.input_border, t.window, 0.4)}; border-radius: 3px;
  margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: 28px; }}
QScrollBar::handle:horizontal {{ min-width: 28px; }}
QScrollBar::handle:hover {{ background: {t.input_border}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""


def _frame(t: Tokens) -> str:
    """Menu bar, menus, status line, progress, tabs."""
    return f"""
QMenuBar, QMenu {{ font-size: {t.size_text}px; }}
QMenuBar {{ background: {t.sidebar}; color: {t.text}; padding: 2px 4px; }}
QMenuBar::item {{ background: transparent; padding: 4px 10px;
  border-radius: {t.radius_small}px; }}
QMenuBar::item:selected {{ background: {t.accent_soft}; color: {t.accent_text}; }}
QMenu {{ background: {t.card}; color: {t.text}; border: 1px solid {t.input_border};
  padding: 4px; }}
QMenu::item {{ padding: 6px 24px 6px 12px; border-radius: {t.radius_small}px; }}
QMenu::item:selected {{ background: {t.accent_soft}; color: {t.text}; }}
QMenu::item:disabled {{ color: {t.text_disabled}; }}
QMenu::separator {{ height: 1px; background: {t.border}; margin: 4px 8px; }}
QStatusBar {{ background: {t.window}; color: {t.text_muted}; border-top: 1px solid {t.border}; }}
QStatusBar::item {{ border: none; }}
QProgressBar {{ background: {t.neutral_soft}; border: none; border-radius: 3px;
  max-height: 6px; min-height: 6px; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: 3px; }}
QTabBar::tab {{ background: transparent; color: {t.text_muted}; padding: 8px 12px;
  border-bottom: 2px solid transparent; }}
QTabBar::tab:selected {{ color: {t.accent_text}; border-bottom-color: {t.accent}; }}
QTabWidget::pane {{ border: none; border-top: 1px solid {t.border}; }}
QSplitter::handle {{ background: {t.border}; }}
"""


def _in_place(t: Tokens) -> str:
    """What is edited where it is read: no frame until it is pointed at; and the deal panel."""
    return f"""
QLineEdit[look="inline"], QPlainTextEdit[look="inline"], QComboBox[look="inline"],
QPlainTextEdit[look="title"] {{ background: transparent; border: 1px solid transparent;
  padding: 3px 7px; min-height: {t.control_height - 14}px; }}
QPlainTextEdit[look="title"] {{ font-size: {t.size_title - 2}px; font-weight: 700; }}
QLineEdit[look="inline"]:hover, QPlainTextEdit[look="inline"]:hover,
QPlainTextEdit[look="title"]:hover, QComboBox[look="inline"]:hover {{
  background: {t.field}; border: 1px solid {t.input_border}; }}
QComboBox[look="inline"] {{ padding: 3px 9px; }}
QComboBox[look="inline"]:focus {{ padding: 2px 8px; }}
QLineEdit[look="inline"]:read-only {{ background: transparent; color: {t.text_muted};
  border-color: transparent; }}
QLineEdit[look="inline"]:disabled {{ color: {t.text_muted}; }}
QLineEdit[look="inline"]:focus, QPlainTextEdit[look="inline"]:focus,
QPlainTextEdit[look="title"]:focus, QComboBox[look="inline"]:focus {{ background: {t.field};
  border: 2px solid {t.accent}; padding: 2px 6px; }}
QLineEdit[look="inline"][problem="true"], QPlainTextEdit[look="title"][problem="true"] {{
  border: 2px solid {t.bad}; padding: 2px 6px; }}
QFrame[kind="side"] {{ background: {t.panel}; border: none; border-left: 1px solid {t.border};
  border-radius: 0; }}
QFrame[kind="jumps"] {{ border: none; border-bottom: 1px solid {t.border}; border-radius: 0; }}
QPushButton[kind="jump"] {{ background: transparent; border: 1px solid transparent;
  color: {t.text_muted}; padding: 5px 10px; min-height: 20px; font-size: {t.size_small}px; }}
QPushButton[kind="jump"]:hover {{ color: {t.accent_text}; }}
QPushButton[kind="jump"]:focus {{ border-color: {t.accent}; }}
QPushButton[kind="small"][tone="bad"] {{ color: {t.bad}; border-color: {t.bad}; }}
QPushButton[kind="small"][look="tight"] {{ padding: 1px 5px; }}
QPushButton[kind="line"] {{ background: transparent; border: 1px solid transparent;
  color: {t.accent_text}; text-align: left; padding: 1px 7px; min-height: 18px;
  border-radius: {t.radius_small}px; }}
QPushButton[kind="line"][look="strong"] {{ color: {t.text}; font-weight: 700; }}
QPushButton[kind="line"]:hover {{ background: {t.accent_soft}; }}
QPushButton[kind="line"]:focus {{ border-color: {t.accent}; }}
QPushButton[kind="line"]:disabled {{ color: {t.text_muted}; }}
QPushButton[kind="chip"] {{ border: 1px solid transparent; padding: 1px 8px; min-height: 18px;
  border-radius: {t.radius_small}px; font-size: {t.size_small}px; }}
QPushButton[kind="chip"]:focus {{ border-color: {t.accent}; }}
"""


def _filters(t: Tokens) -> str:
    """The filter bar: chips and what they open; and the finder."""
    return f"""
QListView[kind="finder"] {{ background: {t.card}; border: none; outline: 0; }}
QLineEdit[look="finder"] {{ font-size: {t.size_heading}px; }}
QFrame[kind="popup"] {{ background: {t.card}; border: 1px solid {t.input_border};
  border-radius: {t.radius}px; }}
QFrame[kind="filter-chip"] {{ background: {t.accent_soft}; border: none; border-radius: 13px; }}
QPushButton[kind="filter-chip"], QPushButton[kind="filter-cross"] {{ background: transparent;
  border: 2px solid transparent; border-radius: 12px; color: {t.accent_text};
  font-size: {t.size_small}px; padding: 1px 4px 1px 8px; min-height: 20px; }}
QPushButton[kind="filter-cross"] {{ padding: 1px; min-width: 18px; max-width: 18px; }}
QPushButton[kind="filter-chip"]:hover, QPushButton[kind="filter-cross"]:hover {{
  background: {mix(t.accent_soft, t.accent, 0.15)}; }}
QPushButton[kind="filter-chip"]:focus, QPushButton[kind="filter-cross"]:focus {{
  border: 2px solid {t.accent}; }}
"""

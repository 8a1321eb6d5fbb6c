"""The board's menus, and what is wished by them: about cards, a column, or the whole view."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint

from revops_desktop.i18n import _
from revops_desktop.ui.board import menu_parts
from revops_desktop.ui.board.choices import DENSITIES, SORT_NAMES
from revops_desktop.ui.board.view_menu import ColumnWishes, ViewWishes, sections

if TYPE_CHECKING:
    from revops_desktop.ui.board.deeds import Deeds
    from revops_desktop.ui.board.shown_board import ShownBoard


class BoardMenus:
    """Opens menus over a board, and does what is taken from them."""

    def __init__(self, page: "ShownBoard", deeds: "Deeds") -> None:
        self._page = page
        self._deeds = deeds

    def of_cards(self, where: QPoint) -> None:
        """The menu of the selected card, or of all that are chosen."""
        from revops_desktop.ui.board.card_menu import Wishes, card_menu

        page, deeds = self._page, self._deeds
        pane, card, deals = page.area.current, page.area.current_card, page.selected_deals
        if pane is None or card is None:
            return
        stage_id = pane.stage.stage_id
        wishes = Wishes(
            open_=page.open_selected,
            move=lambda target: deeds.move(deals, target),
            shift=page.area.shift_wanted.emit,
            leave=lambda kind: deeds.leave(deals, kind),
            change=lambda word: deeds.change(word, deals),
            duplicate=lambda: deeds.duplicate(card.deal_id),
            choose=lambda: page.selection.toggle(card.deal_id),
            choose_all=lambda: page.choose_all(stage_id),
        )
        here = page.area.columns.index(pane)
        exits = page.common_exits() if len(deals) > 1 else None
        by_hand, number = page.scale.choices.sort == "manual", len(deals)
        made = card_menu(
            page, page.stages, here, wishes, number=number, exits=exits, by_hand=by_hand
        )
        made.popup(where)

    def of_column(self, stage_id: int, where: QPoint) -> None:
        """The menu of a column."""
        from revops_desktop.ui.board.view_menu import column_menu

        page, deeds = self._page, self._deeds
        pane = page.area.column(stage_id)
        if pane is None:
            return
        stage = pane.stage
        wishes = ColumnWishes(
            create=lambda: deeds.create(page.stages, stage_id),
            choose_all=lambda: page.choose_all(stage_id),
            fold=lambda: page.area.fold(stage_id),
            limits=lambda: deeds.set_limits(stage),
        )
        choices = page.scale.choices
        column_menu(page, choices, stage, wishes, self._view(), folded=pane.folded).popup(where)

    def of_view(self, where: QPoint) -> None:
        """The menu of how the board is shown."""
        from revops_desktop.ui.board.view_menu import view_menu

        page = self._page
        view_menu(page, page.scale.choices, page.stages, self._view()).popup(where)

    def of_sections(self, where: QPoint) -> None:
        """The functions whose stages can be shown alone."""
        made = menu_parts.menu(self._page)
        menu_parts.heading(made, _("Which section?"))
        chosen = self._page.scale.choices.section
        show = self._view().section
        menu_parts.choose_one(made, sections(self._page.stages).items(), chosen, show)
        made.popup(where)

    def _view(self) -> ViewWishes:
        page = self._page
        choices = page.scale.choices

        def field(name: str) -> None:
            choices.fields ^= {name}
            page.show_choices()

        def density(name: object) -> None:
            choices.density = next(one for one in DENSITIES if one == name)
            page.show_choices()

        def sort(name: object) -> None:
            choices.sort = next(one for one in SORT_NAMES if one == name)
            page.show_choices(anew=True)

        section: Callable[[object], None] = lambda chosen: page.area.show_section(  # noqa: E731  # typed
            chosen if isinstance(chosen, int) else 0
        )

        def unfold() -> None:
            choices.folded.clear()
            page.area.show_section(0)

        def exported() -> None:
            from revops_desktop.ui.board.export import export_board

            export_board(page, page.filter_words)

        return ViewWishes(field, density, sort, section, unfold, exported)

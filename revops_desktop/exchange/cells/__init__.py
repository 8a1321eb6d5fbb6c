"""From the text of a cell to a value: texts, amounts, numbers, days; never a guess.

A cell that does not hold what its field needs raises CellRefused with what to do about it.
"""

from revops_desktop.exchange.cells.conversion import remembering as remembering
from revops_desktop.exchange.cells.date_orders import DateOrder as DateOrder
from revops_desktop.exchange.cells.date_orders import decide_dates as decide_dates
from revops_desktop.exchange.cells.for_field import Manner as Manner
from revops_desktop.exchange.cells.for_field import cell_for as cell_for
from revops_desktop.exchange.cells.holding import holds_of as holds_of
from revops_desktop.exchange.cells.moments import Moment as Moment
from revops_desktop.exchange.cells.moments import day_of as day_of
from revops_desktop.exchange.cells.moments import moment_cell as moment_cell
from revops_desktop.exchange.cells.moments import month_cell as month_cell
from revops_desktop.exchange.cells.money import decimal_cell as decimal_cell
from revops_desktop.exchange.cells.money import money_cell as money_cell
from revops_desktop.exchange.cells.texts import LONGEST_NAME as LONGEST_NAME
from revops_desktop.exchange.cells.texts import LONGEST_TEXT as LONGEST_TEXT
from revops_desktop.exchange.cells.texts import choice_cell as choice_cell
from revops_desktop.exchange.cells.texts import text_cell as text_cell

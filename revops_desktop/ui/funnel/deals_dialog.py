"""The deals behind a figure, under the name that pages knew them by first."""

from revops_desktop.ui.figures.deals import DealsDialog as DealsDialog
from revops_desktop.ui.figures.deals import DealsList as DealsList
from revops_desktop.ui.figures.deals import open_deals as open_deals

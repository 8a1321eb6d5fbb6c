"""The names under which tables were read before there was `reading`."""

from revops_desktop.exchange.reading.layout import Row
from revops_desktop.exchange.reading.layout import Table as CsvFile
from revops_desktop.exchange.refusals import refused

__all__ = ["CsvFile", "Row", "refused"]

"""The report page: choose a month, see the pages as they will be printed, save them."""

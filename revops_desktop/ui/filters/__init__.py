"""The filter bar of the pages, its chips and the views that are kept."""

"""RevOps Desktop: the river of revenue of a small business, in one file on one laptop."""

__version__ = "0.1.0"

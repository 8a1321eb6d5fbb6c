"""Editors of one value each, for panels, tables and dialogs."""

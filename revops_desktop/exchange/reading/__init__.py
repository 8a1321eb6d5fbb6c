"""Reads files of any form as tables of cells."""

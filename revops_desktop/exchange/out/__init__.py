"""Writes what is here into files: lists, tables of records, and everything at once."""

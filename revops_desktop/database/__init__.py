"""The one file: what is in it and how it is kept."""

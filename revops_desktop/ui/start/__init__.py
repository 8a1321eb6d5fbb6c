"""The page without a file, and the dialog for a new one."""

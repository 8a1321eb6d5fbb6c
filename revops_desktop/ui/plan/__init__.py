"""The plan page: targets, and what came in upstream."""

"""The parts of the monthly diagnosis, one a module (domain.md §10)."""

"""The river page: the whole river in one picture."""

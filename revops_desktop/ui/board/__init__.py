"""The board: one column a stage, one card a deal."""

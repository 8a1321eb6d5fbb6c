"""The page of pipeline health: coverage, what slips, and the waterfall that always adds up."""

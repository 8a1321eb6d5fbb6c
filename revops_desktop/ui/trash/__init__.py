"""What was deleted: had back for 90 days, or erased for good."""

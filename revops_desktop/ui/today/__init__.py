"""The day's list: what is due, late, cold or without a next step."""

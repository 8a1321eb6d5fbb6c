"""The companies: their table, the page of one, and which of them look the same."""

"""The recycle page: deals that wait, when they wake up, what comes of them (domain.md §3, §5)."""

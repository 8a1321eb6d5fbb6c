"""The overview page: the month at a glance."""

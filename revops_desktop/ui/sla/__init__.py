"""Were the promises kept? The SLA page, and how clocks look and read everywhere else."""

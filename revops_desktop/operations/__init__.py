"""What can a person do? One file of verbs a noun."""

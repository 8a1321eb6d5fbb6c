"""One table for every kind of record: what is seen is read, everything else is a number."""

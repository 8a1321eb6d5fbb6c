"""The funnel page: how many reach each stage, and how many go on."""

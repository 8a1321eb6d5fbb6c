"""The deal panel: everything about one deal, beside the page."""

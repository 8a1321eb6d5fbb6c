"""The products: their table and the page of one."""

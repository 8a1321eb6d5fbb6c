"""The contacts: their table and the page of one."""

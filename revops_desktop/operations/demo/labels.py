"""What acts of the demo are called that no verb of the program does yet."""

from revops_desktop.i18n import N_

PRODUCT_ADDED = N_("Add product {product}")
CONTACT_ADDED = N_("Add contact {contact}")
TASK_PLANNED = N_("Plan “{title}” for “{deal}”")
TASK_DONE = N_("Complete “{title}” for “{deal}”")

"""What acts of the demo are called that no verb of the program is named after."""

from revops_desktop.i18n import N_

MEMBER_IN_POD = N_("Put {member} into {pod}")

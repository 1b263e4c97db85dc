"""Pages on what customers are sent: templates, and the dialog that sends one."""

"""The pages of the portal: the public form, and partners' answers."""

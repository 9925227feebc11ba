"""The pages of measures, and of what others publish."""

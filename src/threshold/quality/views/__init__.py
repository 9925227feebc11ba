"""The pages of quality assurance: scope, form, one action. One file for each noun."""

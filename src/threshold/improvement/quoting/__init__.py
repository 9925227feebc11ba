"""What does a text quote, and does the source say so? Pure functions over text: no database, no clock.

`marks` finds the quotations of a text, `stream` makes a source comparable, `check` says of each quotation whether it is
verbatim, altered or not found, and `grades` looks at what the text says about judgements in its own words.
"""

"""Reading Ofsted's inspection reports: from a PDF to who was inspected, when, with what result, in which words.

`report.read(bytes)` is the parser; `sandbox.read_safely(bytes)` runs it in a process of its own with limits and is
what the command and the page use. Nothing here knows Django or the database. The rule of the whole folder: what can
not be read is left out and said so in `warnings`; a grade is never guessed.
"""

"""What a return says in numbers: indicators of children's services, computed from the Standard Safeguarding Dataset.

`declare` says what a measure is, `catalogue` declares them, `compute` counts, `ask` is what others call.
"""

"""What happens to the front door if more comes in, or more people work there? A queueing model fitted to its own past.

`days`, `rota`, `history`, `arrivals`, `engine`, `fit`, `validate`, `scenario`, `simulate` are plain Python with simpy:
no Django, no clock, no database. `queries` reads the past, `actions` keep the runs, the rest is the page.
"""

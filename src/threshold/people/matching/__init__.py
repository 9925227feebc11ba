"""Who is this? Suggests existing people for the details somebody has just given, and says why.

The engine (every file but `candidates`) is pure: no Django, no database, no clock. It only ever suggests;
joining two records is an action that a person takes.
"""

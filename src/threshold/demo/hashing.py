"""How are passwords kept in the demo? As everywhere, only quicker: the demo prints its one password on the screen.

The codes of partners' links are kept the same way, and a week of them would otherwise be most of the seeding.
"""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class QuickHasher(PBKDF2PasswordHasher):
    """Django's usual way with a thousandth of its rounds."""

    iterations = 1000

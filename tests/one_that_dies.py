"""Work on an authority that ends its process where the authority is called so: what a lack of memory looks like."""

from __future__ import annotations

import os

from tally.distribute import Asked, Piece, check_one
from tally.together import Checked

DIES = "E07"


def check_or_die(piece: Piece, asked: Asked) -> Checked:
    if piece.authority == DIES:
        os._exit(9)
    return check_one(piece, asked)

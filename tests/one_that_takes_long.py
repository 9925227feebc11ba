"""The command, with authorities that each take a while beyond their check: what many large ones are, on any machine.

Run by its path, with what the command is asked. It says "ready" when all is loaded.
"""

from __future__ import annotations

import functools
import sys
import time

from tally import command, distribute
from tally.distribute import Asked, Piece
from tally.together import Checked


def check_at_length(piece: Piece, asked: Asked) -> Checked:
    done = distribute.check_one(piece, asked)
    time.sleep(5)
    return done


if __name__ == "__main__":
    distribute.on_this_machine = functools.partial(distribute.on_this_machine, work=check_at_length)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.exit(command.main(sys.argv[1:]))

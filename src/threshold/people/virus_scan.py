"""Does a virus scanner find something in this file? A small client of ClamAV's INSTREAM command."""

from __future__ import annotations

import socket
from typing import IO

from django.conf import settings

from threshold.core.errors import Refused
from threshold.people.models import Document

_SECONDS = 20
_CHUNK = 64 * 1024


def scan(file: IO[bytes]) -> Document.Scan:
    """Clean, or not scanned where the authority has no scanner.

    Raises:
        Refused: something was found, or there is a scanner and it does not answer. Nothing is taken unscanned then.
    """
    if not settings.CLAMAV_ADDRESS:
        return Document.Scan.NOT_SCANNED
    file.seek(0)
    try:
        answer = _ask(file)
    except (OSError, ValueError):
        answer = ""
    finally:
        file.seek(0)
    if answer == "stream: OK":
        return Document.Scan.CLEAN
    if answer.endswith(" FOUND"):
        raise Refused("We found a virus in this file and did not take it. Choose another file, or go on without it.")
    raise Refused("We cannot check files for viruses at the moment. Try again later, or go on without the file.")


def _ask(file: IO[bytes]) -> str:
    host, _, port = settings.CLAMAV_ADDRESS.rpartition(":")
    with socket.create_connection((host.strip("[]"), int(port)), timeout=_SECONDS) as connection:
        connection.sendall(b"zINSTREAM\0")
        while chunk := file.read(_CHUNK):
            connection.sendall(len(chunk).to_bytes(4) + chunk)
        connection.sendall(bytes(4))
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < 4096 and (part := connection.recv(4096)):
            answer += part
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")

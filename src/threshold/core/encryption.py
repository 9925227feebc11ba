"""How is a file kept from those who find it? With age (https://age-encryption.org) and a passphrase.

A small file is sealed with the passphrase itself. A large one is sealed, as a stream, with a key of its own, and
only that key with the passphrase. Both can be opened with the `age` program alone, without Threshold.
"""

from __future__ import annotations

from pathlib import Path

import pyrage

MIN_CHARACTERS = 16


class WrongPassphrase(Exception):
    """The passphrase does not open the file, or the file was changed."""


class UnusablePassphrase(Exception):
    """The passphrase file cannot be used. The message says what to do."""


def read_passphrase(file: Path) -> str:
    """The first line of a file that only its owner should be able to read."""
    try:
        passphrase = file.read_text().partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError):
        raise UnusablePassphrase(f"{file} cannot be read. Write the passphrase into a text file of one line.") from None
    if len(passphrase) < MIN_CHARACTERS:
        raise UnusablePassphrase(
            f"The passphrase in {file} is shorter than {MIN_CHARACTERS} characters. Use six words."
        )
    return passphrase


def seal(content: bytes, passphrase: str) -> bytes:
    return pyrage.passphrase.encrypt(content, passphrase)


def unseal(sealed: bytes, passphrase: str) -> bytes:
    """Raises WrongPassphrase."""
    try:
        return pyrage.passphrase.decrypt(sealed, passphrase)
    except pyrage.DecryptError:
        raise WrongPassphrase from None


def seal_stream(source: Path, target: Path, passphrase: str) -> bytes:
    """Encrypt a large file. Returns its key, sealed: whoever has it and the passphrase can open the file."""
    key = pyrage.x25519.Identity.generate()
    with source.open("rb") as plain, target.open("wb") as sealed:
        pyrage.encrypt_io(plain, sealed, [key.to_public()])
    return seal(str(key).encode(), passphrase)


def unseal_stream(source: Path, target: Path, sealed_key: bytes, passphrase: str) -> None:
    """Raises WrongPassphrase."""
    key = pyrage.x25519.Identity.from_str(unseal(sealed_key, passphrase).decode())
    try:
        with source.open("rb") as sealed, target.open("wb") as plain:
            pyrage.decrypt_io(sealed, plain, [key])
    except pyrage.DecryptError:
        raise WrongPassphrase from None
    except OSError as error:
        if error.errno is None:  # the content does not verify; an error of the disk has a number
            raise WrongPassphrase from None
        raise

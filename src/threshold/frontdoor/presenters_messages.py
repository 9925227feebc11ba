"""What do the pages say of a message that could not be sent? Never its text."""

from __future__ import annotations

from typing import Any

from threshold.core.models import Message

PURPOSES = {
    "feedback": "Answer to the person who was worried",
    "acknowledgement": "Acknowledgement of a web form",
    "information_request": "Question to a partner",
    "return_code": "Code to come back to a web form",
}
_REASONS = {
    "SMTPRecipientsRefused": "The mail server does not accept the address",
    "SMTPSenderRefused": "The mail server does not accept our address",
    "SMTPAuthenticationError": "The mail server does not accept our sign-in",
    "SMTPServerDisconnected": "The mail server broke off",
    "ConnectionRefusedError": "The mail server could not be reached",
    "TimeoutError": "The mail server did not answer in time",
    "gaierror": "The mail server could not be found",
    "HTTPError": "GOV.UK Notify refused it",
}


def purpose(message: Message) -> str:
    return PURPOSES.get(message.purpose, message.purpose.replace("_", " ").capitalize())


def why(message: Message) -> str:
    """Why it could not be sent; an error that this page was never told of is shown by its name."""
    return _REASONS.get(message.last_error, f"Error {message.last_error}" if message.last_error else "Not known")


def csv_row(message: Any) -> tuple[Any, ...]:
    reference = message.contact.reference if message.contact else ""
    return (message.created_at.isoformat(), purpose(message), reference, message.attempts, why(message))

"""How do error sentences name the question they are about? One place, so that all fields speak alike."""

from __future__ import annotations


def lower_first(text: str) -> str:
    """ "Date of birth" inside a sentence is "date of birth", but "UPN" stays "UPN"."""
    if len(text) > 1 and (text[1].isupper() or text[1].isdigit()):
        return text
    return text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def subject(label: str, called: str) -> str:
    """The start of "… must be a real date"."""
    if called:
        return upper_first(called)
    return f"“{label}”" if label.endswith("?") else label


def request_for(verb: str, label: str, called: str) -> str:
    """ "Enter the date of birth"; a label that is a question is quoted."""
    if called:
        return f"{verb} {called}"
    return f"Answer “{label}”" if label.endswith("?") else f"{verb} {lower_first(label)}"

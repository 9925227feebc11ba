"""When are two names the same name, and under which keys is a name found again?

Folding makes one plain spelling of a name (for the trigram index); sounds make the keys that a name shares
with its nicknames, its misspellings and itself with given and family name swapped (for the array index).
Both are stored with the name, so a change here needs the columns to be filled again.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import product

import jellyfish

from threshold.people.matching.nicknames import roots

# Letters that Unicode does not take apart into a base letter and an accent, and Cyrillic as passports write
# it.
_LATIN = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h",
    "ŧ": "t", "ŋ": "ng", "ə": "a", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y", "ɛ": "e", "ɔ": "o",
}  # fmt: skip
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh", "з": "z",
    "и": "i", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р":
    "r", "с": "s",
    "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y",
    "ь": "", "э": "e", "ю": "iu", "я": "ia", "ў": "u", "ё": "e",
}  # fmt: skip
_LETTERS = str.maketrans(_LATIN | _CYRILLIC)

# Written with any of these, O'Brien is the same name as OBrien; a hyphen parts two names instead.
_APOSTROPHES = "'’‘ʼʻ`´′＇ʹʾʿ"
_NO_APOSTROPHES = str.maketrans("", "", _APOSTROPHES)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What people write where a child has no name yet, or none that is known; the second only beside the first.
_PLACEHOLDERS = _words(
    "unborn baby babyboy babygirl infant unknown unnamed child bump newborn foetus fetus tbc tba none nk twin"
)
_BESIDE_PLACEHOLDERS = _words("boy girl male female not known yet of a b c one two three")
# Names given in honour, before the name that a person goes by: brothers often share them.
HONOUR_NAMES = _words("mohammed abdul syed sayed syeda md")
TITLES = _words("mr mrs miss ms mx dr master")


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKD", text.translate(_NO_APOSTROPHES).casefold()).translate(_LETTERS)
    text = text.translate(_NO_APOSTROPHES)  # compatibility forms come apart into new ones
    kept = []
    for letter in text:
        kind = unicodedata.category(letter)
        if kind[0] in "LN" or kind == "Mc" or (kind == "Mn" and _is_vowel_sign(letter)):
            kept.append(letter)
        elif kind != "Mn" and kind not in ("Cf", "Cc", "Me", "Cs"):
            kept.append(" ")  # a hyphen, a dot, an emoji; marks and direction signs vanish without a gap
        elif letter.isspace():
            kept.append(" ")
    return " ".join("".join(kept).split())


def _is_vowel_sign(mark: str) -> bool:
    """Indic vowels are marks too, and leaving them out would make other names of them; emoji selectors go."""
    return unicodedata.combining(mark) == 0 and not ("\ufe00" <= mark <= "\ufe0f") and mark < "\U000e0100"


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """A name in one plain spelling: lower case, no accents or apostrophes, one space for all that parts it.

    Folding twice changes nothing. Letters of scripts without a table here stay as they are.

    >>> fold("Siân O’Brien-Łukasz")
    'sian obrien lukasz'
    """
    folded = _plain(text)
    while (again := _plain(folded)) != folded:
        folded = again
    return folded


def squash(text: str) -> str:
    """Folded, without spaces: Mc Donald and McDonald, De Souza and Desouza."""
    return fold(text).replace(" ", "")


def folded_name(given: str, family: str) -> str:
    """What PersonName.folded holds (at most 210 characters: a ligature may fold to many letters)."""
    return fold(f"{given} {family}")[:210].strip()


@lru_cache(maxsize=50_000)
def name_tokens(text: str) -> tuple[str, ...]:
    """The parts of a name that name somebody: no titles, and nothing at all for a placeholder.

    >>> name_tokens("Mary-Jane"), name_tokens("Unborn baby"), name_tokens("not known")
    (('mary', 'jane'), (), ())
    """
    tokens = tuple(token for token in fold(text).split() if token not in TITLES)
    others = [token for token in tokens if token not in _PLACEHOLDERS]
    says_nothing = len(others) < len(tokens) and all(t in _BESIDE_PLACEHOLDERS or t.isdigit() for t in others)
    return () if says_nothing or tokens == ("not", "known") else tokens


@lru_cache(maxsize=50_000)
def sound(token: str) -> str:
    """The phonetic code of one folded token (Metaphone); the token itself where it has no Latin letters.

    At most nine characters, so that a key of two fits its column.
    """
    return ((jellyfish.metaphone(token) if token.isascii() else "") or token)[:9]


@lru_cache(maxsize=50_000)
def _sounds_of(token: str) -> frozenset[str]:
    return frozenset(sound(form) for form in (token, *roots(token)))


def sound_keys(given: str, family: str) -> list[str]:
    """The keys of one name for the array index: two people worth comparing share at least one.

    Each key joins the sound of one given and one family name in alphabetical order, so that a swapped pair
    has the same key; a nickname carries the sounds of the full names it may stand for. A key of both is rare
    enough to be looked up alone, which a single sound is not.

    >>> set(sound_keys("Beth", "Smith")) & set(sound_keys("Smyth", "Elizabeth"))
    {'ELSB0 SM0'}
    """
    givens = name_tokens(given)[:3]
    families = name_tokens(family)
    if len(families) > 1:
        families = (*families[:3], "".join(families))
    pairs = product(
        sorted(set().union(*map(_sounds_of, givens))) if givens else (),
        sorted(set().union(*map(_sounds_of, families))) if families else (),
    )
    return sorted({" ".join(sorted(pair)) for pair in pairs})

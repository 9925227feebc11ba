"""How common is a name? Two Smiths agree by chance far more often than two Quartermaines.

Shares of the population, rounded from what is generally known of English names; the tail stands at a floor.
An authority whose population differs can pass its own counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from threshold.people.matching.nicknames import roots

# Per 10,000 people.
_FAMILY = """
smith 115 jones 92 taylor 60 williams 52 brown 54 davies 36 evans 31 wilson 40 thomas 29 roberts 29
johnson 36 lewis 22 walker 33 robinson 31 wood 30 thompson 29 white 30 watson 23 jackson 28 wright 33
green 29 harris 28 cooper 24 king 26 lee 25 martin 25 clarke 25 james 24 morgan 21 hughes 25 edwards 26
hill 24 moore 22 clark 21 harrison 22 scott 22 young 17 morris 21 hall 26 ward 20 turner 25 carter 20
phillips 19 mitchell 20 patel 24 adams 16 campbell 18 anderson 19 allen 20 cook 18 bailey 18 parker 19
miller 16 davis 17 murphy 18 price 18 bell 18 baker 21 griffiths 17 kelly 17 simpson 14 marshall 15
collins 15 bennett 17 cox 15 richardson 15 fox 14 gray 13 rose 13 chapman 14 hunt 13 robertson 13 shaw 16
reynolds 11 lloyd 12 ellis 14 richards 13 russell 12 wilkinson 13 khan 26 graham 11 stewart 13 reid 11
murray 12 powell 11 palmer 12 holmes 11 rogers 11 stevens 11 walsh 10 hunter 10 thomson 12 matthews 11
ross 10 owen 12 mason 12 knight 11 kennedy 9 butler 11 saunders 10 singh 22 kaur 20 ahmed 18 hussain 19
ali 18 begum 14 mohammed 8 malik 6 shah 7 akhtar 5 rahman 6 islam 5 uddin 5 miah 4 chowdhury 4 mahmood 5
iqbal 6 bibi 6 choudhury 3 sharma 4 das 2 nguyen 4 wang 4 li 4 chen 4 zhang 3 nowak 2 kowalski 1 popescu 2
popa 2 ionescu 1 hassan 5 mohamed 6 abdi 3 osman 2 adeyemi 1 okafor 1 mensah 2 begam 1 kumar 6 gill 6
sandhu 3 dhillon 3 okonkwo 2 rashid 3 aziz 3 akhter 2
"""
_GIVEN = """
mohammed 130 oliver 90 george 85 noah 75 arthur 70 harry 90 leo 70 jack 95 charlie 80 oscar 60 jacob 70
henry 65 thomas 85 freddie 55 alfie 65 theo 40 william 85 archie 55 joshua 70 alexander 65 james 85 isaac 45
edward 45 lucas 50 logan 45 max 45 daniel 65 samuel 60 joseph 60 benjamin 55 mason 45 ethan 55 sebastian 30
adam 40 luke 45 matthew 50 ryan 45 callum 40 jayden 40 tyler 35 dylan 40 nathan 35 liam 40 connor 35 jake 40
lewis 40 harrison 35 amelia 80 olivia 90 isla 65 ava 70 mia 65 ivy 40 lily 70 isabella 55 sophia 50 grace 65
ella 65 emily 80 poppy 55 charlotte 60 freya 45 florence 45 evie 55 willow 35 phoebe 40 sophie 60 sienna 35
alice 40 daisy 45 ruby 50 jessica 65 chloe 55 megan 40 lucy 50 elizabeth 35 ellie 45 hannah 45 holly 40
molly 35 erin 30 abigail 35 leah 35 maisie 35 amber 25 aisha 20 fatima 20 maryam 20 zara 20 ali 15 yusuf 15
ibrahim 20 omar 10 hassan 10 sarah 25 emma 35 laura 20 rebecca 25 rachel 20 katie 30 catherine 15 david 30
michael 35 john 30 robert 25 paul 15 mark 20 andrew 20 christopher 25 stephen 15 anthony 12 peter 12
susan 10 julie 10 karen 10 jennifer 12 michelle 12
"""


def _read(text: str) -> dict[str, float]:
    words = text.split()
    return {name: int(count) / 10_000 for name, count in zip(words[::2], words[1::2], strict=True)}


@dataclass(frozen=True)
class Frequencies:
    """The share of people who have a folded name. `floor` stands for every name that is not listed."""

    given: Mapping[str, float]
    family: Mapping[str, float]
    given_floor: float = 0.0008
    family_floor: float = 0.00012

    def of_given(self, name: str) -> float:
        """The share of a given name; the full name's where it is a form of it (Muhammad counts as Mohammed)."""
        return max([self.given.get(form, 0.0) for form in (name, *roots(name))] + [self.given_floor])

    def of_family(self, name: str) -> float:
        return max(self.family.get(name, 0.0), self.family_floor)

    @classmethod
    def from_counts(cls, given: Mapping[str, int], family: Mapping[str, int]) -> Frequencies:
        """From an authority's own counts of folded names."""
        all_given, all_family = max(sum(given.values()), 1), max(sum(family.values()), 1)
        return cls(
            {name: count / all_given for name, count in given.items()},
            {name: count / all_family for name, count in family.items()},
            max(0.0002, 2 / all_given),
            max(0.00003, 2 / all_family),
        )


ENGLAND = Frequencies(_read(_GIVEN), _read(_FAMILY))


def is_common(given: str) -> bool:
    """Whether a folded given name is one that parents choose as it stands, even if it is also a form of another."""
    return given in ENGLAND.given

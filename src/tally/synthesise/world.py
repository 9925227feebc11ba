"""What is the world, and how is it made? Once, from the seed; the returns are views of it."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from tally.synthesise import england, need, people, protection
from tally.synthesise.dice import Dice
from tally.years import CollectionYear

col = pl.col


@dataclass(frozen=True)
class World:
    """One authority as it was until the last day of a year. The modules that make the frames say what is in them."""

    year: CollectionYear
    authority: str
    people: pl.DataFrame
    disabilities: pl.DataFrame
    episodes: pl.DataFrame
    assessments: pl.DataFrame
    factors: pl.DataFrame
    enquiries: pl.DataFrame
    plans: pl.DataFrame
    protections: pl.DataFrame
    reviews: pl.DataFrame
    pre_proceedings: pl.DataFrame


def make(*, children: int, looked_after: int, seed: int, year: CollectionYear, authority: str) -> World:
    """The world of that seed.

    Args:
        children: how many are in the year's census.
        looked_after: how many of these are looked after at some time in the year.
        authority: its code, three digits.
    """
    dice = Dice(seed)
    persons = people.people(dice, children, looked_after, year, authority)
    episodes = need.episodes(dice, persons, year).with_columns(
        source=dice.choice("source", england.SOURCES, "episode"), need=dice.choice("need", england.NEEDS, "episode"),
    )  # fmt: skip
    assessments = protection.assessments(episodes)
    protections = protection.protections(dice, episodes)
    return World(
        year=year,
        authority=authority,
        people=persons,
        disabilities=people.disabilities(dice, persons, year),
        episodes=episodes,
        assessments=assessments,
        factors=protection.factors(dice, assessments),
        enquiries=protection.enquiries(episodes),
        plans=protection.plans(episodes),
        protections=protections,
        reviews=protection.reviews(dice, protections, year),
        pre_proceedings=protection.pre_proceedings(dice, protections, year),
    )

"""What is the world, and how is it made? Once, from the seed; the returns are views of it."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from tally.synthesise import care_history, care_records, england, need, people, protection
from tally.synthesise.dice import Dice
from tally.years import CollectionYear

col = pl.col


@dataclass(frozen=True)
class World:
    """One authority as it was until the last day of a year. The modules that make the frames say what is in them."""

    year: CollectionYear
    authority: str
    seed: int
    children: int
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
    spells: pl.DataFrame
    placements: pl.DataFrame
    statuses: pl.DataFrame
    care_episodes: pl.DataFrame
    care_reviews: pl.DataFrame
    missing: pl.DataFrame
    workers: pl.DataFrame
    mothers: pl.DataFrame


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
        source=dice.choice("source", england.SOURCES, "episode"), need=_need(dice),
    )  # fmt: skip
    spells = care_history.spells(dice, episodes, year)
    placements = care_history.placements(dice, spells, year)
    spells = care_history.with_possible_ends(spells, placements)
    statuses = care_history.statuses(spells, year)
    assessments = protection.assessments(episodes)
    protections = protection.protections(dice, episodes)
    return World(
        year=year,
        authority=authority,
        seed=seed,
        children=children,
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
        spells=spells,
        placements=placements,
        statuses=statuses,
        care_episodes=care_history.episodes(spells, placements, statuses),
        care_reviews=care_records.reviews(dice, spells, year),
        missing=care_records.missing(dice, spells, year),
        workers=care_records.workers(dice, spells, year),
        mothers=care_records.children_of(dice, spells, persons, year),
    )


def _need(dice: Dice) -> pl.Expr:
    """A child in care has a need that is stated."""
    drawn = dice.choice("need", england.NEEDS, "episode")
    is_stated = col("in_care_on").is_null() | (drawn != "N0")
    return pl.when(col("asylum")).then(pl.lit("N8")).when(is_stated).then(drawn).otherwise(pl.lit("N1"))

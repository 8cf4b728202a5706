"""What a home says to do first: three things, each with its button."""

from dataclasses import dataclass

TROIS = 3


@dataclass(frozen=True)
class Chose:
    """`quoi`: what is to be done, with its number; `precision`: why it comes now; `acte`: the word of its button."""

    quoi: str
    precision: str
    url: str
    acte: str
    en_retard: bool = False

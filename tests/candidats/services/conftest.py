"""A draft and what becomes of it; two files of one person."""

from tests.candidats.depot import brouillon, deposee, tardif
from tests.candidats.fusion import paire, partagee

__all__ = ["brouillon", "deposee", "paire", "partagee", "tardif"]

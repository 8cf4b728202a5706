"""What is given to read is told: one line of the journal for each file or export that leaves, written before its bytes.

Every file leaves by `fichiers.telecharger`, whose answer says what is read and of which file (`Lecture`), or why no
line is owed (`SansTrace`); a view that says nothing is told all the same, by the name of the file. The middleware
`consigner_les_lectures` writes the line: what could not be told is not given.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.contrib.auth import get_user_model
from django.db.models import Model
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from certif_portal.commun import horloge
from certif_portal.commun.choix import EXTRACTION, LECTURE
from certif_portal.commun.journal import journaliser_lecture_de

R = TypeVar("R", bound=HttpResponseBase)


@dataclass(frozen=True)
class Lecture:
    """What is read: told in the journal of a file, or, for a list that is of no file, in that of the reader."""

    phrase: str
    modele: type[Model] | None = None
    cle: int = 0
    acte: str = LECTURE


@dataclass(frozen=True)
class SansTrace:
    """Why this one is not told: what it holds is of nobody."""

    raison: str


ALire = Lecture | SansTrace


def lue(phrase: str, dossier: Model, acte: str = LECTURE) -> Lecture:
    return Lecture(phrase, type(dossier), dossier.pk, acte)


def lue_de(phrase: str, modele: type[Model], cle: int) -> Lecture:
    return Lecture(phrase, modele, cle)


def extraite(phrase: str, dossier: Model | None = None) -> Lecture:
    """A list that leaves the portal as a workbook or an archive."""
    return lue(phrase, dossier, EXTRACTION) if dossier else Lecture(phrase, acte=EXTRACTION)


def donner_a_lire(reponse: R, lecture: ALire) -> R:
    vars(reponse)["lecture"] = lecture
    return reponse


def lecture_de(reponse: HttpResponseBase) -> ALire | None:
    return vars(reponse).get("lecture")


def consigner_les_lectures(suite: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    def repondre(request: HttpRequest) -> HttpResponseBase:
        reponse = suite(request)
        lecture = lecture_de(reponse)
        if isinstance(lecture, Lecture) and reponse.status_code == 200:
            _consigner(lecture, request.user, horloge.maintenant())
        return reponse

    return repondre


def _consigner(lecture: Lecture, personne: Any, a: datetime) -> None:
    par = personne if personne.is_authenticated else None
    modele, cle = lecture.modele, lecture.cle
    if modele is None:
        if par is None:  # a visitor reads what is public, and is nobody whose journal could tell it
            return
        modele, cle = get_user_model(), par.pk
    par_nom = "" if par else "Sans connexion"
    journaliser_lecture_de(modele, cle, lecture.acte, lecture.phrase, par=par, a=a, par_nom=par_nom)

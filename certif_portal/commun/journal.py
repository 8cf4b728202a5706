"""The journal of acts: one French sentence, written in the transaction of the act."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet

from certif_portal.commun.actes import concerne
from certif_portal.commun.models import EntreeJournal


def journaliser(dossier: Model, acte: str, phrase: str, *, par: Any, a: datetime, par_nom: str = "") -> EntreeJournal:
    """Tell an act on `dossier`, inside an `@acte`.

    `par` is a user, or None with `par_nom` (a tutor by link, the portal).
    """
    concerne(type(dossier), (dossier.pk,), acte, a)
    return _ecrire(dossier, acte, phrase, par, a, par_nom)


def journaliser_en_nombre(modele: type[Model], acte: str, phrases: Mapping[int, str], *, par: Any, a: datetime) -> None:
    """The same, on many files at once, each with its phrase: 1 query."""
    concerne(modele, tuple(phrases), acte, a)
    EntreeJournal.objects.bulk_create(
        (_entree(modele, pk, acte, phrase, par, a, "") for pk, phrase in phrases.items()), batch_size=1000
    )


def journaliser_lecture(dossier: Model, acte: str, phrase: str, *, par: Any, a: datetime) -> EntreeJournal:
    """Tell that `dossier` was read: nothing changed."""
    return _ecrire(dossier, acte, phrase, par, a, "")


def _ecrire(dossier: Model, acte: str, phrase: str, par: Any, a: datetime, par_nom: str) -> EntreeJournal:
    entree = _entree(type(dossier), dossier.pk, acte, phrase, par, a, par_nom)
    entree.save()
    return entree


def _entree(modele: type[Model], pk: int, acte: str, phrase: str, par: Any, a: datetime, par_nom: str) -> EntreeJournal:
    return EntreeJournal(
        dossier_type=modele._meta.label_lower,
        dossier_id=pk,
        acte=acte,
        phrase=phrase,
        par=par,
        par_nom=par_nom or (str(par) if par else "Le portail"),
        le=a,
    )


def journal_de(dossier: Model) -> QuerySet[EntreeJournal]:
    return EntreeJournal.objects.filter(dossier_type=dossier._meta.label_lower, dossier_id=dossier.pk)

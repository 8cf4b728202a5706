"""The journal of acts: one French sentence, written in the transaction of the act."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Field, Model, QuerySet

from certif_portal.commun.actes import concerne
from certif_portal.commun.chaine import DIT, sceller
from certif_portal.commun.choix import LECTURES
from certif_portal.commun.insertion import inserer
from certif_portal.commun.models import EntreeJournal
from certif_portal.commun.typographie import date_longue


def journaliser(dossier: Model, acte: str, phrase: str, *, par: Any, a: datetime, par_nom: str = "") -> EntreeJournal:
    """Tell an act on `dossier`, inside an `@acte`.

    `par` is a user, or None with `par_nom` (a tutor by link, the portal).
    """
    concerne(type(dossier), (dossier.pk,), acte, a)
    return _ecrire(_ligne(dossier, acte, phrase, par, a, par_nom))


def journaliser_tous(entrees: Iterable[tuple[Model, str, str]], *, par: Any, a: datetime) -> None:
    """Tell many acts at once, each (dossier, acte, phrase), inside an `@acte`: one query."""
    lignes = []
    for dossier, acte, phrase in entrees:
        concerne(type(dossier), (dossier.pk,), acte, a)
        lignes.append(_ligne(dossier, acte, phrase, par, a, ""))
    EntreeJournal.objects.bulk_create(lignes, batch_size=1000)


def journaliser_cles(entrees: Iterable[tuple[type[Model], int, str]], acte: str, *, par: Any, a: datetime) -> None:
    """The same act told on many files, each (model, key, phrase), none of which has to be read: one query."""
    lignes = []
    for modele, cle, phrase in entrees:
        concerne(modele, (cle,), acte, a)
        lignes.append(_ecrite(modele, cle, acte, phrase, par, a, ""))
    EntreeJournal.objects.bulk_create(lignes, batch_size=1000)


def journaliser_en_nombre(
    modele: type[Model], acte: str, entrees: Sequence[tuple[int, str]], *, par: Any, a: datetime
) -> None:
    """The same act told on thousands of files, each (key, phrase), as quickly as the base takes rows."""
    concerne(modele, (cle for cle, _ in entrees), acte, a)
    type_, auteur, nom = modele._meta.label_lower, par.pk if par else None, _nom(par)
    lignes = []
    for cle, phrase in entrees:
        sel, empreinte = sceller([type_, cle, acte, phrase, auteur, nom, a])
        lignes.append({"dossier_id": cle, "phrase": phrase, "sel": sel, "empreinte": empreinte})
    inserer(EntreeJournal, lignes, dossier_type=type_, acte=acte, par_id=auteur, par_nom=nom, le=a)


def journaliser_lecture(dossier: Model, acte: str, phrase: str, *, par: Any, a: datetime) -> EntreeJournal:
    """Tell that `dossier` was read: nothing changed."""
    return journaliser_lecture_de(type(dossier), dossier.pk, acte, phrase, par=par, a=a)


def journaliser_lecture_de(
    modele: type[Model], cle: int, acte: str, phrase: str, *, par: Any, a: datetime, par_nom: str = ""
) -> EntreeJournal:
    """The same of a file known by its key, which has not to be read for it."""
    return _ecrire(_ecrite(modele, cle, acte, phrase, par, a, par_nom))


def _ecrire(ligne: EntreeJournal) -> EntreeJournal:
    ligne.save(force_insert=True)
    return ligne


def _ligne(dossier: Model, acte: str, phrase: str, par: Any, a: datetime, par_nom: str) -> EntreeJournal:
    return _ecrite(type(dossier), dossier.pk, acte, phrase, par, a, par_nom)


def _ecrite(
    modele: type[Model], cle: int, acte: str, phrase: str, par: Any, a: datetime, par_nom: str
) -> EntreeJournal:
    entree = EntreeJournal(
        dossier_type=modele._meta.label_lower,
        dossier_id=cle,
        acte=acte,
        phrase=phrase,
        par=par,
        par_nom=par_nom or _nom(par),
        le=a,
    )
    entree.sel, entree.empreinte = sceller([getattr(entree, champ) for champ in DIT])
    return entree


def _nom(par: Any) -> str:
    return str(par) if par else "Le portail"


def journal_de(dossier: Model) -> QuerySet[EntreeJournal]:
    """What was done to this file; who read it stands apart (`lectures_de`)."""
    return lignes_de(dossier).exclude(acte__in=LECTURES)


def lectures_de(dossier: Model) -> QuerySet[EntreeJournal]:
    return lignes_de(dossier).filter(acte__in=LECTURES)


def lignes_de(dossier: Model) -> QuerySet[EntreeJournal]:
    return EntreeJournal.objects.filter(dossier_type=dossier._meta.label_lower, dossier_id=dossier.pk)


LONGUEUR_DITE = 120


def difference(champ: Field, avant: Any, apres: Any) -> str:
    """« préfixe du numéro de certificat : « MC » → « UC » »; a long text is only named."""
    if len(str(avant or "")) > LONGUEUR_DITE or len(str(apres or "")) > LONGUEUR_DITE:
        return f"{champ.verbose_name} (texte)"
    return f"{champ.verbose_name} : {_valeur(champ, avant)} → {_valeur(champ, apres)}"


def _valeur(champ: Field, valeur: Any) -> str:
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if valeur is None or valeur == "":
        return "rien"
    if isinstance(valeur, date):
        return date_longue(valeur)
    return f"« {dict(champ.flatchoices).get(valeur, valeur)} »"

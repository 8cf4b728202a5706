"""The annual report of a year that was lived day by day, counted again by hand from its story."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time
from math import ceil
from typing import Any

from candidats.choix import SituationInsertion
from candidats.models import EnqueteInsertion
from certif_portal.commun.fichiers import octets_de
from certif_portal.portail.models import RapportAnnuel
from certif_portal.portail.services.rapport import demander_rapport, etablir_rapport
from jurys.choix import EtatJury
from jurys.models import Jury
from tests.jurys.lecture import texte
from tests.portail.annee import Annee, Fiche

SEUIL = 5
REUNIS = "réunis"


def clore(annee: Annee) -> None:
    """After the year, its juries are closed; one certified person in two answers the survey that was sent."""
    Jury.objects.filter(pk__in=[j.pk for j in annee.jurys if j.date <= annee.dernier]).update(
        etat=EtatJury.CLOS, clos_le=datetime.combine(annee.dernier, time(18), tzinfo=UTC)
    )
    for enquete in EnqueteInsertion.objects.filter(
        envoyee_le__isnull=False, inscription__in=map(_cle, _repondent(annee))
    ):
        emploi = _en_emploi(enquete.inscription_id)
        enquete.repondue_le = enquete.envoyee_le
        enquete.situation = SituationInsertion.EMPLOI if emploi else SituationInsertion.RECHERCHE
        enquete.metier_vise = _metier(enquete.inscription_id) if emploi else None
        enquete.save()


def _cle(fiche: Fiche) -> int:
    return fiche.pk


def _repondent(annee: Annee) -> list[Fiche]:
    return [fiche for fiche in annee.fiches if fiche.inscription and fiche.pk % 2 == 0]


def _en_emploi(cle: int) -> bool:
    return cle % 6 != 0


def _metier(cle: int) -> bool:
    return cle % 4 == 0


def rapport_de(annee: Annee, an: int) -> RapportAnnuel:
    a = datetime(an + 1, 1, 4, 9, tzinfo=UTC)
    return etablir_rapport(demander_rapport(annee=an, par=annee.responsable, a=a).pk, a=a)


def fautes_du_rapport(annee: Annee, rapport: RapportAnnuel) -> list[str]:
    """Where the report differs from the story, in words."""
    an, faits, fautes = rapport.annee, rapport.contenu, list[str]()
    deposees = [f for f in annee.fiches if f.inscription and _deposee(annee, f) and f.deposee_le.year == an]
    decidees = [f for f in annee.fiches if f.decidee_le and f.decidee_le.year == an]

    def comparer(quoi: str, lu: Any, attendu: Any) -> None:
        if lu != attendu:
            fautes.append(f"{an}, {quoi} : {lu}, et non {attendu}")

    comparer("le centre", faits["totaux"], [["Le centre", *_nombres(deposees, decidees), None, None]])
    for nom, groupe in (
        ("trimestres", lambda f, jour: f"{(jour.month + 2) // 3}"),
        ("certification", lambda f, jour: str(f.promotion.referentiel.certification)),
        ("organisme", lambda f, jour: f.promotion.of.nom),
    ):
        for colonne, siennes, jour_de in (
            (1, deposees, lambda f: f.deposee_le),
            (2, decidees, lambda f: f.decidee_le),
            (3, [f for f in decidees if f.admise], lambda f: f.decidee_le),
        ):
            fautes += _comparer_groupes(
                f"{an}, {nom}, colonne {colonne}", faits[nom], colonne, siennes, groupe, jour_de
            )
    comparer("délais", [ligne[1:] for ligne in faits["delais"]], _delais(decidees))
    comparer(
        "jurys",
        [ligne[0] for ligne in faits["jurys"]],
        [j.numero for j in sorted(annee.jurys, key=lambda j: j.date) if j.date.year == an and j.date <= annee.dernier],
    )
    comparer("organismes", faits["organismes"], len(annee.ofs))
    comparer("insertion", [ligne[1:] for ligne in faits["insertion"]], _insertion(annee, an))
    if len(decidees) >= SEUIL:
        dit = f"{sum(f.admise for f in decidees)} sur {len(decidees)},"
        if dit not in " ".join(texte(octets_de(rapport.document.fichier)).replace("\xa0", " ").split()):
            fautes.append(f"{an}, le PDF ne dit pas « {dit} »")
    return fautes


def _deposee(annee: Annee, fiche: Fiche) -> bool:
    return fiche.deposee_le <= min(fiche.promotion.fin, annee.dernier)


def _nombres(deposees: list[Fiche], decidees: list[Fiche]) -> list[int | None]:
    decides = [len(decidees), sum(f.admise for f in decidees)] if len(decidees) >= SEUIL else [None, None]
    return [len(deposees) if len(deposees) >= SEUIL else None, *decides]


def _comparer_groupes(
    quoi: str,
    lignes: list[list[Any]],
    colonne: int,
    siennes: Iterable[Fiche],
    groupe: Callable[[Fiche, date], str],
    jour_de: Callable[[Fiche], Any],
) -> list[str]:
    """A group told by its name is told rightly; those that are not are together on one line, and nothing is lost."""
    comptes = Counter(groupe(f, jour_de(f)) for f in siennes)
    dits, ensemble = dict[str, int](), 0
    for ligne in lignes:
        if ligne[colonne] is None:
            continue
        if REUNIS in ligne[0]:
            ensemble += ligne[colonne]
        else:
            dits[ligne[0][:1] if "trimestre" in ligne[0] else ligne[0]] = ligne[colonne]
    fautes = [f"{quoi}, {nom} : {n}, et non {comptes[nom]}" for nom, n in dits.items() if n != comptes[nom]]
    if (dits or ensemble) and sum(dits.values()) + ensemble != sum(comptes.values()):
        fautes.append(f"{quoi} : {sum(dits.values()) + ensemble} en tout, et non {sum(comptes.values())}")
    return fautes


def _delais(decidees: list[Fiche]) -> list[list[int]]:
    """From the deposit to the jury: within how many days half of them, nine in ten. No certificate was handed over."""
    jours = sorted((f.decidee_le - f.deposee_le).days for f in decidees if f.decidee_le)
    return [[jours[ceil(len(jours) / 2) - 1], jours[ceil(len(jours) * 9 / 10) - 1]]] if len(jours) >= SEUIL else []


def _insertion(annee: Annee, an: int) -> list[list[int]]:
    """Six months after the jury, on the first morning that a round writes; half of them answer."""
    matins, repondu = annee.matins(), list[Fiche]()
    for fiche in _repondent(annee):
        if fiche.admise and fiche.decidee_le:
            mois = fiche.decidee_le.month + 6
            prevue = date(fiche.decidee_le.year + (mois > 12), (mois - 1) % 12 + 1, min(fiche.decidee_le.day, 28))
            if prevue.year == an and matins[-1] >= prevue:
                repondu.append(fiche)
    emploi = [f for f in repondu if _en_emploi(f.pk)]
    return [[len(repondu), len(emploi), sum(_metier(f.pk) for f in emploi)]] if len(repondu) >= SEUIL else []

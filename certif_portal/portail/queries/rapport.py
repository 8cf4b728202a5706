"""What the annual report says of a year, drawn from the recorded facts: plain values, to be frozen and printed."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, F
from django.db.models.functions import ExtractYear

from candidats.choix import EtapeEnquete
from candidats.models import EnqueteInsertion
from candidats.queries.insertion import COMPTES
from candidats.regles.insertion import SEUIL_PERSONNES, Insertion
from certif_portal.commun.secret import montrable
from certif_portal.commun.textes import cle_recherche
from certif_portal.commun.typographie import date_longue
from certif_portal.portail.choix import AxeChiffre, EtapeDelai, MesureChiffre
from certif_portal.portail.models import Chiffre
from certif_portal.portail.queries.chiffre import MESURES, nom_du_trimestre, nommer
from certif_portal.portail.queries.comptage import chiffres_de
from certif_portal.portail.queries.usage import sous_le_seuil, usages
from habilitations.models import Habilitation
from jurys.choix import EtatJury
from jurys.models import Jury

AXES = (AxeChiffre.CERTIFICATION, AxeChiffre.VOIE, AxeChiffre.ORGANISME)
DITS = ("emploi_dit", "metier_dit")
REUNIS = "Groupes trop petits, réunis"


def faits_du_rapport(annee: int, le: date) -> dict[str, Any]:
    """Everything it prints but the centre; the figures hold to the same secrecy as the pages."""
    chiffres = [chiffre for chiffre in chiffres_de(annee) if chiffre.mesure in MESURES]
    debut, fin = date(annee, 1, 1), date(annee, 12, 31)
    return {
        "arrete_au": date_longue(le),
        "totaux": _lignes([un for un in chiffres if un.axe == AxeChiffre.TOUT and not un.trimestre], {"": "Le centre"}),
        "trimestres": _trimestres(chiffres),
        **{
            str(axe): _lignes(
                [un for un in chiffres if un.axe == axe and not un.trimestre],
                nommer(axe, [un.cle for un in chiffres if un.axe == axe]) | {"": REUNIS},
            )
            for axe in AXES
        },
        "delais": _delais(chiffres),
        "jurys": [
            [jury.numero, date_longue(jury.date), jury.lieu, _transmis(jury.transmis_gtp_le)]
            for jury in Jury.objects.filter(etat=EtatJury.CLOS, date__range=(debut, fin)).order_by("date", "numero")
        ],
        "organismes": _organismes_habilites(fin),
        "insertion": _insertion(debut, fin),
        "peu_utilisees": [
            [ligne.certification.code, ligne.certification.intitule, ligne.promotions]
            for ligne in sous_le_seuil(usages(fin))
        ],
    }


def _transmis(le: date | None) -> str:
    return date_longue(le) if le else "pas encore"


def _lignes(chiffres: Iterable[Chiffre], noms: dict[str, str]) -> list[list[Any]]:
    """Name, then of each measure how many, and how many obtained; None where nothing may be told."""
    par_cle: dict[str, dict[str, Chiffre]] = {}
    for chiffre in chiffres:
        par_cle.setdefault(chiffre.cle, {})[chiffre.mesure] = chiffre
    return [
        [noms.get(cle, "supprimé depuis"), *_valeurs(mesures)]
        for cle, mesures in sorted(par_cle.items(), key=lambda un: (not un[0], cle_recherche(noms.get(un[0], ""))))
    ]


def _valeurs(mesures: dict[str, Chiffre]) -> list[int | None]:
    inscriptions, certifications, blocs = (mesures.get(mesure) for mesure in MESURES)
    return [
        inscriptions.nombre if inscriptions else None,
        *(_deux(certifications)),
        *(_deux(blocs)),
    ]


def _deux(chiffre: Chiffre | None) -> tuple[int | None, int | None]:
    return (chiffre.nombre, chiffre.reussites) if chiffre else (None, None)


def _trimestres(chiffres: Iterable[Chiffre]) -> list[list[Any]]:
    par_trimestre: dict[int, dict[str, Chiffre]] = {}
    for chiffre in chiffres:
        if chiffre.axe == AxeChiffre.TOUT and chiffre.trimestre:
            par_trimestre.setdefault(chiffre.trimestre, {})[chiffre.mesure] = chiffre
    return [[nom_du_trimestre(quand), *_valeurs(mesures)] for quand, mesures in sorted(par_trimestre.items())]


def _delais(chiffres: Iterable[Chiffre]) -> list[list[Any]]:
    """Between each step and the next, then over all of them: the days of one in two, of nine in ten."""
    for un in chiffres:
        if un.mesure == MesureChiffre.CERTIFICATIONS and un.axe == AxeChiffre.TOUT and not un.trimestre:
            return [[str(etape.label), *delai] for etape in EtapeDelai if (delai := un.delai(etape))]
    return []


def _organismes_habilites(le: date) -> int:
    """Accredited that day, each OF once: neither withdrawn nor suspended."""
    return Habilitation.objects.en_cours(le).aggregate(n=Count("organisme", distinct=True))["n"]


def _insertion(debut: date, fin: date) -> list[list[Any]]:
    """The surveys that fell due in the year, step by step, where people enough answered; None of a rate that may not be
    told, by itself or less the promotions that their page tells."""
    lues: Any = (
        EnqueteInsertion.objects.filter(prevue_le__range=(debut, fin))
        .order_by()
        .values(
            quand=F("etape"),
            de=F("inscription__organisme"),
            quoi=F("inscription__referentiel"),
            jury=ExtractYear("inscription__decidee_le"),
        )
        .annotate(**COMPTES)
    )
    par_etape: dict[str, list[Insertion]] = defaultdict(list)
    for lue in lues:
        par_etape[lue["quand"]].append(Insertion(**{nom: lue[nom] for nom in COMPTES}))
    lignes = []
    for etape in EtapeEnquete:
        tout, tus = _somme(par_etape[etape]), _somme(un for un in par_etape[etape] if not un.montrable)
        if tout.montrable and montrable(tus.comptees, SEUIL_PERSONNES):
            ensemble = {nom: _somme(un for un in par_etape[etape] if not getattr(un, nom)) for nom in DITS}
            dits = [
                getattr(tout, nom) and (not reste.comptees or getattr(reste, nom)) for nom, reste in ensemble.items()
            ]
            nombres = (tout.en_emploi, tout.metier_vise)
            paires = zip(nombres, dits, strict=True)
            lignes.append([str(etape.label), tout.comptees, *(n if dit else None for n, dit in paires)])
    return lignes


def _somme(insertions: Iterable[Insertion]) -> Insertion:
    lues = list(insertions)
    return Insertion(**{nom: sum(getattr(une, nom) for une in lues) for nom in COMPTES})

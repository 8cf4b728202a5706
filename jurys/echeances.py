"""What is due around the juries themselves: designations, convocations, GTP, certificates. What is due on the files
they judge is kept with the files."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from certif_portal.centre.models import ParametresCentre, parametres
from certif_portal.commun.durees import compte
from certif_portal.commun.echeances import Echeance
from certif_portal.commun.ecrites import lire
from certif_portal.commun.regles import Regle
from certif_portal.commun.typographie import date_longue
from jurys.choix import AVANT_OUVERTURE, EtatJury
from jurys.choix_gtp import EtatAction
from jurys.models import (
    ActionCorrective,
    Certificat,
    DemandeDesignation,
    DossierGTP,
    Jury,
    OrganisationSyndicale,
    Presentation,
    Purge,
)
from jurys.queries.calendrier import connus
from jurys.queries.conservation import a_approuver
from jurys.queries.gtp import actions_ouvertes
from jurys.queries.national import retards
from jurys.regles.conservation import PURGE_ATTENTE, approuvee_au_plus_tard
from jurys.regles.delai import (
    CALENDRIER_ANNUEL,
    CERTIFICATS_REMISE,
    CPREFP_INFORMATION,
    INSCRIPTION_AVANT_JURY,
    JURY_CONVOCATION,
    JURY_DESIGNATION,
    TRANSMISSION_GTP,
    date_limite_calendrier,
    date_limite_certificats,
    date_limite_convocation,
    date_limite_designation,
    date_limite_gtp,
    date_limite_information,
    jury_trop_tot,
)
from jurys.regles.gtp import GTP_ACTIONS
from jurys.regles.national import NATIONAL_DELAI, NATIONAL_SUIVI, limite_nationale

CALENDRIER = "jurys.calendrier"
"""No file of its own: the page of a year."""
ACTION_GTP = "GTP-ACTIONS"
"""Its kind in the table of steps: shorter than the code of its rule."""


def echeances(le: date, centre: ParametresCentre | None = None) -> list[Echeance]:
    """Everything the juries still wait for, and what is no longer to be kept: 4 queries, 3 more when
    some certificates are still to declare, and the centre's settings when they are not given."""
    centre = centre or parametres()
    jurys = lire(_jurys, le)
    annules, clos = ([jury for jury in jurys if jury.etat == etat] for etat in (EtatJury.ANNULE, EtatJury.CLOS))
    a_venir = [jury for jury in jurys if jury.etat in AVANT_OUVERTURE]
    dernier = max(clos, key=lambda jury: jury.date, default=None)
    return [
        *_preparation(a_venir, centre),
        *_annulations(annules, centre),
        *_suites(clos, centre),
        *_actions(centre),
        *_national(le, centre),
        *_conservation(centre),
        *_calendrier(le, dernier, a_venir, centre),
    ]


def _du_jury(
    jury: Jury, regle: Regle, limite: date, libelle: str, explication: str, centre: ParametresCentre
) -> Echeance:
    return Echeance(
        regle=regle,
        date_limite=limite,
        libelle=libelle,
        pour=f"Jury {jury.numero}, {centre.nom}",
        explication=f"{explication}, au plus tard le {date_longue(limite)}.",
        dossier_type=Jury._meta.label_lower,
        dossier_id=jury.pk,
        cle=f"{regle.code}:{jury.pk}:{limite.isoformat()}",
        destinataires=(centre.courriel,) if centre.courriel else (),
        repere=jury.date,
    )


def _jurys(le: date) -> QuerySet[Jury]:
    """Those not opened yet, with whether a union remains to be asked, and the last deposit of their candidates; those
    to come that were cancelled, whether the CPREFP was told of them or not; those closed that wait for something
    still, and the last one: 1 query."""
    demandees = DemandeDesignation.objects.filter(jury=OuterRef(OuterRef("pk")), organisation=OuterRef("pk"))
    representatives = (
        OrganisationSyndicale.objects.filter(
            Q(fin__isnull=True) | Q(fin__gte=OuterRef("date")), debut__lte=OuterRef("date")
        )
        .filter(~Exists(demandees))
        .values("sigle")
    )
    derniere = Presentation.objects.filter(jury=OuterRef("pk")).order_by("-inscription__deposee_le")
    delivres = Certificat.objects.filter(presentation__jury=OuterRef("pk"))
    dernier = Jury.objects.filter(etat=EtatJury.CLOS).order_by("-date", "-pk").values("pk")[:1]
    attendent = Q(transmis_gtp_le__isnull=True) | Q(certificats_remis_le__isnull=True) | Q(pk=Subquery(dernier))
    return (
        Jury.objects.filter(
            Q(etat__in=AVANT_OUVERTURE) | Q(etat=EtatJury.ANNULE, date__gte=le) | Q(attendent, etat=EtatJury.CLOS)
        )
        .annotate(
            reste=Exists(representatives),
            inscrit_le=Subquery(derniere.exclude(inscription__deposee_le=None).values("inscription__deposee_le")[:1]),
            a_remettre=Exists(delivres),
            a_signer=Count("pieces", filter=Q(pieces__etat="rendu")),
        )
        .order_by("date", "pk")
    )


def _preparation(jurys: list[Any], centre: ParametresCentre) -> Iterator[Echeance]:
    """Unions to ask, members to convene, the CPREFP to inform, candidates registered too late."""
    for jury in jurys:
        yield from _a_signaler(jury, jury.inscrit_le, centre)
        if jury.etat != EtatJury.PREPARATION:
            continue
        if jury.reste:
            limite = date_limite_designation(jury.date)
            yield _du_jury(
                jury,
                JURY_DESIGNATION,
                limite,
                "Organisations syndicales à solliciter",
                f"{JURY_DESIGNATION.duree} calendaires avant le jury",
                centre,
            )
        limite = date_limite_convocation(jury.date)
        explication = f"{JURY_CONVOCATION.duree} calendaires avant le jury"
        yield _du_jury(jury, JURY_CONVOCATION, limite, "Jury à convoquer", explication, centre)


def _annulations(annules: list[Jury], centre: ParametresCentre) -> Iterator[Echeance]:
    """A jury that the CPREFP was told of, and does not know to be cancelled: 1 query when there is one."""
    dits = connus() if annules else {}
    for jury in annules:
        if jury.pk in dits and not dits[jury.pk].annule:
            limite = date_limite_information(jury.date)
            explication = f"{CPREFP_INFORMATION.duree} avant la date annulée"
            libelle = "CPREFP à informer de l’annulation"
            due = _du_jury(jury, CPREFP_INFORMATION, limite, libelle, explication, centre)
            yield replace(due, cle=f"{due.cle}:annulation")  # not the one reminded of while it was to be held


def _a_signaler(jury: Jury, inscrit_le: date | None, centre: ParametresCentre) -> Iterator[Echeance]:
    """What the CPREFP does not know, and candidates registered too short a time before (`inscrit_le`: the last one)."""
    if jury.cpref_informee_le is None:
        limite = date_limite_information(jury.date)
        explication = f"{CPREFP_INFORMATION.duree} avant le jury, date et membres"
        yield _du_jury(jury, CPREFP_INFORMATION, limite, "CPREFP à informer", explication, centre)
    mois = centre.inscription_jury_mois
    if jury_trop_tot(inscrit_le, jury.date, mois):
        explication = f"Un candidat au moins est inscrit depuis moins de {compte(mois, 'mois')} : à confirmer"
        libelle = "Inscription trop proche du jury"
        yield _du_jury(jury, INSCRIPTION_AVANT_JURY, jury.date, libelle, explication, centre)


def _calendrier(le: date, dernier: Jury | None, a_venir: list[Jury], centre: ParametresCentre) -> Iterator[Echeance]:
    """The year to come, told during the second half of this one to a centre that held a jury in it (`dernier`, the
    last one closed), as long as it lacks dates."""
    annee = (le + relativedelta(months=6)).year
    prevus = sum(jury.date.year == annee for jury in a_venir)
    if annee == le.year or dernier is None or dernier.date.year != le.year or prevus >= centre.jurys_an:
        return
    limite = date_limite_calendrier(annee)
    dates = compte(prevus, "date")
    yield Echeance(
        regle=CALENDRIER_ANNUEL,
        date_limite=limite,
        libelle="Calendrier des jurys à arrêter",
        pour=f"Année {annee}, {centre.nom}",
        explication=f"{dates} sur {centre.jurys_an} au calendrier {annee}, à arrêter le {date_longue(limite)}.",
        dossier_type=CALENDRIER,
        dossier_id=annee,
        cle=f"{CALENDRIER_ANNUEL.code}:{annee}:{limite.isoformat()}",
        destinataires=(centre.courriel,) if centre.courriel else (),
        repere=date(annee, 1, 1),
    )


def _suites(clos: list[Any], centre: ParametresCentre) -> Iterator[Echeance]:
    """The GTP and the certificates, for the juries closed."""
    for jury in clos:
        if jury.transmis_gtp_le is None:
            limite = date_limite_gtp(jury.date)
            libelle = (
                "Pièces du jury à faire signer, puis dossier à transmettre au GTP"
                if jury.a_signer
                else "Dossier à transmettre au GTP"
            )
            explication = f"{TRANSMISSION_GTP.duree} après le jury"
            yield _du_jury(jury, TRANSMISSION_GTP, limite, libelle, explication, centre)
        if jury.certificats_remis_le is None and jury.a_remettre:
            limite = date_limite_certificats(jury.date, centre.certificats_mois)
            explication = f"{compte(centre.certificats_mois, 'mois')} après le jury"
            yield _du_jury(jury, CERTIFICATS_REMISE, limite, "Certificats à remettre", explication, centre)


def _actions(centre: ParametresCentre) -> Iterator[Echeance]:
    """What the GTP asked to put right, until it is told: 1 query."""
    for action in lire(_actions_ouvertes):
        faite = action.etat == EtatAction.MENEE
        yield Echeance(
            regle=GTP_ACTIONS,
            date_limite=action.pour_le,
            libelle="Action corrective menée, à transmettre au GTP" if faite else "Action corrective du GTP",
            pour=f"Jury {action.dossier.jury.numero}, {action.qui}",
            explication=f"{action.quoi}, au plus tard le {date_longue(action.pour_le)}.",
            dossier_type=DossierGTP._meta.label_lower,
            dossier_id=action.dossier_id,
            cle=f"{GTP_ACTIONS.code}:{action.pk}:{action.pour_le.isoformat()}",
            destinataires=(centre.courriel,) if centre.courriel else (),
            genre=ACTION_GTP,
        )


def _actions_ouvertes() -> QuerySet[ActionCorrective]:
    return actions_ouvertes().order_by("pour_le", "pk")


def _conservation(centre: ParametresCentre) -> Iterator[Echeance]:
    """What waits for somebody's word before it is erased, made anew every night: its key is the day since which it
    waits, so that nobody is told twice of the same. 1 query."""
    purge = a_approuver()
    if purge is None:
        return
    limite = approuvee_au_plus_tard(purge.attendue_depuis)
    yield Echeance(
        regle=PURGE_ATTENTE,
        date_limite=limite,
        libelle="Effacement à approuver",
        pour=f"Conservation, {centre.nom}",
        explication=f"{compte(purge.prevues, 'ligne')} à ne plus garder, au plus tard le {date_longue(limite)}.",
        dossier_type=Purge._meta.label_lower,
        dossier_id=purge.pk,
        cle=f"{PURGE_ATTENTE.code}:{purge.attendue_depuis.isoformat()}",
        destinataires=(centre.courriel,) if centre.courriel else (),
        repere=purge.attendue_depuis,
    )


def _national(le: date, centre: ParametresCentre) -> Iterator[Echeance]:
    """Certified persons still to be told to the national system, jury by jury: 1 query."""
    for retard in retards(NATIONAL_SUIVI.avant(le)):
        limite = limite_nationale(retard.delivre_le)
        yield Echeance(
            regle=NATIONAL_DELAI,
            date_limite=limite,
            libelle="Certifiés à déclarer au système national",
            pour=f"Jury {retard.numero}, {compte(retard.nombre, 'certificat')}",
            explication=f"{NATIONAL_DELAI.duree} après la délivrance, au plus tard le {date_longue(limite)}.",
            dossier_type=Jury._meta.label_lower,
            dossier_id=retard.jury,
            cle=f"{NATIONAL_DELAI.code}:{retard.jury}:{limite.isoformat()}",
            destinataires=(centre.courriel,) if centre.courriel else (),
            repere=retard.delivre_le,
        )

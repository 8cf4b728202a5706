"""What is due on the surveys of certified people: those who have not answered, before the day they close."""

from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Count, QuerySet

from candidats.choix import EtapeEnquete
from candidats.models import EnqueteInsertion
from candidats.regles.insertion import INSERTION_CLOTURE, date_cloture, est_ouverte
from certif_portal.centre.models import ParametresCentre, parametres
from certif_portal.commun.durees import compte
from certif_portal.commun.echeances import Echeance
from certif_portal.commun.ecrites import lire
from certif_portal.commun.typographie import date_longue

ENQUETES = "candidats.insertion"
"""No file of its own: those of a day, on the page of all."""
MARGE = relativedelta(months=INSERTION_CLOTURE.mois, days=3)  # a margin for the ends of months: the rule decides


def echeances(le: date, centre: ParametresCentre | None = None) -> list[Echeance]:
    """One a step and a day, for the centre, who may call them: 1 query, and the settings when they are not given."""
    centre = centre or parametres()
    return [
        _echeance(prevue_le, EtapeEnquete(etape), nombre, centre)
        for prevue_le, etape, nombre in lire(_ouvertes, le)
        if est_ouverte(prevue_le, le)
    ]


def _ouvertes(le: date) -> QuerySet[Any, Any]:
    ouvertes = EnqueteInsertion.objects.filter(
        envoyee_le__isnull=False, repondue_le__isnull=True, refusee_le__isnull=True, prevue_le__range=(le - MARGE, le)
    )
    return ouvertes.order_by("prevue_le", "etape").values_list("prevue_le", "etape").annotate(nombre=Count("pk"))


def _echeance(prevue_le: date, etape: EtapeEnquete, nombre: int, centre: ParametresCentre) -> Echeance:
    limite = date_cloture(prevue_le)
    return Echeance(
        regle=INSERTION_CLOTURE,
        date_limite=limite,
        libelle="Enquête d’insertion sans réponse",
        pour=f"{compte(nombre, 'personne')}, {etape.label.lower()}",
        explication=f"Envoi prévu le {date_longue(prevue_le)} : l’enquête se ferme le {date_longue(limite)}.",
        dossier_type=ENQUETES,
        dossier_id=0,
        cle=f"{INSERTION_CLOTURE.code}:{etape}-{prevue_le.isoformat()}:{limite.isoformat()}",
        destinataires=(centre.courriel,) if centre.courriel else (),
        repere=prevue_le,
        page="insertion_liste",
    )

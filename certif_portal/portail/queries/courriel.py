"""What the staff sees of the outbox: to whom, about what, in what state and why. Never the text."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, F, QuerySet, When
from django.db.models.functions import Coalesce, Lower

from certif_portal.commun.choix import EtatCourriel
from certif_portal.commun.models import Courriel, url_dossier
from certif_portal.commun.tri import rang_de

PATIENCE = timedelta(minutes=15)
SORTES = {
    EtatCourriel.RETENU: "attente",
    EtatCourriel.A_ENVOYER: "attente",
    EtatCourriel.ENVOYE: "fait",
    EtatCourriel.ECHEC: "refus",
    EtatCourriel.REMPLACE: "neutre",
    EtatCourriel.ECARTE: "neutre",
    EtatCourriel.A_REUNIR: "attente",
    EtatCourriel.REUNI: "fait",
    EtatCourriel.PORTAIL: "fait",
    EtatCourriel.PAPIER: "attente",
    EtatCourriel.IMPRIME: "fait",
}


@dataclass(frozen=True)
class LigneCourriel:
    courriel: Courriel
    sorte: str
    url: str


COLONNES = {
    "destinataire": Lower("destinataire"),
    "objet": "objet",
    "ecrit": "cree_le",
    "etat": rang_de("etat", EtatCourriel.values),
}


def courriels_en_etat(etat: str) -> QuerySet[Courriel]:
    courriels = Courriel.objects.defer("texte")
    return courriels.filter(etat=etat) if etat in EtatCourriel.values else courriels


def ligne_de(courriel: Courriel) -> LigneCourriel:
    url = url_dossier(courriel.dossier_type, courriel.dossier_id) if courriel.dossier_id else ""
    return LigneCourriel(courriel, SORTES[EtatCourriel(courriel.etat)], url)


def en_peine(avant: datetime) -> dict[str, QuerySet[Courriel]]:
    """What the home says of mails: those given up, those that should have left before then, the letters that nobody
    printed yet."""
    # a round is spread minute by minute; a try that failed puts the next one off, and is late all the same
    depuis = Case(When(essais=0, then=Coalesce("prochain_essai_le", "cree_le")), default=F("cree_le"))
    attendent = Courriel.objects.filter(etat=EtatCourriel.A_ENVOYER).alias(depuis=depuis)
    return {
        "echecs": Courriel.objects.filter(etat=EtatCourriel.ECHEC),
        "en_retard": attendent.filter(depuis__lte=avant),
        # one emptied before 0397 has nothing left to print
        "a_imprimer": Courriel.objects.filter(etat=EtatCourriel.PAPIER).exclude(objet=""),
    }

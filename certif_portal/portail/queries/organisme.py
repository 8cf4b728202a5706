"""The home of a training organisation: its candidates, what each waits for, the documents of their versions, the
results."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from candidats.choix import DECIDEES, EtatInscription
from candidats.models import Inscription
from certif_portal.centre.models import ParametresCentre
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.queries.marche import Acte, Acteur, avec_faits, parcours
from jurys.models import Certificat
from referentiels.models import Referentiel

EN_COURS = (EtatInscription.BROUILLON, EtatInscription.DEPOSEE, EtatInscription.A_CORRIGER, EtatInscription.ACCEPTEE)


@dataclass(frozen=True)
class EnCours:
    """A running registration and the act it waits for, whoever must do it."""

    inscription: Inscription
    acte: Acte


def dossiers_en_cours(personne: Utilisateur, centre: ParametresCentre, le: date) -> list[EnCours]:
    """Every running registration that waits for an act, the most urgent first: 1 query."""
    ouvertes = avec_faits(Inscription.objects.visibles_par(personne).filter(etat__in=EN_COURS))
    actes = ((inscription, parcours(inscription, le, centre).acte) for inscription in ouvertes)
    lignes = [EnCours(inscription, acte) for inscription, acte in actes if acte]
    return sorted(lignes, key=lambda ligne: (ligne.acte.limite or date.max, str(ligne.inscription.candidat)))


def a_la_charge_de(dossiers: list[EnCours], acteur: Acteur) -> tuple[list[EnCours], list[EnCours]]:
    """Those where it is that actor's turn, and the others."""
    siens = [ligne for ligne in dossiers if ligne.acte.acteur == acteur]
    return siens, [ligne for ligne in dossiers if ligne.acte.acteur != acteur]


def versions_en_cours(dossiers: list[EnCours]) -> list[tuple[Referentiel, int]]:
    """The version of each running registration, with how many candidates follow it: their documents are at that
    version."""
    nombres = Counter(ligne.inscription.referentiel_id for ligne in dossiers)
    versions = {ligne.inscription.referentiel_id: ligne.inscription.referentiel for ligne in dossiers}
    return sorted(((versions[pk], nombre) for pk, nombre in nombres.items()), key=lambda v: (-v[1], v[0].intitule))


def resultats_rendus(personne: Utilisateur) -> QuerySet[Inscription]:
    """What the juries decided, once closed, the last first, with the first certificate of each."""
    certificats = Certificat.objects.filter(presentation__inscription=OuterRef("pk")).order_by("pk")
    decidees = Inscription.objects.visibles_par(personne).filter(etat__in=DECIDEES)
    return (
        decidees.select_related("candidat", "referentiel__certification")
        .annotate(certificat_id=Subquery(certificats.values("pk")[:1]))
        .order_by("-decidee_le", "candidat__cle_recherche", "pk")
    )

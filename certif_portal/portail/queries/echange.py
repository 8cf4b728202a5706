"""What was written about one file, by mail or on paper: for the staff, whom somebody tells that they got nothing."""

from django.db.models import Q, QuerySet

from candidats.models import EcheanceDossier, Inscription
from certif_portal.commun.models import Courriel
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import peut_tout_consulter
from certif_portal.portail.models import Relance
from certif_portal.portail.queries.courriel import LigneCourriel, ligne_de
from jurys.models import Lettre

MONTRES = 8


def courriels_du_dossier(inscription: Inscription, personne: Utilisateur) -> QuerySet[Courriel]:
    """Its own, and the reminders of what is due on it, which one mail tells with those of other files; the last first.
    Never the text."""
    if not peut_tout_consulter(personne):
        return Courriel.objects.none()
    cles = EcheanceDossier.objects.filter(inscription=inscription).values("cle")
    rappels = Relance.objects.filter(echeance__in=cles, courriel__isnull=False).values("courriel")
    siens = Q(dossier_id=inscription.pk, dossier_type=Inscription._meta.label_lower)
    return Courriel.objects.defer("texte").filter(siens | Q(pk__in=rappels)).order_by("-cree_le", "-pk")


def en_lignes(courriels: QuerySet[Courriel], *, tous: bool) -> tuple[list[LigneCourriel], bool]:
    """The last ones, or all; whether there are more: 1 query."""
    lus = list(courriels if tous else courriels[: MONTRES + 1])
    return [ligne_de(courriel) for courriel in (lus if tous else lus[:MONTRES])], not tous and len(lus) > MONTRES


def lettres_du_dossier(inscription: Inscription, personne: Utilisateur) -> QuerySet[Lettre]:
    """What a jury wrote of this candidate, with its paper."""
    if not peut_tout_consulter(personne):
        return Lettre.objects.none()
    lettres = Lettre.objects.filter(presentation__inscription=inscription)
    return lettres.select_related("papier", "jury").defer("corps").order_by("pk")

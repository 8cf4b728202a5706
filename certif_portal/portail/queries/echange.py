"""What was written about one file, by mail or on paper: for the staff, whom somebody tells that they got nothing."""

from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from candidats.models import Inscription
from certif_portal.commun.models import Courriel
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import peut_tout_consulter
from certif_portal.portail.models import Relance
from certif_portal.portail.queries.courriel import LigneCourriel, ligne_de
from certif_portal.portail.queries.echeance import REGLES
from jurys.models import Lettre

MONTRES = 8


def courriels_du_dossier(inscription: Inscription, personne: Utilisateur) -> QuerySet[Courriel]:
    """Its own, and the reminders of what is or was due on it, which one mail tells with those of other files; the last
    first. Never the text."""
    if not peut_tout_consulter(personne):
        return Courriel.objects.none()
    rappels = Relance.objects.filter(_dues_sur(inscription), courriel__isnull=False).order_by().values("courriel")
    siens = Courriel.objects.filter(dossier_id=inscription.pk, dossier_type=Inscription._meta.label_lower)
    lesquels = siens.order_by().values("pk").union(rappels)
    return Courriel.objects.defer("texte").filter(pk__in=lesquels).order_by("-cree_le", "-pk")


def _dues_sur(inscription: Inscription) -> Q:
    """By their names, which outlive them: the rule, then the file (`EcheanceDue.cle`)."""
    return reduce(or_, (Q(echeance__startswith=f"{code}:{inscription.pk}:") for code in REGLES))


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

"""Persons rather than files: who may be seen, and which files may be one person."""

from collections import defaultdict

from django.db.models import Count, Q, QuerySet

from candidats.models import Candidat, Inscription
from candidats.regles.identite import cles_homonymes, surement_deux
from candidats.regles.lieu import lieu_de
from certif_portal.comptes.permissions import Personne


def candidats_visibles(personne: Personne) -> QuerySet[Candidat]:
    """The persons of the registrations this user may see."""
    return Candidat.objects.filter(
        pk__in=Inscription.objects.visibles_par(personne).order_by().values("candidat")
    ).select_related("identite_verifiee_par")


def _cles(candidat: Candidat) -> set[str]:
    return cles_homonymes(candidat.nom_naissance, candidat.nom_usage, candidat.prenom)


def doubles_de(candidat: Candidat, personne: Personne) -> list[Candidat]:
    """The other files that may be this person's: born the same day, under the same letters. 1 query."""
    memes = candidats_visibles(personne).filter(date_naissance=candidat.date_naissance).exclude(pk=candidat.pk)
    return [autre for autre in memes.annotate(nombre=Count("inscriptions")) if _doubles(candidat, autre)]


def _doubles(un: Candidat, autre: Candidat) -> bool:
    verifiees = bool(un.identite_verifiee_le and autre.identite_verifiee_le)
    return bool(_cles(un) & _cles(autre)) and not surement_deux(verifiees, lieu_de(un), lieu_de(autre))


def doubles_probables(personne: Personne) -> list[tuple[Candidat, Candidat]]:
    """Every pair of files that may be one person, the file checked (else the older) first: 1 query."""
    jours = Candidat.objects.order_by().values("date_naissance").annotate(n=Count("pk")).filter(n__gt=1)
    candidats = candidats_visibles(personne).filter(date_naissance__in=jours.values("date_naissance"))
    par_cle: dict[tuple[object, str], list[Candidat]] = defaultdict(list)
    for candidat in candidats.annotate(nombre=Count("inscriptions")):
        for cle in _cles(candidat):
            par_cle[candidat.date_naissance, cle].append(candidat)
    paires = {}
    for groupe in par_cle.values():
        ranges = sorted(groupe, key=lambda c: (c.identite_verifiee_le is None, c.pk))
        for rang, autre in enumerate(ranges):
            if premier := next((un for un in ranges[:rang] if _doubles(un, autre)), None):
                paires[premier.pk, autre.pk] = (premier, autre)
    return sorted(paires.values(), key=lambda paire: paire[0].cle_recherche)


def survivant(pk: int) -> int | None:
    """The file that took in an absorbed one."""
    fusions = Candidat.objects.filter(Q(absorptions__defaite_le=None), absorptions__isnull=False, pk=pk)
    return fusions.values_list("absorptions__conserve", flat=True).first()

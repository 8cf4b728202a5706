"""What a person opened from a search, the last first. The session keeps which rows, never a name: each is read again in
the scope of the moment, and goes with the session (decision 0390)."""

from collections import defaultdict
from collections.abc import Callable, MutableMapping
from functools import partial
from typing import Any

from django.db.models import QuerySet

from certif_portal.commun.textes import en_entier
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import peut_tout_consulter
from certif_portal.portail.queries.trouvaille import (
    Groupe,
    Trouvaille,
    inscriptions_visibles,
    trouver_certificat,
    trouver_commission,
    trouver_evaluateur,
    trouver_inscription,
    trouver_jury,
    trouver_organisme,
)
from evaluations.models import Commission, Evaluateur
from habilitations.models import OrganismeFormation
from jurys.models import Certificat, Jury

CLE = "recherche_recents"
GARDES = 8
Sorte = tuple[QuerySet[Any], Callable[[Any], Trouvaille]]


def ouvrir(session: MutableMapping[str, Any], personne: Utilisateur, cle: str) -> str:
    """The page of what was found, noted as opened last; empty when it is nothing that the person sees."""
    trouvees = _lire([cle], personne)
    if not trouvees:
        return ""
    session[CLE] = [cle, *(autre for autre in session.get(CLE, []) if autre != cle)][:GARDES]
    return trouvees[0].url


def recents(session: MutableMapping[str, Any], personne: Utilisateur) -> list[Groupe]:
    """One query for each kind of thing opened."""
    trouvees = _lire(session.get(CLE, []), personne)
    return [Groupe("Ouverts récemment", trouvees, tronque=False)] if trouvees else []


def _lire(cles: list[str], personne: Utilisateur) -> list[Trouvaille]:
    par_sorte: dict[str, list[int]] = defaultdict(list)
    for cle in cles:
        sorte, _, pk = cle.partition("-")
        par_sorte[sorte].append(en_entier(pk) or 0)
    sortes = _sortes(personne)
    lues = {
        trouvaille.cle: trouvaille
        for sorte, pks in par_sorte.items()
        if sorte in sortes
        for trouvaille in map(sortes[sorte][1], sortes[sorte][0].filter(pk__in=pks))
    }
    return [lues[cle] for cle in cles if cle in lues]


def _sortes(personne: Utilisateur) -> dict[str, Sorte]:
    """A sitting is an evaluator's too; an evaluator, the staff's alone."""
    sortes: dict[str, Sorte] = {
        "inscription": (inscriptions_visibles(personne), trouver_inscription),
        "organisme": (OrganismeFormation.objects.visibles_par(personne), trouver_organisme),
        "commission": (Commission.objects.visibles_par(personne), partial(trouver_commission, personne=personne)),
        "jury": (Jury.objects.visibles_par(personne), trouver_jury),
        "certificat": (Certificat.objects.visibles_par(personne), trouver_certificat),
    }
    if peut_tout_consulter(personne):
        evaluateurs = Evaluateur.objects.select_related("utilisateur")
        sortes["evaluateur"] = (evaluateurs, partial(trouver_evaluateur, personne=personne))
    return sortes

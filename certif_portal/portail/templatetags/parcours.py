"""{% load parcours %}{% parcours inscription %}: the stepper and the next act, on every page of a registration."""

from typing import Any

from django import template

from candidats.choix_suivi import Acteur
from candidats.models import Inscription
from certif_portal.comptes.choix import CENTRE, Role
from certif_portal.comptes.permissions import Personne, a_role
from certif_portal.portail.queries.marche import parcours as calculer

register = template.Library()
ROLES_DES_ACTEURS = {Acteur.CENTRE: CENTRE, Acteur.ORGANISME: {Role.ORGANISME}, Acteur.COMMISSION: {Role.EVALUATEUR}}


@register.inclusion_tag("portail/parcours.html", takes_context=True)
def parcours(context: template.Context, inscription: Inscription) -> dict[str, Any]:
    """Needs `aujourdhui` in the context (every page has it)."""
    livret = getattr(context.get("parametres_centre"), "livret_nom", "livret de suivi")
    resultat = calculer(inscription, context["aujourdhui"], livret)
    acte = resultat.acte
    a_vous = acte is not None and _est(context.get("user"), acte.acteur)
    etapes = [
        {
            "titre": etape.titre,
            "statut": etape.statut,
            "detail": etape.detail,
            "limite": etape.limite,
            "qui": "" if a_vous else etape.qui,
        }
        for etape in resultat.etapes
    ]
    communs = {"aujourdhui": context["aujourdhui"], "request": context.get("request")}
    return communs | {"etapes": etapes, "acte": acte, "a_vous": a_vous}


def _est(personne: Personne | None, acteur: Acteur) -> bool:
    return personne is not None and a_role(personne, *ROLES_DES_ACTEURS.get(acteur, ()))

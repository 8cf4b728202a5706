"""What stops holding is mailed to the responsables once, and again if it stops anew after it held."""

from datetime import date, datetime

from django.db import transaction

from certif_portal.commun.courriels import Brouillon, deposer_tous, mots_de
from certif_portal.commun.models import PassageTache
from certif_portal.commun.sante import constater
from certif_portal.portail.queries.relance import responsables_du

DITES = "alarmes-dites"
"""The row that remembers which controls were told not to hold."""


def alerter(*, le: date, a: datetime) -> int:
    """How many controls were told that were not yet."""
    fautes = {constat.controle.nom: constat for constat in constater() if not constat.va}
    with transaction.atomic():
        PassageTache.objects.get_or_create(nom=DITES)
        dites = PassageTache.objects.select_for_update(no_key=True).get(nom=DITES)
        nouvelles = [constat for nom, constat in fautes.items() if nom not in dites.erreur.split()]
        dites.erreur = " ".join(fautes)
        dites.save(update_fields=["erreur"])
        if nouvelles:
            objet, texte = mots_de("alarme_sante", {"constats": nouvelles})
            deposer_tous([Brouillon(r, objet, texte, "alarme_sante") for r in responsables_du(le)], a=a)
    return len(nouvelles)

"""Who takes care of what waits: each side, the centre and an OF, shares out its own work among its own people."""

from datetime import date
from typing import Any

from django.db.models import Count, Model, Q, QuerySet

from certif_portal.comptes.choix import CENTRE, Role
from certif_portal.comptes.models import Attribution, Utilisateur
from certif_portal.comptes.permissions import est_du_centre, peut_tout_consulter
from certif_portal.portail.choix import Cote
from certif_portal.portail.models import PriseEnCharge
from habilitations.models import MembreOrganisme

MOI, EQUIPE, LIBRES = "moi", "equipe", "libres"
PORTEES = {"": "Tous", MOI: "À moi", EQUIPE: "À l’équipe", LIBRES: "À prendre"}


def cote_de(personne: Utilisateur) -> Cote:
    """The auditor reads the centre's."""
    return Cote.CENTRE if peut_tout_consulter(personne) else Cote.ORGANISME


def peut_repartir(personne: Utilisateur) -> bool:
    return est_du_centre(personne) or (not peut_tout_consulter(personne) and personne.a_role(Role.ORGANISME))


def collegues(personne: Utilisateur, le: date) -> QuerySet[Utilisateur]:
    """Those of the same side who act today, oneself among them."""
    return Utilisateur.objects.filter(pk__in=_qui_agit(personne, le), is_active=True).order_by("nom", "prenom", "pk")


def _qui_agit(personne: Utilisateur, le: date) -> "QuerySet[Any, Any]":
    en_cours = Attribution.objects.en_cours(le)
    if cote_de(personne) == Cote.CENTRE:
        return en_cours.filter(role__in=CENTRE).values("utilisateur")
    membres = MembreOrganisme.objects.filter(retire_le__isnull=True)
    siens = membres.filter(utilisateur=personne).values("organisme")
    roles = en_cours.filter(role=Role.ORGANISME).values("utilisateur")
    return membres.filter(organisme__in=siens, utilisateur__in=roles).values("utilisateur")


def charges_de(modele: type[Model], personne: Utilisateur, le: date) -> QuerySet[PriseEnCharge]:
    """Of rows of that kind, those in charge of somebody of the person's side who still acts: whoever left holds
    nothing."""
    return PriseEnCharge.objects.filter(
        objet_type=modele._meta.label_lower, cote=cote_de(personne), personne__in=collegues(personne, le).order_by()
    )


def de_la_portee(portee: str, modele: type[Model], personne: Utilisateur, le: date) -> Q:
    """What a queue keeps of its rows: the counters and the lists read this one condition."""
    charges = charges_de(modele, personne, le)
    if portee == MOI:
        return Q(pk__in=charges.filter(personne=personne).values("objet_id"))
    if portee == EQUIPE:
        return Q(pk__in=charges.exclude(personne=personne).values("objet_id"))
    return ~Q(pk__in=charges.values("objet_id")) if portee == LIBRES else Q()


def nombres_par_portee(lignes: QuerySet[Any], personne: Utilisateur, le: date) -> dict[str, int]:
    """1 query."""
    comptes = {
        f"n_{portee}": Count("pk", distinct=True, filter=de_la_portee(portee, lignes.model, personne, le))
        for portee in (MOI, EQUIPE, LIBRES)
    }
    lus = lignes.order_by().aggregate(n_=Count("pk", distinct=True), **comptes)
    return {portee: lus[f"n_{portee}"] for portee in PORTEES}


def qui_s_en_charge(lignes: list[Any], personne: Utilisateur, le: date) -> dict[int, Utilisateur]:
    """By key of these rows, all of one kind: 1 query."""
    if not lignes:
        return {}
    charges = charges_de(type(lignes[0]), personne, le).filter(objet_id__in=[ligne.pk for ligne in lignes])
    return {charge.objet_id: charge.personne for charge in charges.select_related("personne")}

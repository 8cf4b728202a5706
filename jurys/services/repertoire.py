"""The directory of the members of juries: picked for a jury, taken out when they sit no more."""

from collections.abc import Iterable
from datetime import date, datetime

from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.journal import journaliser
from certif_portal.comptes.models import Utilisateur
from jurys.models import Jury, MembreJury, PersonneJury
from jurys.services.composition import FICHE, DonneesMembre, designer_membre, exiger_avant_ouverture, verrouiller_jury


@acte
def designer_personnes(
    *,
    jury: Jury,
    personnes: Iterable[PersonneJury],
    preside: PersonneJury | None = None,
    ouvrir_acces: bool = False,
    par: Utilisateur,
    a: datetime,
) -> list[MembreJury]:
    """Designate together those picked, all or none, with what the directory says of each. `ouvrir_acces`: to those who
    have an address and a vote."""
    jury = verrouiller_jury(jury)
    exiger_avant_ouverture(jury)
    deja = set(jury.membres.values_list("personne", flat=True))
    choisies = [personne for personne in personnes if personne.pk not in deja]
    if not choisies:
        raise ErreurMetier("Choisissez au moins une personne qui n’est pas déjà dans ce jury.")
    if preside is not None and preside not in choisies:
        raise ErreurMetier("Qui préside est à choisir parmi les personnes désignées.")
    membres = []
    for personne in choisies:
        donnees = DonneesMembre(
            **{champ: getattr(personne, champ) for champ in FICHE},
            preside=personne == preside,
            personne=personne,
            ouvrir_acces=ouvrir_acces and bool(personne.courriel),
        )
        membres.append(designer_membre(jury=jury, donnees=donnees, par=par, a=a))
    return membres


@acte
def retirer_du_repertoire(*, personne: PersonneJury, le: date, par: Utilisateur, a: datetime) -> PersonneJury:
    """No longer proposed; what they sat in stays. Designated again, they come back."""
    personne = PersonneJury.objects.select_for_update(of=("self",), no_key=True).get(pk=personne.pk)
    personne.retiree_le = le
    personne.full_clean()
    personne.save(update_fields=["retiree_le"])
    journaliser(personne, "repertoire", f"Le répertoire des jurys ne propose plus {personne}.", par=par, a=a)
    return personne

"""Arrangements: asked by the candidate, decided by the staff, withdrawn at will. The journal never says which."""

from collections.abc import Iterable
from datetime import date, datetime

from candidats.choix import TRANSITIONS_AMENAGEMENT, EffetAmenagement, EtatAmenagement
from candidats.models import Amenagement, Inscription
from candidats.services.verrou import exiger_au_centre, verrouiller
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.journal import journaliser
from certif_portal.comptes.models import Utilisateur


def ecrire_demandes(inscription: Inscription, effets: Iterable[str], le: date) -> None:
    """The requests a registration form holds: new ones are dated, those no longer asked are deleted."""
    voulus = set(effets)
    inscription.amenagements.exclude(effet__in=voulus).delete()
    deja = set(inscription.amenagements.values_list("effet", flat=True))
    Amenagement.objects.bulk_create(
        Amenagement(inscription=inscription, effet=effet, demande_le=le) for effet in sorted(voulus - deja)
    )


@acte
def demander_amenagement(
    *, inscription: Inscription, effet: EffetAmenagement, demande_le: date, par: Utilisateur, a: datetime
) -> Amenagement:
    """Note a request of the candidate, at the date they made it."""
    inscription = verrouiller(inscription)
    exiger_au_centre(inscription)
    if inscription.amenagements.filter(effet=effet).exists():
        raise ErreurMetier("Cet aménagement est déjà demandé.")
    amenagement = Amenagement(inscription=inscription, effet=effet, demande_le=demande_le)
    amenagement.full_clean()
    amenagement.save()
    journaliser(inscription, "amenagement", "Un aménagement est demandé par le candidat.", par=par, a=a)
    return amenagement


@acte
def decider_amenagement(
    *, amenagement: Amenagement, accorde: bool, le: date, par: Utilisateur, a: datetime
) -> Amenagement:
    inscription = verrouiller(amenagement.inscription)
    amenagement = Amenagement.objects.select_for_update(of=("self",), no_key=True).get(pk=amenagement.pk)
    vers = EtatAmenagement.ACCORDE if accorde else EtatAmenagement.REFUSE
    verifier_transition(TRANSITIONS_AMENAGEMENT, amenagement, vers)
    amenagement.etat, amenagement.decide_le, amenagement.decide_par = vers, le, par
    amenagement.full_clean()
    amenagement.save(update_fields=["etat", "decide_le", "decide_par"])
    journaliser(inscription, "amenagement", f"Un aménagement est {vers.label.lower()}.", par=par, a=a)
    return amenagement


@acte
def retirer_amenagement(*, amenagement: Amenagement, par: Utilisateur, a: datetime) -> None:
    """At the candidate's will, whatever was decided: the row goes, and nothing says what it was."""
    inscription = verrouiller(amenagement.inscription)
    Amenagement.objects.select_for_update(of=("self",), no_key=True).get(pk=amenagement.pk).delete()
    journaliser(inscription, "amenagement", "Un aménagement est retiré, à la demande du candidat.", par=par, a=a)

"""The dated list of the unions representative in the branch."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from certif_portal.commun.actes import acte
from certif_portal.commun.journal import journaliser
from certif_portal.commun.typographie import date_longue
from certif_portal.comptes.models import Utilisateur
from jurys.models import OrganisationSyndicale

CHAMPS = ("sigle", "nom", "courriel", "adresse", "debut", "fin")


@acte
def enregistrer_organisation(
    *, organisation: OrganisationSyndicale | None, donnees: Mapping[str, Any], par: Utilisateur, a: datetime
) -> OrganisationSyndicale:
    """A union, from when to when it is representative: what was asked of it, and who sat for it, stays."""
    if organisation is not None:
        verrouillees = OrganisationSyndicale.objects.select_for_update(of=("self",), no_key=True)
        organisation = verrouillees.get(pk=organisation.pk)
    organisation = organisation or OrganisationSyndicale()
    for champ in CHAMPS:
        setattr(organisation, champ, donnees[champ])
    organisation.full_clean()
    organisation.save()
    fin = f" au {date_longue(organisation.fin)}" if organisation.fin else ""
    phrase = f"{organisation.nom} ({organisation.sigle}), représentative du {date_longue(organisation.debut)}{fin}."
    journaliser(organisation, "organisation", phrase, par=par, a=a)
    return organisation

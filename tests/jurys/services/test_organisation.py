"""The dated list of the unions."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from certif_portal.commun.journal import journal_de
from jurys.models import OrganisationSyndicale
from jurys.services.organisation import enregistrer_organisation
from tests.jurys.composition import A

pytestmark = pytest.mark.django_db
DONNEES = {
    "sigle": "FO",
    "nom": "Force ouvrière Métaux",
    "courriel": "",
    "adresse": "2 place de la Gare",
    "debut": date(2025, 1, 1),
    "fin": None,
}


def test_une_organisation_s_ajoute_puis_cesse_d_etre_representative(agent):
    fo = enregistrer_organisation(organisation=None, donnees=DONNEES, par=agent, a=A)
    assert (fo.representative_le(date(2024, 12, 31)), fo.representative_le(date(2025, 1, 1))) == (False, True)
    enregistrer_organisation(organisation=fo, donnees=DONNEES | {"fin": date(2028, 12, 31)}, par=agent, a=A)
    assert OrganisationSyndicale.objects.get().fin == date(2028, 12, 31)
    assert next(e.phrase.replace("\u00a0", " ") for e in journal_de(fo)) == (
        "Force ouvrière Métaux (FO), représentative du 1er janvier 2025 au 31 décembre 2028."
    )


def test_la_fin_ne_precede_pas_le_debut(agent):
    with pytest.raises(ValidationError, match="précéder le début"):
        enregistrer_organisation(organisation=None, donnees=DONNEES | {"fin": date(2024, 12, 31)}, par=agent, a=A)

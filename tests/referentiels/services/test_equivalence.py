"""The table between two versions, confirmed by the responsable."""

import pytest
from django.urls import reverse

from certif_portal.commun.erreurs import ErreurMetier
from referentiels.models import TableEquivalence
from referentiels.services.equivalence import confirmer_equivalences
from tests.referentiels.factories import creer_referentiel
from tests.referentiels.versions import A


def test_un_element_d_une_autre_version_est_refuse(deux, connecte, responsable) -> None:
    ancien, nouveau = deux
    etranger = creer_referentiel().blocs.first()
    bloc = ancien.blocs.first()
    for blocs in ({etranger.pk: None}, {bloc.pk: etranger.pk}):
        with pytest.raises(ErreurMetier, match="rechargez la page"):
            confirmer_equivalences(ancien=ancien, nouveau=nouveau, blocs=blocs, competences={}, par=None, a=A)
    with pytest.raises(ErreurMetier, match="même certification"):
        confirmer_equivalences(ancien=ancien, nouveau=creer_referentiel(), blocs={}, competences={}, par=None, a=A)
    reponse = connecte(responsable).post(
        reverse("equivalences", args=[ancien.pk, nouveau.pk]), {f"bloc_{bloc.pk}": str(etranger.pk)}
    )
    assert f"bloc_{bloc.pk}" in reponse.context["formulaire"].errors
    assert TableEquivalence.objects.count() == 0

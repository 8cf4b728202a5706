"""A checked civil status corrected: before, after, reason, kind of proof."""

from datetime import date

import pytest

from candidats.models import Candidat, CorrectionIdentite
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.journal import journal_de
from certif_portal.commun.typographie import typographier
from tests.candidats.personne import corriger, verifier

pytestmark = pytest.mark.django_db


def test_une_correction_garde_avant_apres_motif_et_nature_du_justificatif(inscription, agent, instant):
    """IDENTITE-CORRECTION"""
    candidat = verifier(inscription.candidat, agent, instant)
    avant = candidat.nom_naissance
    correction = corriger(candidat, agent, instant, nom_naissance="O’Brian", prenom="Zoé")
    assert (correction.avant, correction.apres) == ({"nom_naissance": avant}, {"nom_naissance": "O’BRIAN"})
    assert (correction.motif, correction.preuve, correction.faite_par) == ("Nom mal recopié.", "acte", agent)
    assert correction.lignes == [("Nom de naissance", avant, "O’BRIAN")]
    candidat.refresh_from_db()
    assert (candidat.nom_naissance, candidat.cle_recherche) == ("O’BRIAN", "o brian zoe")
    phrase = f"État civil corrigé : nom de naissance « {avant} » devient « O’BRIAN » (extrait d’acte de naissance)."
    assert journal_de(inscription).first().phrase == typographier(phrase)
    assert {champ.name for champ in CorrectionIdentite._meta.get_fields()} == {
        "id",
        "candidat",
        "avant",
        "apres",
        "motif",
        "preuve",
        "faite_le",
        "faite_par",
    }


@pytest.mark.parametrize(
    ("change", "attendu"),
    [
        ({}, "Rien ne change"),
        ({"date_naissance": date(1850, 1, 1)}, "postérieure à 1900"),
        ({"departement_naissance": ""}, "IDENTITE-COMPLETE"),
        ({"departement_naissance": "99"}, "numéro de département"),
    ],
)
def test_une_correction_refusee_ne_change_rien(inscription, agent, instant, change, attendu):
    candidat = verifier(inscription.candidat, agent, instant)
    with pytest.raises(ErreurMetier, match=attendu):
        corriger(candidat, agent, instant, **change)
    assert CorrectionIdentite.objects.count() == 0
    assert Candidat.objects.get(pk=candidat.pk).date_naissance == date(1996, 2, 29)


def test_un_etat_civil_non_verifie_ne_se_corrige_pas_ici(inscription, agent, instant):
    with pytest.raises(ErreurMetier, match="pas encore vérifié"):
        corriger(inscription.candidat, agent, instant, prenom="Zoë")

"""A checked civil status corrected: before, after, reason, kind of proof."""

from datetime import date

import pytest

from candidats.models import Candidat, Commune, CorrectionIdentite
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.journal import journal_de
from certif_portal.commun.typographie import typographier
from tests.candidats.imports import cog
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
    """IDENTITE-CORRECTION"""
    candidat = verifier(inscription.candidat, agent, instant)
    with pytest.raises(ErreurMetier, match=attendu):
        corriger(candidat, agent, instant, **change)
    assert CorrectionIdentite.objects.count() == 0
    assert Candidat.objects.get(pk=candidat.pk).date_naissance == date(1996, 2, 29)


@pytest.mark.parametrize(
    ("change", "attendu"),
    [
        ({"commune_naissance": "Nantes"}, "44184 est le code INSEE de Saint-Nazaire, et non de Nantes"),
        ({"code_commune_naissance": "35999"}, "Le code INSEE 35999 n’existe pas"),
        ({"departement_naissance": "35"}, "Saint-Nazaire \\(44184\\) est dans le département 44 ; 35 est lu"),
        ({"pays_naissance": "Algérie", "departement_naissance": ""}, "celui du pays de naissance .* est 99352"),
        ({"code_commune_naissance": "44000"}, "44000 est un code postal"),
    ],
)
def test_le_code_insee_est_tenu_contre_le_lieu_corrige(inscription, agent, instant, change, attendu):
    """IDENTITE-CORRECTION: as at the registration, the code against the name, the département and the country."""
    cog.charger()
    candidat = verifier(inscription.candidat, agent, instant)
    Candidat.objects.filter(pk=candidat.pk).update(code_commune_naissance="44184")
    with pytest.raises(ErreurMetier, match=attendu):
        corriger(candidat, agent, instant, **change)
    assert CorrectionIdentite.objects.count() == 0


def test_le_code_insee_est_tenu_contre_l_annee_corrigee(inscription, agent, instant):
    """A commune that did not exist yet, or no longer, on the day that is now written."""
    Commune.objects.create(
        code="44184", nom="Saint-Nazaire", cle="saint nazaire", departement="44", debut=date(1980, 1, 1)
    )
    candidat = verifier(inscription.candidat, agent, instant)
    Candidat.objects.filter(pk=candidat.pk).update(code_commune_naissance="44184")
    with pytest.raises(ErreurMetier, match="n’existait pas le 31\xa0décembre\xa01979"):
        corriger(candidat, agent, instant, date_naissance=date(1979, 12, 31))
    assert corriger(candidat, agent, instant, date_naissance=date(1980, 1, 1)).apres == {"date_naissance": "1980-01-01"}


def test_ce_que_la_liste_contredisait_deja_n_empeche_pas_de_corriger_le_nom(inscription, agent, instant):
    """IDENTITE-CORRECTION: the paper that was checked prevails over the list, as long as neither the place nor the day
    is touched."""
    cog.charger()
    candidat = verifier(inscription.candidat, agent, instant)
    Candidat.objects.filter(pk=candidat.pk).update(code_commune_naissance="44109")
    assert corriger(candidat, agent, instant, prenom="Zoë").apres == {"prenom": "Zoë"}


def test_un_age_inhabituel_se_confirme_a_la_correction(inscription, agent, instant):
    """NAISSANCE-AGE, IDENTITE-CORRECTION: asked, then kept with who confirmed it; another day no longer is."""
    candidat, jour = verifier(inscription.candidat, agent, instant), date(1926, 5, 5)
    with pytest.raises(ErreurMetier, match="NAISSANCE-AGE"):
        corriger(candidat, agent, instant, date_naissance=jour)
    with pytest.raises(ErreurMetier, match="NAISSANCE-AGE"):
        corriger(candidat, agent, instant, date_naissance=jour, naissance_confirmee=date(1926, 5, 6))
    corriger(candidat, agent, instant, date_naissance=jour, naissance_confirmee=jour)
    candidat.refresh_from_db()
    confirmation = (candidat.naissance_confirmee, candidat.naissance_confirmee_par, candidat.naissance_confirmee_le)
    assert confirmation == (jour, agent, instant)
    with pytest.raises(ErreurMetier, match="NAISSANCE-AGE"):
        corriger(candidat, agent, instant, date_naissance=date(1927, 5, 5))


def test_un_etat_civil_non_verifie_ne_se_corrige_pas_ici(inscription, agent, instant):
    with pytest.raises(ErreurMetier, match="pas encore vérifié"):
        corriger(inscription.candidat, agent, instant, prenom="Zoë")

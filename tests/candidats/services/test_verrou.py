import pytest
from django.db import transaction

from candidats.choix import EtatInscription
from candidats.services.verrou import exiger_etat, exiger_motif, verrouiller
from certif_portal.commun.erreurs import ErreurMetier, TransitionInterdite


@pytest.mark.django_db
def test_verrouiller_relit_la_ligne_et_ce_que_les_regles_en_lisent(inscription, django_assert_num_queries):
    type(inscription).objects.update(date_commission="2026-11-06")
    with transaction.atomic(), django_assert_num_queries(1):
        relue = verrouiller(inscription)
        assert str(relue.referentiel.certification)
        assert (relue.candidat.pk, relue.date_commission.day) == (inscription.candidat_id, 6)


def test_un_etat_hors_de_la_liste_se_dit_avec_ceux_qu_il_faudrait():
    class Ligne:
        etat = EtatInscription.ADMISE

    exiger_etat(Ligne, EtatInscription.ADMISE)
    with pytest.raises(TransitionInterdite, match=r"«.Admis.».: il faudrait «.À vérifier.» ou «.Acceptée.»"):
        exiger_etat(Ligne, EtatInscription.DEPOSEE, EtatInscription.ACCEPTEE)


def test_un_motif_se_nettoie_et_s_exige():
    assert exiger_motif("  Départ.  ") == "Départ."
    with pytest.raises(ErreurMetier, match="Un motif est attendu"):
        exiger_motif("  \n")

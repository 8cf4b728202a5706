"""One answer for many lines: a word explained, or cells corrected."""

import pytest

from candidats.donnees import FichierRecu
from candidats.imports.rapport import Sort
from candidats.models import ImportClasseur, MotRetenu
from candidats.services.classeur import corriger_classeur, lire_classeur, rapport_conserve, recevoir_classeur
from candidats.services.mots import oublier_mots
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.fichiers import XLSX
from tests.candidats.classeur import LE, classeur, ligne, martin

pytestmark = pytest.mark.django_db


@pytest.fixture
def lire(organisme, referentiel, membre_of, instant):
    def _lire(*lignes) -> ImportClasseur:
        recu = FichierRecu("classe.xlsx", classeur(*lignes), XLSX)
        import_ = recevoir_classeur(organisme=organisme, fichier=recu, par=membre_of, a=instant)
        return relire(import_)

    return _lire


def relire(import_: ImportClasseur) -> ImportClasseur:
    lire_classeur(import_.pk, le=LE)
    return ImportClasseur.objects.get(pk=import_.pk)


def repondre(import_: ImportClasseur, ensemble: dict[str, str], corrections=None) -> ImportClasseur:
    corriger_classeur(classeur=import_, corrections=corrections or {}, ensemble=ensemble)
    return relire(import_)


def alternants(nombre: int):
    return [ligne(nom_naissance=martin(n), origine="Alternant") for n in range(nombre)]


def test_un_mot_explique_une_fois_vaut_pour_toutes_les_lignes_et_les_classeurs_suivants(lire, organisme):
    import_ = repondre(lire(*alternants(3)), {"e-2-origine": "SL"})
    assert len(rapport_conserve(import_).de(Sort.NOUVELLE)) == 3
    retenu = MotRetenu.objects.get()
    assert (retenu.organisme, retenu.cle, retenu.mot, retenu.valeur) == (organisme, "origine", "alternant", "SL")
    assert str(retenu) == "alternant → SL"
    assert import_.corrections == {}
    assert lire(*alternants(3)).bilan["a_corriger"] == 0
    assert oublier_mots(organisme=organisme, mots=[retenu.pk]) == 1
    assert lire(*alternants(3)).bilan["a_corriger"] == 3


def test_le_mot_d_un_autre_organisme_n_est_ni_lu_ni_oublie(lire, autre_organisme):
    autre = MotRetenu.objects.create(organisme=autre_organisme, cle="origine", mot="alternant", valeur="SL")
    import_ = lire(*alternants(1))
    assert import_.bilan["a_corriger"] == 1
    assert oublier_mots(organisme=import_.organisme, mots=[autre.pk]) == 0


def test_une_reponse_qui_ne_se_comprend_pas_est_refusee(lire):
    import_ = lire(ligne(financements="Région"))
    with pytest.raises(ErreurMetier, match="Financements, « OPCO »"):
        corriger_classeur(classeur=import_, corrections={}, ensemble={"e-2-financements": "OPCO"})
    assert MotRetenu.objects.count() == 0


def test_une_reponse_qu_aucun_papier_n_imprime_est_refusee(lire):
    import_ = lire(ligne(referentiel_id="Usinage (soir)"))
    with pytest.raises(ErreurMetier, match="signe de commande"):
        corriger_classeur(classeur=import_, corrections={}, ensemble={"e-2-referentiel_id": "Usi\x1fnage"})
    assert MotRetenu.objects.count() == 0


def test_une_certification_expliquee_est_retenue_comme_elle_est_ecrite(lire, referentiel):
    import_ = lire(ligne(referentiel_id="Usinage (soir)"))
    repondre(import_, {"e-2-referentiel_id": referentiel.intitule})
    assert MotRetenu.objects.get().valeur == referentiel.intitule


def test_ce_qui_n_est_pas_un_mot_corrige_les_cellules(lire):
    """One line answered apart keeps its own answer."""
    lignes = [ligne(nom_naissance=martin(n), service=None, superieur_nom=None) for n in range(3)]
    ensemble = {"m-2-service": " Atelier ", "m-2-superieur_nom": "Anne Prigent"}
    import_ = repondre(lire(*lignes), ensemble, {4: {"service": "Méthodes"}})
    assert import_.corrections == {
        "2": {"service": "Atelier", "superieur_nom": "Anne Prigent"},
        "3": {"service": "Atelier", "superieur_nom": "Anne Prigent"},
        "4": {"service": "Méthodes", "superieur_nom": "Anne Prigent"},
    }
    assert rapport_conserve(import_).manques == []


def test_un_signe_explique_corrige_ses_lignes_et_rien_d_autre(lire):
    import_ = repondre(lire(*(ligne(nom_naissance=martin(n), origine="?") for n in range(2))), {"e-2-origine": "SL"})
    assert (import_.corrections, MotRetenu.objects.count()) == ({"2": {"origine": "SL"}, "3": {"origine": "SL"}}, 0)
    assert lire(ligne(origine="-")).bilan["a_corriger"] == 1


def test_laisser_vide_est_une_reponse(lire):
    lignes = [ligne(nom_naissance=martin(n), origine="Alternant", sexe="?") for n in range(2)]
    import_ = repondre(lire(*lignes), {"e-2-origine": "", "e-2-sexe": ""})
    rapport = rapport_conserve(import_)
    assert (rapport.erreurs, import_.bilan["nouvelle"], MotRetenu.objects.count()) == ([], 2, 0)
    assert {anomalie.cle for anomalie in rapport.manques} == {"origine", "sexe"}


def test_une_reponse_a_ce_qui_n_est_plus_demande_ne_change_rien(lire):
    import_ = repondre(lire(ligne()), {"e-2-origine": "SL", "e-9-sexe": "F"})
    assert (import_.corrections, MotRetenu.objects.count()) == ({}, 0)

"""What is said once for every line, and words that their organisation explained."""

from dataclasses import replace
from datetime import date

import pytest

from candidats.donnees import PersonneCitee
from candidats.imports.colonnes import COLONNES
from candidats.imports.contexte import ContexteImport
from candidats.imports.controle import controler_classeur
from candidats.imports.lecture import ouvrir_classeur, ranger
from tests.candidats.classeur import FAITS, LE, classeur, ligne, martin

CONTEXTE = ContexteImport(LE, 15, (FAITS,), {1: 1})


def lire(*lignes, sans: tuple[str, ...] = (), valeurs=None, mots=None):
    """The report of a workbook that lacks some columns."""
    octets = classeur(*lignes, ordre=[colonne for colonne in COLONNES if colonne.cle not in sans])
    contexte = replace(CONTEXTE, valeurs=valeurs or {}, mots=mots or {})
    return controler_classeur(ranger(ouvrir_classeur(octets)), contexte)


def lues(rapport, champ: str) -> list[object]:
    return [getattr(lue.donnees, champ) for lue in rapport.lignes]


def test_une_valeur_vaut_pour_toutes_les_lignes():
    sans = ("voie", "referentiel_id", "formateurs", "entree_formation")
    valeurs = {
        "voie": "formation",
        "referentiel_id": "CQPM 0170",
        "formateurs": "Anne Le Dû et Paul Brévin",
        "entree_formation": "2026-11-16",
    }
    rapport = lire(*(ligne(nom_naissance=martin(n)) for n in range(2)), sans=sans, valeurs=valeurs)
    assert rapport.bilan["nouvelle"] == 2
    assert lues(rapport, "voie") == ["formation"] * 2
    assert lues(rapport, "entree_formation") == [date(2026, 11, 16)] * 2
    assert lues(rapport, "formateurs") == [(PersonneCitee("Anne Le Dû"), PersonneCitee("Paul Brévin"))] * 2
    assert lues(rapport, "referentiel_id") == [1, 1]


def test_une_entreprise_commune_est_celle_des_salaries():
    sans = tuple(c.cle for c in COLONNES if c.cle.startswith(("entreprise_", "tuteur_", "superieur_", "service")))
    valeurs = {"entreprise_raison_sociale": "Forges", "service": "Atelier", "tuteur_nom": "Anne Prigent"}
    lignes = ligne(), ligne(nom_naissance="Goff", origine="DE"), ligne(nom_naissance="Bihan", origine="?")
    rapport = lire(*lignes, sans=sans, valeurs=valeurs)
    assert lues(rapport, "entreprise_raison_sociale") == ["Forges", "", ""]
    assert lues(rapport, "service") == ["Atelier", "", ""]
    assert lues(rapport, "tuteur_nom") == ["Anne Prigent", "", ""]


def test_un_demandeur_qui_a_une_entreprise_en_recoit_le_reste():
    lignes = ligne(origine="DE"), ligne(nom_naissance="Goff", origine="DE", **SANS_ENTREPRISE)
    rapport = lire(*lignes, sans=("entreprise_code_nace",), valeurs={"entreprise_code_nace": "2562"})
    assert lues(rapport, "entreprise_code_nace") == ["25.62", ""]


SANS_ENTREPRISE = {
    f"entreprise_{champ}": None for champ in ("siret", "raison_sociale", "adresse", "code_postal", "ville", "secteur")
}


def test_une_vae_n_a_pas_de_dates_de_formation():
    sans = ("entree_formation", "formateurs", "recevabilite_recue_le", "fin_formation")
    valeurs = {"entree_formation": "16/11/2026", "formateurs": "Anne Le Dû", "recevabilite_recue_le": "12/11/2026"}
    rapport = lire(ligne(voie="VAE"), ligne(nom_naissance="Goff"), sans=sans, valeurs=valeurs)
    assert lues(rapport, "entree_formation") == [None, date(2026, 11, 16)]
    assert lues(rapport, "recevabilite_recue_le") == [date(2026, 11, 12), None]


def test_ce_qu_une_ligne_dit_l_emporte():
    rapport = lire(ligne(), ligne(nom_naissance="Goff", formateurs=None), valeurs={"formateurs": "Paul Brévin"})
    assert [len(formateurs) for formateurs in lues(rapport, "formateurs")] == [2, 1]


def test_un_mot_explique_se_lit_partout():
    mots = {("origine", "alternant"): "SL", ("financements", "opco 2i"): "PDC ; CPF", ("sexe", "x"): "F"}
    lignes = [ligne(nom_naissance=martin(n), origine="ALTERNANT", financements="OPCO 2i", sexe="X") for n in range(2)]
    rapport = lire(*lignes, mots=mots)
    assert rapport.bilan["nouvelle"] == 2
    assert (lues(rapport, "origine"), lues(rapport, "financements")) == (["SL"] * 2, [("PDC", "CPF")] * 2)


def test_un_mot_explique_puis_ecrit_avec_un_doute_est_demande():
    rapport = lire(ligne(origine="Alternant ?"), mots={("origine", "alternant"): "SL"})
    assert [(erreur.cle, erreur.lu) for erreur in rapport.erreurs] == [("origine", "Alternant ?")]


def test_une_certification_et_un_pays_s_expliquent_aussi():
    mots = {("referentiel_id", "soudage"): "CQPM 0170", ("pays_naissance", "algerienne"): "Algérie"}
    nee = {"commune_naissance": "Oran", "departement_naissance": "99", "pays_naissance": "algérienne"}
    rapport = lire(ligne(referentiel_id="Soudage", **nee), mots=mots)
    assert (lues(rapport, "referentiel_id"), lues(rapport, "pays_naissance")) == ([1], ["Algérie"])
    assert lues(rapport, "departement_naissance") == [""]


def test_99_sans_pays_se_demande():
    """It says abroad, and not where."""
    rapport = lire(ligne(commune_naissance="Oran", departement_naissance="99"))
    assert [(a.cle, a.lu) for a in rapport.erreurs] == [("departement_naissance", "99")]


@pytest.mark.parametrize(
    ("dite", "lue"),
    [
        ("12 rue des Forges 44600 St Nazaire", ("12 rue des Forges", "44600", "St Nazaire")),
        ("12 rue des Forges, 44600 Saint-Nazaire Cedex 2", ("12 rue des Forges", "44600", "Saint-Nazaire Cedex 2")),
        ("ZI du Port - 44600 Saint-Nazaire", ("ZI du Port", "44600", "Saint-Nazaire")),
        ("ZI du Port - F-44600 Saint-Nazaire", ("ZI du Port", "44600", "Saint-Nazaire")),
        ("ZI du Port, F 44600 Saint-Nazaire", ("ZI du Port", "44600", "Saint-Nazaire")),
        ("ZI du Port FR-44600 Saint-Nazaire", ("ZI du Port", "44600", "Saint-Nazaire")),
        ("Bâtiment F 44600 Saint-Nazaire", ("Bâtiment F", "44600", "Saint-Nazaire")),
        ("RD 10023 Le Bois Briand", ("RD 10023 Le Bois Briand", "", "")),
        ("ZA Nord R.D. 10023 Le Bois Briand", ("ZA Nord R.D. 10023 Le Bois Briand", "", "")),
        ("RD 10023, 44600 Saint-Nazaire", ("RD 10023", "44600", "Saint-Nazaire")),
        ("12 rue des Forges", ("12 rue des Forges", "", "")),
        ("ZI du Port CS 70123 44600 Saint-Nazaire", ("ZI du Port CS 70123", "44600", "Saint-Nazaire")),
        ("ZI du Port CS 70123 Saint-Nazaire", ("ZI du Port CS 70123 Saint-Nazaire", "", "")),
        ("B.P. 60123 Vitré", ("B.P. 60123 Vitré", "", "")),
        ("44600 Saint-Nazaire", ("44600 Saint-Nazaire", "", "")),
        ("BP 44600 rue des Forges 12", ("BP 44600 rue des Forges 12", "", "")),
    ],
)
def test_une_adresse_entiere_se_separe(dite, lue):
    sans = ("entreprise_code_postal", "entreprise_ville")
    (donnees,) = (trouvee.donnees for trouvee in lire(ligne(entreprise_adresse=dite), sans=sans).lignes)
    assert (donnees.entreprise_adresse, donnees.entreprise_code_postal, donnees.entreprise_ville) == lue


def test_une_adresse_dont_le_code_est_dit_ailleurs_reste_entiere():
    dite = "12 rue des Forges 44600 Saint-Nazaire"
    rapport = lire(ligne(entreprise_adresse=dite), sans=("entreprise_ville",))
    assert lues(rapport, "entreprise_adresse") == [dite]


@pytest.mark.parametrize(
    "dite", ["CPF, PDC", "CPF + PDC", "CPF/PDC", "cpf et pdc", "CPF & PDC", "CPF\nPDC", "CPF ; PDC"]
)
def test_plusieurs_financements_s_ecrivent_comme_on_veut(dite):
    assert lues(lire(ligne(financements=dite)), "financements") == [("CPF", "PDC")]


def test_deux_financements_dont_un_inconnu_se_demandent_ensemble():
    (erreur,) = lire(ligne(financements="CPF + Pôle emploi")).erreurs
    assert (erreur.lu, erreur.inconnu) == ("CPF + Pôle emploi", True)

"""A filler is no value, and a number no name; what is rare and right stays silent."""

import pytest

from candidats.regles.saisie import defaut_d_entreprise, defaut_de_personne, defaut_de_saisie, defaut_de_ville

TOUTES = (defaut_d_entreprise, defaut_de_personne, defaut_de_saisie, defaut_de_ville)


@pytest.mark.parametrize("defaut", TOUTES)
@pytest.mark.parametrize("texte", ["idem", "Idem ci-dessus", "?", "-", "″", "...", "Néant", "NULL", "N/A", "0", "000"])
def test_un_bouche_trou_est_demande(defaut, texte):
    assert defaut(texte) == f"« {texte} » ne dit rien : écrivez la valeur, ou laissez vide s’il n’y en a pas."


@pytest.mark.parametrize("defaut", TOUTES)
@pytest.mark.parametrize(
    ("texte", "balise"),
    [("<b>Ateliers", "<b>"), ("Ana&nbsp;Le Du", "&nbsp;"), ("Ana&#39;s", "&#39;"), ("A<br />b", "<br />")],
)
def test_une_balise_est_demandee(defaut, texte, balise):
    assert defaut(texte) == f"Du texte sans balise : « {balise} » est lu."


@pytest.mark.parametrize("texte", ["3M", "1664", "Idem Ingénierie", "RAS", "R&D", "R&Dupont; Fils", "a < b", "NC"])
def test_une_entreprise_rare_est_silencieuse(texte):
    assert (defaut_d_entreprise(texte), defaut_de_saisie(texte)) == ("", "")


@pytest.mark.parametrize("texte", ["732 829 320", "73282932000074", "contact@exemple.fr"])
def test_un_numero_ou_un_courriel_n_est_pas_une_entreprise(texte):
    assert defaut_d_entreprise(texte) == f"Le nom de l’entreprise : « {texte} » est un courriel ou un numéro."


@pytest.mark.parametrize("texte", ["73282932", "Forges 123456789"])
def test_huit_chiffres_ou_un_mot_peuvent_etre_une_entreprise(texte):
    assert defaut_d_entreprise(texte) == ""


@pytest.mark.parametrize(("texte", "juste"), [("44600", False), ("a@b.fr", False), ("Lyon 03", True), ("Y", True)])
def test_une_ville_a_des_lettres(texte, juste):
    assert defaut_de_ville(texte) == ("" if juste else f"Le nom d’une ville : « {texte} » est lu.")


@pytest.mark.parametrize(
    "texte",
    ["Yann Le Goff", "Xi Ng", "N’Guyen O’Brien", "Jean II", "Marie-Claire Aït Ben", "Anne Et", "Non", "Poste 123"],
)
def test_une_personne_est_silencieuse(texte):
    assert defaut_de_personne(texte) == ""


@pytest.mark.parametrize("texte", ["0612345678", "1234", "a@b.fr", "Poste 1234", "12"])
def test_un_numero_n_est_pas_une_personne(texte):
    assert defaut_de_personne(texte) == f"Un prénom et un nom : « {texte} » est un courriel ou un numéro."


@pytest.mark.parametrize("texte", ["Ana Le Du / Paul Roux", "Ana et Paul", "Ana ou Paul", "Ana, Paul", "Ana & Paul"])
def test_plusieurs_personnes_sont_demandees(texte):
    assert "semble en nommer plusieurs" in defaut_de_personne(texte)

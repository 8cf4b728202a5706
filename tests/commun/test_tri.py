"""Lists sort by what they show: empty values last both ways, ties in the list's own order."""

from dataclasses import dataclass

import pytest

from candidats.choix import EtatInscription
from candidats.models import Inscription
from certif_portal.commun.sql import SansAccents
from certif_portal.commun.tri import Tri, rang_de
from habilitations.models import OrganismeFormation
from tests.candidats.factories import InscriptionFactory
from tests.habilitations.factories import OrganismeFactory

COLONNES = {
    "depot": "deposee_le",
    "organisme": "organisme__cle_recherche",
    "etat": rang_de("etat", EtatInscription.values),
    "nom": ("candidat__cle_recherche", "creee_le"),
}


@pytest.mark.parametrize(
    ("demande", "lue"),
    [("nom", "nom"), ("-nom", "-nom"), ("", ""), ("-", ""), ("--nom", ""), ("pk", ""), ("'; --", "")],
)
def test_une_colonne_que_la_liste_ne_montre_pas_n_en_est_pas_une(demande, lue):
    assert str(Tri.lu({"tri": demande}, COLONNES)) == lue
    assert str(Tri.lu({}, COLONNES)) == ""


@pytest.mark.django_db
@pytest.mark.sqlite
def test_ce_qui_manque_vient_en_dernier_dans_les_deux_sens(organisme, autre_organisme):
    """And what is alike keeps the order of the list, both ways."""
    sans, premiere = InscriptionFactory(organisme=None), InscriptionFactory(organisme=organisme)
    seconde, autre = InscriptionFactory(organisme=organisme), InscriptionFactory(organisme=autre_organisme)
    liste = Inscription.objects.order_by("-pk")
    ranges = sorted((organisme, autre_organisme), key=lambda lu: lu.cle_recherche)
    siennes = {organisme: [seconde, premiere], autre_organisme: [autre]}
    croissant = [inscription for porteur in ranges for inscription in siennes[porteur]]
    decroissant = [inscription for porteur in ranges[::-1] for inscription in siennes[porteur]]
    assert list(Tri.lu({"tri": "organisme"}, COLONNES).trier(liste)) == [*croissant, sans]
    assert list(Tri.lu({"tri": "-organisme"}, COLONNES).trier(liste)) == [*decroissant, sans]
    assert list(Tri.lu({"tri": "inconnue"}, COLONNES).trier(liste)) == [autre, seconde, premiere, sans]


@pytest.mark.django_db
@pytest.mark.sqlite
def test_un_etat_se_range_par_sa_place_dans_la_vie():
    """« acceptée » comes before « brouillon » in the alphabet, after it in life."""
    acceptee, brouillon = InscriptionFactory(), InscriptionFactory(brouillon=True)
    deposee = InscriptionFactory(deposee=True)
    liste = Inscription.objects.all()
    assert list(Tri.lu({"tri": "etat"}, COLONNES).trier(liste)) == [brouillon, deposee, acceptee]
    assert list(Tri.lu({"tri": "-etat"}, COLONNES).trier(liste)) == [acceptee, deposee, brouillon]


@pytest.mark.parametrize(("tri", "empties"), [("nom", False), ("depot", True), ("-depot", True), ("etat", True)])
def test_une_colonne_toujours_remplie_ne_parle_pas_des_vides(tri, empties):
    """Its index may then be read backwards."""
    sql = str(Tri.lu({"tri": tri}, COLONNES).trier(Inscription.objects.all()).query)
    assert ("NULLS LAST" in sql) == empties


@pytest.mark.django_db
@pytest.mark.sqlite
def test_les_lettres_se_rangent_comme_dans_un_dictionnaire():
    for ville in ("Évreux", "Fougères", "ÉPINAL", "Ébreuil", "étampes", "Zuydcoote"):
        OrganismeFactory(ville=ville)
    tri = Tri.lu({"tri": "ville"}, {"ville": SansAccents("ville")})
    villes = list(tri.trier(OrganismeFormation.objects.all()).values_list("ville", flat=True))
    assert villes == ["Ébreuil", "ÉPINAL", "étampes", "Évreux", "Fougères", "Zuydcoote"]


@dataclass
class Ligne:
    nom: str
    taux: float | None


def test_des_lignes_deja_lues_se_rangent_de_meme():
    lignes = [Ligne("a", 0.5), Ligne("b", None), Ligne("c", 0.1), Ligne("d", 0.5), Ligne("e", None)]
    colonnes = {"taux": lambda ligne: ligne.taux}

    def noms(tri: str) -> str:
        return "".join(ligne.nom for ligne in Tri.lu({"tri": tri}, colonnes).ranger(lignes))

    assert [noms("taux"), noms("-taux"), noms("")] == ["cadbe", "adcbe", "abcde"]

"""The pictures of the guide: one table, its screens exist, every picture is there and named; one taken for real."""

import io
from collections.abc import Iterable

import pytest
from PIL import Image

from certif_portal.portail.demo.personnes import PRINCIPAUX
from certif_portal.portail.queries.guide import IMAGE, Acte, guide
from epreuves.images import DOSSIER, ECRANS, HAUTEUR, LARGEUR, POIDS, Ecran, adresse, en_webp, photographier
from tests.architecture.droits import noms_des_adresses

TOTAL = 4_000_000  # bytes, of all the pictures
COMPTES = {courriel.partition("@")[0] for _, courriel in PRINCIPAUX}


def test_la_table_dit_les_images_que_le_guide_nomme_et_qui_sont_la():
    prises = sorted(f"{ecran.nom}.webp" for ecran in ECRANS)
    nommees = [nom for page in guide().values() for acte in page.actes for nom in IMAGE.findall(acte.markdown)]
    assert len(set(prises)) == len(prises)
    assert sorted(nommees) == [f"images/{nom}" for nom in prises]
    assert sorted(fichier.name for fichier in DOSSIER.iterdir()) == prises


def test_chaque_acte_du_guide_a_une_image():
    assert sans_image(acte for page in guide().values() for acte in page.actes) == []
    assert sans_image([Acte("listes", "Les listes", "Sans rien", frozenset(), "Un texte.")]) == ["listes : Sans rien"]


def sans_image(actes: Iterable[Acte]) -> list[str]:
    return [f"{acte.page} : {acte.titre}" for acte in actes if not IMAGE.search(acte.markdown)]


def test_chaque_image_est_d_un_ecran_qui_existe_et_d_un_compte_de_la_demonstration():
    noms = {*noms_des_adresses(), "admin:index", "account_login"}
    assert [ecran.nom for ecran in ECRANS if ecran.url not in noms] == []
    assert {ecran.qui for ecran in ECRANS} - COMPTES == {""}  # what a link or the login page shows


def test_aucune_image_ne_pese():
    poids = {fichier.name: fichier.stat().st_size for fichier in DOSSIER.iterdir()}
    assert {nom: octets for nom, octets in poids.items() if octets > POIDS} == {}
    assert sum(poids.values()) <= TOTAL
    tailles = set()
    for nom in poids:
        with Image.open(DOSSIER / nom) as image:
            tailles.add(image.size)
    assert tailles == {(LARGEUR, HAUTEUR)}


def test_une_image_trop_riche_perd_en_finesse():
    bruit = Image.effect_noise((600, 400), 90)
    octets = io.BytesIO()
    bruit.convert("RGB").save(octets, "PNG")
    assert len(en_webp(octets.getvalue())) < len(octets.getvalue()) // 3


@pytest.mark.django_db
def test_un_objet_que_la_demonstration_n_a_pas_se_dit():
    with pytest.raises(LookupError, match="essai : la démonstration n’a pas de jurys"):
        adresse(Ecran("essai", "agent", "jury_detail", "jurys.Jury"))
    assert adresse(Ecran("essai", "agent", "guide", requete="q=jury")) == "/guide/?q=jury"


@pytest.mark.navigateur
@pytest.mark.django_db(transaction=True)
def test_un_ecran_se_photographie_deux_fois_de_meme(live_server, browser, connecte, agent):
    session = connecte(agent).cookies["sessionid"].value
    une, autre = (photographier(browser, live_server.url, session, "/regles/") for _ in range(2))
    assert une == autre
    assert len(une) <= POIDS
    assert Image.open(io.BytesIO(une)).size == (LARGEUR, HAUTEUR)
    with pytest.raises(RuntimeError, match="/guide/rien/rien/ : 404"):
        photographier(browser, live_server.url, session, "/guide/rien/rien/")

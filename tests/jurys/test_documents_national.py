"""The workbook and the XML of the national file, read back."""

import io
from datetime import UTC, date, datetime

import openpyxl
import pytest
from lxml import etree

from jurys.documents.national import COLONNES, ESPACE, Flux, ecrire_classeur, ecrire_flux, fautes_du_flux
from jurys.models import LotNational, ReglagesNational
from tests.jurys.regles.test_national import titulaire

NS = {"c": ESPACE}
HIVER, ETE = datetime(2026, 12, 8, 14, tzinfo=UTC), datetime(2026, 7, 1, 14, tzinfo=UTC)
REGLAGES = ReglagesNational(
    xml_actif=True, emetteur="ABCD1234", certificateur="EFGH5678", contrat="MCFCER000123", nature_deposant=""
)


def flux(*titulaires, version="1.1.2", a=HIVER, **reglages) -> Flux:
    for nom, valeur in reglages.items():
        setattr(REGLAGES, nom, valeur)
    return ecrire_flux(LotNational(pk=4, version=version), titulaires, REGLAGES, a)


def lire(ecrit: Flux, chemin: str) -> list[str]:
    return [e.text for e in etree.fromstring(ecrit.octets).iterfind(f".//{chemin}", NS)]


@pytest.mark.parametrize("version", ["1.1.2", "1.1.5"])
def test_un_flux_entier_passe_son_schema(version):
    ecrit = flux(
        titulaire(),
        titulaire(certificat=124, nom_usage="Ly & Cie", prenoms=("Łucja", "Anne", "Lou"), voie="vae"),
        titulaire(certificat=125, precision="annee", code_commune="", pays="Érythrée", commune="", inscrit_le=None),
        titulaire(certificat=126, repertoire="RS", code="RS6717"),
        version=version,
        nature_deposant="TIERS_CONFIANCE",
    )
    assert (fautes_du_flux(ecrit, version), ecrit.nombre) == ([], 4)
    assert lire(ecrit, "c:certification/c:code") == ["RNCP40664", "RS6717"]
    assert lire(ecrit, "c:idTechnique") == ["CERT-000123", "CERT-000124", "CERT-000125", "CERT-000126"]
    assert lire(ecrit, "c:nomUsage") == [None, "Ly & Cie", None, None]
    assert lire(ecrit, "c:jourNaissance") == ["12", "12", None, "12"]
    assert lire(ecrit, "c:voieAccessVAE") == ["VAE_CLASSIQUE"]
    assert lire(ecrit, "c:prenom3") == ["Lou"]
    assert lire(ecrit, "c:codePostal") == [None]
    assert lire(ecrit, "c:action") == (["CREATION"] if version == "1.1.5" else [])
    assert b"<dateInscription></dateInscription>" not in ecrit.octets


@pytest.mark.parametrize(
    ("a", "horodatage"), [(HIVER, "2026-12-08T15:00:00+01:00"), (ETE, "2026-07-01T16:00:00+02:00")]
)
def test_l_heure_porte_le_decalage_du_jour(a, horodatage):
    assert lire(flux(titulaire(), a=a), "c:horodatage") == [horodatage]


@pytest.mark.parametrize(
    ("champs", "dit"),
    [
        ({"nom_naissance": "L" * 61}, "nomNaissance"),
        ({"code_commune": "4418"}, "codeInsee"),
        ({"sexe": ""}, "titulaire"),
        ({"date_jury": date(1850, 1, 1)}, "dateDebutValidite"),
    ],
)
def test_une_faute_se_dit_avec_sa_ligne_et_sa_personne(champs, dit):
    ecrit = flux(titulaire(), titulaire(certificat=124, prenoms=("Fautive",), **champs))
    fautes = fautes_du_flux(ecrit, "1.1.2")
    assert fautes
    for faute in fautes:
        assert "Fautive, MC 000001) : Element" in faute
    assert dit in " ".join(fautes)
    assert ecrit.octets.splitlines()[int(fautes[0].split()[1]) - 1].startswith(b"<passageCertification>")


def test_les_bornes_du_schema():
    assert fautes_du_flux(flux(titulaire(nom_naissance="L" * 60)), "1.1.2") == []
    [faute, *_] = fautes_du_flux(flux(titulaire(), emetteur="ABC"), "1.1.2")
    assert faute.startswith("Ligne 4 (en-tête)")
    REGLAGES.emetteur = "ABCD1234"
    assert fautes_du_flux(Flux(b"<flux", {}, 0), "1.1.2")[0].startswith("Ligne 1 (en-tête)")
    # what the newer version adds is refused by the older
    assert fautes_du_flux(flux(titulaire(), version="1.1.5"), "1.1.2") != []


def test_le_classeur_ne_porte_que_des_textes():
    feuille = openpyxl.load_workbook(io.BytesIO(ecrire_classeur([titulaire(code_commune="01004", sexe="")]))).active
    entetes, ligne = list(feuille.iter_rows(values_only=True))
    lus = dict(zip(entetes, ligne, strict=True))
    assert list(entetes) == [titre for titre, _ in COLONNES]
    assert {type(valeur) for valeur in ligne} == {str, type(None)}
    assert (lus["Code INSEE de naissance"], lus["Mois de naissance"], lus["Début de validité"]) == (
        "01004",
        "03",
        "2026-12-08",
    )
    assert (lus["À compléter"], lus["Statut"], lus["Prénom 3"]) == ("le sexe", None, None)

"""The way of a workbook: the OF's own headers and its mistakes, settled and mended on screen, recorded, sent again,
exported and sent back without a change."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from candidats.choix import EtatImport
from candidats.imports.colonnes import COLONNES
from candidats.models import ImportClasseur, Inscription, Projet
from certif_portal.commun import horloge
from tests.candidats.classeur import ligne
from tests.candidats.factories import ProjetFactory
from tests.parcours.troupe import Troupe

pytestmark = [pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]

AUTRES_TITRES = {
    "nom_naissance": "NOM",
    "prenom": "Prénoms",
    "date_naissance": "Né(e) le",
    "commune_naissance": "Lieu de naissance",
    "departement_naissance": "Dpt naissance",
    "courriel": "Mail candidat",
    "entreprise_siret": "N° SIRET",
    "referentiel_id": "Parcours suivi",
    "voie": "Voie acces",
    "entree_formation": "Début de formation",
    "projet_id": "N° projet",
    "positionnement_le": "Date du positionnement",
}


@pytest.fixture
def troupe(horloge_du_mur, referentiel) -> Troupe:
    return Troupe(referentiel)


@pytest.fixture
def projet(troupe) -> Projet:
    fin = troupe.depart + timedelta(days=200)
    return ProjetFactory(organisme=troupe.organisme, referentiel=troupe.referentiel, fin_formation=fin)


def classeur_de_l_of(troupe: Troupe, projet: Projet) -> bytes:
    """A title above, headers of their own in another order, a column of theirs, texts for dates, a total below."""
    entree, fin = troupe.depart - timedelta(days=5), troupe.depart + timedelta(days=200)
    en_formation = {
        "entree_formation": f"{entree:%d/%m/%Y}",
        "fin_formation": fin,
        "projet_id": projet.reference,
        "positionnement_le": f"{entree:%d.%m.%Y}",
        "positionnement_resultat": "Entretien favorable.",
    }
    lignes = [
        ligne(**en_formation),
        ligne(**en_formation | {"nom_naissance": "Le Goff", "prenom": "Yann", "entreprise_siret": "7,3282932E+13"}),
        ligne(**en_formation | {"nom_naissance": "Bihan", "date_naissance": "31/02/1996", "sexe": "?"}),
        ligne(**en_formation),
        ligne(**en_formation | {"nom_naissance": "Kerbrat", "financements": "CPE", "projet_id": "PC-9999"}),
    ]
    ordre = [colonne for colonne in reversed(COLONNES) if colonne.cle not in ("nom_usage", "telephone")]
    livre = Workbook()
    feuille = livre.active
    feuille.append(["Suivi des entrées de l’automne"])
    feuille.append([*(AUTRES_TITRES.get(colonne.cle, colonne.titre) for colonne in ordre), "Badge remis"])
    for valeurs in lignes:
        feuille.append([*(valeurs.get(colonne.cle) for colonne in ordre), "oui"])
    feuille.append(["Total : 5 candidats"])
    sortie = io.BytesIO()
    livre.save(sortie)
    return sortie.getvalue()


def envoyer(troupe: Troupe, octets: bytes) -> ImportClasseur:
    troupe.faire(troupe.of, reverse("classeur_importer"), classeur=SimpleUploadedFile("suivi.xlsx", octets))
    return ImportClasseur.objects.latest("pk")


def lire(troupe: Troupe, import_: ImportClasseur) -> str:
    texte = troupe.of.get(reverse("classeur_recapitulatif", args=[import_.pk])).content.decode()
    import_.refresh_from_db()
    return texte.replace("&nbsp;", " ").replace("\u00a0", " ")


def bilan(import_: ImportClasseur) -> tuple[int, ...]:
    """Lines: new, changed, unchanged, to be mended."""
    return tuple(import_.bilan[cle] for cle in ("nouvelle", "modifiee", "inchangee", "a_corriger"))


def test_du_classeur_en_desordre_a_l_export_sans_changement(troupe, projet):
    """FINANCEMENT-OUVERT, INSCRIPTION-UNIQUE, PROJET-INSCRIPTION"""
    octets = classeur_de_l_of(troupe, projet)
    import_ = envoyer(troupe, octets)
    assert import_.etat == EtatImport.A_RANGER
    colonnes = reverse("classeur_colonnes", args=[import_.pk])
    titres = troupe.of.get(colonnes).context["formulaire"]
    proposees = {nom: champ.initial for nom, champ in titres.fields.items()}
    inconnu = next(nom for nom, champ in titres.fields.items() if champ.label == "Parcours suivi")
    assert proposees[inconnu] == ""
    troupe.faire(troupe.of, colonnes, **proposees | {inconnu: "referentiel_id"})

    texte = lire(troupe, import_)
    assert bilan(import_) == (1, 0, 1, 3)
    for attendu in (
        "derniers chiffres sont perdus",
        "31/02/1996",
        "n’est pas ouvert à un dossier",
        "PC-9999",
        "Ligne de total écartée : 8",
        "Badge remis",
    ):
        assert attendu in texte
    troupe.faire(
        troupe.of,
        reverse("classeur_corriger", args=[import_.pk]),
        **{
            "c-4-entreprise_siret": "732 829 320 00074",
            "c-5-date_naissance": "29/02/1996",
            "c-5-sexe": "M",
            "c-7-financements": "PDC",
        },
    )
    texte = lire(troupe, import_)
    assert bilan(import_) == (3, 0, 1, 1)
    assert "Enregistrer les 3 bonnes lignes" in texte
    troupe.faire(troupe.of, reverse("classeur_enregistrer", args=[import_.pk]))
    noms = set(Inscription.objects.filter(projet=projet).values_list("candidat__nom_naissance", flat=True))
    assert noms == {"Œuvré-Çelik", "Le Goff", "Bihan"}
    le_goff = Inscription.objects.get(candidat__nom_naissance="Le Goff")
    assert le_goff.positionnement_le == troupe.depart - timedelta(days=5)

    # the same messy workbook: the headers are remembered, what was recorded is unchanged
    encore = envoyer(troupe, octets)
    lire(troupe, encore)
    assert (encore.etat, bilan(encore)[:2]) == (EtatImport.A_CONFIRMER, (0, 0))
    assert Inscription.objects.count() == 3

    export = troupe.of.get(reverse("classeur_exporter"))
    retour = envoyer(troupe, export.content)
    lire(troupe, retour)
    assert (retour.etat, bilan(retour)) == (EtatImport.A_CONFIRMER, (0, 0, 3, 0))
    assert date(1996, 2, 29) == Inscription.objects.get(candidat__nom_naissance="Bihan").candidat.date_naissance
    assert horloge.aujourdhui() == troupe.depart

"""Word documents made in the ways real ones are: expected against read, every cell."""

import itertools
from typing import Any

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from referentiels.imports.lecture import lire_referentiel, ouvrir_document
from tests.referentiels.imports.contenu import CCPM, CQPM, avec, cellules, comparer, doutes
from tests.referentiels.imports.note_word import avec_note
from tests.referentiels.imports.sosies_word import Facon, document, enregistrer, fabriquer, trouver

FACONS = {
    "modele": Facon(),
    "familles dans une cellule": Facon(familles="une_cellule"),
    "puces tapées": Facon(puces="tapees"),
    "sans soulignement": Facon(souligne=False),
    "un tableau par compétence": Facon(un_tableau_par_competence=True),
    "en-têtes répétés": Facon(entete_repete=True),
    "coupé avec en-tête": Facon(coupe="avec_entete"),
    "coupé sans en-tête": Facon(coupe="sans_entete"),
    "numéros automatiques": Facon(numeros="automatiques"),
    "grille fine": Facon(grille_fine=True),
    "en-tête sur une ligne": Facon(entete="une_ligne"),
    "en-tête en tableau": Facon(entete="tableau"),
    "en-tête en colonnes": Facon(entete="colonnes"),
    "en-tête en haut de page": Facon(entete="haut_de_page"),
    "titre du bloc dans le tableau": Facon(un_tableau_par_competence=True, titre_dans_le_tableau=True),
    "selon quelles contraintes": Facon(
        contraintes="Selon quelles contraintes liées au milieu et environnement de travail :"
    ),
    "contraintes en bref": Facon(contraintes="En matière de contraintes :"),
}


@pytest.mark.parametrize("contenu", [CQPM, CCPM], ids=["CQPM", "CCPM"])
@pytest.mark.parametrize("facon", FACONS)
def test_chaque_cellule(contenu: dict[str, Any], facon: str) -> None:
    lu = lire_referentiel(fabriquer(contenu, FACONS[facon]))
    assert comparer(contenu, lu) == []
    assert doutes(lu) == []
    assert (lu.format, lu.proposition) == ("word", False)


def test_nombre_de_cellules_comparees() -> None:
    assert (len(cellules(CQPM)), len(cellules(CCPM))) == (86, 51)


# ---- what is read with a doubt


def test_titre_sur_deux_paragraphes() -> None:
    lu = lire_referentiel(fabriquer(CQPM, Facon(titre_coupe=True)))
    assert comparer(CQPM, lu) == []
    assert doutes(lu) == [
        "titre lu sur plusieurs paragraphes : « œuvre mécanique et câblage (fictif) » en est la suite"
    ]


def test_titre_avec_un_saut_de_ligne() -> None:
    fichier = document(CQPM)
    paragraphe = trouver(fichier, "Titre du CQPM")
    paragraphe.runs[-1].text = CQPM["intitule"].replace("en œuvre", "en\nœuvre")
    lu = lire_referentiel(enregistrer(fichier))
    assert (comparer(CQPM, lu), doutes(lu)) == ([], [])


def test_phrase_coupee_par_une_page() -> None:
    lu = lire_referentiel(fabriquer(CQPM, Facon(coupe="phrase")))
    assert comparer(CQPM, lu) == []
    assert doutes(lu) == [
        "phrase coupée par une page, recollée : « Les appareils de mesure » + « sont en cours de validité. »"
    ]


@pytest.mark.parametrize(
    ("imprime", "valeurs"),
    [
        ("CQPM 2006 0248", {"prefixe": "CQPM", "annee": 2006, "numero": "0248"}),
        ("2004 0230", {"prefixe": None, "numero": "0230"}),
        (
            "2000 04 59/35 0186",
            {"prefixe": None, "annee": 2000, "mois": 4, "departements": ["59", "35"], "numero": "0186"},
        ),
        ("MQ 2014 44/92 0300 R", {"annee": 2014, "departements": ["44", "92"], "numero": "0300", "suffixe": "R"}),
    ],
)
def test_numero_imprime_autrement(imprime: str, valeurs: dict[str, Any]) -> None:
    attendu = avec(CQPM, **valeurs)
    lu = lire_referentiel(fabriquer({**attendu, "imprime": imprime}))
    assert (comparer(attendu, lu), lu.numero_imprime) == ([], imprime)


def test_ancienne_categorie() -> None:
    attendu = avec(CQPM, categorie="C*", niveau=None)
    lu = lire_referentiel(fabriquer(attendu))
    assert comparer(attendu, lu) == []
    assert doutes(lu) == ["le document ne porte pas de niveau"]


# ---- what Word puts round the text


def test_suppression_suivie_et_commentaires() -> None:
    """Deleted text is not read, and is said; inserted text is."""
    fichier = document(CQPM)
    paragraphe = trouver(fichier, "Il alerte en cas de danger.")
    paragraphe.clear()
    for xml in (
        "<w:ins {ns} w:id='1'><w:r><w:t xml:space='preserve'>Il alerte </w:t></w:r></w:ins>",
        "<w:del {ns} w:id='2'><w:r><w:delText>ses collègues </w:delText></w:r></w:del>",
        "<w:r {ns}><w:t>en cas de danger.</w:t></w:r>",
    ):
        paragraphe._p.append(parse_xml(xml.format(ns=nsdecls("w"))))
    fichier.add_comment(paragraphe.runs, "À revoir", author="Relecture")
    lu = lire_referentiel(enregistrer(fichier))
    assert comparer(CQPM, lu) == []
    assert doutes(lu) == [
        "suppression suivie, non acceptée dans Word : « ses collègues » n’est pas lu",
        "1 commentaire(s) de relecture, non lu(s)",
    ]


def test_cadre_et_controle_de_contenu() -> None:
    """The title in a text frame (written twice by Word), the mission in a content control."""
    fichier = document(CQPM)
    titre = trouver(fichier, "REFERENTIEL DU CQPM")
    titre.clear()
    cadre = "<w:txbxContent><w:p><w:r><w:t>REFERENTIEL DU CQPM</w:t></w:r></w:p></w:txbxContent>"
    titre._p.append(
        parse_xml(
            f"<w:r {nsdecls('w')} xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006' "
            "xmlns:wps='http://schemas.microsoft.com/office/word/2010/wordprocessingShape' "
            "xmlns:v='urn:schemas-microsoft-com:vml'><mc:AlternateContent><mc:Choice "
            f"Requires='wps'><wps:txbx>{cadre}</wps:txbx></mc:Choice><mc:Fallback><w:pict><v:textbox>{cadre}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )
    )
    mission = trouver(fichier, "Le technicien d’essai prépare")._p
    controle = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtPr/><w:sdtContent/></w:sdt>")
    mission.addprevious(controle)
    controle[1].append(mission)
    lu = lire_referentiel(enregistrer(fichier))
    assert (comparer(CQPM, lu), doutes(lu)) == ([], [])


def test_sommaire_ecarte() -> None:
    fichier = document(CQPM)
    style = fichier.styles.add_style("toc 1", 1)
    for texte in ("1. REFERENTIEL D’ACTIVITES DU CQPM\t2", "2. REFERENTIEL DE COMPETENCES\t3"):
        trouver(fichier, "REFERENTIEL DU CQPM").insert_paragraph_before(texte, style=style)
    lu = lire_referentiel(enregistrer(fichier))
    assert (comparer(CQPM, lu), doutes(lu)) == ([], [])
    assert [ecarte.texte for ecarte in lu.ecartes if ecarte.motif == "sommaire"] == [
        "1. REFERENTIEL D’ACTIVITES DU CQPM 2",
        "2. REFERENTIEL DE COMPETENCES 3",
    ]


def test_note_de_bas_de_page() -> None:
    """The note is text of the document: it comes last, with the number that calls it."""
    contenu = enregistrer(document(CQPM))
    lu = lire_referentiel(avec_note(contenu, "attribués par", "Le terme désigne toute personne."))
    attendu = "Les CQPM sont attribués¹ par le jury paritaire de délibération.\n\n¹ Le terme désigne toute personne."
    assert (lu.conditions_admission, doutes(lu)) == (attendu, [])


def test_deux_tableaux_colles_par_word() -> None:
    """Word joins two tables with nothing between: the second header changes the columns."""
    fichier = document(CQPM)
    blocs, premier, *_ = fichier.tables
    for rangee in list(premier._tbl.tr_lst):
        blocs._tbl.append(rangee)
    blocs._tbl.addprevious(trouver(fichier, "3. REFERENTIEL D’EVALUATIONS")._p)
    lu = lire_referentiel(enregistrer(fichier))
    assert (comparer(CQPM, lu), doutes(lu)) == ([], [])


def test_titre_de_famille_souligne_inconnu() -> None:
    fichier = document(CQPM)
    for cellule in fichier.tables[1].columns[2].cells:
        for paragraphe in cellule.paragraphs:
            if paragraphe.text == "La zone est tenue propre.":
                paragraphe.insert_paragraph_before().add_run("Du point de vue du rangement").underline = True
    lu = lire_referentiel(enregistrer(fichier))
    assert doutes(lu) == [
        "« Du point de vue du rangement » est souligné comme un titre de famille et n’en est pas un connu"
    ]


def test_texte_montre_a_cote() -> None:
    """The places named in doubts are lines of the text shown beside the reading."""
    ouvert = ouvrir_document(fabriquer(avec(CQPM, date_gtp="2022-06-14")))
    lignes = ouvert.texte.split("\n")
    assert lignes[1] == "Qualification : MQ 2004 0933"
    assert (
        "BDC0931 La préparation d’un essai d’équipement\t1. Préparer les moyens d’essai\tLes normes d’essai "
        "/ La métrologie dimensionnelle / Les plans et schémas"
    ) in lignes
    assert [lignes[e.numero - 1] for e in ouvert.elements if getattr(e, "texte", "").startswith("Il alerte")] == [
        "Il alerte en cas de danger."
    ]


def test_titre_de_famille_colle_a_son_texte() -> None:
    """Without colon, the underline alone parts the heading from the criterion."""
    fichier = document(CQPM, Facon(familles="une_cellule"))
    for cellule in fichier.tables[1].columns[2].cells:
        for titre, texte in itertools.pairwise(list(cellule.paragraphs)):
            if titre.text.startswith("En matière"):
                titre.runs[0].text = f"{titre.text.removesuffix(' :')} "
                titre.add_run(texte.text)
                texte._p.getparent().remove(texte._p)
    lu = lire_referentiel(enregistrer(fichier))
    assert (comparer(CQPM, lu), doutes(lu)) == ([], [])


def test_bloc_sur_toute_la_largeur() -> None:
    """The bloc over its own row, its competences below."""
    fichier = document(CQPM)
    tableau = fichier.tables[0]
    for rangee in list(tableau.rows)[1:]:
        nom = rangee.cells[0].text
        if nom and nom not in [r.cells[0].text for r in tableau.rows if r.cells[0]._tc is r.cells[2]._tc]:
            titre = tableau.add_row()
            titre.cells[0].merge(titre.cells[2]).text = nom
            rangee._tr.addprevious(titre._tr)
            for paragraphe in rangee.cells[0].paragraphs:
                paragraphe.clear()
    lu = lire_referentiel(enregistrer(fichier))
    assert (comparer(CQPM, lu), doutes(lu)) == ([], [])


def test_titre_sans_libelle() -> None:
    fichier = document(CQPM)
    titre = trouver(fichier, "Titre du CQPM")
    titre.runs[0].text = ""
    lu = lire_referentiel(enregistrer(fichier))
    assert comparer(CQPM, lu) == []
    assert doutes(lu) == [f"titre lu sans libellé, sous « Référentiel du CQPM » : « {CQPM['intitule']} »"]


@pytest.mark.parametrize(
    "libelle",
    [
        "Certification professionnelle : CCPM 2021 0941 – {}",
        "Certification professionnelle : {} (CCPM 2021 0941)",
        "Certification professionnelle CCPM 2021 0941\nTitre du CCPM : {}",
    ],
)
def test_numero_et_titre_d_un_ccpm_sous_un_libelle(libelle: str) -> None:
    """Annexe 2 has one label for both."""
    fichier = document(CCPM)
    titre = trouver(fichier, "Titre du CCPM")._p
    titre.getparent().remove(titre)
    trouver(fichier, "Certification professionnelle").text = libelle.format(CCPM["intitule"])
    lu = lire_referentiel(enregistrer(fichier))
    assert (comparer(CCPM, lu), doutes(lu)) == ([], [])


def test_competence_numerotee_autrement() -> None:
    fichier = document(CCPM)
    for rang in (1, 2):
        trouver(fichier, f"Compétence {rang} :").runs[0].text = f"Compétence n° {rang} –"
    lu = lire_referentiel(enregistrer(fichier))
    assert (comparer(CCPM, lu), doutes(lu)) == ([], [])

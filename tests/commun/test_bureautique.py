"""What a Word or Excel file says, and what is refused of it."""

import io
import zipfile
from datetime import date

import docx
import openpyxl
import pytest

from certif_portal.commun import bureautique
from certif_portal.commun.bureautique import Bloc, lire_bureautique
from certif_portal.commun.erreurs import FichierRefuse
from certif_portal.commun.fichiers import verifier_fichier
from certif_portal.commun.types_fichiers import DOCX, JPEG, PDF, PNG, XLSX

ATTENDUS = (PDF, JPEG, PNG, DOCX, XLSX)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word(*textes: str, tableau: tuple[tuple[str, ...], ...] = ()) -> bytes:
    document = docx.Document()
    document.add_heading("Moyens", 1)
    for texte in textes:
        document.add_paragraph(texte)
    if tableau:
        lignes = document.add_table(len(tableau), len(tableau[0]))
        for rang, ligne in enumerate(tableau):
            for colonne, texte in enumerate(ligne):
                lignes.cell(rang, colonne).text = texte
    document.add_paragraph("Une puce", style="List Bullet")
    sortie = io.BytesIO()
    document.save(sortie)
    return sortie.getvalue()


def excel(*lignes: list, masquee: bool = False) -> bytes:
    classeur = openpyxl.Workbook()
    for ligne in lignes:
        classeur.active.append(ligne)
    classeur.active.title = "Parc"
    if masquee:
        classeur.create_sheet("Visible").append(["x"])
        classeur.active = 1
        classeur["Parc"].sheet_state = "hidden"
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


def avec(octets: bytes, nom: str, contenu: bytes | str) -> bytes:
    """The archive, one part more or in the place of another."""
    sortie = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(octets)) as avant, zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as apres:
        for membre in avant.namelist():
            if membre != nom:
                apres.writestr(membre, avant.read(membre))
        apres.writestr(nom, contenu)
    return sortie.getvalue()


def corps(xml: str) -> bytes:
    document = f'<w:document xmlns:w="{W}"><w:body>{xml}</w:body></w:document>'
    return avec(word(), "word/document.xml", document)


def test_un_word_dit_ses_titres_ses_textes_et_ses_tableaux_dans_l_ordre():
    octets = word("Deux tours.", tableau=(("Machine", "Nombre"), ("Tour", "2")))
    assert verifier_fichier("moyens.docx", octets, ATTENDUS) == DOCX
    lu = lire_bureautique(DOCX, octets)
    assert lu.blocs[:3] == (
        Bloc("Moyens", 1),
        Bloc("Deux tours."),
        Bloc(lignes=(("Machine", "Nombre"), ("Tour", "2"))),
    )
    assert lu.blocs[3].texte == "Une puce"
    assert lu.omis == ()


def test_ce_qui_est_ajoute_en_revision_se_lit_ce_qui_est_raye_non():
    """A part of a sentence dropped in silence would be the worst fault."""
    xml = (
        "<w:p><w:r><w:t>Deux </w:t></w:r><w:del><w:r><w:delText>vieux</w:delText><w:t>vieux</w:t></w:r></w:del>"
        "<w:ins><w:r><w:t>tours</w:t></w:r></w:ins><w:r><w:tab/><w:t>neufs</w:t><w:br/><w:t>en</w:t>"
        "<w:noBreakHyphen/><w:t>tête</w:t></w:r></w:p>"
        '<w:sdt><w:sdtContent><w:p><w:pPr><w:pStyle w:val="Titre"/></w:pPr><w:r><w:t>Champ</w:t></w:r></w:p>'
        "</w:sdtContent></w:sdt><w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>point</w:t></w:r></w:p>"
    )
    assert lire_bureautique(DOCX, corps(xml)).blocs == (
        Bloc("Deux tours neufs\nen-tête"),
        Bloc("Champ", 1),
        Bloc("– point"),
    )


def test_ce_qui_est_coche_ou_barre_le_reste():
    """A form says by its boxes: « Oui [x] Non [ ] », never « Oui Non »."""
    xml = (
        '<w:p><w:r><w:t>Oui </w:t><w:sym w:font="Wingdings" w:char="F0FE"/><w:t> Non </w:t>'
        '<w:sym w:font="Wingdings" w:char="f0a8"/><w:t> Autre </w:t><w:sym w:font="Symbol" w:char="F044"/></w:r></w:p>'
        '<w:p><w:r><w:fldChar><w:ffData><w:checkBox><w:default/><w:checked w:val="0"/></w:checkBox></w:ffData>'
        "</w:fldChar><w:t> Qualiopi </w:t></w:r><w:r><w:fldChar><w:ffData><w:checkBox><w:default/></w:checkBox>"
        "</w:ffData></w:fldChar></w:r><w:r><w:fldChar><w:ffData><w:checkBox/></w:ffData></w:fldChar></w:r></w:p>"
        "<w:p><w:r><w:rPr><w:strike/></w:rPr><w:t>Trois</w:t></w:r><w:r><w:rPr><w:strike/></w:rPr></w:r>"
        '<w:r><w:rPr><w:strike w:val="false"/></w:rPr><w:t> deux tours</w:t></w:r></w:p>'
    )
    assert lire_bureautique(DOCX, corps(xml)).blocs == (
        Bloc("Oui [x] Non [ ] Autre [signe]"),
        Bloc("[ ] Qualiopi [x][ ]"),
        Bloc("[barré\u00a0: Trois] deux tours"),
    )


def test_une_zone_de_texte_se_lit_une_fois():
    boite = "<w:txbxContent><w:p><w:r><w:t>Encadré</w:t></w:r></w:p></w:txbxContent>"
    xml = (
        '<w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice>{boite}</mc:Choice><mc:Fallback>{boite}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert lire_bureautique(DOCX, corps(xml)).blocs == (Bloc("Encadré"),)


def test_ce_qui_n_est_pas_montre_est_dit():
    octets = word("Voir la photo.")
    for nom in ("word/media/image1.png", "word/comments.xml", "word/footnotes.xml", "word/header1.xml"):
        octets = avec(octets, nom, "<x/>")
    assert lire_bureautique(DOCX, octets).omis == (
        *("les images", "les notes", "les commentaires", "les en-têtes et pieds de page"),
    )


def test_un_excel_dit_ses_feuilles_ses_valeurs_et_ses_formules_sans_valeur():
    lignes = (["Machine", "Nombre", "Depuis", "Vérifié"], ["Tour", 2.0, date(2024, 3, 1), True], [None, 1.5])
    octets = excel(*lignes, ["Total", "=SUM(B2:B3)"], masquee=True)
    assert verifier_fichier("parc.xlsx", octets, ATTENDUS) == XLSX
    assert lire_bureautique(XLSX, octets).blocs[:2] == (
        Bloc("Feuille « Parc », masquée dans le classeur", 2),
        Bloc(
            lignes=(
                ("Machine", "Nombre", "Depuis", "Vérifié"),
                ("Tour", "2", "01/03/2024", "VRAI"),
                ("", "1,5", "", ""),
                ("Total", "(formule non calculée)", "", ""),
            )
        ),
    )


def test_un_tableau_large_se_montre_par_tranches_de_douze_colonnes():
    lu = lire_bureautique(XLSX, excel([f"c{rang}" for rang in range(13)]))
    assert [len(bloc.lignes[0]) for bloc in lu.blocs if bloc.lignes] == [12, 1]
    assert lu.blocs[2] == Bloc("Suite des colonnes, à partir de la 13e", 3)


LIEN = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r9" {}/></Relationships>'
)
MODELE = LIEN.format('TargetMode="External" Type="x/attachedTemplate" Target="http://ailleurs.example/m.dotm"')
CLIC = LIEN.format('TargetMode="External" Type="x/hyperlink" Target="http://ailleurs.example/"')


@pytest.mark.parametrize(
    ("nom", "octets", "type_mime"),
    [
        ("modèle", avec(word("x"), "word/_rels/settings.xml.rels", MODELE), DOCX),
        ("objet", avec(word("x"), "word/embeddings/oleObject1.bin", b"\xd0\xcf"), DOCX),
        ("classeur lié", avec(excel(["x"]), "xl/externalLinks/externalLink1.xml", "<x/>"), XLSX),
    ],
)
def test_ce_qui_va_chercher_ailleurs_est_refuse(nom, octets, type_mime):
    with pytest.raises(FichierRefuse, match="va chercher une part de son contenu ailleurs"):
        lire_bureautique(type_mime, octets)


def test_une_adresse_a_cliquer_n_est_qu_un_texte():
    assert lire_bureautique(DOCX, avec(word("x"), "word/_rels/settings.xml.rels", CLIC)).blocs[1] == Bloc("x")


@pytest.mark.parametrize(
    ("nom", "octets", "dit"),
    [
        ("a.docx", avec(word("x"), "word/vbaProject.bin", b"x"), "contient des macros"),
        ("a.docm", avec(word("x"), "word/vbaProject.bin", b"x"), "contient des macros"),
        ("a.xlsx", avec(excel(["x"]), "xl/vbaProject.bin", b"x"), "contient des macros"),
        ("a.docx", word("x")[:900], "tronqué"),
        ("a.xlsx", word("x"), "ne correspond pas au contenu"),
        ("a.docx", avec(word("x"), "word/media/gros.bin", b"0" * 120_000_000), "anormalement gros"),
        ("a.docx", b"PK\x03\x04 word/document.xml", "tronqué"),
    ],
)
def test_la_porte_refuse_macros_bombes_et_faux_noms(nom, octets, dit):
    with pytest.raises(FichierRefuse, match=dit):
        verifier_fichier(nom, octets, ATTENDUS)


@pytest.mark.parametrize(
    ("type_mime", "octets", "dit"),
    [
        (DOCX, corps(""), "ne porte ni texte ni tableau"),
        (XLSX, excel([]), "ne porte ni texte ni tableau"),
        (DOCX, avec(word("x"), "word/document.xml", "<pas du xml"), "illisible"),
        (DOCX, avec(word("x"), "word/document.xml", f'<w:document xmlns:w="{W}"/>'), "ne porte ni texte"),
    ],
)
def test_ce_qui_ne_dit_rien_est_refuse(type_mime, octets, dit):
    with pytest.raises(FichierRefuse, match=dit):
        lire_bureautique(type_mime, octets)


def test_ce_qui_est_trop_long_est_refuse(monkeypatch):
    monkeypatch.setattr(bureautique, "SIGNES_MAXIMUM", 20)
    monkeypatch.setattr(bureautique, "CELLULES_MAXIMUM", 2)
    for type_mime, octets in ((DOCX, word("x" * 21)), (XLSX, excel(["a", "b", "c"]))):
        with pytest.raises(FichierRefuse, match="trop long"):
            lire_bureautique(type_mime, octets)


def test_un_tableau_dans_un_tableau_se_lit_une_fois_a_sa_place():
    document = docx.Document()
    tableau = document.add_table(2, 2)
    tableau.cell(0, 0).text, tableau.cell(0, 1).text, tableau.cell(1, 0).text = "Moyens", "Nombre", "Tours"
    dedans = tableau.cell(1, 1)
    dedans.text = "Dont :"
    petit = dedans.add_table(2, 2)
    for rang, texte in enumerate(("CN", "4", "Manuels", "2")):
        petit.cell(rang // 2, rang % 2).text = texte
    sortie = io.BytesIO()
    document.save(sortie)
    [bloc] = lire_bureautique(DOCX, sortie.getvalue()).blocs
    assert bloc.lignes == (("Moyens", "Nombre"), ("Tours", "Dont :\nCN | 4\nManuels | 2"))


CASE = """<v:shape id="_x0000_s{rang}" type="#_x0000_t201"><v:textbox><div><font>{texte}</font></div></v:textbox>
<x:ClientData ObjectType="{sorte}">
<x:Anchor>1, 15, {ligne}, 2, 3, 20, 5, 4</x:Anchor>{cochee}</x:ClientData></v:shape>"""


def dessin(*cases: str) -> str:
    entete = (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns:x="urn:schemas-microsoft-com:office:excel">'
    )
    return f"{entete}{''.join(cases)}</xml>"


def test_les_cases_cochees_d_un_classeur_se_lisent():
    """Which one is ticked is what a form says; a comment is drawn in the same file, and is no box."""
    cases = (
        CASE.format(rang=1, texte="Accès handicapé", sorte="Checkbox", ligne=11, cochee="<x:Checked>1</x:Checked>"),
        CASE.format(rang=2, texte="Salle  blanche", sorte="Checkbox", ligne=12, cochee=""),
        CASE.format(rang=3, texte="", sorte="Radio", ligne="?", cochee="<x:Checked>1</x:Checked>"),
        CASE.format(rang=4, texte="Une remarque", sorte="Note", ligne=2, cochee=""),
        '<v:shape id="autre"/>',
    )
    lecture = lire_bureautique(XLSX, avec(excel(["Moyens"]), "xl/drawings/vmlDrawing1.vml", dessin(*cases)))
    assert [bloc.texte for bloc in lecture.blocs if bloc.texte][1:] == [
        "Cases à cocher",
        "[x] Accès handicapé (ligne 12)",
        "[ ] Salle blanche (ligne 13)",
        "[x] sans texte",
    ]
    assert "des cases à cocher" not in lecture.omis


def test_des_cases_qui_ne_se_lisent_pas_sont_dites():
    lecture = lire_bureautique(XLSX, avec(excel(["Moyens"]), "xl/drawings/vmlDrawing1.vml", "<xml><br></xml>"))
    assert lecture.omis[0] == "des cases à cocher"

"""What spreadsheets really hold, on files really written: dates, numbers, formulas, hidden rows, headers, texts."""

import io
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from candidats.donnees import Naissance
from candidats.imports.cellules import convertir
from candidats.imports.colonnes import COLONNES, PAR_CLE
from candidats.imports.contexte import ContexteImport
from candidats.imports.controle import controler_classeur
from candidats.imports.lecture import ouvrir_classeur, ranger
from candidats.imports.rapport import Sort
from certif_portal.commun.erreurs import FichierRefuse
from certif_portal.commun.fichiers import verifier_fichier
from certif_portal.commun.types_fichiers import CSV, ODS, TABLEURS, XLS
from tests.candidats.classeur import FAITS, LE, classeur, controle, ligne


def en_octets(livre: Workbook) -> bytes:
    sortie = io.BytesIO()
    livre.save(sortie)
    return sortie.getvalue()


def livre_de(*lignes: dict) -> Workbook:
    from openpyxl import load_workbook

    return load_workbook(io.BytesIO(classeur(*lignes)))


def rang(cle: str) -> int:
    return [colonne.cle for colonne in COLONNES].index(cle) + 1


def texte_csv(*lignes: dict, separateur: str = ";") -> str:
    """Our columns as Excel saves them in text."""

    def ecrire(valeur) -> str:
        if isinstance(valeur, date):
            return f"{valeur:%d/%m/%Y}"
        if isinstance(valeur, float):
            return f"{valeur:g}".replace(".", ",") if valeur < 1e6 else f"{valeur:.0f}"
        texte = "" if valeur is None else str(valeur)
        return f'"{texte}"' if separateur in texte else texte

    rangees = [separateur.join(colonne.titre for colonne in COLONNES)]
    rangees += [separateur.join(ecrire(valeurs.get(colonne.cle)) for colonne in COLONNES) for valeurs in lignes]
    return "\r\n".join(rangees) + "\r\n"


# ---------------------------------------------------------------- cells


def test_les_dates_de_1904_donnent_le_meme_jour():
    livre = livre_de(ligne())
    livre.epoch = CALENDAR_MAC_1904
    rapport = controle(en_octets(livre))
    (lue,) = rapport.de(Sort.NOUVELLE)
    assert (lue.donnees.date_naissance, lue.donnees.entree_formation) == (date(1996, 2, 29), date(2026, 11, 16))


@pytest.mark.parametrize(("serie", "depuis_1904"), [(35124, False), (33662, True)])
def test_une_date_sans_format_est_un_nombre_de_jours(serie, depuis_1904):
    livre = livre_de(ligne())
    cellule = livre["Inscriptions"].cell(row=2, column=rang("date_naissance"))
    cellule.value, cellule.number_format = serie, "General"
    if depuis_1904:
        livre.epoch = CALENDAR_MAC_1904
    (lue,) = controle(en_octets(livre)).de(Sort.NOUVELLE)
    assert lue.donnees.date_naissance == date(1996, 2, 29)


@pytest.mark.parametrize(
    ("cellule", "attendu"),
    [
        (73282932000074, "73282932000074"),
        (7.3282932000074e13, "73282932000074"),
        ("732 829 320 00074", "73282932000074"),
        ("35600000000048", "35600000000048"),
    ],
)
def test_un_siret_garde_ses_chiffres(cellule, attendu):
    (lue,) = controle(classeur(ligne(entreprise_siret=cellule))).de(Sort.NOUVELLE)
    assert lue.donnees.entreprise_siret == attendu


def test_la_poste_a_sa_propre_regle():
    """SIREN 356000000: the sum of the digits is a multiple of five, the Luhn key is not asked."""
    (lue,) = controle(classeur(ligne(entreprise_siret="35600000049837"))).de(Sort.NOUVELLE)
    assert lue.donnees.entreprise_siret == "35600000049837"


@pytest.mark.parametrize(
    ("cellule", "raison"),
    [
        ("7,32829E+13", "arrondi par Excel"),
        ("7.3282932E+13", "arrondi par Excel"),
        ("73282932000000", "finit par des zéros"),
        (73282900000000, "finit par des zéros"),
        (73282932000075, "clé est juste"),
        ("7328293200007", "clé est juste"),
        ("732829320", "un SIREN"),
        (732829320, "un SIREN"),
    ],
)
def test_un_siret_faux_dit_pourquoi(cellule, raison):
    (anomalie,) = controle(classeur(ligne(entreprise_siret=cellule))).erreurs
    assert anomalie.colonne == "SIRET entreprise"
    assert raison in anomalie.attendu


@pytest.mark.parametrize(
    ("cle", "cellule", "attendu"),
    [
        ("departement_naissance", 1, "01"),
        ("departement_naissance", "1", "01"),
        ("entreprise_code_nace", 162, "01.62"),
        ("entreprise_code_nace", "1.62", "01.62"),
        ("entreprise_code_nace", "25.62B", "25.62"),
        ("entreprise_code_postal", 1000.0, "01000"),
        ("entree_formation", "1996-02-29 00:00:00", date(1996, 2, 29)),
        ("entree_formation", datetime(1996, 2, 29), date(1996, 2, 29)),  # noqa: DTZ001
    ],
)
def test_les_zeros_perdus_sont_rendus(cle, cellule, attendu):
    assert convertir(PAR_CLE[cle], cellule, LE) == attendu


@pytest.mark.parametrize(
    ("format_excel", "valeur", "demandee"),
    [
        ("mmm-yy", date(1990, 2, 1), "ou 00/02/1990"),
        ("mm/yyyy", date(1990, 2, 1), "ou 00/02/1990"),
        ("[$-40C]mmm-yy;@", date(1990, 2, 1), "ou 00/02/1990"),
        ("yyyy", date(1990, 1, 1), "ou 00/00/1990"),
        ("mm/yyyy", date(1990, 2, 2), ""),
        ("dd/mm/yyyy", date(1990, 2, 1), ""),
        ("[$-40C]d mmmm yyyy;@", date(1990, 2, 1), ""),
        ('yyyy" (d)"', date(1990, 1, 1), "ou 00/00/1990"),
    ],
)
def test_un_mois_tape_seul_qu_excel_change_en_premier_du_mois_est_demande(format_excel, valeur, demandee):
    """« 02/1990 » typed by somebody is the 1st of February for Excel: the format of its cell says what was typed."""
    livre = livre_de(ligne(date_naissance=valeur), ligne(nom_naissance="Le Goff"))
    livre["Inscriptions"].cell(row=2, column=rang("date_naissance")).number_format = format_excel
    erreurs = controle(en_octets(livre)).erreurs
    assert [(e.ligne, e.colonne) for e in erreurs] == ([(2, "Date de naissance")] if demandee else [])
    assert all(demandee in e.attendu for e in erreurs)


def test_un_mois_seul_se_corrige_a_l_ecran():
    livre = livre_de(ligne(date_naissance=date(1990, 2, 1)))
    livre["Inscriptions"].cell(row=2, column=rang("date_naissance")).number_format = "mm/yyyy"
    lu = ranger(ouvrir_classeur(en_octets(livre)))
    corriges = [("00/02/1990", Naissance(date(1990, 2, 1), "mois")), ("01/02/1990", Naissance(date(1990, 2, 1)))]
    for reponse, attendue in corriges:
        contexte = ContexteImport(LE, 15, (FAITS,), {1: 1}, corrections={2: {"date_naissance": reponse}})
        (lue,) = controler_classeur(lu, contexte).de(Sort.NOUVELLE)
        assert lue.donnees.naissance == attendue


def test_une_formule_jamais_calculee_est_dite_a_sa_cellule():
    livre = livre_de(ligne(), ligne(nom_naissance="Le Goff"))
    livre["Inscriptions"].cell(row=3, column=rang("prenom")).value = '=CONCATENATE("Ya","nn")'
    (anomalie,) = controle(en_octets(livre)).erreurs
    assert (anomalie.ligne, anomalie.colonne) == (3, "Prénom")
    assert "jamais été calculée" in anomalie.attendu


def test_une_formule_calculee_se_lit_comme_sa_valeur():
    octets = classeur(ligne(prenom="REMPLACER"))
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        membres = {nom: archive.read(nom) for nom in archive.namelist()}
    feuille = "xl/worksheets/sheet1.xml"
    place = f'r="{chr(64 + rang("prenom"))}2"'.encode()
    debut = membres[feuille].index(b"<c " + place)
    fin = membres[feuille].index(b"</c>", debut) + 4
    formule = b"<c " + place + b' t="str"><f>CONCATENATE("Yann")</f><v>Yann</v></c>'
    membres[feuille] = membres[feuille][:debut] + formule + membres[feuille][fin:]
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w") as archive:
        for nom, contenu in membres.items():
            archive.writestr(nom, contenu)
    (lue,) = controle(sortie.getvalue()).de(Sort.NOUVELLE)
    assert lue.donnees.prenom == "Yann"


# ---------------------------------------------------------------- lines and headers


def test_une_ligne_masquee_est_lue_et_dite():
    livre = livre_de(ligne(), ligne(nom_naissance="Le Goff"))
    livre["Inscriptions"].row_dimensions[3].hidden = True
    rapport = controle(en_octets(livre))
    assert len(rapport.de(Sort.NOUVELLE)) == 2
    assert [(a.ligne, a.attendu) for a in rapport.avertissements] == [
        (3, "Cette ligne est masquée dans le classeur ; elle est lue quand même.")
    ]


def test_une_ligne_de_total_n_est_pas_un_candidat():
    livre = livre_de(ligne(), ligne(nom_naissance="Le Goff"))
    livre["Inscriptions"].append(["Total", 2])
    rapport = controle(en_octets(livre))
    assert (len(rapport.lignes), rapport.totaux) == (2, (4,))


def test_quelqu_un_peut_s_appeler_total():
    livre = livre_de(ligne(referentiel_id="Total"))
    assert len(controle(en_octets(livre)).lignes) == 1


def test_les_titres_peuvent_suivre_un_titre_de_page_et_tenir_sur_deux_lignes():
    """A merged « Entreprise » over « SIRET » and « Ville », under the name of the list and an empty row."""
    livre = Workbook()
    feuille = livre.active
    feuille.append(["Liste des stagiaires de novembre"])
    feuille.append([])
    feuille.append(["Stagiaire", None, None, "Entreprise", None, None, "Formation", None])
    feuille.append(["Nom", "Prénom", "Né le", "SIRET", "Ville", "NAF", "Début de formation", "Fin formation"])
    feuille.merge_cells("A3:C3")
    feuille.merge_cells("D3:F3")
    feuille.append(
        ["Le Goff", "Yann", date(1990, 1, 2), 73282932000074, "Brest", 25.62, date(2026, 11, 16), date(2027, 6, 30)]
    )
    grille = ouvrir_classeur(en_octets(livre))
    assert grille.entete.derniere_ligne == 4
    assert list(grille.choix.values()) == [
        "nom_naissance",
        "prenom",
        "date_naissance",
        "entreprise_siret",
        "entreprise_ville",
        "entreprise_code_nace",
        "entree_formation",
        "fin_formation",
    ]
    (lue,) = ranger(grille).lignes
    assert (lue.numero, lue.cellules["entreprise_ville"]) == (5, "Brest")


def test_un_titre_ressemblant_est_propose_sans_etre_certain():
    livre = Workbook()
    livre.active.append(["Nom de naisance", "Prénom", "Bidule"])
    livre.active.append(["Le Goff", "Yann", "x"])
    titres = ouvrir_classeur(en_octets(livre)).titres
    assert [(t.texte, t.cle, t.sur, t.exemple) for t in titres] == [
        ("Nom de naisance", "nom_naissance", False, "Le Goff"),
        ("Prénom", "prenom", True, "Yann"),
        ("Bidule", "", False, "x"),
    ]


def test_ce_qui_fut_confirme_l_emporte():
    livre = Workbook()
    livre.active.append(["Nom", "Prénom", "Bidule"])
    livre.active.append(["Le Goff", "Yann", "PDC"])
    titres = ouvrir_classeur(en_octets(livre), {"bidule": "financements", "nom": ""}).titres
    assert [(t.cle, t.sur) for t in titres] == [("", True), ("prenom", True), ("financements", True)]


def test_la_bonne_feuille_est_trouvee_parmi_d_autres():
    livre = Workbook()
    livre.active.append(["Plan", "du classeur"])
    feuille = livre.create_sheet("Stagiaires 2026")
    feuille.append([colonne.titre for colonne in COLONNES])
    feuille.append([ligne().get(colonne.cle) for colonne in COLONNES])
    rapport = controle(en_octets(livre))
    assert (rapport.feuille, len(rapport.de(Sort.NOUVELLE))) == ("Stagiaires 2026", 1)


# ---------------------------------------------------------------- texts


@pytest.mark.parametrize("separateur", [";", "\t", ","])
@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "cp1252"])
def test_un_texte_separe_se_lit(separateur, encodage):
    if separateur == ",":
        octets = texte_csv(ligne(entreprise_code_nace="25.62"), separateur=",").encode(encodage)
    else:
        octets = texte_csv(ligne(), separateur=separateur).encode(encodage)
    (lue,) = controle(octets).de(Sort.NOUVELLE)
    assert (lue.numero, lue.donnees.nom_naissance, lue.donnees.entreprise_code_nace) == (2, "Œuvré-Çelik", "25.62")
    assert (lue.donnees.entreprise_siret, lue.donnees.departement_naissance) == ("73282932000074", "44")


def test_un_siret_arrondi_dans_un_texte_est_refuse():
    (anomalie,) = controle(texte_csv(ligne(entreprise_siret="7,32829E+13")).encode()).erreurs
    assert (anomalie.ligne, anomalie.colonne, anomalie.lu) == (2, "SIRET entreprise", "7,32829E+13")


def test_excel_annonce_parfois_son_separateur():
    (lue,) = controle(("sep=;\r\n" + texte_csv(ligne())).encode()).de(Sort.NOUVELLE)
    assert lue.numero == 2


@pytest.mark.parametrize(
    ("nom", "octets", "type_mime"),
    [
        ("a.csv", "Nom;Prénom".encode("cp1252"), CSV),
        ("a.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 512 + "Workbook".encode("utf-16-le"), XLS),
    ],
)
def test_les_autres_tableurs_passent_la_porte(nom, octets, type_mime):
    assert verifier_fichier(nom, octets, TABLEURS) == type_mime


@pytest.mark.parametrize(
    ("nom", "octets", "message"),
    [
        ("a.xls", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
        ("a.xls", b"\xd0\xcf\x11\xe0" + "Workbook_VBA_PROJECT".encode("utf-16-le"), "macros"),
        ("a.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "tronqué"),
        ("a.csv", b"Nom;Pr\x00nom", "pas un texte"),
        ("a.txt", b"PK\x03\x04", "tronqué"),
    ],
)
def test_un_faux_tableur_est_refuse(nom, octets, message):
    with pytest.raises(FichierRefuse, match=message):
        verifier_fichier(nom, octets, TABLEURS)


def test_un_ods_egare_est_refuse_avant_la_lecture():
    """A value at the last column of LibreOffice, behind a repeated empty cell."""
    contenu = (
        '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><table:table '
        'table:name="A"><table:table-row>'
        "<table:table-cell "
        'table:number-columns-repeated="16383"/><table:table-cell><text:p>x</text:p></table:table-cell>'
        "</table:table-row></table:table></office:document-content>"
    )
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w") as archive:
        archive.writestr("mimetype", ODS)
        archive.writestr("content.xml", contenu)
    assert verifier_fichier("a.ods", sortie.getvalue(), TABLEURS) == ODS
    with pytest.raises(FichierRefuse, match="égarée"):
        ouvrir_classeur(sortie.getvalue())


@pytest.mark.parametrize(
    "partie",
    [
        b'<!DOCTYPE worksheet [<!ENTITY a "b">]><worksheet/>',
        b"<worksheet><sheetData><row>" + b"<c/>" * 600 + b"</row></sheetData></worksheet>",
        b"<worksheet><sheetData>" + b"<row/>" * 20_001 + b"</sheetData></worksheet>",
        b"<worksheet>",
    ],
)
def test_une_feuille_piegee_est_refusee(partie):
    octets = classeur(ligne())
    sortie = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(octets)) as bonne, zipfile.ZipFile(sortie, "w") as archive:
        for nom in bonne.namelist():
            archive.writestr(nom, partie if nom == "xl/worksheets/sheet1.xml" else bonne.read(nom))
    with pytest.raises(FichierRefuse, match="illisible"):
        ouvrir_classeur(sortie.getvalue())

"""Which sheet of a workbook is read: none is left aside unseen, a hidden one is never preferred."""

import io

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from candidats.imports.lecture import ouvrir_classeur, ranger
from certif_portal.commun.erreurs import FichierRefuse

LISTE = [["Nom", "Prénom", "Date de naissance"], ["Le Goff", "Yann", "12/03/1998"]]


def livre(**feuilles: list[list[str]]) -> bytes:
    """The bytes of a workbook; a sheet whose name begins with « cachee » is hidden, « tres » very hidden."""
    classeur = Workbook()
    classeur.remove(classeur.active)
    for nom, lignes in feuilles.items():
        feuille = classeur.create_sheet(nom)
        for ligne in lignes:
            feuille.append(ligne)
        if nom.startswith(("cachee", "tres")):
            feuille.sheet_state = "hidden" if nom.startswith("cachee") else "veryHidden"
    classeur.active = len(feuilles) - 1
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


@pytest.mark.parametrize("cachee", ["cachee", "tres"])
def test_une_feuille_masquee_n_est_jamais_preferee(cachee):
    grille = ouvrir_classeur(livre(**{cachee: [*LISTE, *LISTE[1:]], "Notes": [["a", "b"]], "Groupe": LISTE}))
    assert (grille.feuille.nom, grille.feuille_sure) == ("Groupe", True)
    assert [liste.ecartee for liste in grille.autres] == [
        f"2 candidats de « {cachee} », feuille masquée, ne sont pas lus."
    ]


def test_plusieurs_listes_visibles_sont_demandees():
    grille = ouvrir_classeur(livre(Inscriptions=LISTE, B=[*LISTE, *LISTE[1:]], Tarifs=[["Forfait", "500"]]))
    assert (grille.feuille_sure, [(liste.feuille, liste.compte) for liste in grille.listes]) == (
        False,
        [("Inscriptions", "1 candidat"), ("B", "2 candidats")],
    )
    choisie = ouvrir_classeur(livre(Inscriptions=LISTE, B=LISTE), feuille="B")
    assert (choisie.feuille.nom, choisie.feuille_sure) == ("B", True)


def test_une_liste_seulement_masquee_est_demandee():
    assert ouvrir_classeur(livre(cachee=LISTE, Notes=[["a", "b"], ["c", "d"]])).feuille_sure is False


TITRES = "Nom;Prénom;Date de naissance;Adresse"


def texte(*lignes: str):
    return ranger(ouvrir_classeur("\n".join(lignes).encode()))


@pytest.mark.parametrize(
    ("lignes", "de_trop"),
    [
        ((TITRES, "Le Goff;Yann;12/03/1998;12 rue X; bis"), [1]),
        ((TITRES, "Le Goff;Yann;12/03/1998;12 rue X", "Prigent;Anne;12/03/1997;3; 4; rue Y"), [0, 2]),
        ((TITRES, "Le Goff;Yann;12/03/1998;", "Prigent;Anne;12/03/1997;3 rue Y; "), [0, 1]),
        ((TITRES, "Le Goff;Yann", 'Prigent;Anne;12/03/1997;"3; rue Y"'), [0, 0]),
        ((TITRES, "Le Goff;Yann;12/03/1998;12 rue X;;", "Prigent;Anne;12/03/1997;3 rue Y;;"), [0, 0]),
        ((TITRES + ";;", "Le Goff;Yann;12/03/1998;12 rue X;;"), [0]),
        ((TITRES, "Le Goff;Yann;12/03/1998;12 rue X;;", "Prigent;Anne;12/03/1997;3; rue Y;;"), [0, 1]),
    ],
)
def test_une_ligne_plus_longue_que_ses_titres_est_decalee(lignes, de_trop):
    """Excel leaves out the last separators of a line, or writes the same ones everywhere: neither shifts anything."""
    assert [ligne.de_trop for ligne in texte(*lignes).lignes] == de_trop


def test_une_ligne_d_une_feuille_ne_se_decale_pas():
    grille = ouvrir_classeur(livre(Groupe=[LISTE[0], [*LISTE[1], "vu le 3"]]))
    assert [ligne.de_trop for ligne in ranger(grille).lignes] == [0]


def test_des_titres_redits_dans_un_autre_ordre_sont_refuses():
    """Those below would be read under the first titles: « Martin » as a first name."""
    with pytest.raises(FichierRefuse, match=r"Ligne 3 .*« Prénom » n’est pas à la même place"):
        texte("Nom;Prénom;Date de naissance", "Le Goff;Yann;12/03/1998", "Prénom;Nom;Date de naissance", "Paul;Martin;")


def test_les_memes_titres_redits_sont_sautes():
    lu = texte("Nom;Prénom;Date de naissance", "Le Goff;Yann;12/03/1998", "Nom;Prénom;Date de naissance", "Ville;Ana;")
    assert [(ligne.numero, ligne.cellules["nom_naissance"]) for ligne in lu.lignes] == [(2, "Le Goff"), (4, "Ville")]


@pytest.mark.parametrize(
    ("premiere", "total"),
    [
        ("Total", True),
        ("TOTAL : 2 candidats", True),
        ("Sous-total", True),
        ("Totaux", True),
        ("Somme", True),
        ("Effectif", True),
        ("Nombre de candidats", True),
        ("Sommer", False),
        ("Totale", False),
        ("Effectifson", False),
    ],
)
def test_un_total_est_un_mot_entier(premiere, total):
    lu = texte("Nom;Prénom;Date de naissance", f"{premiere};2;", "Le Goff;Yann;12/03/1998")
    assert lu.totaux == ((2,) if total else ())


def barree(*cellules: str, masquee: str = "") -> bytes:
    """LISTE, these cells struck through, and one column hidden."""
    classeur = Workbook()
    for ligne in LISTE:
        classeur.active.append(ligne)
    for cellule in cellules:
        classeur.active[cellule].font = Font(strike=True)
    if masquee:
        classeur.active.column_dimensions[masquee].hidden = True
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


def test_ce_qui_est_barre_se_dit_par_colonne():
    (lue,) = ranger(ouvrir_classeur(barree("A2", "C2"))).lignes
    assert lue.barrees == {"nom_naissance", "date_naissance"}
    assert ranger(ouvrir_classeur(barree())).lignes[0].barrees == frozenset()


def test_une_colonne_masquee_est_demandee_une_fois():
    doute = "« Prénom » : cette colonne est masquée dans le classeur. Faut-il la lire ?"
    grille = ouvrir_classeur(barree(masquee="B"))
    assert [(titre.cle, titre.sur, titre.doute) for titre in grille.titres] == [
        ("nom_naissance", True, ""),
        ("prenom", False, doute),
        ("date_naissance", True, ""),
    ]
    assert ouvrir_classeur(barree(masquee="B"), {"prenom": "prenom"}).doutes == []

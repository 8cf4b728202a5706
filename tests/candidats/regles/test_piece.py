import pytest

from candidats.choix import TypePieceIdentite
from candidats.regles.piece import Annuaire, Attendu, Lecture, doute_sur_les_faces, face_de, type_de

LISTE = (
    Attendu(1, "DUPONT", "", "Jean"),
    Attendu(2, "LE GOFF", "", "Anne-Marie", "Louise"),
    Attendu(3, "O’Brien-Nguyễn", "Kermadec", "Łucja"),
    Attendu(4, "MARTIN", "", "Paul"),
    Attendu(5, "MARTIN", "", "Pierre"),
    Attendu(6, "MARTIN", "", "Martin"),
    Attendu(7, "DURAND", "", "Luc"),
    Attendu(8, "DURAND", "", "Luc"),
    Attendu(9, "BERGER", "", "Marc"),
    Attendu(10, "PAGE", "", "Rose"),
    Attendu(11, "", "", ""),
)
PLUSIEURS = "Plusieurs candidats peuvent porter ce nom : choisissez."
PRENOM = "Le prénom manque, ou n’est pas celui attendu : choisissez."
ANONYME = "Le nom du fichier ne dit pas de qui il s’agit."


@pytest.mark.parametrize(
    ("nom", "cle", "face"),
    [
        ("CNI_DUPONT_Jean.pdf", 1, 0),
        ("Dupont J recto.jpg", 1, 1),
        ("jean dupont (1).JPG", 1, 0),
        ("Jean Dupont 2.jpg", 1, 2),
        ("DupontJean.jpg", 1, 0),
        ("dupontjean.jpg", 1, 0),
        ("DUPONTJean.jpeg", 1, 0),
        ("LEGOFF AnneMarie verso.heic", 2, 2),
        ("Anne Marie Le Goff Louise.pdf", 2, 0),
        ("Carte d'identité Mme Le Goff Anne-Marie (recto).jpg", 2, 1),
        ("KERMADEC_lucja.pdf", 3, 0),
        ("obrien nguyen Łucja.jpg", 3, 0),
        ("Martin Paul.jpg", 4, 0),
        ("MARTIN Martin.jpg", 6, 0),
        ("Page Rose page 1.jpg", 10, 1),
    ],
)
def test_un_nom_sur_est_attribue(nom, cle, face):
    assert Annuaire(LISTE).lire(nom) == Lecture(cle=cle, face=face)


@pytest.mark.parametrize(
    ("nom", "proposes", "raison"),
    [
        ("durand_luc_passeport.jpg", (7, 8), PLUSIEURS),
        ("Martin P.jpg", (4, 5), PLUSIEURS),
        ("Martin.jpg", (4, 5, 6), PRENOM),
        ("Dupont.jpg", (1,), PRENOM),
        ("M Berger.jpg", (9,), PRENOM),  # « M » is a civility, not the initial of « Marc »
        ("Dupont Jean Michel.png", (1,), "Le nom du fichier dit aussi « michel » : confirmez."),
        ("Dupond Jean.jpg", (1,), "Aucun candidat de la liste ne porte ce nom exactement."),
        ("Quimerch Ronan.jpg", (), "Aucun candidat de la liste ne porte ce nom."),
        ("IMG_2034.HEIC", (), ANONYME),
        ("Scan 12-03-2026.pdf", (), ANONYME),
        ("carte identité.pdf", (), ANONYME),
    ],
)
def test_un_doute_est_demande(nom, proposes, raison):
    """Never guessed: the file goes to nobody, and says why."""
    lecture = Annuaire(LISTE).lire(nom)
    assert (lecture.cle, lecture.proposes, lecture.raison) == (None, proposes, raison)


def test_deux_candidats_dont_l_un_porte_le_nom_de_l_autre():
    jumeaux = (Attendu(1, "DUPONT", "", "Jean"), Attendu(2, "DUPONT", "", "Jean-Pierre"))
    lecture = Annuaire(jumeaux).lire("Dupont Jean Pierre.jpg")
    assert (lecture.cle, lecture.proposes, lecture.raison) == (None, (2, 1), PLUSIEURS)


@pytest.mark.parametrize(
    ("nom", "proposes", "raison"),
    [
        ("carte de l'apprenti Dupont.pdf", (1, 2), PRENOM),  # not the initial of « Luc »
        ("CARTE DE L’APPRENTI DUPONT.PDF", (1, 2), PRENOM),
        ("dupont l.jpg", (1, 2), PRENOM),
        ("Dupont R.jpg", (1, 2), PRENOM),  # a recto
        ("Dupont p1.jpg", (1, 2), PRENOM),
        ("Jean-Paul.pdf", (3, 4), PLUSIEURS),
        ("Bernard-Martin.pdf", (5, 6), PLUSIEURS),
        ("Rose le 12-03.jpg", (7, 8), PLUSIEURS),
        ("La Tour Éric.jpg", (9, 10), PLUSIEURS),
        ("Tour Éric.jpg", (9, 10), PLUSIEURS),
        ("Ben Ali Mohamed.jpg", (11, 12), PLUSIEURS),
    ],
)
def test_ce_qui_peut_nommer_quelqu_un_d_autre_est_demande(nom, proposes, raison):
    """Each was put to the first of them, or to nobody else."""
    liste = (
        *(Attendu(1, "DUPONT", "", "Luc"), Attendu(2, "DUPONT", "", "Rémi-Paul")),
        *(Attendu(3, "JEAN", "", "Paul"), Attendu(4, "LEROUX", "", "Jean-Paul")),
        *(Attendu(5, "MARTIN", "", "Bernard"), Attendu(6, "BERNARD-MARTIN", "", "Lucie")),
        *(Attendu(7, "LÊ", "", "Rose"), Attendu(8, "QUERE", "", "Rose")),
        *(Attendu(9, "TOUR", "", "Éric"), Attendu(10, "DE LA TOUR", "", "Éric")),
        *(Attendu(11, "BEN ALI", "", "Mohamed"), Attendu(12, "ALI", "", "Mohamed Ben")),
    )
    lecture = Annuaire(liste).lire(nom)
    assert (lecture.cle, sorted(lecture.proposes), lecture.raison) == (None, list(proposes), raison)


def test_une_initiale_en_capitale_reste_sure():
    liste = (Attendu(1, "DUPONT", "", "Luc"), Attendu(2, "DUPONT", "", "Anne"), Attendu(3, "DUPONT", "", "Nora"))
    noms = ("Dupont L recto.jpg", "DUPONT_A.jpg", "N. Dupont.jpg")
    assert [Annuaire(liste).lire(nom).cle for nom in noms] == [1, 2, 3]


def test_deux_noms_sans_rapport_sous_le_meme_prenom_restent_surs():
    liste = (Attendu(1, "TOUR", "", "Éric"), Attendu(2, "LEROUX", "", "Éric"), Attendu(3, "DE LA TOUR", "", "Luc"))
    assert [Annuaire(liste).lire(nom).cle for nom in ("Tour Éric.jpg", "Leroux Éric.jpg")] == [1, 2]


def test_une_liste_vide_ne_reconnait_personne():
    assert Annuaire(()).lire("Dupont Jean.jpg").raison == "Aucun candidat de la liste ne porte ce nom."


@pytest.mark.parametrize(
    ("nom", "face"),
    [("Dupont recto.jpg", 1), ("VERSO_dupont.jpg", 2), ("dupont1.jpg", 1), ("recto verso dupont.pdf", 0), ("", 0)],
)
def test_la_face_se_lit_dans_le_nom(nom, face):
    assert face_de(nom) == face


@pytest.mark.parametrize(
    ("faces", "doute"), [((0,), False), ((1, 2), False), ((0, 2), True), ((1, 1), True), ((), False)]
)
def test_deux_fichiers_dont_l_ordre_n_est_pas_dit(faces, doute):
    assert doute_sur_les_faces(faces) is doute


@pytest.mark.parametrize(
    ("nom", "type_document"),
    [
        ("Passeport Dupont Jean.jpg", TypePieceIdentite.PASSEPORT),
        ("titre_sejour_dupont.pdf", TypePieceIdentite.TITRE_SEJOUR),
        ("Dupont Jean.jpg", TypePieceIdentite.CARTE),
    ],
)
def test_le_nom_dit_la_nature_de_la_piece(nom, type_document):
    assert type_de(nom) == type_document

"""Identity papers in number: received, put to somebody, joined all or none."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from candidats.choix import EtatInscription, TypePieceIdentite
from candidats.donnees import FichierRecu
from candidats.models import PieceIdentite, PieceRecue
from candidats.services import piece as pieces
from candidats.services.inscription import creer_inscription
from candidats.services.piece import (
    DUREE,
    attribuer_piece,
    ecarter_piece,
    joindre_pieces,
    ordonner_pieces,
    oublier_pieces,
    recevoir_piece,
)
from certif_portal.commun.erreurs import ErreurMetier, FichierRefuse
from certif_portal.commun.fichiers import octets_de
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import ContenuFichier, Fichier
from tests.candidats.factories import donnees_completes, image_png

pytestmark = pytest.mark.django_db


@pytest.fixture
def deux(organisme, referentiel, membre_of, instant):
    """Two drafts of the same OF, without a paper."""
    donnees = donnees_completes(referentiel_id=referentiel.pk)
    autre = replace(donnees, nom_naissance="MARTIN", prenom="Paul", date_naissance=date(1990, 1, 2))
    return [
        creer_inscription(donnees=dites, organisme=organisme, par=membre_of, a=instant) for dites in (donnees, autre)
    ]


@pytest.fixture
def recevoir(organisme, membre_of, instant):
    def faire(nom: str, suite: object = ""):
        fichier = FichierRecu(nom, image_png(suite), "image/png")
        return recevoir_piece(organisme=organisme, fichier=fichier, par=membre_of, a=instant)

    return faire


@pytest.fixture
def joindre(organisme, membre_of, instant):
    def faire(inscriptions, pages):
        return joindre_pieces(
            organisme=organisme, inscriptions=[i.pk for i in inscriptions], pages=pages, par=membre_of, a=instant
        )

    return faire


def test_un_envoi_repris_ne_double_rien(recevoir):
    premier, second = recevoir("Passeport Martin.png"), recevoir("Passeport Martin.png")
    assert (premier.deja, second.deja, second.piece) == (False, True, premier.piece)
    assert (PieceRecue.objects.count(), Fichier.objects.count()) == (1, 1)
    assert premier.piece.type == TypePieceIdentite.PASSEPORT


def test_la_meme_image_sous_deux_noms_est_refusee(recevoir):
    recevoir("Martin Paul.png")
    with pytest.raises(FichierRefuse, match=r"« Durand Luc.png » est la même image que « Martin Paul.png »"):
        recevoir("Durand Luc.png")


def test_une_piece_ecartee_revient_quand_on_la_renvoie(recevoir, instant):
    piece = ecarter_piece(piece=recevoir("Martin Paul.png").piece, a=instant)
    assert piece.ecartee_le == instant
    revenue = recevoir("Passeport Martin P.png")
    assert (revenue.deja, revenue.piece.nom, revenue.piece.ecartee_le) == (True, "Passeport Martin P.png", None)
    assert (piece.type, revenue.piece.type) == (TypePieceIdentite.CARTE, TypePieceIdentite.PASSEPORT)


def test_le_nombre_de_pieces_en_attente_est_borne(recevoir, monkeypatch):
    monkeypatch.setattr(pieces, "RECUES_MAXIMUM", 1)
    recevoir("un.png", b"1")
    with pytest.raises(FichierRefuse, match="1 pièces attendent déjà"):
        recevoir("deux.png", b"2")


def test_attribuer_puis_revenir(recevoir, deux):
    piece = recevoir("IMG.png").piece
    assert attribuer_piece(piece=piece, candidat=deux[0].candidat, rang=2).candidat == deux[0].candidat
    piece.refresh_from_db()
    assert piece.rang == 2
    attribuer_piece(piece=piece, candidat=None)
    piece.refresh_from_db()
    assert (piece.candidat, piece.rang) == (None, 0)


def test_recto_et_verso_sont_gardes_dans_leur_ordre(recevoir, joindre, deux, membre_of):
    un, deux_ = (recevoir(nom, nom.encode()).piece for nom in ("a.png", "b.png"))
    ordonner_pieces(pieces=[deux_, un], candidat=deux[0].candidat)
    assert list(PieceRecue.objects.order_by("rang").values_list("nom", "rang")) == [("b.png", 1), ("a.png", 2)]
    assert joindre(deux, {deux[0].candidat_id: [deux_.pk, un.pk]}) == 1
    posees = PieceIdentite.objects.filter(inscription=deux[0]).order_by("rang")
    assert [(p.rang, p.fichier.nom) for p in posees] == [(1, "b.png"), (2, "a.png")]
    assert journal_de(deux[0])[0].phrase == "Pièce d’identité déposée (Carte nationale d’identité, 2 fichiers)."
    assert not PieceRecue.objects.exists()


def test_joindre_remplace_la_piece_precedente(recevoir, joindre, deux):
    cle = deux[0].candidat_id
    joindre(deux, {cle: [recevoir("a.png", b"a").piece.pk]})
    ancienne = PieceIdentite.objects.get()
    joindre(deux, {cle: [recevoir("b.png", b"b").piece.pk]})
    ancienne.refresh_from_db()
    assert (ancienne.fichier, ancienne.supprimee_le is not None) == (None, True)
    assert [fichier.nom for fichier in Fichier.objects.all()] == ["b.png"]


def test_deux_inscriptions_d_une_personne_ont_chacune_leur_copie(recevoir, joindre, deux, autre_referentiel_de):
    """A file goes with its registration: the other keeps its own."""
    seconde = autre_referentiel_de(deux[0])
    piece = recevoir("a.png").piece
    assert joindre([*deux, seconde], {deux[0].candidat_id: [piece.pk]}) == 2
    fichiers = [p.fichier for p in PieceIdentite.objects.order_by("pk")]
    assert fichiers[0] != fichiers[1]
    assert octets_de(fichiers[0]) == octets_de(fichiers[1]) == image_png()


@pytest.fixture
def autre_referentiel_de(organisme, membre_of, instant):
    from tests.referentiels.factories import creer_referentiel

    def faire(inscription):
        donnees = donnees_completes(referentiel_id=creer_referentiel().pk)
        seconde = creer_inscription(donnees=donnees, organisme=organisme, par=membre_of, a=instant)
        assert seconde.candidat == inscription.candidat
        return seconde

    return faire


def test_tout_ou_rien(recevoir, joindre, deux, instant):
    """What is no more as it was shown stops everything: nothing is half joined."""
    bonne, ecartee = (recevoir(nom, nom.encode()).piece for nom in ("a.png", "b.png"))
    ecarter_piece(piece=ecartee, a=instant)
    with pytest.raises(ErreurMetier, match="ont changé entre-temps"):
        joindre(deux, {deux[0].candidat_id: [bonne.pk], deux[1].candidat_id: [ecartee.pk]})
    assert not PieceIdentite.objects.exists()


def test_sans_fichier_rien_n_est_joint_ni_supprime(recevoir, joindre, deux):
    joindre(deux, {deux[0].candidat_id: [recevoir("a.png").piece.pk]})
    with pytest.raises(ErreurMetier, match="ont changé entre-temps"):
        joindre(deux, {deux[0].candidat_id: []})
    assert PieceIdentite.objects.filter(supprimee_le=None).count() == 1


def test_une_inscription_deposee_entre_temps_arrete_tout(recevoir, joindre, deux):
    deux[0].etat, deux[0].deposee_le = EtatInscription.DEPOSEE, date(2026, 11, 20)
    deux[0].save()
    with pytest.raises(ErreurMetier, match="ont changé entre-temps"):
        joindre(deux, {deux[0].candidat_id: [recevoir("a.png").piece.pk]})


def test_les_pieces_d_un_autre_organisme_ne_se_joignent_pas(recevoir, deux, autre_organisme, membre_of, instant):
    piece = recevoir("a.png").piece
    with pytest.raises(ErreurMetier, match="ont changé entre-temps"):
        joindre_pieces(
            organisme=autre_organisme,
            inscriptions=[deux[0].pk],
            pages={deux[0].candidat_id: [piece.pk]},
            par=membre_of,
            a=instant,
        )


def test_une_piece_jointe_ne_se_range_plus(recevoir, joindre, deux, instant):
    piece = recevoir("a.png").piece
    joindre(deux, {deux[0].candidat_id: [piece.pk]})
    piece = PieceRecue(pk=9999) if piece.pk is None else piece
    with pytest.raises(ErreurMetier, match="vient d’être jointe"):
        ecarter_piece(piece=piece, a=instant)
    with pytest.raises(ErreurMetier, match="ont changé entre-temps"):
        ordonner_pieces(pieces=[piece], candidat=deux[0].candidat)


def test_ce_que_personne_ne_joint_est_oublie(recevoir, instant):
    recevoir("a.png")
    assert oublier_pieces(instant + DUREE - timedelta(seconds=1)) == 0
    assert oublier_pieces(instant + DUREE) == 1
    assert (PieceRecue.objects.count(), ContenuFichier.objects.count()) == (0, 0)


def test_la_tache_oublie_ce_qui_est_echu(recevoir):
    from candidats.tasks import oublier_pieces as tache

    piece = recevoir("a.png").piece
    PieceRecue.objects.filter(pk=piece.pk).update(recue_le=piece.recue_le - DUREE - timedelta(days=400))
    assert tache() == 1

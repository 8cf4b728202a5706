"""The émargement, printed before the meeting."""

import pytest

from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.fichiers import octets_de
from certif_portal.commun.journal import journal_de
from jurys.choix import EtatJury, EtatPiece, NaturePiece
from jurys.services.cloture import clore_jury
from jurys.services.composition import designer_membre
from jurys.services.deliberation import decider
from jurys.services.emargement import editer_emargement
from jurys.services.piece import deposer_piece_signee
from jurys.services.presentation import detacher
from tests.jurys.composition import A
from tests.jurys.factories import (
    CE_JOUR,
    MembreJuryFactory,
    OrganisationSyndicaleFactory,
    creer_jury_compose,
    dossier_pret,
    ouvrir,
    presenter,
)
from tests.jurys.lecture import texte
from tests.jurys.services.test_composition import patronal

pytestmark = pytest.mark.django_db
SCAN = ("feuille.pdf", b"%PDF-feuille", "application/pdf")


def test_la_feuille_nomme_chaque_designe_et_les_organisations_sans_designe(agent, referentiel):
    """Annexe 13: the candidates by title, the designated, the invited failing that; guests do not sign."""
    jury = creer_jury_compose()
    OrganisationSyndicaleFactory(nom="Union muette", sigle="MUETTE")
    MembreJuryFactory(jury=jury, invite=True, nom="Consultee")
    presenter(jury, dossier_pret(referentiel=referentiel), dossier_pret(referentiel=referentiel, blocs=(1,)), par=agent)
    piece = editer_emargement(jury=jury, par=agent, a=A)
    lu = texte(octets_de(piece.document.fichier))
    for attendu in (
        "Datée et signée par les membres du jury paritaire de délibération convoqués",
        "TANGUY Nolwenn",
        "SALARIÉ Paul",
        "Union muette",
        "organisation non sollicitée, sans désignation",
        "bloc de compétences du",
    ):
        assert attendu in lu
    assert "CONSULTEE" not in lu
    assert (piece.etat, jury.pieces.count()) == (EtatPiece.RENDU, 1)


def test_elle_s_edite_de_nouveau_et_un_changement_la_perime(agent, referentiel):
    jury = creer_jury_compose()
    [presentation, _] = presenter(jury, *(dossier_pret(referentiel=referentiel) for _ in range(2)), par=agent)
    premiere = editer_emargement(jury=jury, par=agent, a=A)
    assert editer_emargement(jury=jury, par=agent, a=CE_JOUR).pk == premiere.pk
    designer_membre(jury=jury, donnees=patronal("Nouveau"), par=agent, a=A)
    assert jury.pieces.count() == 0
    assert "n’est plus à jour" in " ".join(entree.phrase for entree in journal_de(jury))
    editer_emargement(jury=jury, par=agent, a=A)
    detacher(presentation=presentation, motif="Malade.", par=agent, a=A)
    assert jury.pieces.count() == 0


def test_signee_elle_reste_et_la_cloture_n_en_refait_pas(agent, referentiel):
    jury = creer_jury_compose()
    [presentation, autre] = presenter(jury, *(dossier_pret(referentiel=referentiel) for _ in range(2)), par=agent)
    piece = editer_emargement(jury=jury, par=agent, a=A)
    ouvrir(jury, par=agent)
    deposer_piece_signee(piece=piece, fichier=SCAN, par=agent, a=CE_JOUR)
    with pytest.raises(ErreurMetier, match="remplacez-la"):
        editer_emargement(jury=jury, par=agent, a=CE_JOUR)
    detacher(presentation=autre, motif="Non examiné.", par=agent, a=CE_JOUR)
    decider(presentation=presentation, decision="A", par=agent, a=CE_JOUR)
    clore_jury(jury=jury, par=agent, a=CE_JOUR)
    natures = sorted(jury.pieces.values_list("nature", "etat"))
    assert natures == [(NaturePiece.EMARGEMENT, EtatPiece.SIGNE), (NaturePiece.PV, EtatPiece.A_EDITER)]


def test_ni_avant_la_convocation_ni_sans_candidat(agent):
    with pytest.raises(ErreurMetier, match="une fois les membres convoqués"):
        editer_emargement(jury=creer_jury_compose(etat=EtatJury.PREPARATION), par=agent, a=A)
    with pytest.raises(ErreurMetier, match="Aucun candidat n’est rattaché"):
        editer_emargement(jury=creer_jury_compose(), par=agent, a=A)

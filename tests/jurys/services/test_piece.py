"""After the jury: papers signed, certificates handed over."""

from datetime import timedelta

import pytest

from certif_portal.commun.erreurs import ErreurMetier, TransitionInterdite
from certif_portal.commun.fichiers import octets_de
from certif_portal.commun.journal import journal_de
from jurys.choix import EtatPiece
from jurys.choix_gtp import EtatDossierGTP
from jurys.queries.gtp import documents_a_signer
from jurys.services.piece import deposer_piece_signee, deposer_signes, remplacer_scan
from tests.jurys.factories import CE_JOUR, JOUR_JURY, dossier_pret, jury_edite
from tests.jurys.gtp import dossier_prepare

pytestmark = pytest.mark.django_db


def test_une_piece_se_depose_signee_une_fois(agent, referentiel):
    jury = jury_edite(dossier_pret(referentiel=referentiel), par=agent)
    for piece in jury.pieces.all():
        deposer_piece_signee(piece=piece, fichier=("pv.pdf", b"%PDF-signe", "application/pdf"), par=agent, a=CE_JOUR)
    piece = jury.pieces.first()
    assert (piece.etat, piece.signee_par, piece.signee_le, octets_de(piece.scan)) == (
        EtatPiece.SIGNE,
        agent,
        CE_JOUR,
        b"%PDF-signe",
    )
    with pytest.raises(TransitionInterdite):
        deposer_piece_signee(piece=piece, fichier=("pv.pdf", b"%PDF-2", "application/pdf"), par=agent, a=CE_JOUR)


SCAN = ("scan.pdf", b"%PDF-signe", "application/pdf")


def test_les_documents_signes_se_deposent_ensemble_et_le_dernier_compose_le_dossier(agent, referentiel):
    jury = jury_edite(dossier_pret(referentiel=referentiel), par=agent)
    pv, emargement = jury.pieces.get(nature="pv"), jury.pieces.get(nature="emargement")
    assert [attendu.cle for attendu in documents_a_signer(jury)] == [f"piece_{emargement.pk}", f"piece_{pv.pk}"]
    assert deposer_signes(jury=jury, fichiers={f"piece_{pv.pk}": SCAN}, par=agent, a=CE_JOUR) is None
    dossier = dossier_prepare(jury, par=agent)
    attendus = documents_a_signer(jury)
    assert [attendu.titre for attendu in attendus] == [emargement.nom, f"Lettre au GTP, dossier {dossier.numero}"]
    dossier = deposer_signes(jury=jury, fichiers={"lettre": SCAN}, par=agent, a=CE_JOUR)
    assert (dossier.etat, octets_de(dossier.lettre_signee)) == (EtatDossierGTP.LETTRE, b"%PDF-signe")
    dossier = deposer_signes(jury=jury, fichiers={f"piece_{emargement.pk}": SCAN}, par=agent, a=CE_JOUR)
    assert dossier.etat == EtatDossierGTP.COMPOSITION
    assert documents_a_signer(jury) == []
    with pytest.raises(ErreurMetier, match="1 document déjà déposé entre-temps"):
        deposer_signes(jury=jury, fichiers={f"piece_{pv.pk}": SCAN}, par=agent, a=CE_JOUR)


def test_un_mauvais_scan_se_remplace_et_reste(agent, responsable, referentiel):
    jury = jury_edite(dossier_pret(referentiel=referentiel), par=agent)
    piece = jury.pieces.get(nature="pv")
    bon, faux = ("pv.pdf", b"%PDF-bon", "application/pdf"), ("x.pdf", b"%PDF-faux", "application/pdf")
    plus_tard = CE_JOUR + timedelta(days=1)
    with pytest.raises(ErreurMetier, match="Aucun document signé"):
        remplacer_scan(piece=piece, fichier=bon, motif="x", par=responsable, a=CE_JOUR)
    piece = deposer_piece_signee(piece=piece, fichier=faux, par=agent, a=CE_JOUR)
    with pytest.raises(ErreurMetier, match="pourquoi"):
        remplacer_scan(piece=piece, fichier=bon, motif=" ", par=responsable, a=plus_tard)
    piece = remplacer_scan(piece=piece, fichier=bon, motif="PV d’un autre jury.", par=responsable, a=plus_tard)
    assert (octets_de(piece.scan), piece.signee_par, piece.signee_le) == (b"%PDF-bon", responsable, plus_tard)
    [ancien] = piece.scans_remplaces.all()
    assert (octets_de(ancien.scan), ancien.depose_par, ancien.remplace_par) == (b"%PDF-faux", agent, responsable)
    assert journal_de(jury)[0].phrase.endswith("document signé remplacé. PV d’un autre jury.")
    jury.transmis_gtp_le = JOUR_JURY
    jury.save()
    remplacer_scan(piece=piece, fichier=faux, motif="Erreur.", par=agent, a=plus_tard)
    assert "déjà parti au GTP" in journal_de(jury)[0].phrase

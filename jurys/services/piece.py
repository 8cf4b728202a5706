"""After the jury: the scans of what was signed by hand, the handing over of the certificates."""

from collections.abc import Mapping
from datetime import datetime

from certif_portal.commun.actes import acte
from certif_portal.commun.durees import compte
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.fichiers import Depot, conserver
from certif_portal.commun.journal import journaliser
from certif_portal.comptes.models import Utilisateur
from jurys.choix import TRANSITIONS_PIECE, EtatPiece
from jurys.choix_gtp import EtatDossierGTP
from jurys.models import DossierGTP, Jury, PieceJury, ScanRemplace
from jurys.queries.gtp import documents_a_signer, dossier_en_preparation, pieces_du_dossier
from jurys.services.composition import verrouiller_jury
from jurys.services.gtp import demander_composition, deposer_lettre_signee, manquantes


@acte
def deposer_piece_signee(*, piece: PieceJury, fichier: Depot, par: Utilisateur, a: datetime) -> PieceJury:
    """Deposit the scan of a PV or of the émargement: rendu → signé."""
    piece = PieceJury.objects.select_for_update(of=("self",), no_key=True).select_related("jury").get(pk=piece.pk)
    verifier_transition(TRANSITIONS_PIECE, piece, EtatPiece.SIGNE)
    piece.scan = conserver(fichier, par=par, a=a)
    piece.etat, piece.signee_le, piece.signee_par = EtatPiece.SIGNE, a, par
    piece.full_clean()
    piece.save(update_fields=["scan", "etat", "signee_le", "signee_par"])
    sujet = f", {piece.titre}" if piece.titre else ""
    journaliser(piece.jury, "piece_signee", f"{piece.get_nature_display()}{sujet} : signé et déposé.", par=par, a=a)
    return piece


@acte
def deposer_signes(*, jury: Jury, fichiers: Mapping[str, Depot], par: Utilisateur, a: datetime) -> DossierGTP | None:
    """The scans of what was signed, together, each under the key of `documents_a_signer`; the file for the GTP that is
    being prepared, whose archive is asked for once nothing is missing."""
    jury = verrouiller_jury(jury)
    attendus = {attendu.cle: attendu for attendu in documents_a_signer(jury)}
    if inconnus := set(fichiers) - set(attendus):
        raise ErreurMetier(f"{compte(len(inconnus), 'document')} déjà déposé entre-temps : relisez la page du jury.")
    for cle, attendu in attendus.items():
        if cle in fichiers and attendu.piece:
            deposer_piece_signee(piece=attendu.piece, fichier=fichiers[cle], par=par, a=a)
        elif cle in fichiers and attendu.dossier:
            deposer_lettre_signee(dossier=attendu.dossier, fichier=fichiers[cle], par=par, a=a)
    dossier = dossier_en_preparation(jury)
    if dossier and dossier.etat == EtatDossierGTP.LETTRE and not manquantes(pieces_du_dossier(dossier)):
        dossier = demander_composition(dossier=dossier, par=par, a=a)
    return dossier


@acte
def remplacer_scan(*, piece: PieceJury, fichier: Depot, motif: str, par: Utilisateur, a: datetime) -> PieceJury:
    """A wrong scan gives way to the right one; it is kept, with who replaced it and why."""
    piece = (
        PieceJury.objects.select_for_update(of=("self",), no_key=True).select_related("jury", "scan").get(pk=piece.pk)
    )
    if piece.scan is None or piece.signee_le is None or piece.signee_par is None:
        raise ErreurMetier("Aucun document signé n’est déposé : déposez-le.")
    if not motif.strip():
        raise ErreurMetier("Dites pourquoi le document déposé n’était pas le bon.")
    ScanRemplace.objects.create(
        piece=piece,
        scan=piece.scan,
        depose_le=piece.signee_le,
        depose_par=piece.signee_par,
        remplace_le=a,
        remplace_par=par,
        motif=motif.strip(),
    )
    piece.scan = conserver(fichier, par=par, a=a)
    piece.signee_le, piece.signee_par = a, par
    piece.full_clean()
    piece.save(update_fields=["scan", "signee_le", "signee_par"])
    sujet = f", {piece.titre}" if piece.titre else ""
    envoye = " Le dossier est déjà parti au GTP : préparez-en un second." if piece.jury.transmis_gtp_le else ""
    phrase = f"{piece.get_nature_display()}{sujet} : document signé remplacé. {motif.strip()}{envoye}"
    journaliser(piece.jury, "piece_remplacee", phrase, par=par, a=a)
    return piece

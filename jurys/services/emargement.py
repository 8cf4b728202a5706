"""The émargement is on the table when people sit: printed before the meeting, signed by each (annexe 13)."""

from datetime import datetime

from certif_portal.centre.models import parametres
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.journal import journaliser
from certif_portal.commun.pdf import rendre_et_conserver
from certif_portal.comptes.models import Utilisateur
from jurys.choix import EtatJury, EtatPiece, NaturePiece
from jurys.documents.pv import VERSION_EMARGEMENT, contexte_emargement
from jurys.models import Jury, PieceJury
from jurys.queries.ecrans import demandes_de, membres_de
from jurys.queries.titre import titres_decides
from jurys.services.composition import verrouiller_jury


@acte
def editer_emargement(*, jury: Jury, par: Utilisateur, a: datetime) -> PieceJury:
    """Every person designated, absent or not, failing that the organisations invited; how many candidates, by title.

    Edited again as long as it is not signed; a change of the composition or of the candidates takes it away.
    """
    jury = verrouiller_jury(jury)
    if jury.etat not in (EtatJury.CONVOQUE, EtatJury.DELIBERATION):
        raise ErreurMetier(
            f"Le jury est « {jury.get_etat_display()} » : la feuille s’édite une fois les membres convoqués."
        )
    presentations = list(
        jury.presentations.select_related("inscription__referentiel__certification").prefetch_related(
            "decisions_blocs", "inscription__blocs__bloc"
        )
    )
    if not presentations:
        raise ErreurMetier("Aucun candidat n’est rattaché : la feuille dit combien le sont, par certification.")
    piece = jury.pieces.filter(nature=NaturePiece.EMARGEMENT).first() or PieceJury(
        jury=jury, nature=NaturePiece.EMARGEMENT
    )
    if piece.etat == EtatPiece.SIGNE:
        raise ErreurMetier("La feuille signée est déposée : remplacez-la si ce n’est pas la bonne.")
    contexte = contexte_emargement(
        jury, membres_de(jury), demandes_de(jury), titres_decides(presentations), centre=parametres(), a=a
    )
    piece.document = rendre_et_conserver(
        "emargement_jury",
        contexte,
        titre=f"Émargement du jury {jury.numero}",
        version_modele=VERSION_EMARGEMENT,
        identifiant=f"emargement_jury:{jury.numero}:{a.isoformat()}",
        par=par,
        a=a,
    )
    piece.etat = EtatPiece.RENDU
    piece.full_clean()
    piece.save()
    journaliser(jury, "emargement", "Feuille d’émargement éditée, à faire signer par chaque membre.", par=par, a=a)
    return piece

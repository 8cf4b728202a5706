"""Comments in which something may name somebody are re-read by the centre, one by one, before the jury reads them."""

from collections.abc import Collection
from datetime import datetime

from certif_portal.commun.actes import acte
from certif_portal.commun.durees import compte
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.journal import journaliser
from certif_portal.commun.textes import nettoyer_texte
from certif_portal.comptes.models import Utilisateur
from jurys.models import Presentation, RelectureCommentaire
from jurys.queries.anonymat import empreinte
from jurys.queries.relecture import RELECTURE
from jurys.queries.synthese import commentaires_a_lire
from jurys.regles.anonymat import zones_des_mots
from jurys.services.composition import exiger_avant_ouverture, verrouiller_jury


@acte
def relire_commentaire(
    *, presentation: Presentation, source: str, masques: Collection[str], par: Utilisateur, a: datetime
) -> RelectureCommentaire:
    """Say which words of one comment are hidden from the jury, besides those known of the file; none is an answer."""
    jury = verrouiller_jury(presentation.jury)
    exiger_avant_ouverture(jury)
    lus = {lu.source: lu for lu in commentaires_a_lire([presentation], jury.date)}
    if source not in lus:
        raise ErreurMetier("Ce commentaire n’existe plus : rechargez la page.")
    commentaire = lus[source]
    choisis = list(dict.fromkeys(mot for mot in (nettoyer_texte(masque) for masque in masques) if mot))
    absents = [mot for mot in choisis if not zones_des_mots(commentaire.texte, [mot])]
    if absents:
        raise ErreurMetier(
            f"Ces mots ne sont pas dans le commentaire, tels quels : {', '.join(f'« {mot} »' for mot in absents)}."
        )
    relecture, _ = RelectureCommentaire.objects.update_or_create(
        presentation=presentation,
        source=source,
        defaults={"empreinte": empreinte(commentaire.texte), "masques": choisis, "relue_le": a, "relue_par": par},
    )
    suite = f" : {compte(len(choisis), 'passage')} à masquer" if choisis else ", laissé tel quel"
    phrase = f"Commentaire relu ({presentation.code}, {commentaire.libelle}){suite}."
    journaliser(jury, RELECTURE, phrase, par=par, a=a)
    return relecture

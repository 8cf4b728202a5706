"""One print-out for the table of the day: the émargement to sign, the anonymous syntheses, the blank checklist."""

from datetime import datetime

from certif_portal.centre.models import parametres
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, refuser_si
from certif_portal.commun.fichiers import octets_de_l_acte
from certif_portal.commun.jonction import fusionner
from certif_portal.commun.journal import journaliser
from certif_portal.commun.pdf import rendre_pdf
from certif_portal.comptes.models import Utilisateur
from jurys.choix import EtatJury, NaturePiece
from jurys.documents.table import MODELE_CONFORMITE, MODELE_SYNTHESE, contexte_conformite, contexte_synthese
from jurys.models import Jury, Presentation
from jurys.queries.ecrans import membres_de, president_de
from jurys.queries.synthese import SyntheseAnonyme, commentaires_a_lire, lire_synthese, syntheses_anonymes
from jurys.regles.anonymat import COMMENTAIRES_RELUS
from jurys.regles.conformite import elements_de
from jurys.services.composition import verrouiller_jury
from jurys.services.emargement import editer_emargement


@acte
def imprimer_la_table(*, jury: Jury, par: Utilisateur, a: datetime) -> bytes:
    """One PDF: the émargement kept, edited now when there is none; the syntheses, frozen once the deliberation is open,
    and before that as they would be, once every comment is read again; the checklist of the routes presented."""
    jury = verrouiller_jury(jury)
    if jury.etat not in (EtatJury.CONVOQUE, EtatJury.DELIBERATION):
        dit = f"Le jury est « {jury.get_etat_display()} » : la table s’imprime une fois les membres convoqués."
        raise ErreurMetier(dit)
    presentations = list(jury.presentations.defer(None).select_related("inscription").order_by("ordre"))
    if not presentations:
        raise ErreurMetier("Aucun candidat n’est rattaché : il n’y a rien à mettre sur la table.")
    syntheses = _syntheses(jury, presentations)
    centre = parametres()
    piece = jury.pieces.filter(nature=NaturePiece.EMARGEMENT).select_related("document__fichier").first()
    piece = piece if piece and piece.document else editer_emargement(jury=jury, par=par, a=a)
    president = president_de(membres_de(jury))
    elements = elements_de({presentation.inscription.voie for presentation in presentations})
    quand = f"{jury.numero}:{a.isoformat()}"
    octets = fusionner(
        [
            octets_de_l_acte(piece.document),
            rendre_pdf(
                MODELE_SYNTHESE,
                contexte_synthese(jury, syntheses, centre=centre, a=a),
                identifiant=f"{MODELE_SYNTHESE}:{quand}",
            ),
            rendre_pdf(
                MODELE_CONFORMITE,
                contexte_conformite(jury, elements, president=president, centre=centre, a=a),
                identifiant=f"{MODELE_CONFORMITE}:{quand}",
            ),
        ]
    )
    phrase = f"Imprimés pour la table : émargement, synthèses anonymes ({len(presentations)}), liste de conformité."
    journaliser(jury, "table", phrase, par=par, a=a)
    return octets


def _syntheses(jury: Jury, presentations: list[Presentation]) -> list[tuple[str, SyntheseAnonyme]]:
    if jury.etat == EtatJury.DELIBERATION:
        return [(p.code, lire_synthese(p.synthese)) for p in presentations if p.synthese]
    codes = sorted({lu.code for lu in commentaires_a_lire(presentations, jury.date) if lu.a_relire})
    dit = f"À relire avant d’imprimer, les commentaires de {', '.join(codes)}."
    refuser_si([RegleNonRespectee(COMMENTAIRES_RELUS, dit)] if codes else [])
    lues = syntheses_anonymes(presentations, jury.date)
    return [(p.code, lire_synthese(lues[p.pk])) for p in presentations]

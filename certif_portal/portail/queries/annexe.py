"""The small lists of a file (fundings, papers, sittings, juries, incidents…): one plain query each, sent where the page
shows the list and nowhere else; none where the registration already says that it is empty."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from candidats.choix import DECIDEES
from candidats.models import (
    Acquis,
    Amenagement,
    BlocCertifie,
    FinancementInscription,
    Formateur,
    Incident,
    Inscription,
    PieceIdentite,
)
from certif_portal.comptes.permissions import Personne, est_du_centre, peut_tout_consulter
from evaluations.choix import EtatCommission
from evaluations.models import LienAvis, MembreCommission, Passage, SignatureGrille
from evaluations.permissions import voit_les_membres
from jurys.models import Certificat, LigneRectification, Presentation
from jurys.queries.rectification import rectifications_du_candidat


@dataclass(frozen=True)
class Annexes:
    """Unread querysets, in the order in which the rows were written; empty where the reader may not know.

    What a jury gives (certificates, what is kept) is asked for once it decided, signatures of a grid that is there.
    """

    financements: QuerySet[FinancementInscription]
    formateurs: QuerySet[Formateur]
    amenagements: QuerySet[Amenagement]
    identites: QuerySet[PieceIdentite]
    incidents: QuerySet[Incident]
    passages: QuerySet[Passage]
    signatures: QuerySet[SignatureGrille]
    liens: QuerySet[LienAvis]
    jurys: QuerySet[Presentation]
    certificats: QuerySet[Certificat]
    acquis: QuerySet[Acquis]
    rectifications: QuerySet[LigneRectification]


def annexes_de(inscription: Inscription, personne: Personne) -> Annexes:
    complet, du_centre = peut_tout_consulter(personne), est_du_centre(personne)
    decidee, grille, avis = inscription.etat in DECIDEES, hasattr(inscription, "grille"), hasattr(inscription, "avis")
    signatures = SignatureGrille.objects.filter(grille__inscription=inscription).order_by("pk")
    liens = LienAvis.objects.filter(avis__inscription=inscription).order_by("pk")
    certificats = Certificat.objects.filter(presentation__inscription=inscription).order_by("pk")
    acquis = inscription.acquis.en_vigueur().select_related("version_bloc__bloc", "competence").order_by("pk")
    rectifications = rectifications_du_candidat(inscription.pk)
    return Annexes(
        financements=inscription.financements.order_by("pk"),
        formateurs=inscription.formateurs.order_by("pk"),
        amenagements=inscription.amenagements.order_by("pk") if du_centre else Amenagement.objects.none(),
        identites=inscription.pieces_identite.order_by("pk"),
        incidents=inscription.incidents.order_by("pk"),
        passages=_passages(inscription, personne),
        signatures=signatures.select_related("evaluateur__utilisateur") if complet and grille else signatures.none(),
        liens=liens if complet and avis else liens.none(),
        jurys=inscription.presentations.select_related("jury").order_by("pk"),
        certificats=certificats if decidee else certificats.none(),
        acquis=acquis if decidee else acquis.none(),
        rectifications=rectifications if decidee else rectifications.none(),
    )


def _passages(inscription: Inscription, personne: Personne) -> QuerySet[Passage]:
    """The sittings; their members for those who may know them, of a sitting that was held or will be."""
    membres = MembreCommission.objects.none()
    if voit_les_membres(personne):
        membres = MembreCommission.objects.exclude(commission__etat=EtatCommission.ANNULEE)
    return (
        inscription.passages.select_related("commission__emargement")
        .prefetch_related(
            Prefetch("commission__membres", membres.select_related("evaluateur__utilisateur"), to_attr="montres")
        )
        .order_by("pk")
    )


@dataclass(frozen=True)
class DejaAcquis:
    """A bloc or a competence, until when; certified, it has no end."""

    bloc: str
    intitule: str
    jusqu_au: date | None = None


def deja_acquis(inscription: Inscription, le: date) -> list[DejaAcquis]:
    """What the same organisation's earlier registrations of this candidate left them, in this certification or in one
    of its blocs: 2 queries. Another organisation's is for the staff alone."""
    siennes = Inscription.objects.filter(candidat=inscription.candidat_id, organisme=inscription.organisme_id)
    siennes = siennes.filter(resultat_retenu=False).exclude(pk=inscription.pk).order_by()
    version = inscription.referentiel.compositions.values("version_bloc")
    meme = Q(inscription__referentiel__certification=inscription.referentiel.certification_id)
    gardes = Acquis.objects.en_vigueur().filter(meme | Q(version_bloc__in=version), inscription__in=siennes)
    gardes = gardes.filter(expire_le__gte=le)
    certifies = BlocCertifie.objects.en_vigueur().filter(inscription__in=siennes, versionbloc__in=version)
    return [
        *(
            DejaAcquis(bloc or "", intitule or competence, fin)
            for bloc, intitule, competence, fin in gardes.order_by("pk").values_list(
                "version_bloc__bloc__numero", "version_bloc__intitule", "competence__intitule", "expire_le"
            )
        ),
        *(
            DejaAcquis(bloc or "", intitule)
            for bloc, intitule in certifies.order_by("pk").values_list(
                "versionbloc__bloc__numero", "versionbloc__intitule"
            )
        ),
    ]

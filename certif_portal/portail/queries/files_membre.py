"""The work queues of those who sit: an evaluator's, a juror's. Each person's are theirs alone."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.queries.file import File
from evaluations.choix import EtatCommission, EtatGrille
from evaluations.models import Commission, DeclarationIndependance, MembreCommission, Passage, SignatureGrille
from jurys.choix import AVANT_OUVERTURE, EtatJury
from jurys.models import Jury


def _passages(personne: Utilisateur) -> QuerySet[Passage]:
    """The candidates of the living sittings of this evaluator."""
    places = MembreCommission.objects.filter(evaluateur__utilisateur=personne).values("commission")
    return Passage.objects.filter(commission__in=places).exclude(commission__etat=EtatCommission.ANNULEE)


def _declarations(personne: Utilisateur, de_qui: str) -> QuerySet[DeclarationIndependance]:
    return DeclarationIndependance.objects.filter(evaluateur__utilisateur=personne, inscription=OuterRef(de_qui))


def _a_declarer(personne: Utilisateur, le: date) -> QuerySet[Commission]:
    """The sittings of which this evaluator has not said of every candidate whether a link binds them; a sealed grid
    waits for nobody."""
    tus = _passages(personne).exclude(inscription__grille__etat=EtatGrille.SCELLEE)
    tus = tus.filter(~Exists(_declarations(personne, "inscription")))
    return Commission.objects.filter(pk__in=tus.values("commission"))


def _a_signer(personne: Utilisateur, le: date) -> QuerySet[Passage]:
    """The grids of sittings held, that this evaluator may fill and has not signed."""
    signees = SignatureGrille.objects.filter(
        evaluateur__utilisateur=personne, grille__inscription=OuterRef("inscription")
    )
    return (
        _passages(personne)
        .filter(Exists(_declarations(personne, "inscription").filter(lien=False)), ~Exists(signees))
        .filter(commission__date__lte=le, inscription__grille__isnull=False)
        .exclude(inscription__grille__etat=EtatGrille.SCELLEE)
        .select_related("commission", "inscription__candidat", "inscription__grille", "inscription__referentiel")
    )


FILES_DE_L_EVALUATEUR: tuple[File, ...] = (
    File(
        code="a-declarer",
        titre="Séances où déclarer votre indépendance",
        mot="séances où déclarer",
        un="séance où déclarer",
        sorte="faire",
        lignes=_a_declarer,
        depuis="date",
        vers="independance_seance",
        acte="Déclarer",
        explication="Avant d’ouvrir les grilles, chaque évaluateur dit si un lien l’unit à l’un des candidats.",
        partagee=False,
    ),
    File(
        code="grilles-a-signer",
        titre="Grilles à finir et à signer",
        mot="grilles à signer",
        un="grille à signer",
        sorte="faire",
        lignes=_a_signer,
        depuis="commission__date",
        vers="grille_detail",
        acte="Continuer",
        explication="Des séances tenues, où votre indépendance est déclarée.",
        partagee=False,
    ),
)

FILES_DU_JURE: tuple[File, ...] = (
    File(
        code="a-deliberer",
        titre="Jurys en délibération",
        mot="jurys en délibération",
        un="jury en délibération",
        sorte="faire",
        lignes=lambda p, le: Jury.objects.visibles_par(p).filter(etat=EtatJury.DELIBERATION),
        depuis="date",
        vers="jury_deliberation",
        acte="Délibérer",
        partagee=False,
    ),
    File(
        code="jurys-a-venir",
        titre="Jurys où vous siégerez",
        mot="jurys à venir",
        un="jury à venir",
        sorte="attente",
        lignes=lambda p, le: Jury.objects.visibles_par(p).filter(etat__in=AVANT_OUVERTURE),
        depuis="date",
        vers="jury_detail",
        acte="Ouvrir",
        partagee=False,
    ),
)

"""What the rectifications of a closed jury say, and what they may say."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.db.models import F, Prefetch, Q, QuerySet

from candidats.choix import EN_ROUTE, EtatInscription
from candidats.models import Inscription, Reprise
from certif_portal.centre.models import parametres
from jurys.choix import Decision, EtatRectification
from jurys.models import DecisionBloc, Jury, LigneRectification, Presentation, Rectification
from jurys.queries.titre import TitreDecide, titres_decides
from referentiels.models import VersionBloc

MOTS = {Decision.A.value: "admis", Decision.NA.value: "non admis"}


def decides(decision: Decision, vers: str = "") -> Q:
    """Whose decision in force is this one; `vers`: the way to the row that holds it, « decisions_blocs__ »."""
    lue = Q(**{f"{vers}rectifiee": "", f"{vers}decision": decision})
    return lue | Q(**{f"{vers}rectifiee": decision})


def rectifications_de(jury: Jury) -> list[Rectification]:
    """Every one, with its lines: 2 queries."""
    return list(
        jury.rectifications.select_related("ouverte_par", "close_par").prefetch_related("lignes").order_by("rang")
    )


def titres_du_jury(jury: Jury, seulement: int | None = None) -> list[TitreDecide]:
    """What the jury decided, title by title, by name: what a rectification may be about. Blocs delivered because the
    whole was refused follow from it."""
    presentations = jury.presentations.select_related(
        "inscription__candidat", "inscription__referentiel__certification"
    ).prefetch_related(
        "inscription__blocs__bloc",
        Prefetch("decisions_blocs", DecisionBloc.objects.select_related("version_bloc__bloc")),
    )
    if seulement is not None:
        presentations = presentations.filter(pk=seulement)
    ordre = ("inscription__candidat__cle_recherche", "inscription__referentiel__intitule", "pk")
    return [titre for titre in titres_decides(presentations.order_by(*ordre)) if titre.presente]


def sujet_de(titre: TitreDecide) -> str:
    """« LE GOFF Kevin, CQPM 2024 0187 Opérateur en usinage »: the names are known once the jury is closed."""
    candidat = titre.presentation.inscription.candidat
    return f"{candidat.nom_naissance.upper()} {candidat.prenom}, {titre.code} {titre.intitule}"


def lignes_en_vigueur(presentations: Iterable[int]) -> QuerySet[LigneRectification]:
    """What signed rectifying PVs said of the decisions of these candidates, in their order."""
    signees = LigneRectification.objects.filter(rectification__etat=EtatRectification.SIGNEE)
    lignes = signees.filter(presentation__in=presentations).exclude(decision="")
    return lignes.select_related("rectification__jury").order_by("rectification__rang", "pk")


def rectifications_du_candidat(inscription: int | None) -> QuerySet[LigneRectification]:
    """Every line, of a decision or not, that a signed rectifying PV holds of this registration."""
    signees = LigneRectification.objects.filter(
        presentation__inscription=inscription, rectification__etat=EtatRectification.SIGNEE
    )
    return signees.select_related("rectification__jury").order_by("rectification__jury__date", "pk")


def admis_par(rectification: Rectification) -> list[TitreDecide]:
    """The titles that it admits, and the blocs that it may deliver because it refuses the whole: 7 queries at most."""
    lues = {
        (ligne.presentation_id, ligne.version_bloc_id): ligne for ligne in rectification.lignes.exclude(decision="")
    }
    lignes = [
        (titre, ligne)
        for titre in titres_du_jury(rectification.jury)
        if (ligne := lues.get((titre.presentation.pk, titre.bloc_pk)))
    ]
    admis = [replace(titre, decision=Decision.A) for titre, ligne in lignes if ligne.decision == Decision.A]
    refuses = [(titre, ligne) for titre, ligne in lignes if ligne.decision == Decision.NA and titre.bloc is None]
    return [*admis, *(_blocs_entiers(refuses) if refuses and parametres().blocs_cqpm_delivres else ())]


def _blocs_entiers(refuses: list[tuple[TitreDecide, LigneRectification]]) -> Iterator[TitreDecide]:
    """Of each certification refused, the blocs whose every competence the line validates: 2 queries."""
    referentiels = {titre.presentation.inscription.referentiel_id for titre, _ in refuses}
    des_referentiels = VersionBloc.objects.filter(compositions__referentiel__in=referentiels, bloc__isnull=False)
    annotes = des_referentiels.annotate(du_referentiel=F("compositions__referentiel")).order_by("bloc__numero")
    blocs = list(annotes.select_related("bloc").prefetch_related("competences"))
    for titre, ligne in refuses:
        for bloc in blocs:
            siennes = {competence.pk for competence in bloc.competences.all()}
            if bloc.du_referentiel == titre.presentation.inscription.referentiel_id and siennes <= set(ligne.acquises):
                yield TitreDecide(titre.presentation, bloc, Decision.A)


@dataclass(frozen=True)
class Usage:
    """What was made since of a decision, and stands in the way of its rectification."""

    inscription: Inscription
    phrase: str


def usages_de(presentation: Presentation, vers: Decision) -> list[Usage]:
    """What was taken over since from this registration; and, to admit, another registration for the same title."""
    inscription = presentation.inscription
    reprises = Reprise.objects.filter(origine=inscription).exclude(inscription__etat=EtatInscription.ABANDONNEE)
    autres = Inscription.objects.filter(pk__in=reprises.values("inscription")).select_related("candidat").order_by("pk")
    trouves = [Usage(autre, f"l’inscription {autre.reference} reprend ce que ce jury a laissé") for autre in autres]
    if vers == Decision.A:
        memes = Inscription.objects.filter(
            candidat=inscription.candidat_id,
            referentiel__certification=inscription.referentiel.certification_id,
            etat__in=[*sorted(EN_ROUTE), EtatInscription.ADMISE],
            pk__gt=inscription.pk,
        )
        deja = {usage.inscription.pk for usage in trouves}
        trouves += [
            Usage(autre, f"l’inscription {autre.reference} vise la même certification")
            for autre in memes.order_by("pk")
            if autre.pk not in deja
        ]
    return trouves

"""Sittings: their list, their page, who may join them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from candidats.choix import VOIES_VAE, EtatInscription, EtatLivret
from candidats.models import Inscription
from candidats.queries.habilitation import marquer_habilitees
from certif_portal.centre.models import ParametresCentre
from certif_portal.centre.regles import EVALUATEURS_MINIMUM, EVALUATION_ANNONCE_MOIS, EVALUATION_FIN_MOIS
from certif_portal.commun.regles import Regle
from certif_portal.commun.sql import SansAccents, nombre_de
from certif_portal.commun.textes import cle_recherche
from certif_portal.commun.tri import rang_de
from certif_portal.comptes.choix import CONSULTATION, Role
from certif_portal.comptes.models import Attribution, Utilisateur
from evaluations.choix import EtatCommission, EtatEmargement, EtatGrille, NatureCommission
from evaluations.models import (
    Absence,
    Appreciation,
    Commission,
    Evaluateur,
    MembreCommission,
    Passage,
    SignatureGrille,
)
from evaluations.queries.independance import Declaration
from evaluations.regles.commission import (
    COMMISSION_MEMBRES,
    VALIDATION_VAE_PRESIDENCE,
    membres_suffisants,
    presidence_reguliere,
)
from evaluations.regles.grille import saisie_ouverte
from evaluations.regles.independance import INDEPENDANCE_DECLARATION
from habilitations.regles import HABILITATION_VALIDE
from referentiels.models import Certification

A_VENIR, A_CLORE, PASSEES = "a_venir", "a_clore", "passees"
PERIODES = {A_VENIR: "À venir", A_CLORE: "À clore", PASSEES: "Passées", "toutes": "Toutes"}


def commission_pour_page(personne: Utilisateur) -> QuerySet[Commission]:
    """A sitting with its émargement and what the centre sets of it, in one query."""
    centre = ParametresCentre.objects.filter(pk=1)
    return (
        Commission.objects.visibles_par(personne)
        .select_related("emargement__document", "emargement__scan", "emargement__signee_par")
        .annotate(
            minimum=Coalesce(Subquery(centre.values("evaluateurs_minimum")), EVALUATEURS_MINIMUM),
            annonce_mois=Coalesce(Subquery(centre.values("evaluation_annonce_mois")), EVALUATION_ANNONCE_MOIS),
            fin_mois=Coalesce(Subquery(centre.values("evaluation_fin_mois")), EVALUATION_FIN_MOIS),
            avec_absents=Exists(Absence.objects.filter(commission=OuterRef("pk"))),
        )
    )


COLONNES = {
    "date": ("date", "heure"),
    "lieu": SansAccents("lieu"),
    "evaluateurs": "nombre_membres",
    "candidats": "nombre_candidats",
    "scellees": "nombre_scellees",
    "emargement": rang_de("emargement__etat", EtatEmargement.values),
    "etat": rang_de("etat", EtatCommission.values),
}


def commissions_pour_liste(personne: Utilisateur) -> QuerySet[Commission]:
    """The list of sittings, counted and with their émargement: 1 query."""
    return (
        commission_pour_page(personne)
        .annotate(
            nombre_membres=nombre_de(MembreCommission.objects.all(), "commission"),
            nombre_candidats=nombre_de(Passage.objects.all(), "commission"),
            nombre_scellees=nombre_de(
                Passage.objects.filter(inscription__grille__etat=EtatGrille.SCELLEE), "commission"
            ),
        )
        .order_by("-date", "-pk")
    )


def filtrer_commissions(commissions: QuerySet[Commission], periode: str, lieu: str, le: date) -> QuerySet[Commission]:
    """By time, the nearest first, and by place; held ones whose émargement is still awaited are to be closed."""
    if lieu:
        commissions = commissions.filter(lieu__icontains=lieu)
    if periode == A_CLORE:
        return commissions.filter(date__lte=le, etat=EtatCommission.PLANIFIEE)
    if periode == PASSEES:
        return commissions.filter(date__lt=le)
    return commissions.filter(date__gte=le).order_by("date", "heure", "pk") if periode == A_VENIR else commissions


def inscriptions_de(commission: Commission) -> list[Inscription]:
    """The registrations of a sitting, by name: 1 query."""
    siennes = Inscription.objects.filter(passages__commission=commission)
    return list(siennes.select_related("candidat").order_by("candidat__cle_recherche"))


def passages_de(commission: Commission, personne: Utilisateur) -> list[Passage]:
    """The candidates of a sitting, with what their grid holds, each count read apart: joined, they would multiply one
    another. An OF's user is given its own only."""
    membres = MembreCommission.objects.filter(
        commission__passages__inscription=OuterRef("inscription"),
    ).exclude(commission__etat=EtatCommission.ANNULEE)
    passages = (
        commission.passages.select_related(
            "inscription__candidat",
            "inscription__organisme",
            "inscription__referentiel__certification",
            "inscription__entreprise",
            "inscription__grille",
        )
        .annotate(
            nombre_competences=nombre_de(Passage.competences.through.objects.all(), "passage"),
            nombre_evaluees=nombre_de(Appreciation.objects.filter(maitrisee__isnull=False), "passage"),
            nombre_signatures=nombre_de(SignatureGrille.objects.all(), "grille__inscription", "inscription"),
            nombre_signataires=_compte(membres, "evaluateur"),
        )
        .prefetch_related("inscription__formateurs")
        .order_by("heure", "inscription__candidat__cle_recherche")
    )
    if not personne.a_role(*CONSULTATION):
        passages = passages.filter(inscription__in=Inscription.objects.visibles_par(personne).values("pk"))
    lus: list[Any] = list(passages)
    marquer_habilitees(lus, commission.date)
    return lus


def absences_de(commission: Commission) -> list[Absence]:
    """Who did not take their turn, and why; those undone since are left out: 1 query."""
    return list(
        commission.absences.filter(incident__annule_le__isnull=True).select_related("incident__inscription__candidat")
    )


def _compte(lignes: QuerySet[Any], champ: str) -> Coalesce:
    """COUNT(DISTINCT champ) of a correlated subquery."""
    comptees = lignes.order_by().values("commission__passages__inscription").annotate(n=Count(champ, distinct=True))
    return Coalesce(Subquery(comptees.values("n")[:1]), 0)


def conditions_de_la_seance(commission: Commission, livret: str) -> list[tuple[str, Q]]:
    """What a sitting asks of a registration to receive it, each condition with what is said when it does not hold."""
    if commission.nature == NatureCommission.VALIDATION:
        prete = [
            ("Une commission de validation ne reçoit que des VAE.", Q(voie__in=VOIES_VAE)),
            ("Son livret 2 n’est pas déposé.", Q(recevabilite__livret2_le__isnull=False)),
        ]
    else:
        prete = [
            ("Une VAE passe devant une commission de validation.", ~Q(voie__in=VOIES_VAE)),
            (f"Son {livret} n’est pas validé.", Q(livret__etat=EtatLivret.VALIDE)),
        ]
    deja = Passage.objects.filter(commission=commission).values("inscription")
    return [
        ("Son inscription n’est pas acceptée, ou le jury a décidé.", Q(etat=EtatInscription.ACCEPTEE)),
        *prete,
        ("Sa grille est scellée : elle ne reçoit plus de séance.", ~Q(grille__etat=EtatGrille.SCELLEE)),
        ("Déjà dans cette commission.", ~Q(pk__in=deja)),
    ]


def planifiables(commission: Commission) -> QuerySet[Inscription]:
    """The registrations that this sitting may receive: all those conditions hold."""
    lignes: QuerySet[Inscription] = Inscription.objects.all()
    for _, condition in conditions_de_la_seance(commission, ""):
        lignes = lignes.filter(condition)
    return lignes


def pourquoi_pas_planifiables(
    commission: Commission, inscriptions: Collection[Inscription], livret: str
) -> dict[int, list[str]]:
    """By registration, which of those conditions do not hold: one query for each."""
    cles = [inscription.pk for inscription in inscriptions]
    raisons: dict[int, list[str]] = {cle: [] for cle in cles}
    for phrase, condition in conditions_de_la_seance(commission, livret):
        tiennent = set(Inscription.objects.filter(condition, pk__in=cles).values_list("pk", flat=True))
        for cle in cles:
            if cle not in tiennent:
                raisons[cle].append(phrase)
    return raisons


def inscriptions_planifiables(commission: Commission, nombre: int = 200) -> list[Inscription]:
    """The first of them. `habilite`: their OF is accredited that day, or they may finish. 2 queries at most."""
    dates = Passage.objects.filter(inscription=OuterRef("pk")).exclude(commission__etat=EtatCommission.ANNULEE)
    lues: list[Any] = list(
        planifiables(commission)
        .annotate(
            nombre_seances=Coalesce(
                Subquery(dates.order_by().values("inscription").annotate(n=Count("pk")).values("n")[:1]), 0
            ),
        )
        .select_related("candidat", "organisme", "referentiel__certification")
        .order_by("nombre_seances", F("date_evaluation_prevue").asc(nulls_last=True), "candidat__cle_recherche")[
            :nombre
        ]
    )
    marquer_habilitees(lues, commission.date)
    return lues


@dataclass(frozen=True)
class Reste:
    """What a sitting still lacks, and the rule that asks for it."""

    texte: str
    regle: Regle | None = None


def restes(
    commission: Commission,
    membres: list[MembreCommission],
    passages: list[Passage],
    declarations: list[Declaration],
    le: date,
) -> list[Reste]:
    """What remains before the sitting, then after it. `commission` comes from commission_pour_page."""
    if commission.etat == EtatCommission.ANNULEE:
        return []
    trouves = _restes_composition(commission, membres)
    if not passages:
        trouves.append(Reste("Aucun candidat n’est prévu."))
    declarees = {(declaration.evaluateur_id, declaration.inscription_id) for declaration in declarations}
    manquent = sum(
        (membre.evaluateur_id, passage.inscription_id) not in declarees for membre in membres for passage in passages
    )
    if manquent:
        texte = f"{_accorder(manquent, 'déclaration')} d’indépendance à recevoir."
        trouves.append(Reste(texte, INDEPENDANCE_DECLARATION))
    for passage in passages:
        if not passage.habilite:
            texte = f"{passage.inscription.organisme} n’est pas habilité le jour de la séance."
            trouves.append(Reste(texte, HABILITATION_VALIDE))
    return trouves + _restes_seance(commission, passages, le)


def _restes_composition(commission: Commission, membres: list[MembreCommission]) -> list[Reste]:
    trouves = []
    if not membres_suffisants(len(membres), commission.minimum):
        texte = f"Il manque {_accorder(commission.minimum - len(membres), 'évaluateur')}."
        trouves.append(Reste(texte, COMMISSION_MEMBRES))
    presidents = [membre.evaluateur.represente_centre for membre in membres if membre.preside]
    if not presidence_reguliere(commission.nature == NatureCommission.VALIDATION, presidents):
        trouves.append(Reste("Le président reste à désigner.", VALIDATION_VAE_PRESIDENCE))
    return trouves


def _restes_seance(commission: Commission, passages: list[Passage], le: date) -> list[Reste]:
    feuille = getattr(commission, "emargement", None)
    trouves = []
    if saisie_ouverte(commission.date, le):
        ouvertes = [passage for passage in passages if passage.inscription.grille.etat != EtatGrille.SCELLEE]
        if ouvertes:
            trouves.append(Reste(f"{_accorder(len(ouvertes), 'grille')} à remplir ou à signer."))
    if feuille is None:
        trouves.append(Reste("La feuille d’émargement est à éditer."))
    elif feuille.etat == EtatEmargement.RENDU and saisie_ouverte(commission.date, le):
        trouves.append(Reste("La feuille d’émargement signée est à déposer."))
    return trouves


def _accorder(nombre: int, mot: str) -> str:
    return f"{nombre} {mot}{'s' if nombre > 1 else ''}"


def par_nom(evaluateurs: Iterable[Evaluateur]) -> list[Evaluateur]:
    """In the order of a French list, whatever the database thinks of accents. Expects `utilisateur`."""
    return sorted(evaluateurs, key=lambda lu: cle_recherche(lu.utilisateur.nom, lu.utilisateur.prenom))


def certifications_evaluees() -> QuerySet[Certification]:
    """Those that somebody of the pool can evaluate: 1 query."""
    qui = Evaluateur.certifications.through.objects.values("certification")
    return Certification.objects.filter(pk__in=qui).order_by("type", "numero")


COLONNES_EVALUATEURS = {
    "nom": lambda evaluateur: cle_recherche(evaluateur.utilisateur.nom, evaluateur.utilisateur.prenom),
    "entreprise": lambda evaluateur: cle_recherche(evaluateur.entreprise_nom, evaluateur.service),
    "prochaine": lambda evaluateur: evaluateur.prochaine_le,
    "annee": lambda evaluateur: evaluateur.nombre_annee,
    "derniere": lambda evaluateur: evaluateur.derniere_le,
    "acces": lambda evaluateur: (not evaluateur.actif, not evaluateur.acces_ouvert),
}


SANS_SIEGE = {"nombre_tenues": 0, "nombre_annee": 0, "derniere_le": None, "prochaine_le": None}


def evaluateurs_pour_liste(
    le: date, recherche: str = "", *, certification: int | None = None, origine: str = ""
) -> list[Evaluateur]:
    """Every evaluator with their access, what they sat in and what comes: 3 queries, searched without accents."""
    acces = Attribution.objects.en_cours(le).filter(utilisateur=OuterRef("utilisateur"), role=Role.EVALUATEUR)
    evaluateurs = Evaluateur.objects.select_related("utilisateur").annotate(acces_ouvert=Exists(acces))
    if certification:
        evaluateurs = evaluateurs.filter(certifications=certification)
    if origine:
        evaluateurs = evaluateurs.filter(origine=origine)
    cle, sieges = cle_recherche(recherche), _sieges(le)
    lus: list[Any] = par_nom(evaluateurs.prefetch_related("certifications"))
    for evaluateur in lus:
        vars(evaluateur).update(sieges.get(evaluateur.pk, SANS_SIEGE))
    lus.sort(key=lambda evaluateur: not evaluateur.actif)
    return [evaluateur for evaluateur in lus if cle in cle_recherche(*_mots_de(evaluateur))]


def _sieges(le: date) -> dict[int, dict[str, Any]]:
    """By evaluator, what they sat in and the next one; counted apart, which multiplies no row of theirs."""
    tenues, planifiees = Q(commission__etat=EtatCommission.TENUE), Q(commission__etat=EtatCommission.PLANIFIEE)
    annee = Q(commission__date__year=le.year) & ~Q(commission__etat=EtatCommission.ANNULEE)
    comptes: QuerySet[Any, Any] = (
        MembreCommission.objects.order_by()
        .values("evaluateur")
        .annotate(
            nombre_tenues=Count("pk", filter=tenues),
            nombre_annee=Count("pk", filter=annee),
            derniere_le=Max("commission__date", filter=tenues),
            prochaine_le=Min("commission__date", filter=planifiees & Q(commission__date__gte=le)),
        )
    )
    return {compte.pop("evaluateur"): compte for compte in comptes}


def _mots_de(evaluateur: Evaluateur) -> list[str]:
    champs = ("entreprise_nom", "service", "metier", "region", "disponibilite")
    return [str(evaluateur), evaluateur.utilisateur.nom, *(getattr(evaluateur, champ) for champ in champs)]

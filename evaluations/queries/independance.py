"""From rows to what the independence rules read."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, FilteredRelation, Q

from candidats.models import Inscription
from certif_portal.commun.regles import Regle
from evaluations.models import Commission, DeclarationIndependance, Evaluateur, MembreCommission, Passage
from evaluations.regles.independance import (
    INDEPENDANCE_DECLARATION,
    Entourage,
    Manquement,
    ProfilEvaluateur,
    manquements_independance,
)


def profil(evaluateur: Evaluateur) -> ProfilEvaluateur:
    """Expects `utilisateur` to be loaded."""
    return ProfilEvaluateur(
        prenom=evaluateur.utilisateur.prenom,
        nom=evaluateur.utilisateur.nom,
        courriel=evaluateur.utilisateur.email,
        entreprise=evaluateur.entreprise_nom,
        siret=evaluateur.entreprise_siret,
        service=evaluateur.service,
    )


def entourage(inscription: Inscription) -> Entourage:
    """Expects `candidat`, `entreprise` and `formateurs` to be loaded."""
    entreprise = inscription.entreprise
    return Entourage(
        candidat=str(inscription.candidat),
        entreprise=entreprise.raison_sociale if entreprise else "",
        siret=entreprise.siret if entreprise else "",
        service=inscription.service,
        superieur_nom=inscription.superieur_nom,
        superieur_courriel=inscription.superieur_courriel,
        tuteur_nom=inscription.tuteur_nom,
        tuteur_courriel=inscription.tuteur_courriel,
        formateurs=tuple((formateur.nom, formateur.courriel) for formateur in inscription.formateurs.all()),
    )


def manquements(evaluateur: Evaluateur, inscription: Inscription) -> list[Manquement]:
    return manquements_independance(profil(evaluateur), entourage(inscription))


@dataclass(frozen=True)
class Declaration:
    """What one member declared on one candidate."""

    evaluateur_id: int
    inscription_id: int
    lien: bool
    precision: str


def membres_et_leurs_declarations(
    commission: Commission, passages: Iterable[Passage]
) -> tuple[list[MembreCommission], list[Declaration]]:
    """The members, president first, and what they declared on these candidates: 1 query."""
    candidats = [passage.inscription_id for passage in passages]
    sur_eux = FilteredRelation(
        "evaluateur__declarations", condition=Q(evaluateur__declarations__inscription__in=candidats)
    )
    lignes = (
        commission.membres.select_related("evaluateur__utilisateur")
        .annotate(sur_eux=sur_eux)
        .annotate(
            declaree=F("sur_eux__inscription"),
            declaree_lien=F("sur_eux__lien"),
            declaree_precision=F("sur_eux__precision"),
        )
        .order_by("-preside", "pk")
    )
    membres: dict[int, MembreCommission] = {}
    declarations = []
    for ligne in lignes:
        membres.setdefault(ligne.pk, ligne)
        if ligne.declaree is not None:
            declarations.append(
                Declaration(ligne.evaluateur_id, ligne.declaree, ligne.declaree_lien, ligne.declaree_precision)
            )
    return list(membres.values()), declarations


@dataclass(frozen=True)
class LienDetecte:
    """A breach seen on a planned sitting, or a link the evaluator declared."""

    personne: str
    detail: str
    regle: Regle


def liens_detectes(
    membres: Iterable[MembreCommission], passages: Iterable[Passage], declarations: Iterable[Declaration]
) -> list[LienDetecte]:
    """Computed breaches (the registration may have changed since), then declared links."""
    liens = []
    passages = list(passages)
    for membre in membres:
        for passage in passages:
            for manquement in manquements(membre.evaluateur, passage.inscription):
                liens.append(LienDetecte(str(membre), manquement.detail, manquement.regle))
    noms = {membre.evaluateur_id: str(membre) for membre in membres}
    candidats = {passage.inscription_id: str(passage.inscription.candidat) for passage in passages}
    for declaration in declarations:
        if declaration.lien and declaration.evaluateur_id in noms and declaration.inscription_id in candidats:
            detail = (
                f"{noms[declaration.evaluateur_id]} déclare un lien avec {candidats[declaration.inscription_id]} : "
                f"{declaration.precision}"
            )
            liens.append(LienDetecte(noms[declaration.evaluateur_id], detail, INDEPENDANCE_DECLARATION))
    return liens


@dataclass(frozen=True)
class MembreDeclare:
    """A member, and how many of the sitting's candidates they have declared independence for."""

    membre: MembreCommission
    declarees: int
    attendues: int
    lien: bool

    @property
    def complet(self) -> bool:
        return self.declarees == self.attendues


def membres_et_declarations(
    membres: Iterable[MembreCommission], passages: Iterable[Passage], declarations: Iterable[Declaration]
) -> list[MembreDeclare]:
    declarations, attendues = list(declarations), len(list(passages))
    lignes = []
    for membre in membres:
        siennes = [declaration for declaration in declarations if declaration.evaluateur_id == membre.evaluateur_id]
        lignes.append(MembreDeclare(membre, len(siennes), attendues, any(d.lien for d in siennes)))
    return lignes


def passages_a_declarer(commission: Commission, evaluateur: Evaluateur) -> list[Passage]:
    """The candidates of a sitting on whom this evaluator has declared nothing yet: 2 queries."""
    dites = DeclarationIndependance.objects.filter(evaluateur=evaluateur).values("inscription")
    return list(
        commission.passages.exclude(inscription__in=dites)
        .select_related(
            "inscription__candidat", "inscription__entreprise", "inscription__organisme", "inscription__referentiel"
        )
        .prefetch_related("inscription__formateurs")
        .order_by("heure", "inscription__candidat__cle_recherche")
    )

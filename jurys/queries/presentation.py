"""Who may be attached to a jury, found by filters; and why somebody is not among them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.urls import reverse

from candidats.models import Inscription, il_manque
from candidats.queries.nom import cherchees, nommes
from candidats.services.acquis import benefice_perdu
from certif_portal.commun.textes import cle_recherche, nettoyer_texte
from certif_portal.commun.typographie import date_longue
from certif_portal.comptes.models import Utilisateur
from evaluations.choix import EtatGrille
from jurys.choix import OUVERTS
from jurys.models import Jury, Presentation
from jurys.queries.piece import PieceAttendue, manquantes_gardees
from referentiels.choix import TypeCertification

MONTRES = 20
PRETS, INCOMPLETS, TOUS = "prets", "incomplets", "tous"
VOIR = ((PRETS, "Prêts pour le jury"), (INCOMPLETS, "Évalués, incomplets"), (TOUS, "Tous les dossiers en cours"))


@dataclass(frozen=True)
class FiltrePresentables:
    """What the address asks for; what is not offered is ignored."""

    voir: str = PRETS
    type: str = ""
    certification: str = ""
    organisme: str = ""
    lieu: str = ""
    q: str = ""

    @classmethod
    def lu(cls, adresse: Mapping[str, str]) -> "FiltrePresentables":
        textes = {
            nom: nettoyer_texte(adresse.get(nom, ""))[:100] for nom in ("certification", "organisme", "lieu", "q")
        }
        voir = adresse.get("voir", PRETS)
        voulu = adresse.get("type", "")
        return cls(
            voir=voir if voir in dict(VOIR) else PRETS,
            type=voulu if voulu in TypeCertification.values else "",
            **textes,
        )

    @property
    def actif(self) -> bool:
        return any((self.type, self.certification, self.organisme, self.lieu, self.q))


COLONNES = {
    "candidat": "candidat__cle_recherche",
    "certification": "referentiel__intitule",
    "organisme": "organisme__cle_recherche",
}


def presentables(jury: Jury, filtre: FiltrePresentables) -> QuerySet[Inscription]:
    """Accepted registrations that no open jury has, in order: which, before all that is said of those of a page."""
    lignes = Inscription.objects.suivies().exclude(presentations__jury__etat__in=OUVERTS)
    if filtre.voir == PRETS:
        lignes = lignes.filter(~il_manque(jury.date), suivi__isnull=False)
    elif filtre.voir == INCOMPLETS:
        lignes = lignes.filter(il_manque(jury.date), grille__etat=EtatGrille.SCELLEE)
    if filtre.type:
        lignes = lignes.filter(referentiel__certification__type=filtre.type)
    for mot in cle_recherche(filtre.certification).split():
        lignes = lignes.filter(referentiel__certification__cle_recherche__contains=mot)
    for mot in cle_recherche(filtre.organisme).split():
        lignes = lignes.filter(organisme__cle_recherche__contains=mot)
    if filtre.lieu:
        lignes = lignes.filter(passages__commission__lieu__icontains=filtre.lieu).distinct()
    lignes = nommes(lignes, cle_recherche(filtre.q))
    return lignes.order_by("referentiel__intitule", "candidat__cle_recherche", "pk")


def avec_leurs_pieces() -> QuerySet[Inscription]:
    """With what a line says of each, and what it misses."""
    return (
        Inscription.objects.order_by()
        .select_related("candidat", "organisme", "entreprise", "referentiel__certification", "suivi")
        .defer("suivi__etapes", "suivi__pieces")
        .prefetch_related("pieces_manquantes")
    )


@dataclass(frozen=True)
class Raison:
    """Why a file is not proposed, and where what unlocks it is done."""

    texte: str
    url: str = ""


@dataclass(frozen=True)
class Pourquoi:
    """One registration found by a name or a number. Without a reason, it is proposed to this jury."""

    inscription: Inscription
    raisons: list[Raison] = field(default_factory=list)


def pourquoi(jury: Jury, texte: str, personne: Utilisateur, livret: str) -> list[Pourquoi]:
    """Those that bear this name or this number, whatever their state, and the exact reasons: 3 queries, and one more
    for each of the few whose every competence is acquired already."""
    trouvees = list(
        cherchees(Inscription.objects.visibles_par(personne), texte)
        .select_related("candidat", "organisme", "referentiel__certification", "suivi")
        .prefetch_related("pieces_manquantes")
        .order_by("-creee_le", "-pk")[:MONTRES]
    )
    prises = Presentation.objects.filter(inscription__in=trouvees, jury__etat__in=OUVERTS).select_related("jury")
    par_inscription = {prise.inscription_id: prise.jury for prise in prises}
    return [Pourquoi(i, _raisons(i, jury, par_inscription.get(i.pk), livret)) for i in trouvees]


def _raisons(inscription: Inscription, jury: Jury, prise_par: Jury | None, livret: str) -> list[Raison]:
    dossier = reverse("inscription_detail", args=[inscription.pk])
    if not inscription.est_suivie:
        etat = inscription.get_etat_display().lower()
        return [
            Raison(f"L’inscription est « {etat} » : seule une inscription acceptée, non décidée, se présente.", dossier)
        ]
    if prise_par:
        ici = " celui-ci" if prise_par.pk == jury.pk else f" {prise_par.numero} du {date_longue(prise_par.date)}"
        dit = f"Déjà rattaché à un jury :{ici}. Détaché de ce jury, il peut être présenté à un autre."
        return [Raison(dit, prise_par.get_absolute_url())]
    raisons = [Raison(str(refus.detail), dossier) for refus in benefice_perdu(inscription, jury.date)]
    return raisons + [_piece(piece) for piece in manquantes_gardees(inscription, jury.date, livret)]


def _piece(piece: PieceAttendue) -> Raison:
    return Raison(f"{piece.libelle} : {piece.explication} {piece.qui.capitalize()} doit agir.", piece.url)

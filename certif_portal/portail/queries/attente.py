"""Work queues: what waits for somebody's act. A counter and its list come from the same queryset, so they agree."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, F, Min, QuerySet, Value
from django.db.models.functions import TruncDate

from candidats.models import ConfirmationEtatCivil, DemandeInscription, Inscription, Projet
from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.typographie import tete_de_phrase
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import peut_tout_consulter
from certif_portal.portail.queries.files_attente import FILES_DU_CENTRE, File
from certif_portal.portail.queries.files_organisme import FILES_DE_L_ORGANISME
from certif_portal.portail.queries.marche import lien
from evaluations.models import FeuilleEmargement, FeuilleRecue, GrillePapier, PageNumerisee, PropositionCommission
from jurys.models import ActionCorrective, DossierGTP, PieceJury


@dataclass(frozen=True)
class Ligne:
    """One thing that waits: what, for whom, since when, and the page where it is done."""

    quoi: str
    detail: str
    depuis: date | None
    url: str


@dataclass(frozen=True)
class Compte:
    """A queue counted: how many wait, and since when the oldest does."""

    file: File
    nombre: int
    plus_ancienne: date | None

    @property
    def url(self) -> str:
        return lien("file_attente", self.file.code)

    @property
    def mot(self) -> str:
        """« 1 brouillon », « 2 brouillons »."""
        return self.file.mot if self.nombre > 1 else self.file.un or self.file.mot


def files_de(personne: Utilisateur, centre: ParametresCentre) -> list[File]:
    if peut_tout_consulter(personne):
        files = FILES_DU_CENTRE
    else:
        files = FILES_DE_L_ORGANISME if personne.a_role(Role.ORGANISME) else ()
    mots = {
        "Livret": centre.livret_titre,
        "livret": centre.livret_nom,
        "livrets": centre.livrets_nom,
        "Livrets": tete_de_phrase(centre.livrets_nom),
    }
    textes = ("titre", "mot", "un", "explication")
    return [replace(file, **{nom: getattr(file, nom).format(**mots) for nom in textes}) for file in files]


def compter(personne: Utilisateur, centre: ParametresCentre) -> list[Compte]:
    """Every queue of the person, counted: 1 query."""
    files = files_de(personne, centre)
    if not files:
        return []
    comptes = [_compte(file, personne) for file in files]
    lus = {code: (nombre, ancienne) for code, nombre, ancienne in comptes[0].union(*comptes[1:], all=True)}
    return [Compte(file, *lus.get(file.code, (0, None))) for file in files]


def _compte(file: File, personne: Utilisateur) -> QuerySet[Any]:
    date_de = TruncDate(file.depuis) if file.instant else file.depuis
    return (
        file.lignes(personne)
        .order_by()
        .annotate(file=Value(file.code))
        .values("file")
        .annotate(nombre=Count("pk", distinct=True), ancienne=Min(date_de))
        .values_list("file", "nombre", "ancienne")
    )


def lignes_de(file: File, personne: Utilisateur) -> QuerySet[Any]:
    """The rows of a queue, the oldest first."""
    lignes = file.lignes(personne)
    if lignes.model is Inscription:
        lignes = lignes.pour_listes()
    return lignes.annotate(depuis=TruncDate(file.depuis) if file.instant else F(file.depuis)).order_by("depuis", "pk")


def colonnes_de(lignes: QuerySet[Any]) -> dict[str, str]:
    """What a queue sorts by: its date, and the candidate whose file waits."""
    return {"depuis": "depuis"} | ({"quoi": "candidat__cle_recherche"} if lignes.model is Inscription else {})


def en_ligne(file: File, objet: Any) -> Ligne:
    """One row, in words."""
    match objet:
        case Inscription():
            organisme = objet.organisme.nom if objet.organisme else "sans organisme"
            return Ligne(
                str(objet.candidat), f"{objet.referentiel} · {organisme}", objet.depuis, lien(file.vers, objet.pk)
            )
        case Projet():
            detail = f"{objet.reference} · {objet.porteur}"
            return Ligne(objet.referentiel.intitule, detail, objet.depuis, lien(file.vers, objet.pk))
        case PieceJury():
            return Ligne(objet.nom, str(objet.jury), objet.depuis, lien(file.vers, objet.jury_id))
        case DossierGTP():
            return Ligne(f"Dossier {objet.numero}", objet.jury.lieu, objet.depuis, lien(file.vers, objet.pk))
        case ActionCorrective():
            return Ligne(objet.quoi, objet.qui, objet.depuis, lien(file.vers, objet.dossier_id))
        case FeuilleEmargement() | PropositionCommission() | FeuilleRecue() | PageNumerisee() | GrillePapier():
            return _de_l_evaluation(file, objet)
        case DemandeInscription():
            return Ligne(str(objet), str(objet.referentiel), objet.depuis, lien(file.vers, objet.pk))
        case ConfirmationEtatCivil():
            return Ligne(str(objet.inscription.candidat), objet.destinataire, objet.depuis, lien(file.vers, objet.pk))
    return Ligne(f"Jury {objet.numero}", objet.lieu, objet.depuis, lien(file.vers, objet.pk))


def _de_l_evaluation(file: File, objet: Any) -> Ligne:
    depuis = objet.depuis
    if isinstance(objet, FeuilleEmargement):
        return Ligne(str(objet.commission), objet.commission.lieu, depuis, lien(file.vers, objet.commission_id))
    if isinstance(objet, PropositionCommission):
        detail = f"{objet.date:%d/%m/%Y}, {objet.lieu}"
        return Ligne(objet.organisme.nom, detail, depuis, lien(file.vers, objet.pk))
    if isinstance(objet, GrillePapier):
        return Ligne(str(objet.grille.inscription.candidat), objet.motif, depuis, lien(file.vers, objet.pk))
    if isinstance(objet, FeuilleRecue):
        return Ligne(objet.de_quoi, objet.get_sorte_display(), depuis, lien(file.vers, objet.pk))
    return Ligne(str(objet), objet.raison, depuis, lien(file.vers, objet.numerisation_id))

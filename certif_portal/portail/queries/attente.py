"""Work queues: what waits for somebody's act. A counter and its list come from the same queryset, so they agree."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Case, Count, DateField, F, Min, Q, QuerySet, Value, When
from django.db.models.functions import Cast, TruncDate
from django.http import QueryDict

from candidats.models import ConfirmationEtatCivil, DemandeInscription, Inscription, Projet
from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.ecrites import lire
from certif_portal.commun.textes import en_entier
from certif_portal.commun.tri import Tri
from certif_portal.commun.typographie import tete_de_phrase
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import peut_tout_consulter
from certif_portal.portail.queries.charge import PORTEES, de_la_portee, qui_s_en_charge
from certif_portal.portail.queries.file import File, inscriptions
from certif_portal.portail.queries.files_attente import FILES_DU_CENTRE
from certif_portal.portail.queries.files_membre import FILES_DE_L_EVALUATEUR, FILES_DU_JURE
from certif_portal.portail.queries.files_organisme import FILES_DE_L_ORGANISME
from certif_portal.portail.queries.marche import lien
from evaluations.models import (
    Commission,
    FeuilleEmargement,
    FeuilleRecue,
    GrillePapier,
    PageNumerisee,
    Passage,
    PropositionCommission,
)
from jurys.models import ActionCorrective, DossierGTP, PieceJury


@dataclass(frozen=True)
class Ligne:
    """One thing that waits: what, for whom, since when, and the page where it is done."""

    quoi: str
    detail: str
    depuis: date | None
    url: str
    pk: int = 0
    charge: Utilisateur | None = None


class Decompte(NamedTuple):
    """How many, and since when the oldest."""

    nombre: int = 0
    depuis: date | None = None


@dataclass(frozen=True)
class Signal:
    """What a home says of rows that are no queue: counted as those, with the day of the oldest where they have one."""

    code: str
    lignes: QuerySet[Any]
    depuis: str = ""
    instant: bool = True


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


FILES_D_UN_ROLE = {
    Role.ORGANISME: FILES_DE_L_ORGANISME,
    Role.EVALUATEUR: FILES_DE_L_EVALUATEUR,
    Role.JURE: FILES_DU_JURE,
}


def _a_les_siennes(personne: Utilisateur, role: str) -> bool:
    """Who reads the whole centre has its queues; they sit too, perhaps, but what is an OF's is then the centre's."""
    return personne.a_role(role) and not (role != Role.EVALUATEUR and peut_tout_consulter(personne))


def files_de(personne: Utilisateur, centre: ParametresCentre) -> list[File]:
    mots = {
        "Livret": centre.livret_titre,
        "livret": centre.livret_nom,
        "livrets": centre.livrets_nom,
        "Livrets": tete_de_phrase(centre.livrets_nom),
    }
    textes = ("titre", "mot", "un", "explication")
    return [replace(file, **{nom: getattr(file, nom).format(**mots) for nom in textes}) for file in _files_de(personne)]


def _files_de(personne: Utilisateur) -> tuple[File, ...]:
    files = FILES_DU_CENTRE if peut_tout_consulter(personne) else ()
    for role, siennes in FILES_D_UN_ROLE.items():
        files += siennes if _a_les_siennes(personne, role) else ()
    return files


def compter(personne: Utilisateur, centre: ParametresCentre, le: date) -> list[Compte]:
    """Every queue of the person, counted: 1 query."""
    return compter_avec(personne, centre, le, sans_signal)[0]


def sans_signal(personne: Utilisateur, le: date) -> list[Signal]:
    return []


def compter_avec(
    personne: Utilisateur,
    centre: ParametresCentre,
    le: date,
    signaux: Callable[..., list[Signal]],
    avant: datetime | None = None,
) -> tuple[list[Compte], dict[str, Decompte]]:
    """The same, and what else a home says of a number: 1 query still. `signaux`: of that person, that day and, given
    one, before that instant."""
    files = files_de(personne, centre)
    lus: dict[str, Decompte] = defaultdict(Decompte)
    if not files:
        return [], lus
    for code, nombre, ancienne in lire(_comptes, le, signaux, lecteur=personne, a=avant):
        lus[code] = Decompte(nombre, ancienne)
    return [Compte(file, *lus[file.code]) for file in files], lus


def _comptes(personne: Utilisateur, le: date, signaux: Callable[..., list[Signal]], *avant: datetime) -> QuerySet[Any]:
    files = _files_de(personne)
    par_acte = [] if peut_tout_consulter(personne) else [file for file in files if file.actes]
    comptes = [_compter_par_acte(personne, par_acte)] if par_acte else []
    comptes += [_compter_file(file, personne, le) for file in files if file not in par_acte]
    comptes += [
        _compter(signal.code, signal.lignes, signal.depuis, instant=signal.instant)
        for signal in signaux(personne, le, *avant)
    ]
    return comptes[0].union(*comptes[1:], all=True)


def _compter_par_acte(personne: Utilisateur, files: Sequence[File]) -> QuerySet[Any]:
    """Those of acts, in one reading of the person's files: an act is of one queue. Who reads all of them has the index
    of acts, queue by queue."""
    lesquelles = {file: Q(suivi__acte__in=file.actes) for file in files}
    code = Case(*(When(siennes, then=Value(file.code)) for file, siennes in lesquelles.items()))
    jour = Case(*(When(siennes, then=F(file.depuis)) for file, siennes in lesquelles.items()))
    return (
        inscriptions(personne)
        .order_by()
        .filter(reduce(or_, lesquelles.values()))
        .annotate(file=code)
        .values("file")
        .annotate(nombre=Count("pk"), ancienne=Min(jour))
        .values_list("file", "nombre", "ancienne")
    )


def _compter_file(file: File, personne: Utilisateur, le: date) -> QuerySet[Any]:
    if file.dues is None:
        return _compter(file.code, file.lignes(personne, le), file.depuis, instant=file.instant)
    return _compter(file.code, file.dues(personne, le), "limite", instant=False, par="inscription")


def _compter(code: str, lignes: QuerySet[Any], depuis: str, *, instant: bool, par: str = "pk") -> QuerySet[Any]:
    jour = (TruncDate(depuis) if instant else depuis) if depuis else Cast(Value(None), DateField())
    return (
        lignes.order_by()
        .annotate(file=Value(code))
        .values("file")
        .annotate(nombre=Count(par, distinct=True), ancienne=Min(jour))
        .values_list("file", "nombre", "ancienne")
    )


def lignes_de(file: File, personne: Utilisateur, le: date) -> QuerySet[Any]:
    """The rows of a queue, the oldest first."""
    lignes = file.lignes(personne, le)
    if lignes.model is Inscription:
        lignes = lignes.select_related("candidat", "organisme", "referentiel__certification")
    return lignes.annotate(depuis=TruncDate(file.depuis) if file.instant else F(file.depuis)).order_by("depuis", "pk")


def en_lignes(file: File, objets: list[Any], personne: Utilisateur, demande: "Demande", le: date) -> list[Ligne]:
    """With who takes care of each, and the way back to the queue: 1 query."""
    charges = qui_s_en_charge(objets, personne, le)
    return [
        replace(ligne, url=demande.adresse_de(ligne, objet.pk), pk=objet.pk, charge=charges.get(objet.pk))
        for objet in objets
        for ligne in [en_ligne(file, objet)]
    ]


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
        case Commission() | Passage():
            return _de_l_evaluateur(file, objet)
        case FeuilleEmargement() | PropositionCommission() | FeuilleRecue() | PageNumerisee() | GrillePapier():
            return _de_l_evaluation(file, objet)
        case DemandeInscription():
            return Ligne(str(objet), str(objet.referentiel), objet.depuis, lien(file.vers, objet.pk))
        case ConfirmationEtatCivil():
            return Ligne(str(objet.inscription.candidat), objet.destinataire, objet.depuis, lien(file.vers, objet.pk))
    return Ligne(f"Jury {objet.numero}", objet.lieu, objet.depuis, lien(file.vers, objet.pk))


def _de_l_evaluateur(file: File, objet: Commission | Passage) -> Ligne:
    depuis = objet.depuis  # type: ignore[union-attr]
    if isinstance(objet, Commission):
        return Ligne(str(objet), objet.lieu, depuis, lien(file.vers, objet.pk))
    inscription = objet.inscription
    detail = f"{inscription.referentiel.intitule} · {objet.commission.lieu}"
    return Ligne(str(inscription.candidat), detail, depuis, lien(file.vers, inscription.grille.pk))


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


# --- one row among the others ------------------------------------------------------------------


@dataclass(frozen=True)
class Demande:
    """A queue as an address asks for it: whose part, in which order; `ligne`: the row being dealt with."""

    code: str
    portee: str = ""
    tri: str = ""
    ligne: int = 0

    @classmethod
    def lue(cls, code: str, adresse: Mapping[str, str]) -> "Demande":
        portee = adresse.get("portee", "")
        connue = portee if portee in PORTEES else ""
        return cls(code, connue, adresse.get("tri", ""), en_entier(adresse.get("ligne", "")) or 0)

    @property
    def url(self) -> str:
        """The queue itself."""
        garde = {nom: valeur for nom, valeur in (("portee", self.portee), ("tri", self.tri)) if valeur}
        return lien("file_attente", self.code) + (f"?{urlencode(garde)}" if garde else "")

    def adresse_de(self, ligne: Ligne, pk: int) -> str:
        """The page of one row, which knows the queue it was opened from."""
        garde = {"file": self.code, "portee": self.portee, "tri": self.tri, "ligne": str(pk)}
        requete = urlencode({nom: valeur for nom, valeur in garde.items() if valeur})
        return f"{ligne.url}?{urlencode({'liste': requete})}"

    def lignes(self, file: File, personne: Utilisateur, le: date) -> QuerySet[Any]:
        lignes = lignes_de(file, personne, le)
        return lignes.filter(de_la_portee(self.portee, lignes.model, personne, le))

    def rangees(self, file: File, personne: Utilisateur, le: date) -> tuple[Tri, QuerySet[Any]]:
        lignes = self.lignes(file, personne, le)
        tri = Tri.lu({"tri": self.tri}, colonnes_de(lignes))
        return tri, tri.trier(lignes)


PREFIXE = "file="
"""How « ?liste= » says that a file was opened from a queue, and not from a list."""


@dataclass(frozen=True)
class PlaceDansLaFile:
    """Where a row stands in its queue; `rang`: 0 once it has left it, and the next is then the first."""

    titre: str
    url: str
    rang: int
    total: int
    precedent_url: str = ""
    suivant_url: str = ""


def place_dans_la_file(
    requete: str, personne: Utilisateur, centre: ParametresCentre, le: date
) -> PlaceDansLaFile | None:
    """`requete`: what « ?liste= » holds. The keys of the queue, then its two neighbours: 2 queries."""
    adresse = QueryDict(requete)
    demande = Demande.lue(adresse.get("file", ""), adresse)
    file = next((file for file in files_de(personne, centre) if file.code == demande.code), None)
    if file is None:
        return None
    _, lignes = demande.rangees(file, personne, le)
    pks = list(dict.fromkeys(lignes.values_list("pk", flat=True)))
    rang = pks.index(demande.ligne) + 1 if demande.ligne in pks else 0
    avant, apres = (pks[rang - 2 : rang - 1] if rang > 1 else []), pks[rang : rang + 1]
    lus = {objet.pk: objet for objet in demande.lignes(file, personne, le).filter(pk__in=[*avant, *apres])}
    urls = [
        demande.adresse_de(en_ligne(file, lus[pk[0]]), pk[0]) if pk and pk[0] in lus else "" for pk in (avant, apres)
    ]
    return PlaceDansLaFile(file.titre, demande.url, rang, len(pks), *urls)


def suite_de_la_file(requete: str, personne: Utilisateur, centre: ParametresCentre, le: date) -> str:
    """Where to go once a row is dealt with, read before the act: the next one, else the queue."""
    place = place_dans_la_file(requete, personne, centre, le)
    return (place.suivant_url or place.url) if place else lien("accueil")

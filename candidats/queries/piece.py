"""Identity papers in number: what an OF sent, and whose it is; what the staff have to check, and what is the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from candidats.choix import A_EXAMINER, MODIFIABLE_PAR_ORGANISME
from candidats.models import Candidat, Inscription, PieceIdentite, PieceRecue
from candidats.regles.piece import Annuaire, Attendu, Lecture, doute_sur_les_faces, face_de
from certif_portal.commun.models import EntreeJournal
from certif_portal.comptes.models import Utilisateur
from habilitations.models import OrganismeFormation


@dataclass
class Attendue:
    """Somebody whose paper is expected, with their registrations of the list and what was received for them."""

    candidat: Candidat
    inscriptions: list[Inscription] = field(default_factory=list)
    deja: datetime | None = None
    """When the paper they already have was deposited: a new one replaces it."""
    pages: list[PieceRecue] = field(default_factory=list)
    a_la_main: bool = False
    faces_a_dire: bool = False
    """Several files, of which nothing says that they are the two sides of one paper."""

    @property
    def certifications(self) -> str:
        return ", ".join(dict.fromkeys(inscription.referentiel.intitule for inscription in self.inscriptions))

    @property
    def prete(self) -> bool:
        return bool(self.pages) and not self.faces_a_dire

    @property
    def cles(self) -> str:
        return ",".join(str(page.pk) for page in self.pages)

    @property
    def cles_inverses(self) -> str:
        return ",".join(str(page.pk) for page in reversed(self.pages))


@dataclass(frozen=True)
class AAttribuer:
    """A paper that is asked about, and whom it may be of."""

    piece: PieceRecue
    lecture: Lecture
    proposes: tuple[Attendue, ...]


@dataclass(frozen=True)
class Bac:
    """What one OF sent and joined to nobody yet, held against the registrations of a list. 3 queries."""

    attendues: tuple[Attendue, ...]
    a_attribuer: tuple[AAttribuer, ...]
    ecartees: tuple[PieceRecue, ...]

    @property
    def pretes(self) -> list[Attendue]:
        return [attendue for attendue in self.attendues if attendue.prete]

    @property
    def a_confirmer(self) -> list[Attendue]:
        return [attendue for attendue in self.attendues if attendue.faces_a_dire]

    @property
    def sans_piece(self) -> list[Attendue]:
        return [attendue for attendue in self.attendues if not attendue.pages and not attendue.deja]

    @property
    def deja(self) -> list[Attendue]:
        return [attendue for attendue in self.attendues if not attendue.pages and attendue.deja]

    @property
    def choix(self) -> list[Attendue]:
        """Whom a paper may be put to: those who have none yet come first."""
        return sorted(self.attendues, key=lambda attendue: bool(attendue.pages or attendue.deja))

    @property
    def recues(self) -> int:
        return sum(len(attendue.pages) for attendue in self.attendues) + len(self.a_attribuer)


def a_completer(inscriptions: QuerySet[Inscription], organisme: OrganismeFormation) -> QuerySet[Inscription]:
    """Of a list, those of this OF whose paper it may still join, in the order of the names."""
    siennes = inscriptions.filter(organisme=organisme, etat__in=MODIFIABLE_PAR_ORGANISME)
    return siennes.select_related("candidat", "referentiel__certification").order_by("candidat__cle_recherche", "pk")


def bac_de(organisme: OrganismeFormation, inscriptions: Iterable[Inscription]) -> Bac:
    """Whose each paper is, by the hand of the OF, else by its name; in the order of the names: a browser sends several
    at once, they arrive in any order.
    """
    attendues: dict[int, Attendue] = {}
    for inscription in inscriptions:
        attendue = attendues.setdefault(inscription.candidat_id, Attendue(inscription.candidat))
        attendue.inscriptions.append(inscription)
    _deja_deposees(attendues)
    annuaire = Annuaire(_attendu(attendue.candidat) for attendue in attendues.values())
    ecartees, demandees = [], []
    for piece in PieceRecue.objects.filter(organisme=organisme).order_by("nom", "pk"):
        lecture = annuaire.lire(piece.nom)
        cle = piece.candidat_id or lecture.cle
        if piece.ecartee_le:
            ecartees.append(piece)
        elif cle in attendues:
            attendues[cle].pages.append(piece)
        else:
            demandees.append((piece, lecture))
    for attendue in attendues.values():
        _ranger(attendue)
    questions = (AAttribuer(p, lue, tuple(attendues[cle] for cle in lue.proposes)) for p, lue in demandees)
    return Bac(tuple(attendues.values()), tuple(questions), tuple(ecartees))


def _attendu(candidat: Candidat) -> Attendu:
    return Attendu(candidat.pk, candidat.nom_naissance, candidat.nom_usage, candidat.prenom, candidat.autres_prenoms)


def _deja_deposees(attendues: dict[int, Attendue]) -> None:
    cles = [inscription.pk for attendue in attendues.values() for inscription in attendue.inscriptions]
    vivantes = PieceIdentite.objects.filter(inscription__in=cles, supprimee_le=None, fichier__isnull=False)
    for candidat, le in vivantes.order_by("deposee_le").values_list("inscription__candidat", "deposee_le"):
        attendues[candidat].deja = le


def _ranger(attendue: Attendue) -> None:
    """By the order said by hand, else by the side that the name says."""
    pages = attendue.pages
    attendue.a_la_main = bool(pages) and all(page.candidat_id for page in pages)
    if len(pages) > 1:
        faces = [page.rang or face_de(page.nom) for page in pages]
        attendue.faces_a_dire = doute_sur_les_faces(faces)
        attendue.pages = [page for _, page in sorted(zip(faces, pages, strict=True), key=lambda paire: paire[0])]


# ---------------------------------------------------------------- the staff


def identites_a_verifier(inscriptions: QuerySet[Inscription]) -> QuerySet[Inscription]:
    """Deposited, with a paper, and not checked yet: the oldest deposit first."""
    avec = PieceIdentite.objects.filter(supprimee_le=None, fichier__isnull=False)
    return inscriptions.filter(
        etat__in=A_EXAMINER,
        candidat__identite_verifiee_le=None,
        pk__in=avec.values("inscription"),
    ).order_by("deposee_le", "organisme__cle_recherche", "candidat__cle_recherche", "pk")


def pages_de(inscription: Inscription) -> list[PieceIdentite]:
    """The files of its paper, recto first."""
    pieces = PieceIdentite.objects.filter(inscription=inscription, supprimee_le=None, fichier__isnull=False)
    return list(pieces.select_related("fichier").order_by("rang", "pk"))


MEMES = 5  # told at most: one is enough to ask


def meme_image(pages: Sequence[PieceIdentite]) -> list[Inscription]:
    """The registrations of somebody else that hold the very same picture: one of the two was sent by mistake."""
    if not pages:
        return []
    empreintes = [page.fichier.sha256 for page in pages if page.fichier]
    autres = PieceIdentite.objects.filter(supprimee_le=None, fichier__sha256__in=empreintes).exclude(
        inscription__candidat=pages[0].inscription.candidat_id
    )
    memes = Inscription.objects.filter(pk__in=autres.values("inscription")).select_related("candidat", "organisme")
    return list(memes.order_by("pk")[:MEMES])


@dataclass(frozen=True)
class BilanVerifications:
    """What one agent checked on one day."""

    verifiees: int
    a_accepter: list[int]
    """Checked, and waiting only to be accepted."""
    renvoyees: int
    derniere: Inscription | None


def bilan_des_verifications(personne: Utilisateur, le: date) -> BilanVerifications:
    """Read from what is recorded, not from what the page remembers: 2 queries."""
    debut = timezone.make_aware(datetime.combine(le, time.min))
    lignes = EntreeJournal.objects.filter(
        dossier_type=Inscription._meta.label_lower,
        acte__in=("identite", "renvoi"),
        par=personne,
        le__gte=debut,
        le__lt=debut + timedelta(days=1),
    ).order_by("-le", "-pk")
    actes = list(lignes.values_list("dossier_id", "acte"))
    touchees = Inscription.objects.select_related("candidat").in_bulk(
        {cle for cle, acte in actes if acte == "identite"}
    )
    siennes = [i for cle in dict.fromkeys(cle for cle, _ in actes) if (i := touchees.get(cle)) and _de(i, personne)]
    deposees = [inscription for inscription in siennes if inscription.etat in A_EXAMINER]
    return BilanVerifications(
        verifiees=len({inscription.candidat_id for inscription in siennes}),
        a_accepter=[inscription.pk for inscription in deposees],
        renvoyees=len({cle for cle, acte in actes if acte == "renvoi"}),
        derniere=deposees[0] if deposees else None,
    )


def _de(inscription: Inscription, personne: Utilisateur) -> bool:
    """Still checked, and by that agent."""
    return inscription.candidat.identite_verifiee_par_id == personne.pk

"""The papers of a jury: how far they are, what they are, and what they hold, chunk by chunk."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, Q
from django.urls import reverse

from certif_portal.commun.fichiers import verifier_empreinte
from certif_portal.commun.models import ContenuFichier, DocumentRendu, Fichier
from certif_portal.commun.textes import en_nom_de_fichier
from certif_portal.commun.types_fichiers import EXTENSIONS
from certif_portal.commun.typographie import date_longue
from habilitations.models import OrganismeFormation
from jurys.choix import EtatLettre, EtatPapier, EtatRectification, NaturePapier
from jurys.choix_gtp import EtatDossierGTP
from jurys.models import Duplicata, InformationCPREFP, Jury, Lettre, Papier

LOT = 100


def rang_de_remise(organisme: OrganismeFormation | None) -> tuple[bool, str, int]:
    """The one order of whatever a jury prints or lists OF by OF, certificates and letters; candidates without any come
    last."""
    return (False, organisme.cle_recherche, organisme.pk) if organisme else (True, "", 0)


@dataclass(frozen=True)
class Avancement:
    total: int
    faits: int
    echecs: int
    lettres: int
    """Drafts still to be read again."""

    @property
    def reste(self) -> int:
        return self.total - self.faits - self.echecs


def avancement(jury: Jury) -> Avancement:
    """2 queries."""
    comptes = Papier.objects.filter(jury=jury).aggregate(
        total=Count("pk"),
        faits=Count("pk", filter=Q(etat=EtatPapier.FAIT)),
        echecs=Count("pk", filter=Q(etat=EtatPapier.ECHEC)),
    )
    return Avancement(**comptes, lettres=Lettre.objects.filter(jury=jury, etat=EtatLettre.RETENUE).count())


@dataclass(frozen=True)
class Liasse:
    """The papers of one nature, in the order in which they are printed."""

    nature: NaturePapier
    papiers: list[Papier]

    @property
    def prete(self) -> bool:
        return all(papier.etat == EtatPapier.FAIT for papier in self.papiers)


def papiers_de(jury: Jury) -> list[Papier]:
    """Without what they print, nor the letter of a file for the GTP that was given up: 1 query."""
    return list(
        Papier.objects.filter(jury=jury)
        .exclude(dossier_gtp__etat=EtatDossierGTP.ABANDONNE)
        .defer("contexte")
        .select_related("organisme", "document__fichier", "jury", "certificat")
    )


def liasses_de(jury: Jury) -> list[Liasse]:
    par_nature = groupby(papiers_de(jury), lambda papier: papier.nature)
    return [Liasse(NaturePapier(nature), list(papiers)) for nature, papiers in par_nature]


@dataclass(frozen=True)
class FichierDuJury:
    """One file of a jury. `chemin`: in the folder or the archive. `genre`: the stack it is printed with."""

    chemin: str
    genre: str
    titre: str
    fichier: Fichier
    url: str = ""


@dataclass(frozen=True)
class Suites:
    """What came of a jury beside the papers that its closing asked for, of one kind."""

    genre: str
    libelle: str
    fichiers: list[FichierDuJury]

    @property
    def imprimable(self) -> bool:
        """What was scanned is printed already."""
        return self.genre not in NUMERISES


RECTIFICATIFS, DUPLICATAS, SIGNES = "rectificatif", "duplicata", "signe"
DEMANDES, CONVOCATIONS, CPREFP, PREUVES = "demande", "convocation", "cprefp", "preuve"
SUITES = {
    RECTIFICATIFS: "Procès-verbaux rectificatifs",
    DUPLICATAS: "Duplicatas certifiés conformes",
    SIGNES: "Documents signés, numérisés",
    DEMANDES: "Demandes de désignation",
    CONVOCATIONS: "Convocations",
    CPREFP: "Information de la CPREFP",
    PREUVES: "Preuves des envois",
}
DEJA_PARTIS = {DEMANDES, CONVOCATIONS, CPREFP}
"""Posted before the jury: of the folder, not of what is printed after it; each is printed by its own stack."""
NUMERISES = {SIGNES, PREUVES}
"""Received as they are: nothing to print."""
LIBELLES = {**{str(nature): str(nature.label) for nature in NaturePapier}, **SUITES}
RANGS = {genre: rang for rang, genre in enumerate(LIBELLES, start=1)}


def suites_de(jury: Jury) -> list[Suites]:
    """The rectifying PV, the certified copies, what was signed by hand then scanned; then what prepared the jury, with
    the proofs that it left: 8 queries."""
    lus = _suites_du_jury(jury) | _avant_le_jury(jury)
    return [Suites(genre, libelle, _ranges(genre, lus[genre])) for genre, libelle in SUITES.items() if lus[genre]]


Lus = dict[str, list[tuple[str, Fichier | None, str]]]
"""By kind: title, file, address."""


def _suites_du_jury(jury: Jury) -> Lus:
    rectifications = jury.rectifications.filter(document__isnull=False).exclude(etat=EtatRectification.ANNULEE)
    copies = Duplicata.objects.filter(certificat__presentation__jury=jury)
    signees = jury.pieces.filter(scan__isnull=False).order_by("pk")
    return {
        RECTIFICATIFS: [
            (str(lue), lue.document.fichier if lue.document else None, reverse("rectification_fichier", args=[lue.pk]))
            for lue in rectifications.select_related("jury", "document__fichier")
        ],
        DUPLICATAS: [
            (str(copie).capitalize(), copie.document.fichier, reverse("duplicata_fichier", args=[copie.pk]))
            for copie in copies.select_related("certificat", "document__fichier").order_by("pk")
        ],
        SIGNES: [
            (piece.nom, piece.scan, f"{reverse('piece_jury_fichier', args=[piece.pk])}?scan=1")
            for piece in signees.select_related("jury", "scan", "certification", "version_bloc__bloc", "rectification")
        ],
    }


def lettres_du_jury(jury: Jury) -> list[DocumentRendu]:
    """The documents of letters still to post, the first asked first: 1 query."""
    documents = DocumentRendu.objects.filter(pk__in=jury.demandes.values("lettres"))
    return list(documents.select_related("fichier").order_by("rendu_le", "pk"))


def _avant_le_jury(jury: Jury) -> Lus:
    """Letters posted to the unions, convocations printed, what the CPREFP was told of this jury, and their proofs."""
    convocations = jury.lettres_convocation.select_related("document__fichier")
    dites = InformationCPREFP.objects.filter(etat=EtatLettre.PARTIE, contenu__has_key=str(jury.pk))
    informations = list(dites.select_related("document__fichier", "preuve").order_by("partie_le", "pk"))
    demandes = jury.demandes.filter(preuve__isnull=False).select_related("organisation", "preuve").order_by("pk")
    demandees = {demande.preuve_id: demande for demande in demandes}  # one proof for all those asked together
    prevenue = Jury.objects.filter(pk=jury.pk, convocation_preuve__isnull=False).select_related("convocation_preuve")
    return {
        DEMANDES: [
            (document.titre, document.fichier, reverse("designation_lettres", args=[jury.pk]))
            for document in lettres_du_jury(jury)
        ],
        CONVOCATIONS: [
            (str(envoi), envoi.document.fichier, reverse("lettres_convocation", args=[envoi.pk]))
            for envoi in convocations
        ],
        CPREFP: [
            (str(dite), dite.document.fichier, reverse("cprefp_lettre", args=[dite.pk]))
            for dite in informations
            if dite.document
        ],
        PREUVES: [
            *(
                (f"Demandes de désignation du {date_longue(demande.demandee_le)}", demande.preuve, "")
                for demande in demandees.values()
            ),
            *((f"Convocation, {lu}", lu.convocation_preuve, "") for lu in prevenue),
            *(
                (str(dite), dite.preuve, f"{reverse('cprefp_lettre', args=[dite.pk])}?preuve=1")
                for dite in informations
                if dite.preuve
            ),
        ],
    }


def _ranges(genre: str, lus: Iterable[tuple[str, Fichier | None, str]]) -> list[FichierDuJury]:
    return [
        FichierDuJury(_chemin(genre, ordre, titre, EXTENSIONS[fichier.type_mime][0]), genre, titre, fichier, url)
        for ordre, (titre, fichier, url) in enumerate(lus, start=1)
        if fichier
    ]


def fichiers_du_jury(jury: Jury) -> list[FichierDuJury]:
    """Everything that the jury produced and that is made, and what prepared it: 9 queries."""
    faits = [
        FichierDuJury(chemin_de(papier), papier.nature, papier.titre, papier.document.fichier)
        for papier in papiers_de(jury)
        if papier.document
    ]
    return [*faits, *(fichier for suites in suites_de(jury) for fichier in suites.fichiers)]


def a_imprimer(jury: Jury, genre: str = "") -> list[FichierDuJury]:
    """Those of one stack, or of all those that follow the jury; what was scanned is printed already."""
    voulus = {genre} if genre else set(LIBELLES) - DEJA_PARTIS
    return [f for f in fichiers_du_jury(jury) if f.genre in voulus - NUMERISES]


def octets_des(fichiers: Sequence[FichierDuJury]) -> Iterator[tuple[FichierDuJury, bytes]]:
    """Each file with its bytes, checked against their hash: a hundred a query, and no more in memory."""
    for debut in range(0, len(fichiers), LOT):
        lot = fichiers[debut : debut + LOT]
        contenus = ContenuFichier.objects.in_bulk([lu.fichier.pk for lu in lot])
        for lu in lot:
            yield lu, verifier_empreinte(lu.fichier, contenus[lu.fichier.pk].octets)


def chemin_de(papier: Papier) -> str:
    """By nature, in the order of printing."""
    return _chemin(papier.nature, papier.ordre, papier.titre)


def _chemin(genre: str, ordre: int, titre: str, extension: str = ".pdf") -> str:
    dossier = f"{RANGS[genre]:02d}-{en_nom_de_fichier(LIBELLES[genre])}"
    return f"{dossier}/{ordre:04d}-{en_nom_de_fichier(titre)[:80]}{extension}"

"""The papers of a jury: how far they are, what they are, and what they hold, chunk by chunk."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, Q

from certif_portal.commun.fichiers import verifier_empreinte
from certif_portal.commun.models import ContenuFichier
from certif_portal.commun.textes import en_nom_de_fichier
from jurys.choix import EtatLettre, EtatPapier, NaturePapier
from jurys.choix_gtp import EtatDossierGTP
from jurys.models import Jury, Lettre, Papier

LOT = 100
RANGS = {nature: rang for rang, nature in enumerate(NaturePapier, start=1)}


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


def octets_des(papiers: Iterable[Papier]) -> Iterator[tuple[Papier, bytes]]:
    """Each made paper with its bytes, checked against their hash: a hundred a query, and no more in memory."""
    faits = [(papier, papier.document.fichier) for papier in papiers if papier.document]
    for debut in range(0, len(faits), LOT):
        lot = faits[debut : debut + LOT]
        contenus = ContenuFichier.objects.in_bulk([fichier.pk for _, fichier in lot])
        for papier, fichier in lot:
            yield papier, verifier_empreinte(fichier, contenus[fichier.pk].octets)


def chemin_de(papier: Papier) -> str:
    """Where a paper goes in the folder or the archive: by nature, in the order of printing."""
    nature = NaturePapier(papier.nature)
    dossier = f"{RANGS[nature]}-{en_nom_de_fichier(nature.label)}"
    return f"{dossier}/{papier.ordre:04d}-{en_nom_de_fichier(papier.titre)[:80]}.pdf"

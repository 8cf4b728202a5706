"""What sending the letters of a jury will do, said before it is done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from certif_portal.commun.durees import compte
from jurys.choix import Destinataire, EtatLettre
from jurys.models import Jury

NOMMES = 8
"""OF named one by one; beyond, they are counted."""


@dataclass(frozen=True)
class EnvoiPrevu:
    candidats: int
    entreprises: int
    par_courriel: int
    organismes: Sequence[str]

    @property
    def lettres(self) -> int:
        return self.candidats + self.entreprises

    @property
    def phrase(self) -> str:
        if not self.lettres:
            return ""
        return (
            f"{compte(self.lettres, 'lettre')} : {compte(self.candidats, 'candidat')}, "
            f"{compte(self.entreprises, 'entreprise')}. Un courriel parti ne se rattrape pas."
        )

    @property
    def consequences(self) -> list[str]:
        """By which way each leaves, and who is told the results."""
        if not self.lettres:
            return []
        papier = self.lettres - self.par_courriel
        suites = [f"Par courriel et sur papier : {self.par_courriel} ; sur papier seulement : {papier}."]
        if self.organismes:
            nommes = ", ".join(self.organismes[:NOMMES])
            autres = len(self.organismes) - NOMMES
            suites.append(
                f"Organismes qui reçoivent et voient les résultats de leurs seuls candidats : {nommes}"
                f"{f' et {autres} de plus' if autres > 0 else ''}."
            )
        return suites


def envoi_prevu(jury: Jury, organismes: Iterable[int | None] | None) -> EnvoiPrevu:
    """Of all the drafts, or of those of some OF (None among them: the candidates without any): 1 query."""
    retenues = jury.lettres.filter(etat=EtatLettre.RETENUE).order_by()
    if organismes is not None:
        choisis = set(organismes)
        sans = Q(organisme__isnull=True) if None in choisis else Q()
        retenues = retenues.filter(Q(organisme__in=[pk for pk in choisis if pk is not None]) | sans)
    lignes = list(
        retenues.values_list("organisme__nom").annotate(
            candidats=Count("pk", filter=Q(pour=Destinataire.CANDIDAT)),
            entreprises=Count("pk", filter=Q(pour=Destinataire.ENTREPRISE)),
            par_courriel=Count("pk", filter=Q(envoi__isnull=False)),
        )
    )
    return EnvoiPrevu(
        candidats=sum(ligne[1] for ligne in lignes),
        entreprises=sum(ligne[2] for ligne in lignes),
        par_courriel=sum(ligne[3] for ligne in lignes),
        organismes=sorted(ligne[0] for ligne in lignes if ligne[0]),
    )

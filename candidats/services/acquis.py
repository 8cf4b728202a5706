"""What an earlier jury declared acquired: proposed at the deposit, taken over by the staff."""

from collections.abc import Collection
from datetime import date, datetime

from candidats.models import Inscription, Reprise
from candidats.queries.acquis import lignes_de_reprise
from candidats.regles.acquis import ACQUIS_REPRIS, ACQUIS_SEANCE, encore_acquis
from candidats.services.verrou import exiger_au_centre, verrouiller
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.journal import journaliser
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.models import Utilisateur


def proposer_acquis(inscription: Inscription, le: date) -> None:
    """Count what the staff may take over, in the transaction of the deposit. What was taken over before a correction
    is proposed again: the correction may have changed what is aimed at."""
    Reprise.objects.filter(inscription=inscription).delete()
    inscription.acquis_proposes = sum(ligne.acquis is not None for ligne in lignes_de_reprise(inscription, le))
    inscription.acquis_repris, inscription.tout_acquis = 0, False
    inscription.save(update_fields=["acquis_repris", "acquis_proposes", "tout_acquis"])


@acte
def reprendre_acquis(
    *, inscription: Inscription, competences: Collection[int], par: Utilisateur, a: datetime
) -> Inscription:
    """Make what is taken over exactly these competences. Before any sitting is planned: the grid follows."""
    inscription = verrouiller(inscription)
    exiger_au_centre(inscription)
    if inscription.date_commission is not None:
        raise ErreurMetier("Une séance est déjà planifiée : retirez-en d’abord le candidat.")
    lignes = {ligne.pk: ligne for ligne in lignes_de_reprise(inscription, jour_de(a))}
    acquis, choisies = {pk: ligne.acquis for pk, ligne in lignes.items() if ligne.acquis}, set(competences)
    if not choisies <= set(acquis):
        raise RegleNonRespectee(ACQUIS_REPRIS, "Une compétence cochée n’est pas acquise, ou ne l’est plus.")
    Reprise.objects.filter(inscription=inscription).delete()
    for pk in sorted(choisies):
        reprise = Reprise(
            inscription=inscription,
            competence_id=pk,
            origine_id=acquis[pk].inscription_id,
            acquise_le=acquis[pk].acquis_le,
            expire_le=acquis[pk].expire_le,
        )
        reprise.full_clean()
        reprise.save()
    inscription.acquis_repris, inscription.tout_acquis = len(choisies), choisies == set(lignes)
    inscription.acquis_proposes = 0
    inscription.save(update_fields=["acquis_repris", "acquis_proposes", "tout_acquis"])
    journaliser(inscription, "reprise", _phrase(len(choisies), len(lignes)), par=par, a=a)
    return inscription


def _phrase(reprises: int, total: int) -> str:
    if not reprises:
        return "Aucune compétence n’est reprise d’un jury précédent."
    mot = "compétence reprise" if reprises == 1 else "compétences reprises"
    reste = total - reprises
    suite = f"{reste} à évaluer" if reste else "rien n’est à évaluer"
    return f"{reprises} {mot} d’un jury précédent ; {suite}."


def reprises_perdues(inscription: Inscription, le: date) -> list[RegleNonRespectee]:
    """ACQUIS-SEANCE: what was taken over must be alive on the day of the sitting."""
    return _perdu(inscription, le, f"avancez la séance du {date_longue(le)}, ou retirez cette reprise.")


def benefice_perdu(inscription: Inscription, le: date) -> list[RegleNonRespectee]:
    """ACQUIS-SEANCE: without any sitting, it must be alive on the day of the jury; what stops this one, if anything."""
    if not inscription.tout_acquis:
        return []
    return _perdu(inscription, le, f"le jury du {date_longue(le)} est trop tard pour {inscription.candidat}.")


def _perdu(inscription: Inscription, le: date, suite: str) -> list[RegleNonRespectee]:
    """The first that ends: one sentence per registration, however many end with it."""
    for reprise in Reprise.objects.filter(inscription=inscription).select_related("competence").order_by("expire_le"):
        if reprise.expire_le and not encore_acquis(reprise.expire_le, le):
            detail = f"« {reprise.competence} » n’est acquise que jusqu’au {date_longue(reprise.expire_le)} : {suite}"
            return [RegleNonRespectee(ACQUIS_SEANCE, detail)]
    return []

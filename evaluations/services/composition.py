"""Who sits: members added, taken out, and who presides."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q

from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, refuser_si
from certif_portal.commun.journal import journaliser
from certif_portal.comptes.models import Utilisateur
from evaluations.choix import NatureCommission
from evaluations.courriels.commission import convoquer_evaluateur
from evaluations.models import Appreciation, Commission, Evaluateur, MembreCommission
from evaluations.queries.independance import manquements
from evaluations.regles.commission import VALIDATION_VAE_PRESIDENCE, presidence_reguliere


def composer_commission(
    commission: Commission,
    evaluateurs: list[Evaluateur],
    preside: Evaluateur | None,
    par: Utilisateur | None,
    a: datetime,
) -> bool:
    """Make the members exactly these; True when something changed."""
    _verifier_presidence(commission, evaluateurs, preside)
    presents = {membre.evaluateur_id: membre for membre in commission.membres.select_related("evaluateur__utilisateur")}
    voulus = {evaluateur.pk: evaluateur for evaluateur in evaluateurs}
    change = False
    for pk in set(presents) - set(voulus):
        _retirer_membre(commission, presents[pk], par, a)
        change = True
    for pk, evaluateur in voulus.items():
        est_president = preside is not None and pk == preside.pk
        if pk not in presents:
            ajouter_membre(commission, evaluateur, preside=est_president, par=par, a=a)
            change = True
        elif presents[pk].preside != est_president:
            presents[pk].preside = est_president
            presents[pk].save(update_fields=["preside"])
            change = True
    return change


def _verifier_presidence(commission: Commission, evaluateurs: list[Evaluateur], preside: Evaluateur | None) -> None:
    if preside is None:
        return
    vae = commission.nature == NatureCommission.VALIDATION
    if preside not in evaluateurs:
        raise ErreurMetier(f"{preside} préside sans siéger : ajoutez-le aux membres.")
    if not presidence_reguliere(vae, [preside.represente_centre]):
        detail = (
            f"{preside} ne représente pas le centre." if vae else "Une commission d’évaluation n’a pas de président."
        )
        raise RegleNonRespectee(VALIDATION_VAE_PRESIDENCE, detail)


def _obstacles_au_membre(commission: Commission, evaluateur: Evaluateur) -> Iterator[ErreurMetier]:
    if not evaluateur.actif:
        yield ErreurMetier(f"{evaluateur} n’est plus dans la liste des évaluateurs.")
    passages = commission.passages.select_related("inscription__candidat", "inscription__entreprise")
    for passage in passages.prefetch_related("inscription__formateurs"):
        for manque in manquements(evaluateur, passage.inscription):
            yield RegleNonRespectee(manque.regle, manque.detail)


def ajouter_membre(
    commission: Commission, evaluateur: Evaluateur, *, preside: bool, par: Utilisateur | None, a: datetime
) -> None:
    refuser_si(_obstacles_au_membre(commission, evaluateur))
    membre = MembreCommission(commission=commission, evaluateur=evaluateur, preside=preside)
    membre.full_clean()
    membre.save()
    role = "présidera" if preside else "siégera"
    journaliser(commission, "membre_ajoute", f"{evaluateur} {role}.", par=par, a=a)
    convoquer_evaluateur(commission, evaluateur, a)


def _retirer_membre(commission: Commission, membre: MembreCommission, par: Utilisateur | None, a: datetime) -> None:
    sienne = Q(saisie_par=membre.evaluateur_id) | Q(sur_papier=True)  # of a paper, all who sat signed every line
    if Appreciation.objects.filter(sienne, passage__commission=commission).exists():
        raise ErreurMetier(f"{membre} a déjà évalué à cette séance : il en reste membre.")
    nom = str(membre)
    membre.delete()
    journaliser(commission, "membre_retire", f"{nom} ne siège plus.", par=par, a=a)

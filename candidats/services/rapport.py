"""The activity report: expected once the livret says so, deposited by the OF or by the candidate's one-time link."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from candidats import courriels
from candidats.choix import EtatInscription
from candidats.donnees import FichierRecu
from candidats.models import Inscription, LienRapport, LigneLivret, RapportActivites
from candidats.regles.rapport import AVEC_RAPPORT, date_limite_rapport
from candidats.services.verrou import exiger_suivie, verrouiller
from certif_portal.centre.models import parametres
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.fichiers import enregistrer_fichier
from certif_portal.commun.journal import journaliser
from certif_portal.commun.liens import empreinte_jeton, nouveau_jeton
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.models import Utilisateur


class LienFerme(ErreurMetier):
    """The link was used, replaced or has expired."""


@acte
def ouvrir_rapport(*, inscription: Inscription, par: Utilisateur | None, a: datetime) -> RapportActivites | None:
    """Expect the report of a validated livret that names the modality; None, and nothing, when none does.

    Asked again (a livret validated twice), the link already sent still works.
    """
    choisies = LigneLivret.modalites.through.objects.filter(lignelivret__livret__inscription=inscription)
    if not choisies.filter(modalite__nature__in=AVEC_RAPPORT).exists():
        RapportActivites.objects.filter(inscription=inscription, fichier__isnull=True).delete()
        return None
    rapport, nouveau = RapportActivites.objects.get_or_create(inscription=inscription, defaults={"demande_le": a})
    if nouveau:
        journaliser(inscription, "rapport-attendu", "Rapport d’activités attendu.", par=par, a=a)
        if inscription.candidat.courriel:
            _envoyer(rapport, par, a)
    return rapport


@acte
def envoyer_lien_rapport(*, rapport: RapportActivites, par: Utilisateur | None, a: datetime) -> LienRapport:
    """Mail the candidate a new link; the one before no longer opens anything."""
    inscription = verrouiller(rapport.inscription)
    exiger_suivie(inscription)
    if not inscription.candidat.courriel:
        raise ErreurMetier(f"Aucun courriel n’est connu pour {inscription.candidat}.")
    rapport.inscription = inscription
    return _envoyer(rapport, par, a)


@acte
def renouveler_liens_rapport(inscriptions: Collection[int], *, a: datetime) -> dict[int, str]:
    """A new link for each report still awaited, whatever their number: 4 queries. Gives the token of each, by
    registration; whoever asks writes the mail and tells the journal."""
    attendus = RapportActivites.objects.select_for_update(of=("self",), no_key=True).filter(
        inscription__in=list(inscriptions), inscription__etat=EtatInscription.ACCEPTEE, fichier__isnull=True
    )
    rapports = attendus.exclude(inscription__candidat__courriel="").select_related("inscription__candidat")
    return dict(_nouveaux_liens(list(rapports.order_by("pk")), a)[1])


def _nouveaux_liens(
    rapports: Sequence[RapportActivites], a: datetime
) -> tuple[list[LienRapport], list[tuple[int, str]]]:
    """One living link at a time, open until the report is due; only its hash is kept: 3 queries."""
    if not rapports:
        return [], []
    ouverts = LienRapport.objects.filter(rapport__in=[rapport.pk for rapport in rapports])
    ouverts.filter(revoque_le__isnull=True, utilise_le__isnull=True).update(revoque_le=a)
    centre, liens, jetons = parametres(), [], []
    for rapport in rapports:
        inscription, jeton = rapport.inscription, nouveau_jeton()
        limite = date_limite_rapport(inscription.date_evaluation, centre.rapport_jours)
        duree = max(centre.rapport_lien_jours, (limite - jour_de(a)).days if limite else 0)
        lien = LienRapport(
            rapport=rapport,
            destinataire=inscription.candidat.courriel,
            jeton_sha256=empreinte_jeton(jeton),
            cree_le=a,
            expire_le=a + timedelta(days=duree),
        )
        lien.clean_fields(exclude=["rapport"])
        liens.append(lien)
        jetons.append((inscription.pk, jeton))
    return LienRapport.objects.bulk_create(liens), jetons


def _envoyer(rapport: RapportActivites, par: Utilisateur | None, a: datetime) -> LienRapport:
    [lien], [(_, jeton)] = _nouveaux_liens([rapport], a)
    courriels.demander_rapport(lien, jeton, a)
    phrase = f"Rapport d’activités demandé au candidat, lien valable jusqu’au {date_longue(lien.expire_le)}."
    journaliser(rapport.inscription, "rapport-demande", phrase, par=par, a=a)
    return lien


def _revoquer(rapport: RapportActivites, a: datetime) -> None:
    rapport.liens.filter(revoque_le__isnull=True, utilise_le__isnull=True).update(revoque_le=a)


def lien_ouvert(lien: LienRapport, a: datetime) -> bool:
    return lien.vivant(a) and lien.rapport.inscription.est_suivie


@acte
def deposer_rapport(
    *, rapport: RapportActivites, fichier: FichierRecu, par: Utilisateur, a: datetime
) -> RapportActivites:
    """The OF or the staff deposit the report; it replaces the one before, and the candidate's link closes."""
    rapport = _verrouiller(rapport)
    _revoquer(rapport, a)
    _conserver(rapport, fichier, par, a)
    journaliser(rapport.inscription, "rapport-depot", "Rapport d’activités déposé.", par=par, a=a)
    return rapport


@acte
def deposer_rapport_par_lien(*, lien: LienRapport, fichier: FichierRecu, a: datetime) -> RapportActivites:
    """The candidate deposits the report, and the link is used up."""
    rapport = _verrouiller(lien.rapport)
    lien = LienRapport.objects.select_for_update(of=("self",), no_key=True).get(pk=lien.pk)
    lien.rapport = rapport
    if not lien_ouvert(lien, a):
        raise LienFerme("Ce lien ne peut plus servir : le rapport est déjà déposé, ou un autre lien l’a remplacé.")
    _conserver(rapport, fichier, None, a)
    lien.utilise_le = a
    lien.save(update_fields=["utilise_le"])
    auteur = str(rapport.inscription.candidat)
    journaliser(
        rapport.inscription,
        "rapport-depot",
        "Rapport d’activités déposé par le candidat.",
        par=None,
        par_nom=auteur,
        a=a,
    )
    return rapport


def _verrouiller(rapport: RapportActivites) -> RapportActivites:
    inscription = verrouiller(rapport.inscription)
    exiger_suivie(inscription)
    rapport = (
        RapportActivites.objects.select_for_update(of=("self",), no_key=True)
        .select_related("fichier")
        .get(pk=rapport.pk)
    )
    rapport.inscription = inscription
    return rapport


def _conserver(rapport: RapportActivites, recu: FichierRecu, par: Utilisateur | None, a: datetime) -> None:
    ancien = rapport.fichier
    rapport.fichier = enregistrer_fichier(nom=recu.nom, octets=recu.octets, type_mime=recu.type_mime, par=par, a=a)
    rapport.depose_le, rapport.depose_par = a, par
    rapport.full_clean()
    rapport.save(update_fields=["fichier", "depose_le", "depose_par"])
    if ancien:
        ancien.delete()

"""Reminders: what is due is written to each addressee once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Model

from candidats.models import Inscription, RapportActivites
from candidats.regles.rapport import RAPPORT_DELAI
from candidats.services.rapport import envoyer_lien_rapport
from certif_portal.centre.models import ParametresCentre, parametres
from certif_portal.commun.actes import acte
from certif_portal.commun.courriels import Commun, deposer_courriel, ensemble
from certif_portal.commun.echeances import Echeance
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.journal import journaliser
from certif_portal.commun.models import Courriel, url_dossier
from certif_portal.commun.typographie import jour_de
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.models import Relance
from certif_portal.portail.queries.echeance import PAR_LOT, etape_du_jour, toutes_les_echeances
from evaluations.models import AvisEntreprise, Commission
from evaluations.services.avis import renvoyer_lien_avis
from habilitations.models import Habilitation, NonConformite, OrganismeFormation
from jurys.echeances import CALENDRIER
from jurys.models import DossierGTP, Jury
from jurys.regles.delai import AVIS_AVANT_JURY
from referentiels.models import Certification

DOSSIERS: dict[str, type[Model]] = {
    modele._meta.label_lower: modele
    for modele in (
        Inscription,
        Commission,
        Jury,
        DossierGTP,
        OrganismeFormation,
        Certification,
        NonConformite,
        Habilitation,
    )
}


@dataclass(frozen=True)
class LigneRelance:
    """What was decided for one addressee of one deadline, and why."""

    echeance: Echeance
    destinataire: str
    etape: str
    envoyee: bool
    partirait: bool
    raison: str


def relancer(*, le: date, a: datetime, simulation: bool = False) -> list[LigneRelance]:
    """Send what is due that day, once for all: running it again, or twice at once, sends nothing more. Whoever is
    reminded of several things reads them in one mail."""
    centre = parametres()
    echeances = list(toutes_les_echeances(le, centre))
    with ensemble():
        return _relancer(echeances, centre, le, a, simulation=simulation)


def _relancer(
    echeances: list[Echeance], centre: ParametresCentre, le: date, a: datetime, *, simulation: bool
) -> list[LigneRelance]:
    jours, faites = centre.jours_de_relance(), _deja_envoyees(echeances)
    lignes = []
    for echeance in echeances:
        etape = etape_du_jour(echeance, le, centre)
        for destinataire in echeance.destinataires or ("",):
            refus = _pourquoi_pas(echeance, destinataire, etape, jours, faites, le)
            if not refus and not simulation and not _envoyer(echeance, destinataire, etape, le, a):
                refus = f"déjà envoyée à l’étape {etape}"
            lignes.append(_ligne(echeance, destinataire, etape, le, refus, simulation=simulation))
    return lignes


def relances_a_venir(echeances: Iterable[Echeance], *, le: date, centre: ParametresCentre) -> list[LigneRelance]:
    """What each of these would write today, to whom: `queries.echeance.a_relancer` gives those that would."""
    lues = list(echeances)
    jours, faites = centre.jours_de_relance(), _deja_envoyees(lues)
    return [
        _ligne(echeance, destinataire, etape, le, "", simulation=True)
        for echeance in lues
        for etape in [etape_du_jour(echeance, le, centre)]
        for destinataire in echeance.destinataires
        if not _pourquoi_pas(echeance, destinataire, etape, jours, faites, le)
    ]


def _ligne(
    echeance: Echeance, destinataire: str, etape: str, le: date, refus: str, *, simulation: bool
) -> LigneRelance:
    raison = refus or _pourquoi(echeance, etape, le, simulation)
    return LigneRelance(
        echeance,
        destinataire,
        etape,
        envoyee=not refus and not simulation,
        partirait=not refus and simulation,
        raison=raison,
    )


def _deja_envoyees(echeances: Iterable[Echeance]) -> dict[tuple[str, str, str], datetime]:
    """By chunks: a database takes so many values in one query."""
    cles = sorted({echeance.cle for echeance in echeances})
    relances = [
        relance
        for debut in range(0, len(cles), PAR_LOT)
        for relance in Relance.objects.filter(echeance__in=cles[debut : debut + PAR_LOT])
    ]
    return {(r.echeance, r.etape, r.destinataire): r.envoyee_le for r in relances}


def _pourquoi_pas(
    echeance: Echeance,
    destinataire: str,
    etape: str,
    jours: list[int],
    faites: dict[tuple[str, str, str], datetime],
    le: date,
) -> str:
    """Why nothing is sent to that person today, or an empty string when it must be."""
    if not destinataire:
        return "pas envoyée : aucun destinataire connu"
    if not etape:
        premiere = f"la première relance part à J-{max(jours, default=0)}"
        return f"pas envoyée : trop tôt, {echeance.restant(le).situation} et {premiere}"
    envoyee_le = faites.get((echeance.cle, etape, destinataire))
    return f"pas envoyée : déjà partie à l’étape {etape}, le {jour_de(envoyee_le):%d/%m/%Y}" if envoyee_le else ""


def _pourquoi(echeance: Echeance, etape: str, le: date, simulation: bool) -> str:
    return f"{'partirait' if simulation else 'envoyée'} : étape {etape}, {echeance.restant(le).situation}"


def echeances_du_dossier(inscription: Inscription, echeances: Iterable[Echeance]) -> list[Echeance]:
    """Those of that registration."""
    return [e for e in echeances if (e.dossier_type, e.dossier_id) == (inscription._meta.label_lower, inscription.pk)]


@acte
def relancer_dossier(
    *, inscription: Inscription, echeances: Iterable[Echeance], le: date, par: Utilisateur, a: datetime
) -> list[str]:
    """Remind now whoever a file waits for, whatever the steps; once a day. Gives what was sent, in words."""
    siennes = echeances_du_dossier(inscription, echeances)
    if not siennes:
        raise ErreurMetier("Ce dossier n’attend rien de l’organisme ni du tuteur.")
    adresses = [(echeance, destinataire) for echeance in siennes for destinataire in echeance.destinataires]
    if not adresses:
        raise ErreurMetier("Aucune adresse n’est connue pour ce dossier.")
    parties = [(e, d) for e, d in adresses if _envoyer(e, d, f"{le:%d/%m/%Y}", le, a, par=par)]
    if not parties:
        raise ErreurMetier("Une relance est déjà partie aujourd’hui.")
    return [f"{echeance.libelle} : {destinataire}" for echeance, destinataire in parties]


@acte
def _envoyer(
    echeance: Echeance, destinataire: str, etape: str, le: date, a: datetime, par: Utilisateur | None = None
) -> bool:
    """The row that says « sent », the mail and the sentence of the journal, together. False: somebody else just did
    it."""
    relance, nouvelle = Relance.objects.get_or_create(
        echeance=echeance.cle, etape=etape, destinataire=destinataire, defaults={"envoyee_le": a}
    )
    if not nouvelle:
        return False
    calendrier = echeance.dossier_type == CALENDRIER  # of a year: told in the journal of the centre
    dossier = parametres() if calendrier else DOSSIERS[echeance.dossier_type](pk=echeance.dossier_id)
    relance.courriel = _ecrire(echeance, destinataire, dossier, le, a)
    relance.save(update_fields=["courriel"])
    moment = "" if par else f" {etape}"
    phrase = f"Relance{moment} envoyée : {echeance.libelle}."  # to whom: the reminder and its mail say so
    journaliser(dossier, "relance", phrase, par=par, a=a)
    return True


def _ecrire(echeance: Echeance, destinataire: str, dossier: Model, le: date, a: datetime) -> Courriel:
    """The mail of a reminder. A tutor, or a candidate by themselves, has no account: what reminds them of what they
    must give is a new personal link, the old one closing."""
    if echeance.regle.code == AVIS_AVANT_JURY.code:
        avis = AvisEntreprise.objects.get(inscription=echeance.dossier_id)
        renvoyer_lien_avis(avis=avis, destinataire=destinataire, par=None, a=a)
        return Courriel.objects.filter(destinataire=destinataire, dossier_id=echeance.dossier_id).latest("pk")
    if echeance.regle.code == RAPPORT_DELAI.code and destinataire in echeance.sans_compte:
        rapport = RapportActivites.objects.select_related("inscription").get(inscription=echeance.dossier_id)
        envoyer_lien_rapport(rapport=rapport, par=None, a=a)
        return Courriel.objects.filter(destinataire=destinataire, dossier_id=echeance.dossier_id).latest("pk")
    return deposer_courriel(
        destinataire=destinataire,
        acte="relance",
        contexte={
            "echeance": echeance,
            "restant": echeance.restant(le),
            "url": "" if destinataire in echeance.sans_compte else _page(echeance),
        },
        a=a,
        dossier=dossier,
        en_nombre=Commun("relances"),
    )


def _page(echeance: Echeance) -> str:
    return settings.ADRESSE_PUBLIQUE + url_dossier(echeance.dossier_type, echeance.dossier_id)

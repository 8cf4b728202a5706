"""What the portal does across the apps: remind once, validate a livret and ask for the company's opinion, keep
views."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import QueryDict

from candidats.choix import DecisionSuite, NatureIncident
from candidats.models import Inscription, Livret, RapportActivites, SuiteInscription
from candidats.regles.rapport import RAPPORT_DELAI
from candidats.services.incident import abandonner_inscription
from candidats.services.livret import noter_validation_livret
from candidats.services.rapport import envoyer_lien_rapport, ouvrir_rapport
from candidats.services.suite import noter_suite
from certif_portal.centre.models import ParametresCentre, parametres
from certif_portal.commun.actes import acte
from certif_portal.commun.courriels import deposer_courriel
from certif_portal.commun.echeances import Echeance
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.fichiers import XLSX, enregistrer_fichier
from certif_portal.commun.journal import journaliser, journaliser_lecture
from certif_portal.commun.models import Courriel, Fichier, url_dossier
from certif_portal.commun.typographie import jour_de
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.choix import TRANSITIONS_EXPORT, EtatExport
from certif_portal.portail.exports import NATURES, PLAFOND_SANS_COURTIER
from certif_portal.portail.models import Export, Relance, VueEnregistree
from certif_portal.portail.propositions import propositions_de
from certif_portal.portail.queries.echeance import PAR_LOT, etape_du_jour, toutes_les_echeances
from certif_portal.portail.regles import RETARD
from evaluations.choix import EtatCommission
from evaluations.models import AvisEntreprise, Commission
from evaluations.services.avis import ouvrir_avis, renvoyer_lien_avis
from evaluations.services.commission import retirer_passage
from habilitations.models import DossierHabilitation, Habilitation, NonConformite, OrganismeFormation
from habilitations.services.dossier import creer_dossier, remplacer_propositions
from jurys.choix import OUVERTS
from jurys.models import DossierGTP, Jury, Presentation
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
    """Send what is due that day, once for all: running it again, or twice at once, sends nothing more."""
    centre = parametres()
    echeances = list(toutes_les_echeances(le, centre))
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
        reste = echeance.jours_restants(le)
        return f"pas envoyée : trop tôt, il reste {reste} jours et la première relance part à J-{max(jours, default=0)}"
    envoyee_le = faites.get((echeance.cle, etape, destinataire))
    return f"pas envoyée : déjà partie à l’étape {etape}, le {jour_de(envoyee_le):%d/%m/%Y}" if envoyee_le else ""


def _pourquoi(echeance: Echeance, etape: str, le: date, simulation: bool) -> str:
    reste = echeance.jours_restants(le)
    jours = f"{abs(reste)} jour{'s' if abs(reste) > 1 else ''}"
    situation = f"en retard de {jours}" if etape == RETARD else f"il reste {jours}" if reste else "c’est aujourd’hui"
    return f"{'partirait' if simulation else 'envoyée'} : étape {etape}, {situation}"


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
    dossier = DOSSIERS[echeance.dossier_type](pk=echeance.dossier_id)
    relance.courriel = _ecrire(echeance, destinataire, etape, dossier, le, a)
    relance.save(update_fields=["courriel"])
    moment = "" if par else f" {etape}"
    phrase = f"Relance{moment} envoyée à {destinataire} : {echeance.libelle}."
    journaliser(dossier, "relance", phrase, par=par, a=a)
    return True


def _ecrire(echeance: Echeance, destinataire: str, etape: str, dossier: Model, le: date, a: datetime) -> Courriel:
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
            "retard": etape == RETARD,
            "reste": abs(echeance.jours_restants(le)),
            "url": "" if destinataire in echeance.sans_compte else _page(echeance),
        },
        a=a,
        dossier=dossier,
    )


def _page(echeance: Echeance) -> str:
    return settings.ADRESSE_PUBLIQUE + url_dossier(echeance.dossier_type, echeance.dossier_id)


def consulter_dossier(*, inscription: Inscription, par: Utilisateur, a: datetime) -> None:
    """An auditor reads every file, and each reading is told in the journal."""
    journaliser_lecture(inscription, "consultation", f"Dossier consulté par {par}.", par=par, a=a)


@acte
def valider_livret(*, livret: Livret, par: Utilisateur, a: datetime) -> tuple[Livret, AvisEntreprise | None]:
    """Validate the livret and, in the same transaction, ask the candidate for the activity report and the company for
    its opinion where they are due."""
    livret = noter_validation_livret(livret=livret, par=par, a=a)
    ouvrir_rapport(inscription=livret.inscription, par=par, a=a)
    return livret, ouvrir_avis(inscription=livret.inscription, par=par, a=a)


@acte
def enregistrer_vue(*, personne: Utilisateur, page: str, nom: str, requete: str, par_defaut: bool) -> VueEnregistree:
    """Keep a list as it is filtered; the same name replaces the view that had it."""
    vue = VueEnregistree.objects.filter(personne=personne, page=page, nom=nom).first()
    vue = vue or VueEnregistree(personne=personne, page=page, nom=nom)
    vue.requete = requete
    return _garder_vue(vue, par_defaut)


@acte
def modifier_vue(*, vue: VueEnregistree, nom: str, par_defaut: bool) -> VueEnregistree:
    vue = VueEnregistree.objects.get(pk=vue.pk)
    vue.nom = nom
    return _garder_vue(vue, par_defaut)


def _garder_vue(vue: VueEnregistree, par_defaut: bool) -> VueEnregistree:
    """One default view per list and person: the last one chosen."""
    if par_defaut:
        VueEnregistree.objects.filter(personne=vue.personne, page=vue.page).exclude(pk=vue.pk).update(par_defaut=False)
    vue.par_defaut = par_defaut
    vue.full_clean()
    vue.save()
    return vue


def supprimer_vue(*, vue: VueEnregistree) -> None:
    vue.delete()


@acte
def mettre_fin(
    *, inscription: Inscription, nature: NatureIncident, le: date, motif: str, par: Utilisateur, a: datetime
) -> Inscription:
    """End a registration: its turns in sittings to come are given back; a jury that has it must let it go first."""
    prise = Presentation.objects.filter(inscription=inscription, jury__etat__in=OUVERTS).select_related("jury").first()
    if prise:
        raise ErreurMetier(f"Ce candidat est présenté au jury {prise.jury.numero} : le centre l’en détache d’abord.")
    passages = inscription.passages.filter(commission__etat=EtatCommission.PLANIFIEE, appreciations__isnull=True)
    for passage in passages.select_related("commission", "inscription"):
        retirer_passage(passage=passage, motif=f"{nature.label} : {motif}", par=par, a=a)
    return abandonner_inscription(inscription=inscription, nature=nature, le=le, motif=motif, par=par, a=a)


@acte
def decider_suite(
    *,
    inscription: Inscription,
    habilitation: Habilitation,
    decision: DecisionSuite,
    repreneur: OrganismeFormation | None,
    motif: str,
    par: Utilisateur,
    a: datetime,
) -> SuiteInscription:
    """HABILITATION-SUITE: the decision, and the end of the registration when it stops."""
    suite = noter_suite(
        inscription=inscription,
        habilitation=habilitation,
        decision=decision,
        repreneur=repreneur,
        motif=motif,
        par=par,
        a=a,
    )
    if decision == DecisionSuite.ARRET:
        mettre_fin(inscription=inscription, nature=NatureIncident.ARRET, le=suite.le, motif=motif, par=par, a=a)
    return suite


def ouvrir_dossier(
    *, organisme: OrganismeFormation, centre: ParametresCentre, par: Utilisateur, a: datetime
) -> DossierHabilitation:
    """Open the accreditation file of an OF with what its scorecard proposes."""
    propositions = propositions_de(organisme, par=par, le=jour_de(a), centre=centre)
    return creer_dossier(organisme=organisme, propositions=propositions, par=par, a=a)


def proposer_reponses(*, dossier: DossierHabilitation, centre: ParametresCentre, par: Utilisateur, a: datetime) -> None:
    """Make the proposals of a draft again from the facts of that day."""
    propositions = propositions_de(dossier.organisme, par=par, le=jour_de(a), centre=centre)
    remplacer_propositions(dossier=dossier, propositions=propositions)


# ---------------------------------------------------------------- workbooks prepared apart


@acte
def demander_export(*, personne: Utilisateur, nature: str, requete: str, nombre: int, a: datetime) -> Export:
    """Ask for a workbook; the one this person had of the same kind is forgotten.

    Raises ErreurMetier beyond what one request may write, where no worker would take it.
    """
    if settings.CELERY_TASK_ALWAYS_EAGER and nombre > PLAFOND_SANS_COURTIER:
        raise ErreurMetier(
            f"Ce classeur aurait {nombre:_} lignes. Sans le service des tâches de fond, le portail en écrit "
            f"{PLAFOND_SANS_COURTIER:_} au plus à la fois : resserrez les filtres de la liste.".replace("_", "\u202f")
        )
    _oublier(Export.objects.filter(par=personne, nature=nature))
    return Export.objects.create(nature=nature, requete=requete[:1000], nombre=nombre, par=personne, demande_le=a)


def preparer_export(
    export_id: int, *, le: date, a: Callable[[], datetime], avancer: Callable[[int], None] = lambda _: None
) -> None:
    """Write the workbook and keep it for its asker. Played again once it is ready, nothing is done."""
    export = Export.objects.select_related("par").filter(pk=export_id, etat=EtatExport.EN_COURS).first()
    if export is None:
        return
    export.par.charger_roles(le)
    nature = NATURES[export.nature]
    try:
        octets = nature.ecrire(export.par, QueryDict(export.requete), parametres(), le, avancer)
    except Exception:
        _terminer_export(export, EtatExport.ECHEC, a())
        raise
    with transaction.atomic():
        nom = f"{export.nature}-{le:%Y-%m-%d}.xlsx"
        export.fichier = enregistrer_fichier(nom=nom, octets=octets, type_mime=XLSX, par=export.par, a=a())
        _terminer_export(export, EtatExport.PRET, a())


@acte
def oublier_les_exports(*, avant: datetime) -> None:
    _oublier(Export.objects.filter(demande_le__lt=avant))


def _terminer_export(export: Export, etat: EtatExport, a: datetime) -> None:
    verifier_transition(TRANSITIONS_EXPORT, export, etat)
    export.etat, export.termine_le = etat, a
    export.full_clean()
    export.save(update_fields=["etat", "termine_le", "fichier"])


def _oublier(exports: QuerySet[Export]) -> None:
    fichiers = list(exports.filter(fichier__isnull=False).values_list("fichier", flat=True))
    exports.delete()
    Fichier.objects.filter(pk__in=fichiers).delete()

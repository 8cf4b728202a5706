"""Acts on many registrations at once: what each would do, to whom; then one service call per row, and its result.

Each row has its own transaction: what is refused for one leaves the others done (decision 0091).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from candidats.choix_suivi import ActeDossier
from candidats.models import Inscription
from candidats.queries.livret_prepare import Attendu
from candidats.regles.projet import DelaisEvaluation
from candidats.services.depot import accepter_inscription, deposer_inscription
from candidats.services.livret_prepare import deposer_prepare
from candidats.services.retrait import retirer_depot, supprimer_brouillon
from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.cadre import essayer
from certif_portal.commun.courriels import ensemble
from certif_portal.commun.echeances import Echeance
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.typographie import date_longue, tete_de_phrase
from certif_portal.comptes.choix import CENTRE, Role
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.services.dossier import valider_livret
from certif_portal.portail.services.relance import relancer_dossier
from evaluations.models import Commission
from evaluations.queries.planification import alertes_du_choix
from evaluations.services.commission import ajouter_passage

SANS_LIVRET_VALIDE = (ActeDossier.DEPOSER_LIVRET, ActeDossier.CORRIGER_LIVRET, ActeDossier.VALIDER_LIVRET)
PREPARES, DEPOSES = "prepares", "deposes"
MAXIMUM = 300  # rows a request may carry


@dataclass(frozen=True)
class Contexte:
    """Who acts, when, and what the acts need besides the registration."""

    par: Utilisateur
    le: date
    a: datetime
    echeances: tuple[Echeance, ...] = ()
    commission: Commission | None = None
    delais: DelaisEvaluation = field(default_factory=DelaisEvaluation)
    livret: str = "livret de suivi"  # the centre's own word
    prepares: Mapping[int, Attendu] = field(default_factory=dict)
    deposes: Mapping[int, str] = field(default_factory=dict)
    """Livrets to deposit, as they are prepared; to validate, in a line: by registration."""
    doubles: Mapping[int, str] = field(default_factory=dict)
    """Who may be the same person as the candidate, by registration."""
    vus: frozenset[str] = frozenset()
    """What the page that confirmed showed of them, « 12:5.2 »."""


def _sans_precision(inscription: Inscription, contexte: Contexte) -> str:
    return ""


@dataclass(frozen=True)
class ActeParLot:
    """One act. `ecart`: why a row is left out, from what the list already read; the service has the last word.

    `precision`: what is to be known of a row before confirming; `vu`: what the page says it showed of it, when that
    may change meanwhile. Its texts name the livret by `{livret}` or `{livrets}`: the centre has its own word.
    """

    code: str
    libelle: str
    effet: str
    roles: frozenset[str]
    ecart: Callable[[Inscription, Contexte], str]
    agir: Callable[[Inscription, Contexte], str]
    choisit_commission: bool = False
    danger: bool = False  # nothing brings back what it removes
    relance: bool = False
    compare: bool = False  # names who may be the same person
    livrets: str = ""  # which livrets it needs: those prepared, those deposited
    precision: Callable[[Inscription, Contexte], str] = _sans_precision
    vu: Callable[[Inscription, Contexte], str] = _sans_precision


@dataclass(frozen=True)
class Resultat:
    """What became of one row."""

    inscription: Inscription
    fait: bool
    phrase: str


def _ecart_d_etat(inscription: Inscription) -> str:
    return f"L’inscription est « {inscription.get_etat_display().lower()} »."


def _ecart_depot(inscription: Inscription, contexte: Contexte) -> str:
    a_deposer = inscription.suivi.acte in (ActeDossier.COMPLETER, ActeDossier.CORRIGER)
    return "" if a_deposer else _ecart_d_etat(inscription)


def _ecart_acceptation(inscription: Inscription, contexte: Contexte) -> str:
    """What the file waits for, and what stands in its way, as they are kept."""
    suivi = inscription.suivi
    return suivi.obstacle if suivi.acte == ActeDossier.VERIFIER else _ecart_d_etat(inscription)


def _ecart_commission(inscription: Inscription, contexte: Contexte) -> str:
    if not inscription.est_suivie:
        return _ecart_d_etat(inscription)
    return f"Le {contexte.livret} n’est pas validé." if inscription.suivi.acte in SANS_LIVRET_VALIDE else ""


def _echeances_de(inscription: Inscription, contexte: Contexte) -> list[Echeance]:
    """Those of that registration, as the list read them."""
    return [e for e in contexte.echeances if e.dossier_id == inscription.pk]


def _ecart_relance(inscription: Inscription, contexte: Contexte) -> str:
    siennes = _echeances_de(inscription, contexte)
    if not siennes:
        return "Rien n’est attendu de l’organisme ni du tuteur."
    return "" if any(echeance.destinataires for echeance in siennes) else "Aucune adresse n’est connue pour ce dossier."


def _destinataires(inscription: Inscription, contexte: Contexte) -> str:
    """Who will be written to, and of what."""
    siennes = _echeances_de(inscription, contexte)
    return " ; ".join(f"{e.libelle} : {', '.join(e.destinataires)}" for e in siennes if e.destinataires)


def _double(inscription: Inscription, contexte: Contexte) -> str:
    return contexte.doubles.get(inscription.pk, "")


def _deposer(inscription: Inscription, contexte: Contexte) -> str:
    deposer_inscription(inscription=inscription, par=contexte.par, a=contexte.a)
    return "Inscription déposée : le centre la vérifie."


def _ecart_retrait(inscription: Inscription, contexte: Contexte) -> str:
    return "" if inscription.est_au_centre else _ecart_d_etat(inscription)


def _ecart_suppression(inscription: Inscription, contexte: Contexte) -> str:
    return "" if inscription.suivi.acte == ActeDossier.COMPLETER else _ecart_d_etat(inscription)


def _retirer(inscription: Inscription, contexte: Contexte) -> str:
    retirer_depot(inscription=inscription, par=contexte.par, a=contexte.a)
    return "Dépôt retiré : c’est de nouveau un brouillon."


def _supprimer(inscription: Inscription, contexte: Contexte) -> str:
    supprimer_brouillon(inscription=inscription, par=contexte.par, a=contexte.a)
    return "Brouillon supprimé."


def _accepter(inscription: Inscription, contexte: Contexte) -> str:
    accepter_inscription(inscription=inscription, par=contexte.par, a=contexte.a)
    suite = " ; l’organisme est prévenu" if inscription.organisme_id else ""
    return f"Inscription acceptée{suite}."


def _relancer(inscription: Inscription, contexte: Contexte) -> str:
    parties = relancer_dossier(inscription=inscription, le=contexte.le, par=contexte.par, a=contexte.a)
    return f"Relance envoyée. {' ; '.join(parties)}."


def _affecter(inscription: Inscription, contexte: Contexte) -> str:
    if contexte.commission is None:
        raise ErreurMetier("La commission est à choisir.")
    passage = ajouter_passage(commission=contexte.commission, inscription=inscription, par=contexte.par, a=contexte.a)
    nombre = passage.competences.count()
    alertes = alertes_du_choix(inscription, contexte.commission.date, contexte.le, contexte.delais)
    dites = "".join(f" Attention : {alerte.message} ({alerte.regle.code})" for alerte in alertes if alerte.regle)
    return f"Ajoutée à la commission, {nombre} compétence{'s' if nombre > 1 else ''} à évaluer.{dites}"


def _ecart_livret(inscription: Inscription, contexte: Contexte) -> str:
    attendu = contexte.prepares.get(inscription.pk)
    if attendu is None:
        return f"Aucun {contexte.livret} n’est attendu de vous pour cette inscription."
    return "" if attendu.pret else f"{' '.join(attendu.manques)}"


def _livret_a_deposer(inscription: Inscription, contexte: Contexte) -> str:
    attendu = contexte.prepares[inscription.pk]
    le = date.fromisoformat(attendu.saisie["date_evaluation_prevue"])
    return f"{attendu.resume(contexte.le)} ; évaluation prévue le {date_longue(le)}"


def _livret_vu(inscription: Inscription, contexte: Contexte) -> str:
    return f"{inscription.pk}:{contexte.prepares[inscription.pk].vu}"


def _deposer_livret(inscription: Inscription, contexte: Contexte) -> str:
    if inscription.pk not in contexte.prepares:
        raise ErreurMetier(_ecart_livret(inscription, contexte))
    vu = next((vu.partition(":")[2] for vu in contexte.vus if vu.startswith(f"{inscription.pk}:")), "")
    deposer_prepare(inscription=inscription, vu=vu, par=contexte.par, a=contexte.a)
    return f"{tete_de_phrase(contexte.livret)} déposé : le centre le vérifie."


def _ecart_validation(inscription: Inscription, contexte: Contexte) -> str:
    if inscription.pk in contexte.deposes:
        return ""
    return f"Aucun {contexte.livret} n’est à valider pour cette inscription."


def _livret_a_valider(inscription: Inscription, contexte: Contexte) -> str:
    return contexte.deposes[inscription.pk]


def _livret_depose_vu(inscription: Inscription, contexte: Contexte) -> str:
    return f"{inscription.pk}:{inscription.livret.depose_le.isoformat()}"


def _valider_livret(inscription: Inscription, contexte: Contexte) -> str:
    if inscription.pk not in contexte.deposes:
        raise ErreurMetier(_ecart_validation(inscription, contexte))
    if _livret_depose_vu(inscription, contexte) not in contexte.vus:
        raise ErreurMetier(f"Le {contexte.livret} n’est plus celui que cette page montrait : relisez-le.")
    _, avis = valider_livret(livret=inscription.livret, par=contexte.par, a=contexte.a)
    return f"{tete_de_phrase(contexte.livret)} validé{' ; l’avis de l’entreprise est demandé' if avis else ''}."


DU_CENTRE, DE_L_ORGANISME = frozenset(CENTRE), frozenset({Role.ORGANISME})
ACTES: tuple[ActeParLot, ...] = (
    ActeParLot(
        "accepter",
        "Accepter",
        (
            "Chaque inscription vérifiée est acceptée. Chaque organisme reçoit un seul courriel, qui nomme tous les "
            "siens ; chaque candidat qui a une adresse reçoit le sien."
        ),
        DU_CENTRE,
        _ecart_acceptation,
        _accepter,
        compare=True,
        precision=_double,
    ),
    ActeParLot(
        "relancer",
        "Relancer",
        (
            "L’organisme reçoit un seul courriel pour toutes ses échéances ; le tuteur, un nouveau lien pour chaque "
            "avis attendu ; une fois par jour au plus."
        ),
        DU_CENTRE,
        _ecart_relance,
        _relancer,
        relance=True,
        precision=_destinataires,
    ),
    ActeParLot(
        "affecter",
        "Affecter à une commission",
        (
            "Chaque candidat passe devant la commission choisie, pour toutes ses compétences qu’aucune séance "
            "n’évalue encore."
        ),
        DU_CENTRE,
        _ecart_commission,
        _affecter,
        choisit_commission=True,
    ),
    ActeParLot(
        "deposer",
        "Déposer",
        (
            "Chaque brouillon complet est déposé : le centre le vérifie. Un brouillon incomplet reste tel quel, "
            "et dit ce qui manque."
        ),
        DE_L_ORGANISME,
        _ecart_depot,
        _deposer,
        compare=True,
        precision=_double,
    ),
    ActeParLot(
        "deposer-livrets",
        "Déposer les {livrets}",
        "Chaque {livret} préparé et complet est déposé, tel qu’il est dit ci-dessous : le centre le vérifie. Les "
        "autres restent des brouillons, et disent ce qui manque.",
        DE_L_ORGANISME | DU_CENTRE,
        _ecart_livret,
        _deposer_livret,
        livrets=PREPARES,
        precision=_livret_a_deposer,
        vu=_livret_vu,
    ),
    ActeParLot(
        "valider-livrets",
        "Valider les {livrets}",
        "Chaque {livret} déposé est validé, tel qu’il est dit ci-dessous ; son organisme est prévenu, et l’avis de "
        "l’entreprise demandé là où il est attendu.",
        DU_CENTRE,
        _ecart_validation,
        _valider_livret,
        livrets=DEPOSES,
        precision=_livret_a_valider,
        vu=_livret_depose_vu,
    ),
    ActeParLot(
        "retirer",
        "Retirer le dépôt",
        (
            "Chaque dépôt dont le centre ne s’est pas encore occupé redevient un brouillon ; déposé plus tard, il "
            "prend la date de ce jour-là."
        ),
        DE_L_ORGANISME,
        _ecart_retrait,
        _retirer,
    ),
    ActeParLot(
        "supprimer",
        "Supprimer les brouillons",
        "Chaque brouillon est supprimé, avec les pièces jointes ; ce qui a été déposé reste. Il n’y a pas de retour.",
        DE_L_ORGANISME,
        _ecart_suppression,
        _supprimer,
        danger=True,
    ),
)


def actes_de(personne: Utilisateur, centre: ParametresCentre) -> list[ActeParLot]:
    """Those of a person, in the words of the centre."""
    mots = {"livret": centre.livret_nom, "livrets": centre.livrets_nom}
    return [
        replace(acte, libelle=acte.libelle.format(**mots), effet=acte.effet.format(**mots))
        for acte in ACTES
        if personne.a_role(*acte.roles)
    ]


def executer(acte: ActeParLot, inscriptions: Iterable[Inscription], contexte: Contexte) -> Iterator[Resultat]:
    """One service call per row, each in its own transaction; whoever is told of several rows is told once."""
    with ensemble():
        for inscription in inscriptions:
            yield _executer(acte, inscription, contexte)


def _executer(acte: ActeParLot, inscription: Inscription, contexte: Contexte) -> Resultat:
    issue = essayer(lambda: acte.agir(inscription, contexte))
    return Resultat(inscription, issue.fait, issue.valeur if issue.fait else " ".join(issue.phrases))

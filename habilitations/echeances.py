"""What is due on accreditations: corrective actions, observations, ends of acts without another, changes of the list to
tell."""

from collections.abc import Callable
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import JSONObject

from certif_portal.centre.models import ParametresCentre, parametres
from certif_portal.commun.echeances import Echeance
from certif_portal.commun.ecrites import lire
from certif_portal.commun.typographie import date_longue
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Attribution
from habilitations.choix import Destinataire, EtatAudit, EtatNonConformite
from habilitations.models import Audit, NonConformite, OrganismeFormation
from habilitations.queries.liste import a_transmettre
from habilitations.queries.vague import sans_suite
from habilitations.regles import ACTIONS_CORRECTIVES, FIN_12, LISTE_DEUX_MOIS, etapes_de_fin, rappel_de_fin
from habilitations.regles import OBSERVATIONS as REGLE_OBSERVATIONS

Valeurs = dict[str, Any]
CORRECTION, FIN, OBSERVATIONS = "correction", "fin", "observations"
MARGE = relativedelta(months=FIN_12.mois, days=3)  # a margin for the ends of months: the rule decides


def echeances(le: date, centre: ParametresCentre | None = None) -> list[Echeance]:
    """Two queries, and the centre's settings when they are not given."""
    centre = centre or parametres()
    return [*des_organismes(le, centre), *_changements(centre)]


def _changements(centre: ParametresCentre) -> list[Echeance]:
    """HABILITATION-LISTE-FC: one per change that France compétences was not told, for the centre."""
    return [
        Echeance(
            regle=LISTE_DEUX_MOIS,
            date_limite=changement.limite,
            libelle="France compétences à informer",
            pour=changement.habilitation.organisme.nom,
            explication=f"{changement.get_nature_display()}, à compter du {date_longue(changement.le)}.",
            dossier_type=changement.habilitation._meta.label_lower,
            dossier_id=changement.habilitation_id,
            cle=f"{LISTE_DEUX_MOIS.code}:{changement.pk}:{changement.limite.isoformat()}",
            destinataires=(centre.courriel,) if centre.courriel else (),
            repere=changement.le,
        )
        for changement in lire(a_transmettre, Destinataire.FRANCE_COMPETENCES)
    ]


def des_organismes(le: date, centre: ParametresCentre | None = None) -> list[Echeance]:
    """What the OF owe. One query for the three kinds, a line per member of the OF; its managers are told, and the agent
    of an act."""
    centre = centre or parametres()
    groupes: dict[tuple[str, int], list[Valeurs]] = {}
    for genre, valeurs in lire(_lignes, le):
        groupes.setdefault((genre, valeurs["pk"]), []).append(valeurs)
    lire_un: dict[str, Callable[[list[Valeurs]], Echeance | None]] = {
        CORRECTION: _correction,
        OBSERVATIONS: _observations,
        FIN: lambda siennes: _fin(siennes, le, centre),
    }
    trouvees = [lire_un[genre](siennes) for (genre, _), siennes in groupes.items()]
    return sorted((e for e in trouvees if e), key=lambda e: (e.date_limite, e.dossier_type, e.dossier_id))


def _lignes(le: date) -> QuerySet[Any]:
    corrections = (
        NonConformite.objects.filter(etat=EtatNonConformite.OUVERTE)
        .exclude(audit__etat=EtatAudit.CLOS)
        .annotate(
            jour_limite=F("echeance"),
            code=F("constat__code"),
            notifie=F("audit__notifie_le"),
            instructeur=Value(""),
            actif=Value(False),
            autre=Value(""),
            **_organisme("audit__organisme", le),
        )
    )
    fins = (
        sans_suite(le)
        .filter(date_fin__lte=le + MARGE)
        .annotate(
            jour_limite=F("date_fin"),
            code=Value(""),
            notifie=F("date_effet"),
            instructeur=F("dossier__audit__agent__email"),
            actif=F("dossier__audit__agent__is_active"),
            autre=F("autre_centre"),
            **_organisme("organisme", le),
        )
    )
    observations = Audit.objects.filter(
        etat=EtatAudit.CONTRADICTOIRE, observations_le__isnull=True, observations_limite__gte=le
    ).annotate(
        jour_limite=F("observations_limite"),
        code=Value(""),
        notifie=F("contradictoire_le"),
        instructeur=Value(""),
        actif=Value(False),
        autre=Value(""),
        **_organisme("organisme", le),
    )
    return _valeurs(CORRECTION, corrections).union(_valeurs(FIN, fins), _valeurs(OBSERVATIONS, observations), all=True)


def _organisme(chemin: str, le: date) -> dict[str, Any]:
    """The OF, and one of its members with whether reminders go to that person."""
    membre = f"{chemin}__membres"
    roles = Attribution.objects.en_cours(le).filter(role=Role.ORGANISME, utilisateur=OuterRef(f"{membre}__utilisateur"))
    gere = {
        f"{membre}__retire_le": None,
        f"{membre}__gestionnaire": True,
        f"{membre}__utilisateur__is_active": True,
    }
    return {
        "of": F(f"{chemin}__pk"),
        "nom": F(f"{chemin}__nom"),
        "adresse": F(f"{chemin}__courriel"),
        "membre": F(f"{membre}__utilisateur__email"),
        "previent": Exists(roles) & Q(**gere),
    }


def _valeurs(genre: str, lignes: QuerySet[Any]) -> QuerySet[Any, Any]:
    noms = (
        "pk",
        "jour_limite",
        "code",
        "notifie",
        "instructeur",
        "actif",
        "autre",
        "of",
        "nom",
        "adresse",
        "membre",
        "previent",
    )
    return lignes.order_by().values_list(Value(genre), JSONObject(**{nom: nom for nom in noms}))


def _destinataires(lignes: list[Valeurs]) -> tuple[str, ...]:
    return tuple(sorted({v["membre"] for v in lignes if v["previent"]})) or (lignes[0]["adresse"],)


def _correction(lignes: list[Valeurs]) -> Echeance:
    nc = lignes[0]
    limite, notifie = date.fromisoformat(nc["jour_limite"]), nc["notifie"]
    return Echeance(
        regle=ACTIONS_CORRECTIVES,
        date_limite=limite,
        libelle=f"Action corrective, indicateur {nc['code']}",
        pour=nc["nom"],
        explication=f"Constats notifiés le {date_longue(date.fromisoformat(notifie))}." if notifie else "",
        dossier_type=NonConformite._meta.label_lower,
        dossier_id=nc["pk"],
        cle=f"{ACTIONS_CORRECTIVES.code}:{nc['pk']}:{limite.isoformat()}",
        destinataires=_destinataires(lignes),
        acteur="organisme",
        repere=date.fromisoformat(notifie) if notifie else None,
    )


def _observations(lignes: list[Valeurs]) -> Echeance:
    """HABILITATION-OBSERVATIONS: until its day; after it, the decision is the centre's to take."""
    audit = lignes[0]
    limite, demandees = date.fromisoformat(audit["jour_limite"]), date.fromisoformat(audit["notifie"])
    return Echeance(
        regle=REGLE_OBSERVATIONS,
        date_limite=limite,
        libelle="Observations à présenter",
        pour=audit["nom"],
        explication=f"Demandées le {date_longue(demandees)}, avant une décision du centre.",
        dossier_type=Audit._meta.label_lower,
        dossier_id=audit["pk"],
        cle=f"{REGLE_OBSERVATIONS.code}:{audit['pk']}:{limite.isoformat()}",
        destinataires=_destinataires(lignes),
        acteur="organisme",
        repere=demandees,
    )


def _fin(lignes: list[Valeurs], le: date, centre: ParametresCentre) -> Echeance | None:
    acte = lignes[0]
    fin = date.fromisoformat(acte["jour_limite"])
    rappel = rappel_de_fin(fin, le)
    if rappel is None:
        return None
    agent = acte["instructeur"] if acte["actif"] else centre.courriel
    siens = _destinataires(lignes)
    du_centre = (agent,) if agent and agent not in siens else ()
    aupres = f" (centre compétent : {acte['autre']})" if acte["autre"] else ""
    suite = f"un nouveau dossier la renouvelle{aupres}"
    return Echeance(
        regle=rappel,
        date_limite=fin,
        libelle="Fin de l’habilitation",
        pour=acte["nom"],
        explication=f"L’habilitation finit le {date_longue(fin)} et n’est pas reconduite : {suite}.",
        dossier_type=OrganismeFormation._meta.label_lower,
        dossier_id=acte["of"],
        cle=f"HABILITATION-FIN:{acte['pk']}:{fin.isoformat()}",
        destinataires=(*siens, *du_centre),
        acteur="organisme",
        roles=("organisme",) * len(siens) + ("centre",) * len(du_centre),
        etapes=etapes_de_fin(fin),
        repere=date.fromisoformat(acte["notifie"]) if acte["notifie"] else None,
    )

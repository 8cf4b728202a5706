"""What registrations lean on: certifications, organisations and their accounts, companies, evaluators, jurors."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from random import Random
from typing import Any

from dateutil.relativedelta import relativedelta

from candidats.models import Entreprise
from certif_portal.centre.models import valeurs_avis
from certif_portal.commun.textes import cle_recherche
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Attribution, Utilisateur
from certif_portal.portail.demo.calendrier import Calendrier
from certif_portal.portail.demo.personnes import JURE, PRESIDENT, RESPONSABLE, siret_fictif
from certif_portal.portail.demo.volume import noms
from certif_portal.portail.demo.volume.tables import Tables
from evaluations.models import Evaluateur
from habilitations.models import Habilitation, MembreOrganisme, OrganismeFormation
from jurys.models import OrganisationSyndicale
from referentiels.models import (
    Activite,
    Bloc,
    Certification,
    Competence,
    Composition,
    ElementEvaluation,
    Enregistrement,
    IndexRecherche,
    Modalite,
    Provenance,
    Referentiel,
    VersionBloc,
)

ANNEES = 20
COPIES = {"CQPM": 14, "CCPM": 6}
"""Certifications of each type, copied from the two invented ones under other numbers."""
SPECIALITES = (
    "chaudronnerie",
    "usinage",
    "tôlerie fine",
    "maintenance industrielle",
    "soudage orbital",
    "fonderie",
    "contrôle dimensionnel",
    "bobinage",
    "ajustage-montage",
    "peinture aéronautique",
    "forge",
    "robotique",
    "traitement de surface",
    "logistique d’atelier",
)
ECARTE = "Texte du document que la lecture n’a pas repris : mention de pied de page, consigne de mise en page. "
PREMIER_SIRET_OF, PREMIER_SIRET_ENTREPRISE = 2_000, 4_000
INUTILISABLE = "!volume"
"""These accounts have no password: nobody logs into them but by a code sent to an address that does not exist."""


@dataclass(frozen=True)
class BlocLu:
    pk: int
    code: str
    intitule: str
    competences: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Cursus:
    """A version of a certification, and what is evaluated in it."""

    pk: int
    certification: int
    type: str
    code: str
    intitule: str
    rncp: bool
    blocs: tuple[BlocLu, ...]
    activites: tuple[int, ...]
    modalites: dict[str, int]
    criteres: dict[int, tuple[int, ...]]


@dataclass(frozen=True)
class Maison:
    """An organisation, who writes for it, the companies its candidates come from."""

    pk: int
    nom: str
    membre: int
    membre_nom: str
    entreprises: tuple[int, ...]


@dataclass
class Cadre:
    calendrier: Calendrier
    alea: Random
    agent: int
    agent_nom: str
    president: int
    valeurs: dict[str, int]
    cursus: list[Cursus] = field(default_factory=list)
    maisons: list[Maison] = field(default_factory=list)
    poids: list[float] = field(default_factory=list)
    evaluateurs: list[tuple[int, str]] = field(default_factory=list)
    jures: list[tuple[int, str, str, str]] = field(default_factory=list)
    syndicats: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.a: Callable[..., datetime] = lru_cache(maxsize=4096)(self.calendrier.a)

    @property
    def jour(self) -> date:
        return self.calendrier.jour


def ouvrir(calendrier: Calendrier, tables: Tables, *, nombre: int, graine: int) -> Cadre:
    """The frame for `nombre` registrations, over what the demonstration has already opened."""
    agent = Utilisateur.objects.get(email="agent@demo.example")
    president = Utilisateur.objects.get(email=PRESIDENT.courriel)
    valeurs = {valeur.code: valeur.pk for valeur in valeurs_avis()}
    cadre = Cadre(calendrier, Random(graine), agent.pk, str(agent), president.pk, valeurs)  # noqa: S311 nothing secret
    responsable = Utilisateur.objects.get(email=RESPONSABLE.courriel)
    for type_certification, copies in COPIES.items():
        modele = Referentiel.objects.filter(certification__type=type_certification, etat="en_vigueur").order_by("pk")[0]
        cadre.cursus += [_copier(cadre, tables, modele, rang) for rang in range(copies)]
    _organismes(cadre, tables, max(5, nombre // 100), responsable.pk)
    _evaluateurs(cadre, tables, min(200, max(10, nombre // 500)))
    _jures(cadre, tables, 30)
    cadre.syndicats = list(OrganisationSyndicale.objects.order_by("pk").values_list("pk", flat=True))
    tables.envoyer()
    return cadre


def compte(cadre: Cadre, tables: Tables, role: str, nature: str, rang: int) -> tuple[int, str, str]:
    """An account without a password, its key, first name and name."""
    prenom, nom = noms.prenom(cadre.alea, cadre.alea.choice("FM")), noms.famille(cadre.alea)
    ouvert = cadre.jour - relativedelta(years=ANNEES)
    cle = tables.ajouter(
        Utilisateur,
        email=f"{nature}{rang}@volume.example",
        prenom=prenom,
        nom=nom,
        password=INUTILISABLE,
        is_active=True,
        date_joined=cadre.a(ouvert),
    )
    tables.ajouter(Attribution, utilisateur_id=cle, role=role, debut=ouvert)
    return cle, prenom, nom


# ---------------------------------------------------------------- certifications


def _copier(cadre: Cadre, tables: Tables, modele: Referentiel, rang: int) -> Cursus:
    """The same content under another number: what pages read of it weighs what a real one weighs."""
    certification, ouverture = modele.certification, cadre.jour - relativedelta(years=ANNEES + 2)
    numero, intitule = (
        f"{8000 + 100 * (certification.type == 'CCPM') + rang}",
        f"{modele.intitule}, {SPECIALITES[rang]}",
    )
    nouvelle = tables.ajouter(
        Certification,
        type=certification.type,
        annee=ouverture.year,
        numero=numero,
        intitule=intitule[:255],
        cle_recherche=cle_recherche(certification.type, numero, intitule)[:400],
    )
    valeurs = _valeurs(modele, sauf=("id", "certification_id"))
    valeurs |= {"etat": "en_vigueur", "date_gtp": ouverture, "intitule": intitule[:255]}
    referentiel = tables.ajouter(Referentiel, **valeurs, certification_id=nouvelle)
    ecartes = json.dumps([{"ou": "Pied de page", "texte": ECARTE, "motif": "mise en page"}] * 90)
    tables.joindre_tel_quel(Provenance, referentiel_id=referentiel, textes_ecartes=ecartes, doutes="[]")
    tables.joindre_tel_quel(IndexRecherche, referentiel_id=referentiel, mots=cle_recherche(intitule, numero))
    blocs: list[BlocLu] = []
    criteres: dict[int, tuple[int, ...]] = {}
    for composition in modele.compositions.select_related("version_bloc__bloc").order_by("ordre"):
        bloc, lus = _copier_bloc(tables, composition.version_bloc, rang)
        blocs.append(bloc)
        criteres |= lus
        tables.ajouter(Composition, referentiel_id=referentiel, version_bloc_id=bloc.pk, ordre=composition.ordre)
    activites = [
        tables.ajouter(Activite, **_valeurs(activite, sauf=("id", "referentiel_id")), referentiel_id=referentiel)
        for activite in modele.activites.order_by("ordre")
    ]
    modalites = {
        modalite.nature: tables.ajouter(
            Modalite, **_valeurs(modalite, sauf=("id", "referentiel_id")), referentiel_id=referentiel
        )
        for modalite in modele.modalites.order_by("ordre")
    }
    rncp = certification.type == "CQPM"
    if rncp:
        tables.ajouter(
            Enregistrement,
            certification_id=nouvelle,
            code=f"RNCP98{rang:03d}",
            date_enregistrement=ouverture,
            date_fin=cadre.jour + relativedelta(years=3),
        )
    code = f"{certification.type} {ouverture.year} {numero}"
    return Cursus(
        referentiel,
        nouvelle,
        certification.type,
        code,
        intitule,
        rncp,
        tuple(blocs),
        tuple(activites),
        modalites,
        criteres,
    )


def _copier_bloc(tables: Tables, version: VersionBloc, rang: int) -> tuple[BlocLu, dict[int, tuple[int, ...]]]:
    numero, bloc = "", None
    if version.bloc:
        numero = f"BDC{int(version.bloc.numero[3:]) % 100 + 10 * rang + 5000}"
        bloc = tables.ajouter(Bloc, numero=numero)
    copie = tables.ajouter(VersionBloc, bloc_id=bloc, intitule=version.intitule)
    competences, criteres = [], {}
    for competence in version.competences.order_by("ordre"):
        cle = tables.ajouter(Competence, version_bloc_id=copie, ordre=competence.ordre, intitule=competence.intitule)
        competences.append((cle, competence.intitule))
        criteres[cle] = tuple(
            tables.ajouter(ElementEvaluation, **_valeurs(element, sauf=("id", "competence_id")), competence_id=cle)
            for element in competence.elements.order_by("rubrique", "ordre")
        )
    return BlocLu(copie, numero, version.intitule, tuple(competences)), criteres


def _valeurs(objet: Any, *, sauf: tuple[str, ...]) -> dict[str, Any]:
    return {c.attname: getattr(objet, c.attname) for c in objet._meta.concrete_fields if c.attname not in sauf}


# ---------------------------------------------------------------- organisations


def _organismes(cadre: Cadre, tables: Tables, nombre: int, responsable: int) -> None:
    """The two running organisations of the demonstration are among the largest; weights fall as 1/rank."""
    connus = OrganismeFormation.objects.order_by("pk")[:2]
    for organisme in connus:
        membre = organisme.membres.select_related("utilisateur").order_by("pk")[0].utilisateur
        entreprises = _entreprises(cadre, tables, 12)
        cadre.maisons.append(Maison(organisme.pk, organisme.nom, membre.pk, str(membre), entreprises))
    for rang in range(nombre - len(connus)):
        cadre.maisons.append(_organisme(cadre, tables, rang, responsable))
    cadre.poids = [1 / (rang + 12) for rang in range(nombre)]


def _organisme(cadre: Cadre, tables: Tables, rang: int, responsable: int) -> Maison:
    nom, ville, code_postal = noms.organisme(cadre.alea, rang)
    siret = siret_fictif(PREMIER_SIRET_OF + rang)
    organisme = tables.ajouter(
        OrganismeFormation,
        nom=nom,
        siret=siret,
        nda=f"52{rang:09d}",
        adresse=f"{rang % 90 + 1} avenue de la Formation",
        code_postal=code_postal,
        ville=ville,
        courriel=f"contact{rang}@volume.example",
        cle_recherche=cle_recherche(nom, ville, siret)[:400],
    )
    debut = cadre.jour - relativedelta(years=ANNEES) - timedelta(days=300 + cadre.alea.randrange(0, 1200))
    while debut <= cadre.jour:
        fin = debut + relativedelta(years=5) - timedelta(days=1)
        tables.ajouter(
            Habilitation,
            organisme_id=organisme,
            date_effet=debut,
            date_fin=fin,
            saisie_par_id=responsable,
            saisie_le=cadre.a(debut),
        )
        debut = fin + timedelta(days=1)
    membre, prenom, nom_membre = compte(cadre, tables, Role.ORGANISME, "organisme", rang)
    tables.ajouter(
        MembreOrganisme, organisme_id=organisme, utilisateur_id=membre, gestionnaire=True, ajoute_le=cadre.a(debut)
    )
    return Maison(
        organisme, nom, membre, f"{prenom} {nom_membre}", _entreprises(cadre, tables, cadre.alea.randrange(2, 7))
    )


def _entreprises(cadre: Cadre, tables: Tables, nombre: int) -> tuple[int, ...]:
    """Each organisation described its own (decision 0051); several of them describe the same company."""
    sirets = [siret_fictif(PREMIER_SIRET_ENTREPRISE + cadre.alea.randrange(0, 5_000)) for _ in range(nombre)]
    return tuple(tables.ajouter(Entreprise, **noms.entreprise(cadre.alea, siret)) for siret in sirets)


# ---------------------------------------------------------------- evaluators and jurors


def _evaluateurs(cadre: Cadre, tables: Tables, nombre: int) -> None:
    """Those of the demonstration sit like the others."""
    cadre.evaluateurs = [(e.pk, str(e)) for e in Evaluateur.objects.select_related("utilisateur").order_by("pk")]
    for rang in range(nombre):
        cle, prenom, nom = compte(cadre, tables, Role.EVALUATEUR, "evaluateur", rang)
        evaluateur = tables.ajouter(
            Evaluateur,
            utilisateur_id=cle,
            entreprise_nom=f"{cadre.alea.choice(noms.METIERS)} {noms.famille(cadre.alea)}",
            service="Méthodes",
            fonction="Référent technique",
        )
        cadre.evaluateurs.append((evaluateur, f"{prenom} {nom}"))


def _jures(cadre: Cadre, tables: Tables, nombre: int) -> None:
    """The juror of the demonstration first: several times a year, over twenty years."""
    jure = Utilisateur.objects.get(email=JURE.courriel)
    cadre.jures = [(jure.pk, jure.prenom, jure.nom, jure.email)]
    for rang in range(nombre):
        cle, prenom, nom = compte(cadre, tables, Role.JURE, "jure", rang)
        cadre.jures.append((cle, prenom, nom, f"jure{rang}@volume.example"))

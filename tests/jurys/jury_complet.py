"""A jury with every case at once, through the services that the screens call. The names say the case."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from candidats.choix import Origine, Secteur
from candidats.models import Inscription
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Utilisateur
from jurys.choix import CanalConvocation, EtatJury
from jurys.models import Jury, MembreJury, OrganisationSyndicale, Presentation, Rectification
from jurys.queries.synthese import lire_synthese
from jurys.services.cloture import clore_jury
from jurys.services.convocation import Convocation, convoquer_jury
from jurys.services.deliberation import Vote, decider, ouvrir_deliberation
from jurys.services.designation import demander_designations
from jurys.services.lettre import envoyer_lettres
from jurys.services.papier import editer_papiers
from jurys.services.presentation import passer_outre
from jurys.services.rectification import (
    editer_rectificatif,
    ouvrir_rectification,
    rectifier_decision,
    signer_rectification,
)
from jurys.services.table import imprimer_la_table
from referentiels.models import Bloc, EquivalenceCQPI, Referentiel
from tests.candidats.factories import CandidatFactory, EntrepriseFactory
from tests.comptes.factories import creer_personne
from tests.jurys.composition import A
from tests.jurys.factories import (
    AVANT,
    CE_JOUR,
    JOUR_JURY,
    OrganisationSyndicaleFactory,
    commission_emargee,
    creer_jury_compose,
    dossier_pret,
    presenter,
    relire,
)
from tests.jurys.gtp import depot
from tests.referentiels.factories import CertificationFactory, creer_referentiel

TARD = datetime(2026, 11, 24, 9, tzinfo=UTC)
"""The day after the last one on which this jury may be convened."""
REFUS = {"decision": "NA", "motif": "Le jury en décide ainsi."}


@dataclass(frozen=True)
class Referentiels:
    rncp: Referentiel
    hors_rncp: Referentiel
    avec_cqpi: Referentiel
    ccpm: Referentiel
    ccpi: Referentiel


def referentiels() -> Referentiels:
    """One of each kind, under numbers and titles of their own."""

    def version(numero: str, intitule: str, *, rncp: bool = True, **champs) -> Referentiel:
        certification = CertificationFactory(numero=numero, intitule=intitule, **champs)
        return creer_referentiel(certification=certification, rncp=rncp)

    avec_cqpi = version("0187", "Opérateur en usinage")
    cqpi = CertificationFactory(type="CQPI", numero="0099", intitule="Opérateur interbranches")
    EquivalenceCQPI.objects.create(cqpm=avec_cqpi.certification, cqpi=cqpi, debut=date(2020, 1, 1))
    rncp = version("0301", "Technicien en maintenance")
    for rang, composition in enumerate(rncp.compositions.order_by("ordre"), start=1):
        Bloc.objects.filter(pk=composition.version_bloc.bloc_id).update(numero=f"BDC030{rang}")
    return Referentiels(
        rncp=rncp,
        hors_rncp=version("0302", "Soudeur d’essai", rncp=False),
        avec_cqpi=avec_cqpi,
        ccpm=version("0401", "Tutorat en entreprise", type="CCPM", rncp=False),
        ccpi=version("0402", "Animation d’équipe", type="CCPI", rncp=False),
    )


def _dossiers(lus: Referentiels, organisme) -> dict[str, Inscription]:
    """Of the one OF but for the VAE, who has none. Competences 1 and 2 are of the first bloc, 3 and 4 of the second."""
    commission = commission_emargee()
    metaux = EntrepriseFactory(raison_sociale="Forges du Ponant")
    hors_metaux = EntrepriseFactory(
        raison_sociale="Minoterie Le Bihan", secteur=Secteur.HM, branche="meunerie", code_nace="10.61"
    )
    interim = EntrepriseFactory(
        raison_sociale="Intérim de l’Estuaire", secteur=Secteur.HM, branche="travail temporaire", code_nace="78.20"
    )

    def dossier(nom: str, referentiel: Referentiel, **champs) -> Inscription:
        candidat = CandidatFactory(nom_naissance=nom, prenom="Zoé", sexe="F", courriel=f"{nom.lower()}@exemple.fr")
        defauts = {"organisme": organisme, "entreprise": metaux, "superieur_courriel": "chef@exemple.fr"}
        return dossier_pret(referentiel=referentiel, candidat=candidat, commission=commission, **(defauts | champs))

    sans_emploi = {"origine": Origine.DE, "entreprise": None, "superieur_courriel": ""}
    return {
        "salariee": dossier("Salariee", lus.rncp),
        "chomeuse": dossier("Chomeuse", lus.rncp, **sans_emploi),
        "interimaire": dossier("Interimaire", lus.rncp, entreprise=interim),
        "horsmetaux": dossier("Horsmetaux", lus.rncp, entreprise=hors_metaux),
        "experience": dossier("Experience", lus.rncp, voie="vae", organisme=None),
        "deuxblocs": dossier("Deuxblocs", lus.rncp, blocs=(1, 2), non_maitrisees=(3,)),
        "jumelle": dossier("Jumelle", lus.avec_cqpi),
        "ccpm": dossier("Tutrice", lus.ccpm),
        "ccpi": dossier("Animatrice", lus.ccpi),
        "partielle": dossier("Partielle", lus.rncp, non_maitrisees=(3,)),
        "partiellehors": dossier("Partiellehors", lus.hors_rncp, non_maitrisees=(3,)),
        "refusee": dossier("Refusee", lus.rncp, non_maitrisees=(1, 2, 3, 4)),
        "partage": dossier("Partage", lus.rncp, non_maitrisees=(4,)),
        "rouge": dossier("Rouge", lus.rncp),
    }


def jury_complet(organisme, par: Utilisateur) -> tuple[Jury, bytes]:
    """Closed, its letters sent, its papers made; what lay on its table. One union invited by letter designated nobody,
    one designated did not come; it was convened by post a day late, for a reason; one file is presented over a missing
    piece; one vote is a tie, settled by the president."""
    lus = referentiels()
    dossiers = _dossiers(lus, organisme)
    jury = creer_jury_compose(numero="2026-4", etat=EtatJury.PREPARATION)
    OrganisationSyndicaleFactory(nom="Syndicat muet", sigle="SM", adresse="2 quai du Port\n44600 Saint-Nazaire")
    rouge = dossiers["rouge"]
    rouge.livret.delete()
    presenter(jury, *(dossier for nom, dossier in dossiers.items() if nom != "rouge"), par=par)
    demander_designations(jury=jury, le=A.date(), par=par, a=A)
    responsable = creer_personne(Role.RESPONSABLE, prenom="Rozenn", nom="Caradec")
    retard = Convocation(canal=CanalConvocation.COURRIER, motif="Président désigné la veille.")
    convoquer_jury(jury=jury, le=TARD.date(), convocation=retard, par=responsable, a=TARD)
    jury.refresh_from_db()
    rouge.refresh_from_db()
    passer_outre(jury=jury, inscription=rouge, motif="Livret perdu, vu en séance.", par=responsable, a=AVANT)
    relire(jury, par=par)
    absent, present = MembreJury.objects.filter(jury=jury, college="syndical").order_by("pk")
    for membre, nom in ((absent, "Union absente"), (present, "Union présente")):
        OrganisationSyndicale.objects.filter(pk=membre.organisation_id).update(nom=nom)
    presents = [membre.pk for membre in jury.membres.all() if membre != absent]
    ouvrir_deliberation(jury=jury, presents=presents, par=par, a=CE_JOUR)
    for nom, dossier in dossiers.items():
        _decider(nom, Presentation.objects.defer(None).get(jury=jury, inscription=dossier), par)
    table = imprimer_la_table(jury=jury, par=par, a=CE_JOUR)
    clore_jury(jury=jury, par=par, a=CE_JOUR)
    envoyer_lettres(jury=jury, par=par, a=CE_JOUR)
    editer_papiers(jury, a=CE_JOUR)
    assert jury.date == JOUR_JURY
    jury.refresh_from_db()
    return jury, table


def rectifier_le_jury(jury: Jury, par: Utilisateur) -> Rectification:
    """Two lines read wrongly: she who was refused had been admitted, she who was admitted had been refused, three
    competences validated. Signed, its letters sent, its papers made."""
    rectification = ouvrir_rectification(jury=jury, motif="Deux lignes interverties.", par=par, a=CE_JOUR)
    for nom, refuse in (("Partielle", False), ("Rouge", True)):
        presentation = jury.presentations.get(inscription__candidat__nom_naissance=nom)
        validees = list(presentation.validations.order_by("competence__version_bloc", "competence__ordre"))
        acquises = [validation.competence_id for validation in validees[:3]] if refuse else None
        rectifier_decision(
            rectification=rectification, presentation=presentation, bloc=None, acquises=acquises, par=par, a=CE_JOUR
        )
    editer_rectificatif(rectification=rectification, par=par, a=CE_JOUR)
    signer_rectification(rectification=rectification, fichier=depot(), par=par, a=CE_JOUR)
    envoyer_lettres(jury=jury, par=par, a=CE_JOUR)
    editer_papiers(jury, a=CE_JOUR)
    rectification.refresh_from_db()
    return rectification


def _decider(nom: str, presentation: Presentation, par: Utilisateur) -> None:
    for titre in lire_synthese(presentation.synthese).titres:
        maitrise = all(bloc.maitrise for bloc in titre.blocs)
        voulue = {"decision": "A"} if maitrise else REFUS
        if nom == "partage":  # the commission says no; the jury is divided, its president says yes
            voulue = {"decision": "A", "motif": "La pièce présentée en séance convainc.", "vote": Vote(1, 1)}
        decider(presentation=presentation, bloc=titre.bloc, par=par, a=CE_JOUR, **voulue)

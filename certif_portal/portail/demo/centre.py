"""The centre, its catalogue and the people who have an account."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

from dateutil.relativedelta import relativedelta
from django.conf import settings

from certif_portal.centre import services as centre
from certif_portal.centre.models import valeurs_avis
from certif_portal.comptes import services as comptes
from certif_portal.comptes.models import Invitation, Utilisateur
from certif_portal.portail.demo import personnes
from certif_portal.portail.demo.calendrier import Calendrier
from certif_portal.portail.demo.personnes import Compte
from evaluations.models import Evaluateur
from evaluations.services.evaluateur import Situation, inviter_evaluateur
from habilitations.models import OrganismeFormation
from habilitations.services.organisme import creer_organisme, inviter_membre, saisir_habilitation
from jurys.models import OrganisationSyndicale
from referentiels.imports.complements import completer
from referentiels.imports.lecture import lire_referentiel
from referentiels.models import Referentiel
from referentiels.services.repertoire import inscrire_au_repertoire
from referentiels.services.version import importer_referentiel

DONNEES = settings.BASE_DIR / "referentiels" / "donnees"
AVEC_MOT_DE_PASSE = {courriel for _, courriel in personnes.PRINCIPAUX}
OUVERTURE = -760  # days: when the portal opened in this centre


@dataclass
class Distribution:
    """Everybody and everything the stories need."""

    calendrier: Calendrier
    comptes: dict[str, Utilisateur] = field(default_factory=dict)
    organismes: list[OrganismeFormation] = field(default_factory=list)
    evaluateurs: list[Evaluateur] = field(default_factory=list)
    cqpm: Referentiel = field(init=False)
    ccpm: Referentiel = field(init=False)

    @property
    def agent(self) -> Utilisateur:
        return self.comptes["agent@demo.example"]

    @property
    def responsable(self) -> Utilisateur:
        return self.comptes[personnes.RESPONSABLE.courriel]


def ouvrir_le_centre(calendrier: Calendrier) -> Distribution:
    """Accounts first, then settings, catalogue, organisations, evaluators and unions."""
    cast = Distribution(calendrier)
    _ouvrir_l_equipe(cast)
    _regler(cast)
    cast.cqpm = _importer(cast, "cqpm-fictif.md", date(2024, 3, 12))
    cast.ccpm = _importer(cast, "ccpm-fictif.md", date(2023, 11, 14))
    inscrire_au_repertoire(
        certification=cast.cqpm.certification,
        code="RNCP99001",
        date_enregistrement=date(2024, 4, 24),
        date_fin=calendrier.jour + relativedelta(years=3),
        par=cast.responsable,
        a=calendrier.a(OUVERTURE + 2),
    )
    _habiliter(cast)
    _inviter_les_evaluateurs(cast)
    for sigle, nom, *_ in personnes.SYNDICATS:
        adresse = f"certifications@{sigle.split()[0].lower()}.example"
        OrganisationSyndicale.objects.create(
            sigle=sigle, nom=nom, courriel=adresse, debut=calendrier.jour - relativedelta(years=3)
        )
    for compte in cast.comptes.values():
        compte.charger_roles(calendrier.jour)
    return cast


def accepter(cast: Distribution, compte: Compte | str, jours: int) -> Utilisateur:
    """Follow the invitation just received; the accounts told to the visitor share one password, the others use
    codes."""
    courriel = compte if isinstance(compte, str) else compte.courriel
    invitation = (
        Invitation.objects.select_related("utilisateur").filter(utilisateur__email=courriel, etat="envoyee").get()
    )
    avec = courriel in AVEC_MOT_DE_PASSE and not invitation.utilisateur.is_active
    utilisateur = comptes.accepter_invitation(
        invitation=invitation,
        mot_de_passe=personnes.MOT_DE_PASSE if avec else "",
        a=cast.calendrier.a(jours, 10, 20),
    )
    cast.comptes[courriel] = utilisateur
    return utilisateur


def _ouvrir_l_equipe(cast: Distribution) -> None:
    par = None
    for compte in (personnes.RESPONSABLE, *personnes.EQUIPE):
        comptes.inviter(
            courriel=compte.courriel,
            prenom=compte.prenom,
            nom=compte.nom,
            role=compte.role,
            portee="Toutes les certifications du centre",
            par=par,
            a=cast.calendrier.a(OUVERTURE),
        )
        accepter(cast, compte, OUVERTURE)
        par = cast.responsable


def _regler(cast: Distribution) -> None:
    donnees = {
        "nom": "UIMM de l’Estuaire (démonstration)",
        "nom_court": "UIMM Estuaire",
        "adresse": "10 rue de l’Industrie",
        "code_postal": "44600",
        "ville": "Saint-Nazaire",
        "telephone": "02 40 00 00 00",
        "courriel": "certifications@demo.example",
        "departements": "44, 56",
        "president_nom": "Éric Maëstracci",
        "referent_nom": "Hervé Quéméneur",
        "lieu_jury": "Saint-Nazaire",
        "cprefp_courriel": "secretariat@cprefp.example",
        "cprefp_adresse": "Secrétariat de la CPREFP des Pays de la Loire\n44000 Nantes",
    }
    centre.enregistrer_parametres(donnees=donnees, par=cast.responsable, a=cast.calendrier.a(OUVERTURE, 11))
    valeurs_avis()


def _importer(cast: Distribution, fichier: str, date_gtp: date) -> Referentiel:
    lu = completer(lire_referentiel((DONNEES / fichier).read_bytes()), date_gtp=date_gtp)
    return importer_referentiel(
        lu=lu, nom_source=fichier, par=cast.responsable, a=cast.calendrier.a(OUVERTURE + 2, 14)
    ).referentiel


def _habiliter(cast: Distribution) -> None:
    """One OF in the middle of its five years, one near their end, one whose accreditation is over."""
    jour = cast.calendrier.jour
    effets = (
        jour - relativedelta(years=2),
        jour - relativedelta(years=5) + relativedelta(months=4),
        jour - relativedelta(years=5) - timedelta(days=60),
    )
    for rang, effet, fiche in zip(count(1), effets, personnes.ORGANISMES, strict=False):
        cast.organismes.append(ouvrir_un_organisme(cast, rang, effet, fiche))


def ouvrir_un_organisme(
    cast: Distribution, rang: int, effet: date, fiche: tuple[str, str, str, Compte]
) -> OrganismeFormation:
    """Its fiche, its act, its manager."""
    nom, ville, code_postal, compte = fiche
    organisme = creer_organisme(
        donnees={
            "nom": nom,
            "siret": personnes.siret_fictif(rang),
            "nda": f"5244{rang:06d}4",
            "adresse": f"{rang * 7} avenue de la Formation",
            "code_postal": code_postal,
            "ville": ville,
            "courriel": f"contact@{compte.courriel.partition('@')[0]}.example",
            "telephone": f"02 40 00 00 0{rang}",
        },
        par=cast.agent,
        a=cast.calendrier.a(OUVERTURE + 5),
    )
    saisir_habilitation(
        organisme=organisme, date_effet=effet, par=cast.responsable, a=cast.calendrier.a(OUVERTURE + 5, 15)
    )
    inviter_membre(
        organisme=organisme,
        courriel=compte.courriel,
        prenom=compte.prenom,
        nom=compte.nom,
        gestionnaire=True,
        par=cast.agent,
        a=cast.calendrier.a(OUVERTURE + 6),
    )
    accepter(cast, compte, OUVERTURE + 6)
    return organisme


def _inviter_les_evaluateurs(cast: Distribution) -> None:
    situations = [
        (compte, Situation(entreprise_nom=entreprise, service=service, fonction="Référent technique"))
        for compte, entreprise, service in personnes.EVALUATEURS
    ]
    centre_meme = Situation(
        entreprise_nom="UIMM de l’Estuaire", fonction="Chargée de certification", represente_centre=True
    )
    for compte, situation in [*situations, (personnes.REPRESENTANT, centre_meme)]:
        evaluateur = inviter_evaluateur(
            courriel=compte.courriel,
            prenom=compte.prenom,
            nom=compte.nom,
            situation=situation,
            par=cast.agent,
            a=cast.calendrier.a(OUVERTURE + 20),
        )
        accepter(cast, compte, OUVERTURE + 20)
        cast.evaluateurs.append(evaluateur)

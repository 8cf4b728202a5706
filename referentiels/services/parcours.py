"""A parcours de professionnalisation certifiant: its fiche and its programme, as a draft version until the GTP
decides."""

from dataclasses import dataclass
from datetime import datetime

from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.journal import journaliser
from certif_portal.commun.textes import cle_recherche
from certif_portal.comptes.models import Utilisateur
from referentiels.choix import DELIVREES_PAR_L_ENTREPRISE, EtatReferentiel, TypeCertification
from referentiels.models import Certification, DomaineParcours, FicheParcours, ModuleParcours, Referentiel
from referentiels.services.contenu import enregistrer
from referentiels.services.index import indexer


@dataclass(frozen=True)
class DomaineSaisi:
    """A line of annexe 3."""

    domaine: str
    competences: str
    contenus: str
    heures: int
    intervenants: str


@dataclass(frozen=True)
class ModuleSaisi:
    """A line of annexe 4."""

    phase: str
    intitule: str
    objectifs: str
    heures: int
    externe: bool
    organisme: str


@dataclass(frozen=True)
class ParcoursSaisi:
    intitule: str
    societe: str
    adresse: str
    public: str
    heures: int
    mois: int
    attestation: str
    programme: str
    domaines: tuple[DomaineSaisi, ...]
    modules: tuple[ModuleSaisi, ...]


@acte
def enregistrer_parcours(
    *,
    saisi: ParcoursSaisi,
    referentiel: Referentiel | None = None,
    certification: Certification | None = None,
    par: Utilisateur | None,
    a: datetime,
) -> Referentiel:
    """Write a draft: a new parcours, a revision of `certification`, or the draft `referentiel` again."""
    if referentiel is None:
        referentiel = _nouvelle_version(saisi, certification)
        acte, phrase = "creation", f"Parcours de professionnalisation saisi : {saisi.intitule}, {saisi.societe}."
    else:
        referentiel = Referentiel.objects.select_for_update(of=("self",), no_key=True).get(pk=referentiel.pk)
        acte, phrase = "modification", "Fiche et programme du parcours corrigés."
    if referentiel.etat != EtatReferentiel.BROUILLON:
        raise ErreurMetier("Seul un projet se corrige : préparez une révision du parcours.")
    referentiel.intitule = saisi.intitule
    enregistrer(referentiel, ["intitule"])
    _ecrire_fiche(referentiel, saisi)
    indexer(referentiel)
    journaliser(referentiel, acte, phrase, par=par, a=a)
    return referentiel


def _nouvelle_version(saisi: ParcoursSaisi, certification: Certification | None) -> Referentiel:
    if certification is None:
        certification = Certification(
            type=TypeCertification.PARCOURS,
            intitule=saisi.intitule,
            cle_recherche=cle_recherche(saisi.intitule, saisi.societe)[:400],
        )
        enregistrer(certification)
    if certification.type not in DELIVREES_PAR_L_ENTREPRISE:
        raise ErreurMetier(f"« {certification.intitule} » n’est pas un parcours de professionnalisation.")
    referentiel = Referentiel(certification=certification, intitule=saisi.intitule)
    enregistrer(referentiel)
    return referentiel


def _ecrire_fiche(referentiel: Referentiel, saisi: ParcoursSaisi) -> None:
    fiche = FicheParcours.objects.filter(referentiel=referentiel).first() or FicheParcours(referentiel=referentiel)
    for champ in ("societe", "adresse", "public", "heures", "mois", "attestation", "programme"):
        setattr(fiche, champ, getattr(saisi, champ))
    enregistrer(fiche)
    fiche.domaines.all().delete()
    fiche.modules.all().delete()
    for ordre, domaine in enumerate(saisi.domaines, start=1):
        enregistrer(DomaineParcours(fiche=fiche, ordre=ordre, **vars(domaine)))
    for ordre, module in enumerate(saisi.modules, start=1):
        enregistrer(ModuleParcours(fiche=fiche, ordre=ordre, **vars(module)))

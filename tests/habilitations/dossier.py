"""Files and audits, each brought to a state through the services, for the tests of what follows."""

import io
from datetime import UTC, date, datetime, time

import pikepdf

from certif_portal.comptes.choix import Role
from habilitations.choix import Verdict
from habilitations.criteres import CODES
from habilitations.models import Audit, DossierHabilitation, NonConformite, OrganismeFormation
from habilitations.services.acte import lever_suspension, suspendre_habilitation
from habilitations.services.annexe import joindre_annexe
from habilitations.services.audit import apprecier_indicateur, decider_audit, declencher_audit, notifier_constats
from habilitations.services.dossier import (
    creer_dossier,
    deposer_dossier,
    enregistrer_identite,
    enregistrer_reponses,
    recevoir_dossier,
    signer_engagement,
)
from habilitations.services.non_conformite import deposer_preuve, lever_non_conformite
from tests.comptes.factories import creer_personne
from tests.habilitations.factories import OrganismeFactory, creer_membre

LE = date(2026, 3, 2)  # the day an act is suspended
IDENTITE = {
    "nda": "52440123444",
    "adresse": "3 rue des Forges",
    "code_postal": "44600",
    "ville": "Saint-Nazaire",
    "telephone": "",
    "responsable_nom": "Inès Baron",
    "responsable_qualite": "Directrice",
    "qualiopi_numero": "",
    "qualiopi_fin": None,
}


def midi(le: date) -> datetime:
    return datetime.combine(le, time(12), tzinfo=UTC)


def pdf() -> bytes:
    document, sortie = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.save(sortie)
    return sortie.getvalue()


def fichier(nom: str = "preuve.pdf") -> tuple[str, bytes, str]:
    return nom, pdf(), "application/pdf"


class Scene:
    """An OF's manager, an agent, a responsable; each act is given its day."""

    def __init__(self, organisme: OrganismeFormation | None = None) -> None:
        self.organisme = organisme or OrganismeFactory(nom="Pôle formation de l’Estuaire")
        self.of = creer_membre(self.organisme)
        self.agent, self.responsable = creer_personne(Role.AGENT), creer_personne(Role.RESPONSABLE)

    def brouillon(self, le: date) -> DossierHabilitation:
        """A draft that only lacks its deposit."""
        a = midi(le)
        dossier = creer_dossier(organisme=self.organisme, par=self.of, a=a)
        enregistrer_identite(
            dossier=dossier, donnees=IDENTITE, certifications=[], autres_certifications="", par=self.of, a=a
        )
        reponses = {code: f"Réponse {code}" for code in CODES}
        enregistrer_reponses(dossier=dossier, reponses=reponses, par=self.of, a=a)
        joindre_annexe(dossier=dossier, critere=1, titre="Cahier des charges", fichier=fichier(), par=self.of, a=a)
        signer_engagement(
            dossier=dossier,
            nom="Inès Baron",
            qualite="Directrice",
            le=le,
            scan=fichier("engagement.pdf"),
            par=self.of,
            a=a,
        )
        dossier.refresh_from_db()
        return dossier

    def depose(self, le: date) -> DossierHabilitation:
        return deposer_dossier(dossier=self.brouillon(le), par=self.of, a=midi(le))

    def instruit(self, le: date) -> Audit:
        audit = recevoir_dossier(
            dossier=self.depose(le), admissible=True, agent=self.agent, motif="", par=self.agent, a=midi(le)
        )
        assert audit is not None
        return audit

    def declenche(self, le: date) -> Audit:
        return declencher_audit(
            organisme=self.organisme,
            declencheur="jury",
            demandeur="Jury du 3 mars",
            motif="Grilles incomplètes.",
            agent=self.agent,
            par=self.agent,
            a=midi(le),
        )

    def apprecie(
        self, audit: Audit, le: date, ecarts: dict[str, str] | None = None, codes: tuple[str, ...] = CODES
    ) -> None:
        for code in codes:
            verdict = (ecarts or {}).get(code, Verdict.CONFORME)
            majeure = verdict == Verdict.MAJEURE
            apprecier_indicateur(
                audit=audit,
                code=code,
                verdict=verdict,
                annexe=None,
                preuve="" if majeure else "Vu sur place",
                motif="" if verdict == Verdict.CONFORME else "La preuve ne montre pas tout.",
                par=self.agent,
                a=midi(le),
            )

    def notifie(self, le: date, ecarts: dict[str, str] | None = None) -> Audit:
        """A first file, found with these deviations and notified that day."""
        audit = self.instruit(le)
        self.apprecie(audit, le, ecarts)
        return notifier_constats(audit=audit, par=self.agent, a=midi(le))

    def prouve(self, nc: NonConformite, le: date) -> None:
        deposer_preuve(nc=nc, fichier=fichier(), commentaire="Procédure revue.", par=self.of, a=midi(le))

    def leve(self, nc: NonConformite, le: date) -> None:
        lever_non_conformite(nc=nc, commentaire="", reaudit_le=None, par=self.agent, a=midi(le))

    def decide(self, audit: Audit, le: date, *, favorable: bool = True, motif: str = "") -> Audit:
        return decider_audit(audit=audit, favorable=favorable, motif=motif, par=self.responsable, a=midi(le))


def suspendre(acte, par, du=LE, motif="Grilles remises sans émargement."):
    return suspendre_habilitation(habilitation=acte, le=du, motif=motif, par=par, a=midi(du))


def lever(suspension, par, le):
    return lever_suspension(suspension=suspension, le=le, motif="Procédure revue.", par=par, a=midi(le))

"""The accreditation of an OF, everything it can hold, for the table of rights; and the files every world needs."""

from datetime import timedelta
from typing import Any

from certif_portal.commun.fichiers import enregistrer_fichier
from certif_portal.commun.models import DocumentRendu
from habilitations.choix import Declencheur, Destinataire, EtatAudit, EtatDossier, NatureAudit, NatureDossier, Verdict
from habilitations.models import (
    Annexe,
    Audit,
    CampagneAudit,
    Constat,
    ContactOrganisme,
    DeclarationCertification,
    DossierHabilitation,
    Echange,
    EnqueteOrganisme,
    NonConformite,
    PresenceReunion,
    PreuveCorrective,
    ReunionInformation,
    SiteOrganisme,
    Suspension,
    Transmission,
    VersionAnnexe,
)
from tests.candidats.papiers import pages_blanches


def fichier(a: Any) -> Any:
    return enregistrer_fichier(nom="piece.pdf", octets=pages_blanches(1), type_mime="application/pdf", par=None, a=a)


def document(titre: str, a: Any) -> DocumentRendu:
    return DocumentRendu.objects.create(
        code="essai", titre=titre, fichier=fichier(a), version_modele="1", version_dispositif="2020", rendu_le=a
    )


def creer_habilitation(organisme: Any, personnes: dict[str, Any], a: Any, le: Any) -> dict[str, Any]:
    """A draft, a file of the past, an intermediate audit with what hangs from it, a site and a contact."""
    commun = {"organisme": organisme, "nature": NatureDossier.RENOUVELLEMENT, "cree_le": a, "modifie_le": a}
    dossier = DossierHabilitation.objects.create(**commun)
    depose = DossierHabilitation.objects.create(
        etat=EtatDossier.REFUSE, depose_le=a, document=document("Dossier", a), **commun
    )
    annexe = Annexe.objects.create(dossier=dossier, critere=1, rang=1, titre="Preuve")
    version = VersionAnnexe.objects.create(annexe=annexe, numero=1, fichier=fichier(a), deposee_le=a)
    audit = Audit.objects.create(
        organisme=organisme,
        nature=NatureAudit.INTERMEDIAIRE,
        habilitation=organisme.habilitations.get(),
        motif="x",
        declencheur=Declencheur.JURY,
        etat=EtatAudit.CORRECTIONS,
        agent=personnes["agent"],
        ouvert_le=a,
        notifie_le=le,
        rapport=document("Rapport", a),
    )
    echange = Echange.objects.create(audit=audit, question="x", posee_le=a, fichier=fichier(a))
    constat = Constat.objects.create(audit=audit, code="1.1", verdict=Verdict.MAJEURE, motif="x", le=a)
    nc = NonConformite.objects.create(audit=audit, constat=constat, echeance=le)
    preuve = PreuveCorrective.objects.create(non_conformite=nc, fichier=fichier(a), deposee_le=a)
    campagne = CampagneAudit.objects.create(intitule="x", motif="x", graine="x", nombre=0, population=[], tiree_le=a)
    adresse = {"adresse": "x", "code_postal": "44000", "ville": "x"}
    suspension = Suspension.objects.create(
        habilitation=organisme.habilitations.get(),
        du=le + timedelta(days=300),
        motif="x",
        decidee_le=a,
        decidee_par=personnes["agent"],
        lettre=document("Suspension", a),
    )
    transmission = Transmission.objects.create(
        destinataire=Destinataire.GTP, fichier=fichier(a), faite_le=a, faite_par=personnes["agent"]
    )
    return _vie(organisme, a, le) | {
        "suspension": suspension,
        "transmission": transmission,
        "dossier_habilitation": dossier,
        "dossier_depose": depose,
        "annexe": annexe,
        "version_annexe": version,
        "audit": audit,
        "echange": echange,
        "non_conformite": nc,
        "preuve_corrective": preuve,
        "campagne": campagne,
        "critere": 1,
        "indicateur": "1.2",
        "document": "rapport",
        "contact": ContactOrganisme.objects.create(organisme=organisme, nom="x"),
        "site": SiteOrganisme.objects.create(organisme=organisme, nom="x", **adresse),
    }


def _vie(organisme: Any, a: Any, le: Any) -> dict[str, Any]:
    """A declaration and a survey of the OF, a meeting it came to."""
    reunion = ReunionInformation.objects.create(date=le, lieu="x", sujet="x", saisie_le=a)
    return {
        "declaration_certification": DeclarationCertification.objects.create(
            organisme=organisme, sens="ajout", autre="x", le=le, motif="x", saisie_le=a
        ),
        "enquete_organisme": EnqueteOrganisme.objects.create(
            organisme=organisme, nature="insertion", debut=le, fin=le, fichier=fichier(a), deposee_le=a
        ),
        "reunion": reunion,
        "presence_reunion": PresenceReunion.objects.create(reunion=reunion, organisme=organisme, personnes="x"),
    }

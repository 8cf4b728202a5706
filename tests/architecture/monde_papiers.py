"""What a closed jury leaves, for the walk of the addresses: a paper, a letter, a true copy."""

from typing import Any

from jurys.choix import EtatPapier, NaturePapier
from jurys.models import (
    ActionCorrective,
    DossierGTP,
    Duplicata,
    Lettre,
    LigneNational,
    LotNational,
    Papier,
    Presentation,
    RetraitCapacite,
)
from tests.jurys.factories import document as document_pdf


def creer_papiers(clos: Any, certificat: Any, inscription: Any, agent: Any, a: Any) -> dict[str, Any]:
    papier = Papier.objects.create(
        jury=clos,
        nature=NaturePapier.ATTESTATION,
        ordre=1,
        titre="Annexe 12",
        modele="attestation_gtp",
        version_modele="1",
        etat=EtatPapier.FAIT,
        document=document_pdf("Annexe 12"),
        demande_par=agent,
        demande_le=a,
    )
    scelle = document_pdf("Pièce du GTP").fichier
    dossier = DossierGTP.objects.create(
        jury=clos,
        rang=1,
        etat="repondu",
        cree_le=a,
        cree_par=agent,
        lettre=papier,
        lettre_signee=scelle,
        archive=scelle,
        compose_le=a,
        canal="courrier",
        preuve=scelle,
        transmis_le=clos.date,
        accuse_le=clos.date,
        accuse_preuve=scelle,
        reponse="observations",
        reponse_le=clos.date,
        reponse_texte="À revoir.",
        reponse_preuve=scelle,
    )
    action = ActionCorrective.objects.create(
        dossier=dossier,
        quoi="Revoir",
        qui="Le référent",
        pour_le=clos.date,
        etat="menee",
        creee_le=a,
        creee_par=agent,
        menee_le=clos.date,
        compte_rendu="Revu.",
        menee_preuve=scelle,
    )
    retrait = RetraitCapacite.objects.create(
        effet=clos.date, motif="Essai", preuve=scelle, enregistre_le=a, enregistre_par=agent
    )
    lot = LotNational.objects.create(
        nature="classeur", debut=clos.date, fin=clos.date, etat="pret", fichier=scelle, cree_le=a, cree_par=agent
    )
    ligne = LigneNational.objects.create(lot=lot, certificat=certificat, etat="refusee", motif="Nom inconnu")
    jugee = Presentation.objects.create(jury=clos, inscription=inscription, code="K8", ordre=1)
    lettre = Lettre.objects.create(
        jury=clos,
        presentation=jugee,
        pour="candidat",
        adresse="Zoé",
        objet="Décision",
        corps="Texte",
        qualite="Le Président",
        signataire="Nolwenn Tanguy",
    )
    duplicata = Duplicata.objects.create(
        certificat=certificat,
        document=document_pdf("Duplicata"),
        motif="Perdu.",
        delivre_le=a,
        delivre_par=agent,
    )
    return {
        "duplicata": duplicata,
        "lettre": lettre,
        "papier": papier,
        "dossier_gtp": dossier,
        "lot_national": lot,
        "ligne_nationale": ligne,
        "action_corrective": action,
        "retrait_capacite": retrait,
        "preuve": "accuse_preuve",
        "preuve_action": "menee_preuve",
        "preuve_retrait": "preuve",
        "liasse": papier.nature,
    }

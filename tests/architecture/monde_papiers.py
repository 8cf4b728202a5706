"""What a closed jury leaves, for the walk of the addresses: a paper, a letter, a true copy."""

from typing import Any

from jurys.choix import EtatPapier, NaturePapier
from jurys.models import Duplicata, Lettre, Papier, Presentation
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
        "liasse": papier.nature,
    }

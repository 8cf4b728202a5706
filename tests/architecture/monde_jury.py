"""The juries that addresses may name: one at each stage."""

from datetime import timedelta
from typing import Any

from jurys.choix import College, EtatJury, NaturePiece
from jurys.models import (
    Certificat,
    DemandeDesignation,
    InformationCPREFP,
    LettresConvocation,
    MembreJury,
    PersonneJury,
    PieceJury,
    Presentation,
)
from tests.architecture.monde_habilitation import document
from tests.architecture.monde_papiers import creer_papiers
from tests.jurys.factories import JuryFactory, OrganisationSyndicaleFactory
from tests.jurys.factories import document as document_pdf
from tests.scelles import desceller

SYNTHESE = None


@desceller()
def creer_jurys(objets: dict[str, Any], personnes: dict[str, Any], a: Any, le: Any) -> dict[str, Any]:
    """One jury at each stage, with the same two members."""
    prepare = JuryFactory(date=le + timedelta(days=40))
    convoque = JuryFactory(date=le, etat=EtatJury.CONVOQUE, convoque_le=le - timedelta(days=20))
    jury = JuryFactory(date=le, etat=EtatJury.DELIBERATION, convoque_le=le - timedelta(days=20), ouvert_le=a)
    clos = JuryFactory(date=le - timedelta(days=10), etat=EtatJury.CLOS, convoque_le=le - timedelta(days=40), clos_le=a)
    for reunion in (prepare, convoque, jury, clos):
        membre = {"jury": reunion, "college": College.PATRONAL, "prenom": "Un", "courriel": "membre@exemple.fr"}
        MembreJury.objects.create(utilisateur=personnes["jure"], nom="Membre", **membre)
        MembreJury.objects.create(utilisateur=personnes["president"], nom="Préside", preside=True, **membre)
    invitable = MembreJury.objects.create(
        jury=prepare, nom="Invité", prenom="Deux", college=College.PATRONAL, courriel="nouveau@exemple.fr"
    )
    demande = DemandeDesignation.objects.create(
        jury=prepare,
        organisation=OrganisationSyndicaleFactory(),
        demandee_le=le,
        lettres=document_pdf("Demandes de désignation"),
    )
    presentation = Presentation.objects.create(
        jury=jury, inscription=objets["inscription"], code="K7", ordre=1, synthese=SYNTHESE
    )
    preparee = Presentation.objects.create(
        jury=prepare,
        inscription=objets["inscription"],
        code="K8",
        ordre=1,
        passage_outre_motif="M. Ly attend.",
        passage_outre_par=personnes["responsable"],
    )
    piece = PieceJury.objects.create(jury=clos, nature=NaturePiece.EMARGEMENT, document=document("Annexe 13", a))
    certificat = Certificat.objects.create(
        numero="MC 1",
        serie="CQPM",
        rang=1,
        type="CQPM",
        presentation=presentation,
        code_certification="MQ",
        intitule="Essai",
        nom="NOM",
        prenoms="Prénom",
        date_naissance=le,
        lieu_naissance="Nantes",
        date_jury=le,
        document=document("Certificat", a),
        delivre_le=a,
    )
    return creer_papiers(clos, certificat, objets["inscription"], personnes["agent"], a) | {
        "source": "passage-outre",
        "jury": jury,
        "jury_prepare": prepare,
        "jury_convoque": convoque,
        "jury_clos": clos,
        "membre_prepare": invitable,
        "lettres_convocation": LettresConvocation.objects.create(
            jury=convoque, document=document("Convocations", a), nombre=1, creees_le=a
        ),
        "personne_jury": PersonneJury.objects.create(nom="Invité", prenom="Deux", college=College.PATRONAL, cle="x"),
        "demande": demande,
        "organisation_syndicale": demande.organisation,
        "annee": le.year,
        "information": InformationCPREFP.objects.create(
            adresse="CPREFP", objet="Jurys", corps="Texte", creee_le=a, document=document("CPREFP", a)
        ),
        "presentation": presentation,
        "presentation_preparee": preparee,
        "piece_jury": piece,
        "certificat": certificat,
    }

"""What a closed jury leaves, for the walk of the addresses: a paper, a letter, a true copy."""

from dataclasses import asdict
from typing import Any

from jurys.choix import EtatPapier, EtatPiece, EtatRectification, NaturePapier, NaturePiece
from jurys.models import (
    ActionCorrective,
    DossierGTP,
    Duplicata,
    Lettre,
    LigneNational,
    LigneRectification,
    LotNational,
    Papier,
    PieceJury,
    Presentation,
    Rectification,
    RetraitCapacite,
)
from jurys.queries.synthese import AvisAnonyme, BlocAnonyme, CompetenceAnonyme, SyntheseAnonyme
from tests.candidats.factories import InscriptionFactory
from tests.jurys.factories import document as document_pdf
from tests.scelles import desceller


def creer_rectifications(clos: Any, inscription: Any, agent: Any, a: Any) -> dict[str, Any]:
    """One under way, with a line, and one signed; the candidate whose decision may be rectified."""
    competence = CompetenceAnonyme(1, 1, "Usiner", True)
    synthese = SyntheseAnonyme(
        certification=1,
        titre="Essai",
        voie="formation",
        blocs_seuls=False,
        rncp=True,
        blocs=[BlocAnonyme(1, "BDC1", "Usinage", [competence])],
        avis=AvisAnonyme("Favorable"),
        pieces=[],
    )
    jugee = Presentation.objects.create(
        jury=clos,
        inscription=autre_que(inscription),
        code="K9",
        ordre=2,
        synthese=asdict(synthese),
        decision="A",
        decidee_le=a,
    )
    commun: dict[str, Any] = {"jury": clos, "motif": "Erreur.", "ouverte_le": a, "ouverte_par": agent}
    scan = document_pdf("Rectificatif")
    piece = PieceJury.objects.create(
        jury=clos,
        nature=NaturePiece.RECTIFICATIF,
        etat=EtatPiece.SIGNE,
        document=scan,
        scan=scan.fichier,
        signee_le=a,
        signee_par=agent,
    )
    signee = Rectification.objects.create(
        rang=1, etat=EtatRectification.SIGNEE, document=scan, piece=piece, close_le=a, close_par=agent, **commun
    )
    ouverte = Rectification.objects.create(rang=2, **commun)
    ligne = LigneRectification.objects.create(rectification=ouverte, sujet="Lieu", lu="Brest", juste="Rennes")
    return {
        "rectification": ouverte,
        "rectification_signee": signee,
        "ligne_rectification": ligne,
        "presentation_pk": jugee.pk,
    }


def autre_que(inscription: Any) -> Any:
    return InscriptionFactory(organisme=inscription.organisme, referentiel=inscription.referentiel)


@desceller()
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
    return creer_rectifications(clos, inscription, agent, a) | {
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

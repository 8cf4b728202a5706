"""One object of each kind, and everybody who may or may not see it."""

import hashlib
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

from django.test import Client
from openpyxl import load_workbook

from candidats.choix import EtatLivret
from candidats.donnees import FichierRecu
from candidats.imports.modele import ecrire_modele
from candidats.models import (
    Amenagement,
    Candidat,
    ConfirmationEtatCivil,
    DemandeInscription,
    Derogation,
    Fusion,
    Incident,
    LienRapport,
    Livret,
    LotGAC,
    PersonnesDistinctes,
    PieceIdentite,
    PieceRecue,
    RapportActivites,
    RecevabiliteVAE,
)
from candidats.queries.catalogue import faits_referentiels
from candidats.services.classeur import lire_classeur, recevoir_classeur
from certif_portal.centre.models import DelegationSignature
from certif_portal.commun import horloge
from certif_portal.commun.choix import EtatCourriel
from certif_portal.commun.fichiers import PDF, XLSX, enregistrer_fichier
from certif_portal.commun.models import Courriel
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Attribution, Invitation, RetraitFacteur
from certif_portal.portail.models import Export, LotActes, RapportAnnuel, VueEnregistree
from certif_portal.portail.services.rapport import demander_rapport, etablir_rapport
from evaluations.choix import EtatGrille, StatutOperation
from evaluations.models import (
    AvisEntreprise,
    FeuilleEmargement,
    Grille,
    LienAvis,
    MembreCommission,
    OperationRecue,
    Passage,
)
from habilitations.models import Habilitation, MembreOrganisme
from jurys.services import suivi
from referentiels.choix import EtatDemande, EtatReferentiel, NatureDemande, PieceAttendue, TypeCertification
from referentiels.models import Certification, Competence, DemandeGTP, FicheParcours, PieceDemande, Referentiel
from referentiels.services.relecture import recevoir_document
from tests.architecture.droits import Monde
from tests.architecture.monde_conservation import creer_conservation
from tests.architecture.monde_habilitation import creer_habilitation, document, fichier
from tests.architecture.monde_jury import creer_jurys
from tests.architecture.monde_numerisation import creer_numerisation
from tests.architecture.monde_vivier import vivier
from tests.candidats.factories import InscriptionFactory, ProjetFactory
from tests.candidats.papiers import pages_blanches
from tests.comptes.factories import creer_personne
from tests.environnement import RACINE
from tests.evaluations.factories import CommissionFactory, EvaluateurFactory
from tests.habilitations.factories import creer_membre, creer_organisme_habilite
from tests.referentiels.factories import creer_referentiel
from tests.sessions import entrer

JETON = "jeton-du-tuteur"


def creer_monde() -> Monde:
    a, le = horloge.maintenant(), horloge.aujourdhui()
    organisme, autre = creer_organisme_habilite(), creer_organisme_habilite()
    personnes = {
        "agent": creer_personne(Role.AGENT),
        "responsable": creer_personne(Role.RESPONSABLE),
        "auditeur": creer_personne(Role.AUDITEUR),
        "admin": creer_personne(Role.ADMIN),
        "of": creer_membre(organisme),
        "of_autre": creer_membre(autre),
        "jure": creer_personne(Role.JURE),
        "president": creer_personne(Role.JURE),
        "jure_autre": creer_personne(Role.JURE),
    }
    evaluateur, evaluateur_autre = EvaluateurFactory(), EvaluateurFactory()
    personnes |= {"evaluateur": evaluateur.utilisateur, "evaluateur_autre": evaluateur_autre.utilisateur}
    referentiel = creer_referentiel()
    objets = _inscriptions(organisme, referentiel, personnes, a)
    objets |= _evaluation(objets, evaluateur, personnes, a, le)
    objets |= creer_numerisation(objets, organisme, personnes, a)
    objets |= creer_jurys(objets, personnes, a, le)
    objets |= _acces(organisme, personnes, a)
    objets |= creer_habilitation(organisme, personnes, a, le)
    objets |= _catalogue(referentiel, a, le)
    objets |= {"referentiel": referentiel.pk, "organisme": organisme.pk, "code": "a-verifier", "piece": "besoins"}
    objets |= {"lecture": _lecture(personnes, a)}
    objets["rapport_annuel"] = _rapport(personnes, a)
    objets |= {"lot_actes": LotActes.objects.create(acte="accepter", retour="/", par=personnes["agent"], demande_le=a)}
    objets |= {"export": _export(personnes, a), "nature": "inscriptions"} | creer_conservation(objets, personnes, a)
    objets |= {"page_guide": "centre", "acte_guide": "relancer"}
    objets |= {"vue": VueEnregistree.objects.create(personne=personnes["agent"], page="inscription_liste", nom="Vue")}
    objets |= _personne(objets, referentiel, personnes, a)
    objets |= {"inscription_pk": objets["inscription"].pk}
    objets |= {"key": "cle-inconnue", "uidb36": "1", "competence_pk": Competence.objects.first().pk}
    perdu = {"compte": personnes["agent"], "motif": "x", "demande_le": a, "demande_par": personnes["responsable"]}
    objets |= {"cle_acces": 0, "retrait_facteur": RetraitFacteur.objects.create(**perdu)}  # nobody has a key
    suivi.refaire_tout()  # kept before the walk, which undoes whatever a request writes
    return Monde({nom: getattr(objet, "pk", objet) for nom, objet in objets.items()}, _clients(personnes))


def _rapport(personnes: dict[str, Any], a: Any) -> RapportAnnuel:
    """Of a year without anything: made all the same."""
    return etablir_rapport(demander_rapport(annee=a.year - 1, par=personnes["responsable"], a=a).pk, a=a)


def _export(personnes: dict[str, Any], a: Any) -> Export:
    agent = personnes["agent"]
    fichier = enregistrer_fichier(nom="inscriptions.xlsx", octets=b"PK", type_mime=XLSX, par=agent, a=a)
    return Export.objects.create(
        nature="inscriptions", etat="pret", par=agent, demande_le=a, termine_le=a, fichier=fichier
    )


def _lecture(personnes: dict[str, Any], a: Any) -> Any:
    octets = (RACINE / "referentiels" / "donnees" / "ccpm-fictif.md").read_bytes()
    return recevoir_document(nom="ccpm.md", octets=octets, par=personnes["responsable"], a=a)


def _clients(personnes: dict[str, Any]) -> dict[str, Client]:
    clients = {"anonyme": Client(), "tuteur": Client()}
    for role, personne in personnes.items():
        clients[role] = Client()
        entrer(clients[role], personne)
    return clients


def papier(a: Any) -> Any:
    """An identity paper that can be looked at."""
    return enregistrer_fichier(nom="piece.pdf", octets=pages_blanches(1), type_mime=PDF, par=None, a=a)


def _inscriptions(organisme: Any, referentiel: Any, personnes: dict[str, Any], a: Any) -> dict[str, Any]:
    commun = {"organisme": organisme, "referentiel": referentiel}
    inscription, deposee = InscriptionFactory(**commun), InscriptionFactory(deposee=True, **commun)
    brouillon, vae = InscriptionFactory(brouillon=True, **commun), InscriptionFactory(vae=True, **commun)
    demandeur = InscriptionFactory(demandeur_emploi=True, **commun)
    Livret.objects.create(
        inscription=inscription,
        etat=EtatLivret.DEPOSE,
        accord="entreprise",
        accord_nom="A",
        accord_le=a.date(),
        depose_le=a,
        premier_depot_le=a.date(),
        depose_par=personnes["of"],
        fichier=fichier(a),
    )
    Derogation.objects.create(inscription=deposee, motif_demande="x", demandee_le=a, demandee_par=personnes["of"])
    RecevabiliteVAE.objects.create(
        inscription=vae,
        recue_le=a.date(),
        decision="recevable",
        decidee_le=a.date(),
        decidee_par=personnes["agent"],
        fichier=fichier(a),
        livret2=fichier(a),
        livret2_le=a.date(),
    )
    incident = Incident.objects.create(
        inscription=inscription,
        nature="report",
        le=a.date(),
        motif="x",
        etat_avant="acceptee",
        saisi_le=a,
        saisi_par=personnes["agent"],
    )
    rapport = RapportActivites.objects.create(inscription=inscription, demande_le=a, fichier=fichier(a), depose_le=a)
    LienRapport.objects.create(
        rapport=rapport,
        destinataire="candidat@exemple.fr",
        cree_le=a,
        expire_le=a + timedelta(days=30),
        jeton_sha256=hashlib.sha256(JETON.encode()).hexdigest(),
    )
    piece = PieceIdentite.objects.create(
        inscription=deposee, type="carte", fichier=papier(a), deposee_le=a, deposee_par=personnes["of"]
    )
    recue = PieceRecue.objects.create(
        organisme=organisme,
        fichier=papier(a),
        nom="IMG_2031.pdf",
        type="carte",
        empreinte="0" * 64,
        recue_le=a,
        recue_par=personnes["of"],
    )
    modele = _classeur(ecrire_modele(faits_referentiels([referentiel]).values(), a.date()))
    recu = FichierRecu("classeur.xlsx", modele, XLSX)
    classeur = recevoir_classeur(organisme=organisme, fichier=recu, par=personnes["of"], a=a)
    lire_classeur(classeur.pk, le=a.date())
    projets = {
        "projet_depose": ProjetFactory(depose=True, **commun),
        "projet_brouillon": ProjetFactory(brouillon=True, **commun),
    }
    lot = LotGAC.objects.create(cree_le=a, cree_par=personnes["agent"], fichier=fichier(a))
    return (
        projets
        | {"lot_gac": lot}
        | {
            "inscription": inscription,
            "deposee": deposee,
            "brouillon": brouillon,
            "vae": vae,
            "piece_identite": piece,
            "piece_recue": recue,
            "classeur": classeur,
            "demandeur": demandeur,
            "incident": incident,
        }
    )


def _personne(objets: dict[str, Any], referentiel: Any, personnes: dict[str, Any], a: Any) -> dict[str, Any]:
    """A person whose identity is checked, another to merge, one already merged, and what comes from outside."""
    inscription, candidat = objets["inscription"], objets["inscription"].candidat
    candidat.identite_verifiee_le, candidat.identite_verifiee_par = a, personnes["agent"]
    candidat.identite_document = "carte"
    candidat.save()
    absorbe = Candidat.objects.create(nom_naissance="Absorbé", prenom="Un", date_naissance=a.date())
    liens = {"jeton_sha256": hashlib.sha256(JETON.encode()).hexdigest(), "expire_le": a + timedelta(days=2)}
    demande = {
        "demandeur": "candidat",
        "courriel": "x@exemple.fr",
        "nom_naissance": "Demandeur",
        "prenom": "Un",
        "voie": "vae",
        "date_naissance": a.date() - timedelta(days=9000),
        "referentiel": referentiel,
        "recue_le": a,
    }
    DemandeInscription.objects.create(**demande, **liens)
    ConfirmationEtatCivil.objects.create(inscription=inscription, destinataire="x@exemple.fr", envoyee_le=a, **liens)
    return {
        "candidat": candidat,
        "autre_pk": objets["deposee"].candidat,
        "distinction": PersonnesDistinctes.objects.create(
            **dict(
                zip(("un", "autre"), sorted((candidat, objets["deposee"].candidat), key=lambda c: c.pk), strict=True)
            ),
            dites_le=a,
            dites_par=personnes["agent"],
        ),
        "fusion": Fusion.objects.create(
            conserve=candidat,
            absorbe=absorbe,
            avant={},
            apres={},
            deplaces={},
            faite_le=a,
            faite_par=personnes["agent"],
        ),
        "amenagement": Amenagement.objects.create(inscription=inscription, effet="pauses", demande_le=a.date()),
        "confirmation": ConfirmationEtatCivil.objects.create(
            inscription=inscription,
            destinataire="x@exemple.fr",
            envoyee_le=a,
            etat="a_decider",
            repondue_le=a,
            jeton_sha256="1" * 64,
            expire_le=a,
        ),
        "demande_inscription": DemandeInscription.objects.create(
            **demande, etat="a_traiter", confirmee_le=a, jeton_sha256="2" * 64, expire_le=a
        ),
    }


def _classeur(modele: bytes) -> bytes:
    """The template with one line filled, wrongly."""
    classeur = load_workbook(BytesIO(modele))
    feuille = classeur["Inscriptions"]
    feuille.append(["x"])
    sortie = BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


def _evaluation(objets: dict[str, Any], evaluateur: Any, personnes: dict[str, Any], a: Any, le: Any) -> dict[str, Any]:
    inscription = objets["inscription"]
    commission = CommissionFactory(date=le)
    membre = MembreCommission.objects.create(commission=commission, evaluateur=evaluateur)
    passage = Passage.objects.create(commission=commission, inscription=inscription, lettre=document("Convocations", a))
    passage.competences.set(Competence.objects.all())
    grille = Grille.objects.create(inscription=inscription, etat=EtatGrille.OUVERTE, ouverte_le=a)
    operation = OperationRecue.objects.create(
        cle=uuid4(),
        sha256="0" * 64,
        auteur=evaluateur.utilisateur,
        grille=grille,
        corps="null",
        statut=StatutOperation.QUARANTAINE,
        phrase="Ce qui a été reçu n’est pas une opération.",
        reponse={},
        recue_le=a,
    )
    feuille = FeuilleEmargement.objects.create(commission=commission, document=document("Émargement", a))
    avis = AvisEntreprise.objects.create(inscription=inscription, demande_le=a)
    LienAvis.objects.create(
        avis=avis,
        destinataire="tuteur@exemple.fr",
        jeton_sha256=hashlib.sha256(JETON.encode()).hexdigest(),
        cree_le=a,
        expire_le=a + timedelta(days=30),
    )
    return {
        "commission": commission,
        "membre_commission": membre,
        **vivier(commission, JETON, a),
        "passage": passage,
        "grille": grille,
        "operation": operation,
        "emargement": feuille,
        "evaluateur": evaluateur,
        "jeton": JETON,
    }


def _catalogue(referentiel: Any, a: Any, le: Any) -> dict[str, Any]:
    """A certification, its fiche, a draft version, and two requests to the GTP."""
    certification = referentiel.certification
    projet = Referentiel.objects.create(certification=certification, intitule="Projet", etat=EtatReferentiel.BROUILLON)
    commun = {"nature": NatureDemande.REVISION, "certification": certification, "intitule": "Révision", "creee_le": a}
    demande = DemandeGTP.objects.create(projet=projet, **commun)
    piece = PieceDemande.objects.create(demande=demande, code=PieceAttendue.values[0], fichier=fichier(a))
    parcours = Certification.objects.create(type=TypeCertification.PARCOURS, intitule="Parcours")
    fiche = FicheParcours(referentiel=Referentiel.objects.create(certification=parcours, intitule="Parcours"))
    fiche.societe, fiche.adresse, fiche.public, fiche.attestation, fiche.heures, fiche.mois = "x", "x", "x", "x", 10, 1
    fiche.save()
    return {
        "parcours": fiche.referentiel,
        "certification": certification,
        "enregistrement": certification.enregistrements.get(),
        "projet": projet,
        "autre": projet,
        "demande_gtp": demande,
        "demande_adressee": DemandeGTP.objects.create(etat=EtatDemande.ADRESSEE, adressee_le=le, **commun),
        "piece_demande": piece,
    }


def _acces(organisme: Any, personnes: dict[str, Any], a: Any) -> dict[str, Any]:
    invitation = Invitation.objects.create(
        utilisateur=personnes["jure"],
        role=Role.JURE,
        portee="essai",
        jeton_sha256="0" * 64,
        envoyee_le=a,
        envoyee_par=personnes["agent"],
        expire_le=a + timedelta(days=3),
    )
    collegue = creer_membre(organisme)
    courriel = Courriel.objects.create(
        destinataire="x@exemple.fr",
        objet="x",
        texte="x",
        acte="essai",
        message_id="<essai@exemple.fr>",
        cree_le=a,
        etat=EtatCourriel.ECHEC,
    )
    retenu = Courriel.objects.create(
        destinataire="x@exemple.fr",
        objet="x",
        texte="x",
        acte="essai",
        message_id="<retenu@exemple.fr>",
        cree_le=a,
        etat=EtatCourriel.RETENU,
    )
    habilitation = Habilitation.objects.get(organisme=organisme)
    habilitation.acte = fichier(a)
    habilitation.save(update_fields=["acte"])
    return {
        "invitation": invitation,
        "attribution": Attribution.objects.get(utilisateur=personnes["agent"]),
        "courriel": courriel,
        "courriel_retenu": retenu,
        "type_verso": "CQPI",
        "nature_image": "logo",
        "delegation": DelegationSignature.objects.create(nom="D. Délégué", debut=a.date()),
        "habilitation": habilitation,
        "membre_organisme": MembreOrganisme.objects.get(organisme=organisme, utilisateur=collegue),
    }

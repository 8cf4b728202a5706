"""The rows of a sitting: commission, émargement, grids, signatures, opinions of companies."""

import json
from datetime import date, datetime, timedelta

from certif_portal.commun.typographie import date_longue
from certif_portal.portail.demo.parcours import INCOMPLET
from certif_portal.portail.demo.volume.inscriptions import Dossier, Ecrivain
from certif_portal.portail.demo.volume.plan import Etape, Promotion
from evaluations.choix import ConclusionVAE, EtatAvis, EtatCommission, EtatEmargement, EtatGrille, NatureCommission
from evaluations.models import (
    Appreciation,
    AvisActivite,
    AvisEntreprise,
    Commission,
    DeclarationIndependance,
    FeuilleEmargement,
    Grille,
    MembreCommission,
    Passage,
    SignatureGrille,
)

COMMISSION = Commission._meta.label_lower
CRITERES_GARDES = timedelta(days=730)
"""Criteria ticked are written for the sittings of the last two years: forty rows a candidate."""
EMPREINTE = "0" * 64


def commission(ecrivain: Ecrivain, promotion: Promotion) -> int | None:
    """The sitting of a promotion once it is planned, with its members and its émargement."""
    if promotion.etape < Etape.PLANIFIEE:
        return None
    cadre, tables = ecrivain.cadre, ecrivain.tables
    planifiee = cadre.a(min(promotion.seance - timedelta(days=35), cadre.jour), 10)
    validation = promotion.maison is None
    cle = tables.ajouter(
        Commission,
        nature=(NatureCommission.VALIDATION if validation else NatureCommission.EVALUATION).value,
        date=promotion.seance,
        heure="09:00:00",
        lieu=promotion.lieu,
        etat=(EtatCommission.TENUE if promotion.etape >= Etape.EMARGEE else EtatCommission.PLANIFIEE).value,
        creee_le=planifiee,
        creee_par_id=cadre.agent,
    )
    for rang, (evaluateur, _) in enumerate(promotion.evaluateurs):
        tables.ajouter(MembreCommission, commission_id=cle, evaluateur_id=evaluateur, preside=validation and not rang)
    ecrivain.dire(
        cle,
        "planification",
        f"Commission planifiée : le {date_longue(promotion.seance)}, {promotion.lieu}.",
        planifiee,
        sur=COMMISSION,
    )
    if promotion.tenue:
        _emargement(ecrivain, promotion, cle)
    return cle


def _emargement(ecrivain: Ecrivain, promotion: Promotion, cle: int) -> None:
    cadre = ecrivain.cadre
    signe = promotion.etape >= Etape.EMARGEE
    veille = cadre.a(promotion.seance - timedelta(days=1), 16)
    titre = f"Émargement de la commission du {promotion.seance:%d-%m-%Y} {promotion.lieu}"
    document, fichier = ecrivain.fichiers.document("emargement_commission", titre, veille, cadre.agent)
    depose = cadre.a(promotion.seance + timedelta(days=2), 11)
    ecrivain.tables.ajouter(
        FeuilleEmargement,
        commission_id=cle,
        etat=(EtatEmargement.SIGNE if signe else EtatEmargement.RENDU).value,
        document_id=document,
        scan_id=fichier if signe else None,
        signee_le=depose if signe else None,
        signee_par_id=cadre.agent if signe else None,
    )


def evaluer(ecrivain: Ecrivain, dossier: Dossier, seance: int | None, echecs: frozenset[int]) -> None:
    """The passage of one candidate and, the sitting held, their grid; `echecs`: competences not mastered."""
    promotion, cadre, tables, pk = dossier.promotion, ecrivain.cadre, ecrivain.tables, dossier.pk
    if seance is None:
        _avis(ecrivain, dossier)
        return
    convoque = cadre.a(min(promotion.seance - timedelta(days=30), cadre.jour), 14)
    passage = tables.ajouter(Passage, commission_id=seance, inscription_id=pk, heure=None, convoque_le=convoque)
    tables.joindre(
        Passage.competences.through, [{"passage_id": passage, "competence_id": cle} for cle, _ in promotion.competences]
    )
    quand, combien = date_longue(promotion.seance), len(promotion.competences)
    ecrivain.dire(
        pk,
        "commission_planifiee",
        f"Commission planifiée : le {quand}, {promotion.lieu}, {combien} compétences à évaluer.",
        convoque,
    )
    ecrivain.dire(pk, "convocation_candidat", f"Candidat convoqué par courriel à la séance du {quand}.", convoque)
    bonjour = f"Bonjour {dossier.fiche.etat_civil.prenom},"
    texte = f"{bonjour}\n\nUne commission vous attend le {quand}, à {promotion.lieu}."
    ecrivain.ecrire(
        pk,
        "candidat_convocation",
        f"candidat{pk}@candidats.example",
        f"Votre évaluation du {quand} : convocation",
        texte,
        convoque,
    )
    _grille(ecrivain, dossier, passage, echecs)
    _avis(ecrivain, dossier)


def _grille(ecrivain: Ecrivain, dossier: Dossier, passage: int, echecs: frozenset[int]) -> None:
    promotion, cadre, tables = dossier.promotion, ecrivain.cadre, ecrivain.tables
    scellee = promotion.etape >= Etape.SCELLEE
    etat = EtatGrille.SCELLEE if scellee else EtatGrille.OUVERTE
    if promotion.etape == Etape.EN_SIGNATURE:
        etat = EtatGrille.EN_SIGNATURE
    a = cadre.a(promotion.seance, 17)
    conclusion = ""
    if scellee and promotion.maison is None:
        conclusion = (ConclusionVAE.PARTIELLE if echecs else ConclusionVAE.TOTALE).value
    grille = tables.ajouter(
        Grille,
        inscription_id=dossier.pk,
        etat=etat.value,
        ouverte_le=cadre.a(min(promotion.seance - timedelta(days=35), cadre.jour), 10),
        empreinte=EMPREINTE if scellee else "",
        scellee_le=a if scellee else None,
        conclusion=conclusion,
    )
    if promotion.etape < Etape.COMMENCEE:
        return
    _apprecier(ecrivain, dossier, grille, passage, echecs)
    signatures = {Etape.COMMENCEE: 0, Etape.EN_SIGNATURE: 1}.get(promotion.etape, 2)
    for rang, (evaluateur, nom) in enumerate(promotion.evaluateurs):
        tables.ajouter(
            DeclarationIndependance,
            evaluateur_id=evaluateur,
            inscription_id=dossier.pk,
            lien=False,
            declaree_le=cadre.a(promotion.seance, 8, 45),
        )
        if rang < signatures:
            tables.ajouter(
                SignatureGrille, grille_id=grille, evaluateur_id=evaluateur, empreinte=EMPREINTE, signee_le=a
            )
            suite = " : elle est scellée." if rang else " : il manque 1 signature."
            ecrivain.dire(dossier.pk, "grille_signee", f"Grille signée par {nom}{suite}", a, (None, nom))


def _apprecier(ecrivain: Ecrivain, dossier: Dossier, grille: int, passage: int, echecs: frozenset[int]) -> None:
    promotion, cadre, tables = dossier.promotion, ecrivain.cadre, ecrivain.tables
    competences = promotion.competences
    if promotion.etape == Etape.COMMENCEE:
        competences = competences[: len(competences) // 2]
    recente = cadre.jour - promotion.seance < CRITERES_GARDES
    for rang, (competence, _) in enumerate(competences):
        maitrisee = competence not in echecs
        tables.ajouter(
            Appreciation,
            grille_id=grille,
            competence_id=competence,
            passage_id=passage,
            maitrisee=maitrisee,
            commentaire="" if maitrisee else INCOMPLET,
            saisie_le=cadre.a(promotion.seance, 15),
            saisie_par_id=promotion.evaluateurs[rang % 2][0],
            atteints=json.dumps(list(promotion.cursus.criteres[competence]) if recente and maitrisee else []),
        )


def _avis(ecrivain: Ecrivain, dossier: Dossier) -> None:
    """Asked once the livret is validated, given a few days after the sitting by nine companies of ten."""
    promotion, cadre, tables = dossier.promotion, ecrivain.cadre, ecrivain.tables
    if promotion.maison is None or promotion.cursus.type != "CQPM" or promotion.etape < Etape.LIVRET_VALIDE:
        return
    rendu = promotion.etape >= Etape.PRETE
    valeur = "favorable" if cadre.alea.random() < 0.94 else "reserve"
    le = promotion.seance + timedelta(days=4)
    absent = rendu and not dossier.avis_attendu
    etat = EtatAvis.ABSENT if absent else EtatAvis.RENDU if rendu else EtatAvis.ATTENDU
    donne = etat == EtatAvis.RENDU
    avis = tables.ajouter(
        AvisEntreprise,
        inscription_id=dossier.pk,
        etat=etat.value,
        demande_le=_demande(ecrivain, promotion.entree),
        valeur_id=cadre.valeurs[valeur] if donne else None,
        commentaire="L’autonomie reste à confirmer." if donne and valeur == "reserve" else "",
        nom=dossier.tuteur if donne else "",
        qualite="Chef d’atelier" if donne else "",
        rendu_le=cadre.a(le, 17) if donne else None,
        absence_motif="Demandeur d’emploi formé sans entreprise d’accueil." if absent else "",
        absence_par_id=cadre.agent if absent else None,
        absence_le=cadre.a(le, 16) if absent else None,
    )
    if donne:
        for activite in promotion.cursus.activites:
            tables.ajouter(AvisActivite, avis_id=avis, activite_id=activite, valeur_id=cadre.valeurs[valeur])
        phrase = f"Avis de l’entreprise rendu par {dossier.tuteur}, Chef d’atelier."
        ecrivain.dire(dossier.pk, "avis_rendu", phrase, cadre.a(le, 17), (None, f"{dossier.tuteur}, Chef d’atelier"))


def _demande(ecrivain: Ecrivain, entree: date) -> datetime:
    return ecrivain.cadre.a(min(entree + timedelta(days=75), ecrivain.cadre.jour), 10, 45)

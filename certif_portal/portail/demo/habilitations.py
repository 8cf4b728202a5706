"""Accreditation in the demonstration: a renewal being corrected, an audit asked for by the jury, a draft of this
morning, an OF suspended with two candidates under way."""

import io
from datetime import timedelta

from dateutil.relativedelta import relativedelta
from PIL import Image, ImageDraw

from candidats.choix import DecisionSuite
from certif_portal.centre.models import parametres
from certif_portal.commun.fichiers import CSV
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.demo.centre import Distribution, ouvrir_un_organisme
from certif_portal.portail.demo.parcours import Recit
from certif_portal.portail.demo.personnes import SUSPENDU
from certif_portal.portail.services.dossier import decider_suite
from certif_portal.portail.services.habilitation import ouvrir_dossier
from habilitations.choix import Declencheur, Destinataire, NatureEnquete, SensDeclaration, Verdict
from habilitations.criteres import CODES, INDICATEURS
from habilitations.models import Audit, DossierHabilitation, NonConformite, OrganismeFormation
from habilitations.services.acte import fixer_perimetre, lever_suspension, suspendre_habilitation
from habilitations.services.annexe import joindre_annexe
from habilitations.services.audit import (
    apprecier_indicateur,
    consigner_visite,
    declencher_audit,
    notifier_constats,
    questionner,
    repondre_question,
)
from habilitations.services.dossier import (
    IDENTITE,
    deposer_dossier,
    enregistrer_identite,
    enregistrer_reponses,
    recevoir_dossier,
    signer_engagement,
)
from habilitations.services.liste import transmettre_liste
from habilitations.services.non_conformite import deposer_preuve, planifier_correction
from habilitations.services.vie import declarer_certification, deposer_enquete, noter_presence, noter_reunion

RESPONSABLES = ("Inès Baron", "Directrice")
ECARTS = {
    "3.2": (Verdict.MINEURE, "La comparaison avec la pièce d’identité est décrite, sans dire qui la fait."),
    "6.2": (Verdict.MAJEURE, "Aucune enquête d’insertion n’est versée au dossier."),
}


def _page(texte: str) -> tuple[str, bytes, str]:
    """A page that shows what it stands for."""
    image, sortie = Image.new("RGB", (620, 877), "white"), io.BytesIO()
    ImageDraw.Draw(image).text((60, 80), texte, fill="black")
    image.save(sortie, "PNG")
    return f"{texte.split(',')[0].lower().replace(' ', '-')}.png", sortie.getvalue(), "image/png"


def raconter_les_habilitations(recit: Recit) -> None:
    cast = recit.cast
    of1, of2, _ = cast.organismes
    _suspension_levee(cast, of1)
    _suspension_en_cours(recit)
    _vie(cast)
    _audit_du_jury(cast, of1)
    _renouvellement_en_corrections(cast, of2)
    _brouillon(cast, of1, jours=-2)


def _gestionnaire(organisme: OrganismeFormation) -> Utilisateur:
    return organisme.membres.select_related("utilisateur").earliest("pk").utilisateur


def _brouillon(
    cast: Distribution, organisme: OrganismeFormation, jours: int, codes: tuple[str, ...] = CODES[:5]
) -> DossierHabilitation:
    par, a = _gestionnaire(organisme), cast.calendrier.a(jours)
    par.charger_roles(cast.calendrier.jour)
    dossier = ouvrir_dossier(organisme=organisme, centre=parametres(), par=par, a=a)
    donnees = {champ: getattr(organisme, champ) for champ in IDENTITE}
    nom, qualite = RESPONSABLES
    donnees |= {"nda": organisme.nda or "52440123444", "adresse": organisme.adresse or "12 rue des Chantiers"}
    donnees |= {"responsable_nom": nom, "responsable_qualite": qualite, "qualiopi_numero": "Q-2024-0187"}
    certifications = [cast.cqpm.certification, cast.ccpm.certification]
    enregistrer_identite(
        dossier=dossier, donnees=donnees, certifications=certifications, autres_certifications="", par=par, a=a
    )
    reponses = {
        code: f"{INDICATEURS[code].a_decrire} Notre procédure, revue chaque année, le décrit." for code in codes
    }
    enregistrer_reponses(dossier=dossier, reponses=reponses, par=par, a=a)
    for critere, titre in ((1, "Réponse à un cahier des charges"), (2, "Procédure de certification")):
        joindre_annexe(dossier=dossier, critere=critere, titre=titre, fichier=_page(titre), par=par, a=a)
    return dossier


def _renouvellement_en_corrections(cast: Distribution, organisme: OrganismeFormation) -> None:
    """Deposited two months ago, two deviations notified, one proof to examine."""
    calendrier = cast.calendrier
    dossier = _brouillon(cast, organisme, jours=-62, codes=CODES)
    par = _gestionnaire(organisme)
    nom, qualite = RESPONSABLES
    le = calendrier.ouvre(-62)
    signer_engagement(
        dossier=dossier,
        nom=nom,
        qualite=qualite,
        le=le,
        scan=_page("Engagement, signature et cachet"),
        par=par,
        a=calendrier.a(-61),
    )
    deposer_dossier(dossier=dossier, par=par, a=calendrier.a(-60, 15))
    recevoir_dossier(dossier=dossier, admissible=True, agent=cast.agent, motif="", par=cast.agent, a=calendrier.a(-56))
    audit = Audit.objects.get(dossier=dossier)
    question = questionner(
        audit=audit, question="Qui compare la saisie à la pièce d’identité ?", par=cast.agent, a=calendrier.a(-50)
    )
    repondre_question(
        echange=question, reponse="L’assistante de chaque site.", fichier=None, par=par, a=calendrier.a(-47)
    )
    visite = calendrier.ouvre(-42)
    consigner_visite(
        audit=audit,
        le=visite,
        lieu=organisme.ville,
        compte_rendu="Plateau technique conforme aux certifications visées.",
        par=cast.agent,
        a=calendrier.a(visite, 17),
    )
    for code in CODES:
        verdict, motif = ECARTS.get(code, (Verdict.CONFORME, ""))
        preuve = "" if verdict == Verdict.MAJEURE else "Procédure de l’organisme, vue sur place"
        apprecier_indicateur(
            audit=audit,
            code=code,
            verdict=verdict,
            annexe=None,
            preuve=preuve,
            motif=motif,
            par=cast.agent,
            a=calendrier.a(-40),
        )
    notifier_constats(audit=audit, par=cast.agent, a=calendrier.a(-38))
    nc = NonConformite.objects.get(audit=audit, constat__code="3.2")
    planifier_correction(
        nc=nc,
        porteur="Paul Autret",
        plan="Nommer qui compare, et le noter au dossier du candidat.",
        par=par,
        a=calendrier.a(-30),
    )
    deposer_preuve(
        nc=nc,
        fichier=_page("Procédure revue"),
        commentaire="Page 3, une personne par site.",
        par=par,
        a=calendrier.a(-1),
    )


def _audit_du_jury(cast: Distribution, organisme: OrganismeFormation) -> None:
    declencher_audit(
        organisme=organisme,
        declencheur=Declencheur.JURY,
        agent=cast.agent,
        par=cast.agent,
        demandeur=f"Jury du {cast.calendrier.le(-75):%d/%m/%Y}",
        motif="Deux avis d’entreprise arrivés après la date attendue.",
        a=cast.calendrier.a(cast.calendrier.jour - timedelta(days=6)),
    )


def _suspension_levee(cast: Distribution, organisme: OrganismeFormation) -> None:
    """Three weeks, more than a year ago: what « habilité ce jour-là » answers of the past."""
    calendrier = cast.calendrier
    suspension = suspendre_habilitation(
        habilitation=organisme.habilitations.get(),
        le=calendrier.ouvre(-430),
        par=cast.responsable,
        a=calendrier.a(-430, 11),
        motif="Deux commissions tenues sans feuille d’émargement signée.",
    )
    lever_suspension(
        suspension=suspension,
        le=calendrier.ouvre(-409),
        par=cast.responsable,
        a=calendrier.a(-409, 11),
        motif="Procédure d’émargement revue et vérifiée sur place.",
    )


def _suspension_en_cours(recit: Recit) -> None:
    """Accredited for one certification, suspended last week: a candidate may finish, the other waits for the
    decision."""
    cast, calendrier = recit.cast, recit.calendrier
    organisme = ouvrir_un_organisme(cast, 4, calendrier.jour - relativedelta(years=1), SUSPENDU)
    acte = organisme.habilitations.get()
    fixer_perimetre(
        habilitation=acte,
        du=acte.date_effet,
        au=None,
        certifications=[cast.cqpm.certification],
        blocs=[],
        moyens="Plateau technique de Redon : deux machines et un atelier de contrôle.",
        par=cast.responsable,
        a=calendrier.a(calendrier.jour - timedelta(days=360)),
    )
    for destinataire in Destinataire:
        transmettre_liste(destinataire=destinataire, par=cast.agent, a=calendrier.a(-340, 16))
    entree = calendrier.ouvre(-75)
    autorisee, _ = (
        recit.inscrit(
            cle, organisme, entree=entree, fin=entree + timedelta(days=230), evaluation=entree + timedelta(days=210)
        )
        for cle in ("lebreton", "diallo")
    )
    suspendre_habilitation(
        habilitation=acte,
        le=calendrier.ouvre(-6),
        par=cast.responsable,
        a=calendrier.a(-6, 17),
        motif="Plateau technique fermé depuis un mois ; aucune date de réouverture n’est donnée.",
    )
    decider_suite(
        inscription=autorisee,
        habilitation=acte,
        decision=DecisionSuite.FINIR,
        repreneur=None,
        par=cast.responsable,
        a=calendrier.a(-5, 10),
        motif="La candidate termine en entreprise, sans le plateau technique.",
    )


def _vie(cast: Distribution) -> None:
    """Two meetings held and one to come, a certification taken on, another dropped, a survey of last year."""
    calendrier, (of1, of2, of3) = cast.calendrier, cast.organismes
    venus = {of1: "Gaëlle Pennec, coordinatrice\nPaul Autret, formateur", of2: "Maëlle Kerouanton"}
    sujets = ((-330, "L’inscription en ligne et le classeur"), (-95, "Livret de suivi et avis de l’entreprise"))
    for jours, sujet in sujets:
        reunion = noter_reunion(
            date=calendrier.ouvre(jours), lieu="Saint-Nazaire", sujet=sujet, par=cast.agent, a=calendrier.a(jours - 20)
        )
        for organisme, personnes in (venus if jours < -100 else venus | {of3: "Inès Baron"}).items():
            noter_presence(
                reunion=reunion, organisme=organisme, personnes=personnes, par=cast.agent, a=calendrier.a(jours, 17)
            )
    noter_reunion(
        date=calendrier.le(25),
        lieu="À distance",
        sujet="Les renouvellements de l’année",
        par=cast.agent,
        a=calendrier.a(-3),
    )
    par = _gestionnaire(of1)
    for jours, sens, certification, autre, motif in (
        (-200, SensDeclaration.AJOUT, cast.ccpm.certification, "", "Trois entreprises du bassin la demandent."),
        (-60, SensDeclaration.ABANDON, None, "CQPM Ajusteur monteur de structures", "Plus de plateau technique."),
    ):
        declarer_certification(
            organisme=of1,
            sens=sens,
            certification=certification,
            autre=autre,
            le=calendrier.ouvre(jours),
            motif=motif,
            par=par,
            a=calendrier.a(jours, 16),
        )
    deposer_enquete(
        organisme=of1,
        nature=NatureEnquete.ENTREPRISES,
        debut=calendrier.ouvre(-400),
        fin=calendrier.ouvre(-120),
        interroges=18,
        reponses=13,
        fichier=("satisfaction.csv", b"question;favorable\nRecommanderiez-vous la formation ?;12\n", CSV),
        par=par,
        a=calendrier.a(-100, 11),
    )

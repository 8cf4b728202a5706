"""Juries, unions, and registrations ready (or not) for a jury."""

from datetime import UTC, date, datetime

import factory

from candidats.choix import Accord, DecisionRecevabilite, EtatLivret, Portee
from candidats.models import Inscription, Livret, RecevabiliteVAE
from certif_portal.centre.models import valeurs_avis
from certif_portal.commun.fichiers import enregistrer_fichier
from certif_portal.commun.models import DocumentRendu
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Utilisateur
from evaluations.choix import EtatAvis, EtatCommission, EtatEmargement, EtatGrille
from evaluations.models import Appreciation, AvisEntreprise, Commission, FeuilleEmargement, Grille, Passage
from evaluations.queries.competence import competences_attendues
from jurys import models
from jurys.choix import College, EtatJury
from jurys.queries.conformite import lire_conformite
from jurys.queries.synthese import commentaires_a_lire, lire_synthese
from jurys.services.cloture import clore_jury
from jurys.services.deliberation import decider, ouvrir_deliberation
from jurys.services.papier import editer_papiers
from jurys.services.presentation import presenter_candidats
from jurys.services.relecture import relire_commentaire
from tests.candidats.factories import InscriptionFactory
from tests.comptes.factories import creer_personne
from tests.evaluations.factories import CommissionFactory, EvaluateurFactory
from tests.habilitations.dossier import pdf

JOUR_JURY = date(2026, 12, 8)
INFORMEE = date(2026, 9, 2)
SEANCE = date(2026, 11, 6)
AVANT = datetime(2026, 11, 6, 17, tzinfo=UTC)
CONVOCATION = date(2026, 11, 20)
CE_JOUR = datetime(2026, 12, 8, 14, tzinfo=UTC)
PDF_MINIMAL = pdf()


class OrganisationSyndicaleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.OrganisationSyndicale

    nom = factory.Sequence(lambda n: f"Organisation syndicale {n}")
    sigle = factory.Sequence(lambda n: f"OS-{n}")
    debut = date(2021, 1, 1)


class JuryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Jury

    numero = factory.Sequence(lambda n: f"2026-{n}")
    date = JOUR_JURY
    lieu = "Saint-Nazaire"
    creee_le = datetime(2026, 9, 1, tzinfo=UTC)
    cpref_informee_le = INFORMEE


class MembreJuryFactory(factory.django.DjangoModelFactory):
    """An employer with an account."""

    class Meta:
        model = models.MembreJury

    jury = factory.SubFactory(JuryFactory)
    nom = factory.Sequence(lambda n: f"Employeur{n}")
    prenom = "Paul"
    college = College.PATRONAL
    entreprise = "Chantiers du Ponant"

    class Params:
        president = factory.Trait(preside=True, nom="Tanguy", prenom="Nolwenn", qualite="Directrice", entreprise="")
        syndical = factory.Trait(
            college=College.SYNDICAL, organisation=factory.SubFactory(OrganisationSyndicaleFactory), nom="Salarié"
        )
        invite = factory.Trait(college=College.INVITE, nom="Tuteur")


def creer_jury_compose(*, etat: str = EtatJury.CONVOQUE, avec_compte: bool = True, **champs) -> models.Jury:
    """A president, an employer and two unions of one designated each; every union was asked."""
    convoque = {"convoque_le": CONVOCATION} if etat != EtatJury.PREPARATION else {}
    jury = JuryFactory(etat=EtatJury.CONVOQUE if convoque else etat, **convoque, **champs)
    compte = creer_personne(Role.JURE, prenom="Nolwenn", nom="Tanguy") if avec_compte else None
    MembreJuryFactory(jury=jury, president=True, utilisateur=compte, courriel="presidente@exemple.fr")
    MembreJuryFactory(jury=jury, utilisateur=creer_personne(Role.JURE) if avec_compte else None)
    for _ in range(2):
        membre = MembreJuryFactory(jury=jury, syndical=True)
        models.DemandeDesignation.objects.create(
            jury=jury, organisation=membre.organisation, demandee_le=date(2026, 11, 2)
        )
    return jury


def verifier_identite(inscription: Inscription) -> None:
    candidat = inscription.candidat
    candidat.identite_verifiee_le, candidat.identite_document = AVANT, "carte"
    candidat.identite_verifiee_par = creer_personne(Role.AGENT)
    candidat.save()


def document(titre: str = "Émargement") -> DocumentRendu:
    fichier = enregistrer_fichier(nom="essai.pdf", octets=PDF_MINIMAL, type_mime="application/pdf", par=None, a=AVANT)
    return DocumentRendu.objects.create(
        code="essai", titre=titre, fichier=fichier, version_modele="1", version_dispositif="2020", rendu_le=AVANT
    )


def commission_emargee(**champs) -> Commission:
    commission = CommissionFactory(etat=EtatCommission.TENUE, date=SEANCE, **champs)
    agent = creer_personne(Role.AGENT)
    feuille = document()
    FeuilleEmargement.objects.create(
        commission=commission,
        etat=EtatEmargement.SIGNE,
        document=feuille,
        scan=feuille.fichier,
        signee_le=AVANT,
        signee_par=agent,
    )
    return commission


def evaluer(
    inscription: Inscription,
    commission: Commission,
    *,
    non_maitrisees: tuple[int, ...] = (),
    commentaire: str = "La gamme n’est pas justifiée.",
) -> Grille:
    """A sealed grid; `non_maitrisees`: running numbers."""
    passage = Passage.objects.create(commission=commission, inscription=inscription)
    grille = Grille.objects.create(
        inscription=inscription, etat=EtatGrille.SCELLEE, ouverte_le=AVANT, scellee_le=AVANT, empreinte="e" * 64
    )
    evaluateur = EvaluateurFactory()
    attendues = competences_attendues([inscription])[inscription.pk]
    passage.competences.set(ligne.competence for ligne in attendues)
    Appreciation.objects.bulk_create(
        Appreciation(
            grille=grille,
            competence=ligne.competence,
            passage=passage,
            maitrisee=ligne.numero not in non_maitrisees,
            commentaire=commentaire if ligne.numero in non_maitrisees else "",
            saisie_le=AVANT,
            saisie_par=evaluateur,
        )
        for ligne in attendues
    )
    return grille


def valider_livret(inscription: Inscription) -> Livret:
    agent = creer_personne(Role.AGENT)
    return Livret.objects.create(
        inscription=inscription,
        etat=EtatLivret.VALIDE,
        accord=Accord.ENTREPRISE,
        accord_nom="Anne Prigent",
        accord_le=date(2026, 5, 20),
        depose_le=AVANT,
        premier_depot_le=date(2026, 5, 22),
        depose_par=agent,
        valide_le=AVANT,
        valide_par=agent,
    )


def rendre_avis(inscription: Inscription, *, commentaire: str = "", reserve: bool = False) -> AvisEntreprise:
    code = "reserve" if reserve else "favorable"
    valeur = next(valeur for valeur in valeurs_avis() if valeur.code == code)
    return AvisEntreprise.objects.create(
        inscription=inscription,
        etat=EtatAvis.RENDU,
        demande_le=AVANT,
        valeur=valeur,
        commentaire=commentaire,
        nom="Anne Prigent",
        qualite="Tutrice",
        rendu_le=AVANT,
    )


def dossier_pret(
    *,
    commission: Commission | None = None,
    non_maitrisees: tuple[int, ...] = (),
    commentaire: str = "La gamme n’est pas justifiée.",
    avis: str = "",
    reserve: bool = False,
    blocs: tuple[int, ...] = (),
    **champs,
) -> Inscription:
    """A registration with every piece of its route. `blocs`: ranks of the blocs aimed at alone."""
    inscription = InscriptionFactory(portee=Portee.BLOCS if blocs else Portee.COMPLETE, **champs)
    if blocs:
        versions = [c.version_bloc for c in inscription.referentiel.compositions.order_by("ordre")]
        inscription.blocs.set(versions[rang - 1] for rang in blocs)
    verifier_identite(inscription)
    if inscription.voie == "formation":
        valider_livret(inscription)
        rendre_avis(inscription, commentaire=avis, reserve=reserve)
    else:
        RecevabiliteVAE.objects.create(
            inscription=inscription,
            recue_le=date(2026, 3, 1),
            decision=DecisionRecevabilite.RECEVABLE,
            decidee_le=date(2026, 4, 1),
            decidee_par=creer_personne(Role.AGENT),
        )
    evaluer(inscription, commission or commission_emargee(), non_maitrisees=non_maitrisees, commentaire=commentaire)
    return inscription


def presenter(jury: models.Jury, *inscriptions: Inscription, par: Utilisateur) -> list[models.Presentation]:
    """Attached by the real service, in the order given."""
    presenter_candidats(jury=jury, inscriptions=inscriptions, par=par, a=AVANT)
    par_inscription = {p.inscription_id: p for p in jury.presentations.all()}
    return [par_inscription[inscription.pk] for inscription in inscriptions]


def relire(jury: models.Jury, *, par: Utilisateur) -> None:
    """Every comment pointed at, re-read: whatever looks like a name is hidden."""
    for lu in commentaires_a_lire(jury.presentations.all(), jury.date):
        if lu.a_relire:
            presentation = jury.presentations.get(pk=lu.presentation)
            relire_commentaire(presentation=presentation, source=lu.source, masques=lu.doutes, par=par, a=AVANT)


def ouvrir(jury: models.Jury, *, par: Utilisateur) -> models.Jury:
    relire(jury, par=par)
    presents = list(jury.membres.values_list("pk", flat=True))
    return ouvrir_deliberation(jury=jury, presents=presents, par=par, a=CE_JOUR)


def clore(jury: models.Jury, *, par: Utilisateur) -> models.Jury:
    """Closed with the reserves that its page shows, all confirmed; its papers are asked for, and left to the worker."""
    return clore_jury(jury=jury, reserves=lire_conformite(jury).nombre_reserves, par=par, a=CE_JOUR)


def clore_et_editer(jury: models.Jury, *, par: Utilisateur) -> models.Jury:
    """And its papers made: what the screen and the worker do one after the other."""
    jury = clore(jury, par=par)
    editer_papiers(jury, a=CE_JOUR)
    return jury


def jury_clos(
    *inscriptions: Inscription, par: Utilisateur, non_admis: tuple[Inscription, ...] = (), **champs
) -> models.Jury:
    """A whole jury, through the real services: the first are admitted, `non_admis` are not. Its papers are still to be
    made: whoever reads one asks for `jury_edite`."""
    jury = creer_jury_compose(**champs)
    presentations = presenter(jury, *inscriptions, *non_admis, par=par)
    ouvrir(jury, par=par)
    for presentation, inscription in zip(presentations, [*inscriptions, *non_admis], strict=True):
        decision = "NA" if inscription in non_admis else "A"
        presentation.refresh_from_db()
        for titre in lire_synthese(presentation.synthese).titres:
            decider(
                presentation=presentation,
                bloc=titre.bloc,
                decision=decision,
                motif="Le jury en décide ainsi.",
                par=par,
                a=CE_JOUR,
            )
    return clore(jury, par=par)


def jury_edite(
    *inscriptions: Inscription, par: Utilisateur, non_admis: tuple[Inscription, ...] = (), **champs
) -> models.Jury:
    """A closed jury, its papers made."""
    jury = jury_clos(*inscriptions, par=par, non_admis=non_admis, **champs)
    editer_papiers(jury, a=CE_JOUR)
    return jury

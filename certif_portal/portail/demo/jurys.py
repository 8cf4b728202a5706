"""Two juries: one held and closed, one to come."""

from collections.abc import Iterable
from datetime import date, time, timedelta

from candidats.models import Inscription
from certif_portal.commun.fichiers import PDF, Depot, octets_de_l_acte
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.demo import personnes
from certif_portal.portail.demo.centre import Distribution, accepter
from certif_portal.portail.demo.specimens import papier
from jurys.choix import College, Decision, IssueDemande
from jurys.choix_gtp import CanalGTP, NatureAnnexe
from jurys.models import Jury, OrganisationSyndicale
from jurys.queries.ecrans import prochain_numero
from jurys.queries.synthese import commentaires_a_lire, lire_synthese
from jurys.services.cloture import clore_jury
from jurys.services.composition import (
    DonneesMembre,
    creer_jury,
    designer_membre,
)
from jurys.services.convocation import convoquer_jury
from jurys.services.cprefp import envoyer_information, preparer_information
from jurys.services.deliberation import decider, ouvrir_deliberation
from jurys.services.designation import Reponse, demander_designations, repondre_designations
from jurys.services.gtp import Jointe, composer_dossier, deposer_lettre_signee, preparer_dossier
from jurys.services.lettre import envoyer_lettres
from jurys.services.papier import editer_papiers
from jurys.services.piece import deposer_piece_signee
from jurys.services.presentation import presenter_candidats
from jurys.services.relecture import relire_commentaire
from jurys.services.transmission import transmettre_dossier

EMPLOYEURS = (
    ("Jacques", "Thoraval", "Chantiers du Ponant", "Directeur industriel"),
    ("Sandrine", "Oger-Łapiński", "Forges de l’Ouest", "Responsable des ressources humaines"),
)


def preparer_jury(cast: Distribution, le: date, *, demande: int) -> Jury:
    """Created and asked of the unions `demande` days from now; members designated in the following fortnight."""
    calendrier = cast.calendrier
    jury = creer_jury(
        numero=prochain_numero(le.year),
        date_jury=le,
        heure=time(9, 30),
        lieu="Saint-Nazaire",
        par=cast.agent,
        a=calendrier.a(demande - 5, 9),
    )
    jour = calendrier.ouvre(demande)
    demander_designations(jury=jury, le=jour, par=cast.agent, a=calendrier.a(demande, 10))
    _designer_les_employeurs(cast, jury, demande + 2)
    return jury


def _designer_les_employeurs(cast: Distribution, jury: Jury, jours: int) -> None:
    president = personnes.PRESIDENT
    membres = [
        DonneesMembre(
            nom=president.nom,
            prenom=president.prenom,
            college=College.PATRONAL,
            courriel=president.courriel,
            entreprise="Turbines Ligériennes",
            qualite="Directrice de production",
            preside=True,
            ouvrir_acces=True,
        ),
        *(
            DonneesMembre(
                nom=nom,
                prenom=prenom,
                college=College.PATRONAL,
                entreprise=entreprise,
                qualite=qualite,
                courriel=f"{prenom.lower()}@employeurs.example",
            )
            for prenom, nom, entreprise, qualite in EMPLOYEURS
        ),
    ]
    for donnees in membres:
        designer_membre(jury=jury, donnees=donnees, par=cast.agent, a=cast.calendrier.a(jours, 11))
    accepter(cast, president, jours)


def designer_les_syndicats(cast: Distribution, jury: Jury, jours: int, sigles: Iterable[str]) -> None:
    """The unions that answered, each with one name."""
    organisations = {o.sigle: o for o in OrganisationSyndicale.objects.all()}
    demandes = {demande.organisation_id: demande for demande in jury.demandes.all()}
    le = cast.calendrier.ouvre(jours)
    for sigle, _, prenom, nom, courriel in personnes.SYNDICATS:
        if sigle not in set(sigles):
            continue
        a = cast.calendrier.a(jours, 14)
        demande = demandes[organisations[sigle].pk].pk
        reponse = Reponse(demande, IssueDemande.DESIGNE, le, f"{prenom} {nom} siégera.")
        repondre_designations(jury=jury, reponses=[reponse], par=cast.agent, a=a)
        compte = courriel == personnes.JURE.courriel
        donnees = DonneesMembre(
            nom=nom,
            prenom=prenom,
            college=College.SYNDICAL,
            courriel=courriel,
            organisation=organisations[sigle],
            entreprise="Forges de l’Ouest",
            qualite="Technicien",
            qualification="Connaît le dispositif depuis 2015",
            salarie_branche=True,
            ouvrir_acces=compte,
        )
        designer_membre(jury=jury, donnees=donnees, par=cast.agent, a=a)
        if compte:
            accepter(cast, courriel, jours)


def tenir_jury(
    cast: Distribution, jury: Jury, inscriptions: Iterable[Inscription], non_admis: Iterable[Inscription]
) -> None:
    """Convened, held, closed; its papers signed and sent, its certificates waiting to be handed over."""
    calendrier, veille = cast.calendrier, jury.date - timedelta(days=12)
    convocation = calendrier.ouvre(jury.date - timedelta(days=21))
    information = preparer_information(par=cast.agent, a=calendrier.a(convocation, 8))
    envoyer_information(information=information, le=convocation, par=cast.agent, a=calendrier.a(convocation, 9))
    convoquer_jury(jury=jury, le=convocation, par=cast.agent, a=calendrier.a(convocation, 9, 30))
    presenter_candidats(jury=jury, inscriptions=inscriptions, par=cast.agent, a=calendrier.a(veille, 16))
    _deliberer(cast, jury, {inscription.pk for inscription in non_admis})
    for piece in jury.pieces.select_related("document__fichier"):
        scan = (f"{piece.nature}-signe.pdf", octets_de_l_acte(piece.document), PDF)
        deposer_piece_signee(
            piece=piece, fichier=scan, par=cast.agent, a=calendrier.a(jury.date + timedelta(days=6), 11)
        )
    depart = calendrier.ouvre(jury.date + timedelta(days=20))
    _transmettre(cast, jury, depart)


def _transmettre(cast: Distribution, jury: Jury, depart: date) -> None:
    """Its file prepared, its letter signed, its archive composed, then sent by post."""
    calendrier = cast.calendrier
    joint = _specimen("Extrait du procès-verbal de la CPREFP")
    a = calendrier.a(depart, 9)
    dossier = preparer_dossier(jury=jury, jointes=[Jointe(NatureAnnexe.EXTRAIT, joint)], par=cast.agent, a=a)
    editer_papiers(jury, a=a)
    dossier.lettre.refresh_from_db()
    lettre = ("lettre-signee.pdf", octets_de_l_acte(dossier.lettre.document), PDF)
    deposer_lettre_signee(dossier=dossier, fichier=lettre, par=cast.agent, a=calendrier.a(depart, 11))
    composer_dossier(dossier.pk, a=calendrier.a(depart, 11, 5))
    transmettre_dossier(
        dossier=dossier,
        canal=CanalGTP.COURRIER,
        le=depart,
        preuve=_specimen("Bordereau d’envoi au GTP"),
        par=cast.agent,
        a=calendrier.a(depart, 15),
    )


def _specimen(titre: str) -> Depot:
    recu = papier(titre)
    return recu.nom, recu.octets, recu.type_mime


def _deliberer(cast: Distribution, jury: Jury, non_admis: set[int]) -> None:
    president: Utilisateur = cast.comptes[personnes.PRESIDENT.courriel]
    le, calendrier = jury.date, cast.calendrier
    for lu in commentaires_a_lire(jury.presentations.all(), jury.date):
        if lu.a_relire:
            presentation = jury.presentations.get(pk=lu.presentation)
            relire_commentaire(
                presentation=presentation,
                source=lu.source,
                masques=lu.doutes,
                par=cast.agent,
                a=calendrier.a(jury.date - timedelta(days=1), 15),
            )
    presents = list(jury.membres.exclude(nom=personnes.SYNDICATS[-1][3]).values_list("pk", flat=True))
    ouvrir_deliberation(jury=jury, presents=presents, par=president, a=calendrier.a(le, 9, 40))
    for presentation in jury.presentations.all():
        decision = Decision.NA if presentation.inscription_id in non_admis else Decision.A
        for titre in lire_synthese(presentation.synthese).titres:
            decider(
                presentation=presentation, bloc=titre.bloc, decision=decision, par=president, a=calendrier.a(le, 11)
            )
    a = calendrier.a(le, 12, 15)
    editer_papiers(clore_jury(jury=jury, par=president, a=a), a=a)
    soir = calendrier.a(le, 17)
    envoyer_lettres(jury=jury, par=cast.agent, a=soir)
    editer_papiers(jury, a=soir)

"""A jury with every case at once, made at its screens: each act from its form, sent from what its page shows. What lies
before it (files ready for a jury) is made beside. The names say the case."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.core import mail
from django.test import Client

from candidats.choix import Origine, Secteur
from candidats.models import Inscription
from certif_portal.comptes.choix import Role
from jurys.models import InformationCPREFP, Jury, OrganisationSyndicale, Presentation
from referentiels.models import Bloc, EquivalenceCQPI, Referentiel
from tests.candidats.factories import CandidatFactory, EntrepriseFactory
from tests.comptes.factories import creer_personne
from tests.jurys.ecrans import Ecrans, scan
from tests.jurys.factories import commission_emargee, dossier_pret
from tests.referentiels.factories import CertificationFactory, creer_referentiel

AUTOMNE, PREPARATION, TARD, JOUR = date(2026, 10, 5), date(2026, 11, 10), date(2026, 11, 24), date(2026, 12, 8)
"""`TARD`: the day after the last one on which this jury may be convened."""
UNIONS = {
    "UA": {"nom": "Union absente", "courriel": "ua@exemple.fr"},
    "UP": {"nom": "Union présente", "courriel": "up@exemple.fr"},
    "SM": {"nom": "Syndicat muet", "adresse": "2 quai du Port\n44600 Saint-Nazaire"},
}
MOT_DE_PASSE = "une phrase assez longue"
CONNU = {"entreprise": "Chantiers du Ponant", "salarie_branche": "oui", "qualification": "Du métier."}


@dataclass(frozen=True)
class Referentiels:
    rncp: Referentiel
    hors_rncp: Referentiel
    avec_cqpi: Referentiel
    ccpm: Referentiel
    ccpi: Referentiel


def referentiels() -> Referentiels:
    """One of each kind, under numbers and titles of their own."""

    def version(numero: str, intitule: str, *, rncp: bool = True, **champs) -> Referentiel:
        certification = CertificationFactory(numero=numero, intitule=intitule, **champs)
        return creer_referentiel(certification=certification, rncp=rncp)

    avec_cqpi = version("0187", "Opérateur en usinage")
    cqpi = CertificationFactory(type="CQPI", numero="0099", intitule="Opérateur interbranches")
    EquivalenceCQPI.objects.create(cqpm=avec_cqpi.certification, cqpi=cqpi, debut=date(2020, 1, 1))
    rncp = version("0301", "Technicien en maintenance")
    for rang, composition in enumerate(rncp.compositions.order_by("ordre"), start=1):
        Bloc.objects.filter(pk=composition.version_bloc.bloc_id).update(numero=f"BDC030{rang}")
    return Referentiels(
        rncp=rncp,
        hors_rncp=version("0302", "Soudeur d’essai", rncp=False),
        avec_cqpi=avec_cqpi,
        ccpm=version("0401", "Tutorat en entreprise", type="CCPM", rncp=False),
        ccpi=version("0402", "Animation d’équipe", type="CCPI", rncp=False),
    )


def _dossiers(lus: Referentiels, organisme) -> dict[str, Inscription]:
    """Of the one OF but for the VAE, who has none. Competences 1 and 2 are of the first bloc, 3 and 4 of the second."""
    commission = commission_emargee()
    metaux = EntrepriseFactory(raison_sociale="Forges du Ponant")
    hors_metaux = EntrepriseFactory(
        raison_sociale="Minoterie Le Bihan", secteur=Secteur.HM, branche="meunerie", code_nace="10.61"
    )
    interim = EntrepriseFactory(
        raison_sociale="Intérim de l’Estuaire", secteur=Secteur.HM, branche="travail temporaire", code_nace="78.20"
    )

    def dossier(nom: str, referentiel: Referentiel, **champs) -> Inscription:
        candidat = CandidatFactory(nom_naissance=nom, prenom="Zoé", sexe="F", courriel=f"{nom.lower()}@exemple.fr")
        defauts = {"organisme": organisme, "entreprise": metaux, "superieur_courriel": "chef@exemple.fr"}
        return dossier_pret(referentiel=referentiel, candidat=candidat, commission=commission, **(defauts | champs))

    sans_emploi = {"origine": Origine.DE, "entreprise": None, "superieur_courriel": ""}
    return {
        "salariee": dossier("Salariee", lus.rncp),
        "chomeuse": dossier("Chomeuse", lus.rncp, **sans_emploi),
        "interimaire": dossier("Interimaire", lus.rncp, entreprise=interim),
        "horsmetaux": dossier("Horsmetaux", lus.rncp, entreprise=hors_metaux),
        "experience": dossier("Experience", lus.rncp, voie="vae", organisme=None),
        "deuxblocs": dossier("Deuxblocs", lus.rncp, blocs=(1, 2), non_maitrisees=(3,)),
        "jumelle": dossier("Jumelle", lus.avec_cqpi),
        "ccpm": dossier("Tutrice", lus.ccpm),
        "ccpi": dossier("Animatrice", lus.ccpi),
        "partielle": dossier("Partielle", lus.rncp, non_maitrisees=(3,)),
        "partiellehors": dossier("Partiellehors", lus.hors_rncp, non_maitrisees=(3,)),
        "refusee": dossier("Refusee", lus.rncp, non_maitrisees=(1, 2, 3, 4)),
        "partage": dossier("Partage", lus.rncp, non_maitrisees=(4,)),
        "rouge": dossier("Rouge", lus.rncp),
    }


@dataclass(frozen=True)
class Acteurs:
    """Whoever sits at the screens; `au`, the day it is; `connecter`, a session opened by somebody else."""

    agent: Ecrans
    responsable: Ecrans
    au: Callable[[date], None]
    connecter: Callable[[object], Ecrans]


def acteurs(connecte, valider, horloge_au) -> Acteurs:
    def connecter(personne) -> Ecrans:
        return Ecrans(connecte(personne), valider)

    agent, responsable = creer_personne(Role.AGENT), creer_personne(Role.RESPONSABLE, prenom="Rozenn", nom="Caradec")
    return Acteurs(connecter(agent), connecter(responsable), horloge_au, connecter)


def jury_complet(qui: Acteurs, organisme) -> tuple[Jury, bytes]:
    """Closed, its letters sent, its papers made; what lay on its table. One union invited by letter designated nobody,
    one designated did not come; it was convened by post a day late, for a reason; one file is presented over a missing
    piece; one vote is a tie, settled by the president."""
    lus = referentiels()
    qui.au(PREPARATION)
    dossiers = _dossiers(lus, organisme)
    dossiers["rouge"].livret.delete()
    qui.au(AUTOMNE)
    jury = _preparer(qui)
    _convoquer(qui, jury, dossiers["rouge"])
    table = _sieger(qui, jury)
    qui.agent.ouvrir("jury_detail", jury.pk)
    qui.agent.suivre("jury_lettres", jury.pk)
    qui.agent.agir("jury_lettres_envoyer", jury.pk)
    jury.refresh_from_db()
    return jury, table


def _preparer(qui: Acteurs) -> Jury:
    """The unions known, the jury created; the candidates attached, each union asked, its answer, the members."""
    agent = qui.agent
    agent.ouvrir("organisation_liste")
    for sigle, connus in UNIONS.items():
        agent.agir("organisation_creer", sigle=sigle, debut="2021-01-01", **connus)
        agent.ouvrir("organisation_liste")
    agent.ouvrir("jury_liste")
    agent.agir("jury_creer", numero="2026-4", date_jury=JOUR.isoformat(), lieu="Saint-Nazaire")
    jury = Jury.objects.get()
    qui.au(PREPARATION)
    agent.ouvrir("jury_detail", jury.pk)
    agent.agir("jury_candidats", jury.pk, bouton="liste")
    agent.agir("jury_designations", jury.pk)
    reponses: dict[str, str] = {}
    for demande in jury.demandes.exclude(organisation__sigle="SM"):
        reponses |= {f"issue_{demande.pk}": "designe", f"texte_{demande.pk}": "Une personne."}
    agent.agir("jury_reponses", jury.pk, **reponses)
    agent.ouvrir("jury_detail", jury.pk)
    patronal = {"college": "patronal", "prenom": "Nolwenn", "nom": "Tanguy", "qualite": "Directrice"}
    acces = {"courriel": "presidente@exemple.fr", "ouvrir_acces": True}
    agent.agir("jury_membre_ajouter", jury.pk, **patronal, **acces, preside=True, **CONNU)
    _accepter(qui, acces["courriel"])
    agent.agir("jury_membre_ajouter", jury.pk, college="patronal", prenom="Paul", nom="Employeur", **CONNU)
    for organisation in OrganisationSyndicale.objects.exclude(sigle="SM"):
        mandate = {"college": "syndical", "organisation": organisation.pk, "prenom": "Paul", "nom": "Salarié"}
        agent.agir("jury_membre_ajouter", jury.pk, **mandate, **CONNU)
    agent.suivre("calendrier_detail", jury.date.year)
    agent.agir("cprefp_preparer")
    information = InformationCPREFP.objects.get()
    agent.agir("cprefp_modifier", information.pk, courriel="cprefp@exemple.fr")
    agent.agir("cprefp_envoyer", information.pk, canal="portail")
    return jury


def _accepter(qui: Acteurs, courriel: str) -> None:
    """By the link that was written to her."""
    [lettre] = [lettre for lettre in mail.outbox if lettre.to == [courriel] and "/invitation/" in lettre.body]
    jeton = lettre.body.partition("/invitation/")[2].partition("/")[0]
    invitee = Ecrans(Client(), qui.agent.valider)
    invitee.ouvrir("invitation_accepter", jeton)
    invitee.agir("invitation_accepter", jeton, mot_de_passe=MOT_DE_PASSE, confirmation=MOT_DE_PASSE)


def _convoquer(qui: Acteurs, jury: Jury, rouge: Inscription) -> None:
    """A day late, by post, for a reason; a file presented over a missing piece; the comments read again."""
    qui.au(TARD)
    responsable, agent = qui.responsable, qui.agent
    responsable.ouvrir("jury_detail", jury.pk)
    responsable.agir("jury_convoquer", jury.pk, canal="courrier", motif="Président désigné la veille.")
    responsable.suivre("jury_candidats", jury.pk)
    responsable.filtrer(voir="incomplets")
    responsable.agir("jury_passer_outre", jury.pk, rouge.pk, motif="Livret perdu, vu en séance.")
    agent.ouvrir("jury_detail", jury.pk)
    for lu in agent.suivre("jury_commentaires", jury.pk).context["page"]:
        agent.agir("commentaire_relire", lu.presentation, lu.source)


def _sieger(qui: Acteurs, jury: Jury) -> bytes:
    """On its day: the table, who is there, what is found conform; the president decides; the officer closes."""
    qui.au(JOUR)
    agent = qui.agent
    agent.ouvrir("jury_detail", jury.pk)
    agent.agir("jury_emargement", jury.pk)
    table = agent.agir("jury_table", jury.pk).content
    absente = jury.membres.get(organisation__sigle="UA")
    presents = [str(membre.pk) for membre in jury.membres.all() if membre != absente]
    agent.agir("jury_ouvrir", jury.pk, presents=presents)
    presidente = jury.membres.get(preside=True)
    president = qui.connecter(presidente.utilisateur)
    president.ouvrir("jury_deliberation", jury.pk)
    president.agir("jury_conformite", jury.pk, constate_par=presidente.pk)
    noms = {
        p.pk: p.inscription.candidat.nom_naissance for p in jury.presentations.select_related("inscription__candidat")
    }
    partages = [ligne for ligne in _lignes(president, jury) if noms[ligne.pk] == "Partage"]
    for ligne in partages:  # the commission says no; the jury is divided, its president says yes
        president.suivre("jury_deliberation", jury.pk, code=ligne.cle)
        vote = {"voix_pour": 1, "voix_contre": 1, "motif": "La pièce présentée en séance convainc."}
        president.agir("presentation_decider", ligne.pk, bouton="A", **vote)
    for ligne in _lignes(president, jury):
        if not ligne.decision and ligne.synthese.non_maitrisees:
            president.suivre("jury_deliberation", jury.pk, code=ligne.cle)
            president.agir("presentation_decider", ligne.pk, bouton="NA", motif="Le jury en décide ainsi.")
    president.agir("jury_confirmer", jury.pk)
    for ligne in _lignes(president, jury):  # whoever is not confirmed with the others
        if not ligne.decision:
            president.suivre("jury_deliberation", jury.pk, code=ligne.cle)
            president.agir("presentation_decider", ligne.pk, bouton="A")
    agent.ouvrir("jury_deliberation", jury.pk)
    agent.agir("jury_clore", jury.pk)
    return table


def _lignes(ecrans: Ecrans, jury: Jury) -> list:
    return ecrans.ouvrir("jury_deliberation", jury.pk).context["seance"].lignes


def dossier_du_gtp(qui: Acteurs, jury: Jury, **depots) -> None:
    """Its letter made, to be signed."""
    qui.agent.ouvrir("jury_detail", jury.pk)
    qui.agent.suivre("jury_gtp", jury.pk)
    qui.agent.agir("jury_gtp_preparer", jury.pk, **depots)


def envoyer_au_gtp(qui: Acteurs, jury: Jury) -> bytes:
    """What is signed is deposited, the certificates handed over, the archive sent; its bytes."""
    agent = qui.agent
    agent.ouvrir("jury_detail", jury.pk)
    attendus = agent.suivre("jury_signes", jury.pk).context["formulaire"].fields
    agent.agir("jury_signes", jury.pk, **{champ: scan(f"{champ}.pdf") for champ in attendus})
    [dossier] = jury.dossiers_gtp.filter(abandon_motif="")
    agent.ouvrir("dossiergtp_detail", dossier.pk)
    archive = b"".join(agent.suivre("dossiergtp_archive", dossier.pk))
    agent.ouvrir("dossiergtp_detail", dossier.pk)
    agent.agir("dossiergtp_envoyer", dossier.pk, destinataire="gtp@exemple.fr")
    agent.ouvrir("jury_detail", jury.pk)
    agent.agir("jury_remettre", jury.pk, comment="organisme")
    sans_organisme = _du_registre(agent, "Experience")  # the OF has it not: handed over by itself
    agent.agir("certificat_remettre", sans_organisme, remis_a="Zoé Experience", comment="main")
    return archive


def rectifier_le_jury(qui: Acteurs, jury: Jury) -> None:
    """Two lines read wrongly: she who was refused had been admitted, she who was admitted had been refused, three
    competences validated. Signed, its letters sent, its papers made."""
    responsable = qui.responsable
    responsable.ouvrir("jury_detail", jury.pk)
    responsable.agir("jury_rectifier", jury.pk, motif="Deux lignes interverties.")
    rectification = jury.rectifications.get()
    for nom, refuse in (("Partielle", False), ("Rouge", True)):
        presentation = Presentation.objects.get(jury=jury, inscription__candidat__nom_naissance=nom)
        coches = {}
        if refuse:
            responsable.suivre("rectification_decision", rectification.pk, presentation.pk)
            offertes = responsable.page.xpath("//input[@name='acquises']/@value")
            coches = {"acquises": offertes[:3]}
        responsable.agir("rectification_decision", rectification.pk, presentation.pk, **coches)
    responsable.agir("rectification_editer", rectification.pk)
    responsable.agir("rectification_signer", rectification.pk, scan=scan())
    responsable.ouvrir("jury_detail", jury.pk)
    responsable.suivre("jury_lettres", jury.pk)
    responsable.agir("jury_lettres_envoyer", jury.pk)


def copier(qui: Acteurs, numero: str) -> None:
    """A certified copy."""
    qui.agent.agir("certificat_duplicata", _du_registre(qui.agent, numero), motif="Perdu.")


def _du_registre(ecrans: Ecrans, cherche: str) -> int:
    """The page of a certificate, found in the register."""
    ecrans.ouvrir("certificat_liste")
    ecrans.filtrer(q=cherche)
    [adresse] = {lien.get("href") for lien in ecrans.page.xpath("//th[@data-titre='Numéro']/a")}
    certificat = int(adresse.strip("/").split("/")[1])
    ecrans.suivre("certificat_detail", certificat)
    return certificat

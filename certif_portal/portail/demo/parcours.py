"""The life of a registration, told by the services: written, accepted, prepared, evaluated, judged by the company."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from itertools import cycle

from candidats.choix import Accord, Financement, Origine, Portee, TypePieceIdentite, Voie
from candidats.donnees import DonneesInscription, DonneesLivret, LigneLivretDonnees, PersonneCitee
from candidats.models import Inscription, RapportActivites
from candidats.queries.competence import competences_visees
from candidats.services.depot import accepter_inscription, deposer_inscription
from candidats.services.identite import verifier_identite
from candidats.services.inscription import creer_inscription
from candidats.services.livret import deposer_livret
from candidats.services.rapport import deposer_rapport
from certif_portal.centre.models import valeurs_avis
from certif_portal.commun.fichiers import PDF, octets_de
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.demo.centre import Distribution
from certif_portal.portail.demo.personnes import CANDIDATS, ENTREPRISES, Personne, siret_fictif
from certif_portal.portail.demo.specimens import papier, piece_identite
from certif_portal.portail.services.dossier import valider_livret
from evaluations.models import Commission, Evaluateur, Grille
from evaluations.queries.avis import activites_pour_avis
from evaluations.queries.grille import contenu_grille
from evaluations.services.avis import constater_absence_avis, rendre_avis, renvoyer_lien_avis
from evaluations.services.commission import ajouter_passage, planifier_commission
from evaluations.services.convocation import convoquer_candidats
from evaluations.services.emargement import deposer_emargement_signe, rendre_emargement
from evaluations.services.grille import declarer_independance, signer_grille
from evaluations.services.saisie import apprecier
from habilitations.models import OrganismeFormation
from referentiels.choix import EN_SITUATION_DE_TRAVAIL
from referentiels.models import Referentiel

TUTEURS = ("Yann Kermarrec", "Sophie Lagadec", "Mickaël Thébault", "Françoise Hélias", "Ronan Le Dû", "Agnès Jégou")
SUPERIEURS = ("Paul Omnès", "Valérie Coïc", "Denis Squiban", "Marc Évanno", "Brigitte Fouéré", "Jean Kerdoncuff")
SERVICES = ("Fabrication additive", "Méthodes", "Prototypes", "Outillage")
FORMATEURS = ("Ludovic Stéphan", "Christelle Riou")
FINANCEMENTS = (Financement.CP, Financement.PDC, Financement.CPF, Financement.CPFTP)
SITUATION = "Fabrication d’une pièce de la commande en cours, de la lecture du dossier au contrôle."
INCOMPLET = (
    "La démarche est comprise, mais le choix des paramètres n’est pas justifié : l’aide du tuteur reste nécessaire."
)

TRACE_DE_TUTEUR = [
    [
        [180, 210],
        [220, 120],
        [262, 84],
        [281, 118],
        [256, 196],
        [230, 236],
        [300, 190],
        [352, 168],
        [361, 204],
        [420, 160],
    ],
    [[430, 210], [498, 150], [520, 190], [566, 152], [590, 204], [660, 168], [742, 150], [820, 196]],
    [[168, 256], [520, 236], [862, 240]],
]
"""A signature as drawn on a telephone."""


class Recit:
    """Writes the registrations of the demonstration, each act by the person and on the day it would have been."""

    def __init__(self, cast: Distribution) -> None:
        self.cast, self.calendrier = cast, cast.calendrier
        self._rang = 0
        self._financements, self._services = cycle(FINANCEMENTS), cycle(SERVICES)

    # ------------------------------------------------------------ registration

    def brouillon(
        self,
        cle: str,
        organisme: OrganismeFormation | None,
        *,
        entree: date | None = None,
        fin: date | None = None,
        evaluation: date | None = None,
        a_jour: date,
        referentiel: Referentiel | None = None,
        **precisions: object,
    ) -> Inscription:
        """A draft, complete; `precisions` replace any value of the registration."""
        personne, referentiel = CANDIDATS[cle], referentiel or self.cast.cqpm
        donnees = self._donnees(cle, personne, referentiel)
        donnees = replace(donnees, entree_formation=entree, fin_formation=fin, date_evaluation_prevue=evaluation)
        donnees = replace(donnees, **precisions)  # type: ignore[arg-type]
        return creer_inscription(
            donnees=donnees,
            organisme=organisme,
            piece=(TypePieceIdentite.CARTE, piece_identite(personne)) if organisme else None,
            par=self.saisi_par(organisme),
            a=self.calendrier.a(a_jour, 9, 10 + self._rang % 40),
        )

    def saisi_par(self, organisme: OrganismeFormation | None) -> Utilisateur:
        return organisme.membres.select_related("utilisateur").get().utilisateur if organisme else self.cast.agent

    def deposer(self, inscription: Inscription, le: date) -> Inscription:
        return deposer_inscription(
            inscription=inscription, par=self.saisi_par(inscription.organisme), a=self.calendrier.a(le, 11)
        )

    def accepter(self, inscription: Inscription, le: date) -> Inscription:
        par = self.cast.agent
        verifier_identite(
            inscription=inscription, type_document=TypePieceIdentite.CARTE, par=par, a=self.calendrier.a(le, 14)
        )
        return accepter_inscription(inscription=inscription, par=par, a=self.calendrier.a(le, 14, 5))

    def inscrit(
        self, cle: str, organisme: OrganismeFormation | None, *, entree: date, **precisions: object
    ) -> Inscription:
        """Entered, submitted six days later, accepted at the end of the following week."""
        cree = entree + timedelta(days=4)
        inscription = self.brouillon(cle, organisme, entree=entree, a_jour=cree, **precisions)  # type: ignore[arg-type]
        inscription = self.deposer(inscription, entree + timedelta(days=6))
        return self.accepter(inscription, entree + timedelta(days=12))

    # ------------------------------------------------------------ livret and company

    def livret(self, inscription: Inscription, le: date) -> None:
        """Deposited by the OF, who agreed with the company, or with the candidate where there is none."""
        donnees = DonneesLivret(
            accord=Accord.ENTREPRISE if inscription.entreprise_id else Accord.CANDIDAT,
            accord_nom=inscription.tuteur_nom or str(inscription.candidat),
            accord_qualite="Tuteur, pour l’entreprise" if inscription.entreprise_id else "",
            accord_le=le - timedelta(days=2),
            date_evaluation_prevue=inscription.date_evaluation_prevue or le + timedelta(days=150),
            lignes=self._lignes(inscription),
        )
        deposer_livret(
            inscription=inscription,
            donnees=donnees,
            fichier=None,
            par=self.saisi_par(inscription.organisme),
            a=self.calendrier.a(le, 15, 30),
        )

    def valide(self, inscription: Inscription, le: date) -> None:
        """Its candidate then deposits the activity report, where one is expected."""
        valider_livret(livret=inscription.livret, par=self.cast.agent, a=self.calendrier.a(le, 10, 45))
        rapport = RapportActivites.objects.filter(inscription=inscription).first()
        if rapport:
            depot = self.calendrier.a(le, 16)
            par = self.saisi_par(inscription.organisme)
            deposer_rapport(rapport=rapport, fichier=papier("Rapport d’activités"), par=par, a=depot)

    def prepare(self, cle: str, organisme: OrganismeFormation, *, seance: date, **precisions: object) -> Inscription:
        """Registered eight months before the sitting, livret validated within the first third."""
        entree = self.calendrier.ouvre(seance - timedelta(days=230))
        inscription = self.inscrit(
            cle, organisme, entree=entree, fin=seance + timedelta(days=24), evaluation=seance, **precisions
        )
        self.livret(inscription, entree + timedelta(days=61))
        self.valide(inscription, entree + timedelta(days=66))
        return Inscription.objects.get(pk=inscription.pk)

    def demander_avis(self, inscription: Inscription, le: date) -> None:
        """A new link once the sitting is held: the first one has long expired."""
        renvoyer_lien_avis(
            avis=inscription.avis,
            destinataire=inscription.tuteur_courriel,
            par=self.cast.agent,
            a=self.calendrier.a(le, 9, 5),
        )

    def avis(self, inscription: Inscription, le: date, *, valeur: str = "favorable", commentaire: str = "") -> None:
        self.demander_avis(inscription, le)
        lien = inscription.avis.liens.latest("cree_le")
        choisie = {v.code: v for v in valeurs_avis()}[valeur]
        rendre_avis(
            lien=lien,
            par_activite={activite.pk: choisie for activite in activites_pour_avis(inscription)},
            valeur=choisie,
            commentaire=commentaire,
            nom=inscription.tuteur_nom,
            qualite=inscription.tuteur_qualite,
            signature=TRACE_DE_TUTEUR,
            a=self.calendrier.a(le + timedelta(days=2), 17, 40),
        )

    def sans_avis(self, inscription: Inscription, le: date) -> None:
        constater_absence_avis(
            avis=inscription.avis,
            motif="Demandeur d’emploi formé sans entreprise d’accueil : personne ne peut donner d’avis.",
            par=self.cast.agent,
            a=self.calendrier.a(le, 16),
        )

    # ------------------------------------------------------------ evaluation

    def commission(
        self,
        le: date,
        lieu: str,
        evaluateurs: Iterable[Evaluateur],
        inscriptions: Iterable[Inscription],
        **options: object,
    ) -> Commission:
        """Planned five weeks before (or yesterday at the latest)."""
        jour = min(le - timedelta(days=35), self.calendrier.jour - timedelta(days=1))
        a = self.calendrier.a(jour, 10)
        commission = planifier_commission(
            date=le,
            lieu=lieu,
            evaluateurs=list(evaluateurs),
            par=self.cast.agent,
            a=a,
            **options,  # type: ignore[arg-type]
        )
        for inscription in inscriptions:
            ajouter_passage(commission=commission, inscription=inscription, par=self.cast.agent, a=a)
        if le <= self.calendrier.jour + timedelta(days=7):
            convoquer_candidats(commission=commission, par=self.cast.agent, a=self.calendrier.a(jour, 14))
        return commission

    def emarger(self, commission: Commission, *, signe: bool = True) -> None:
        """Printed the day before; its scan, here the émargement itself, comes back two days after."""
        veille = self.calendrier.a(commission.date - timedelta(days=1), 16)
        feuille = rendre_emargement(commission=commission, par=self.cast.agent, a=veille)
        if signe:
            deposer_emargement_signe(
                commission=commission,
                nom="emargement-signe.pdf",
                octets=octets_de(feuille.document.fichier),
                type_mime=PDF,
                par=self.cast.agent,
                a=self.calendrier.a(commission.date + timedelta(days=2), 11),
            )

    def evaluer(
        self,
        commission: Commission,
        inscription: Inscription,
        *,
        echecs: Iterable[int] = (),
        signatures: int | None = None,
        lignes: int | None = None,
    ) -> None:
        """Fill the grid of one candidate: `echecs` are running numbers; None signs or fills everything."""
        membres = [m.evaluateur for m in commission.membres.select_related("evaluateur__utilisateur").order_by("pk")]
        grille = Grille.objects.get(inscription=inscription)
        passage, a = commission.passages.get(inscription=inscription), self.calendrier.a(commission.date, 15)
        for evaluateur in membres:
            declarer_independance(
                evaluateur=evaluateur, inscription=inscription, lien=False, a=self.calendrier.a(commission.date, 13, 45)
            )
        for competence in competences_visees(inscription)[:lignes]:
            rate = competence.numero in set(echecs)
            apprecier(
                grille=grille,
                competence=competence.competence,
                passage=passage,
                maitrisee=not rate,
                commentaire=INCOMPLET if rate else "",
                criteres=() if rate else competence.competence.elements.values_list("pk", flat=True),
                evaluateur=membres[competence.numero % len(membres)],
                a=a,
            )
        if lignes is None:
            for evaluateur in membres[:signatures]:
                empreinte = contenu_grille(grille).empreinte
                signer_grille(
                    grille=grille, evaluateur=evaluateur, empreinte=empreinte, a=self.calendrier.a(commission.date, 17)
                )

    # ------------------------------------------------------------ data

    def _donnees(self, cle: str, personne: Personne, referentiel: Referentiel) -> DonneesInscription:
        """What an OF would write: a salarié in training, unless told otherwise."""
        self._rang += 1
        rang = self._rang % len(ENTREPRISES)
        entreprise, tuteur = ENTREPRISES[rang], TUTEURS[rang]
        return DonneesInscription(
            sexe=personne.sexe,
            nom_naissance=personne.nom,
            nom_usage=personne.usage,
            prenom=personne.prenom,
            autres_prenoms=personne.autres,
            date_naissance=personne.naissance,
            **personne.naissance_detaillee,
            courriel=f"{cle}@candidats.example",
            telephone=f"06 00 00 {self._rang:02d} 00",
            adresse=f"{self._rang} rue des Lilas",
            code_postal="44600",
            ville="Saint-Nazaire",
            referentiel_id=referentiel.pk,
            voie=Voie.FORMATION,
            origine=Origine.SL,
            entreprise_siret=siret_fictif(100 + rang),
            entreprise_raison_sociale=entreprise.raison_sociale,
            entreprise_adresse=entreprise.adresse,
            entreprise_code_postal=entreprise.code_postal,
            entreprise_ville=entreprise.ville,
            entreprise_code_nace=entreprise.nace,
            entreprise_secteur=entreprise.secteur,
            entreprise_branche=entreprise.branche,
            service=next(self._services),
            superieur_nom=SUPERIEURS[rang],
            tuteur_nom=tuteur,
            tuteur_qualite="Chef d’atelier",
            tuteur_courriel=f"tuteur{self._rang}@entreprises.example",
            formateurs=tuple(PersonneCitee(nom) for nom in FORMATEURS),
            financements=(next(self._financements),),
        )

    def _lignes(self, inscription: Inscription) -> tuple[LigneLivretDonnees, ...]:
        """Work situation wherever the référentiel offers it; another modality beside it one time in three."""
        modalites = list(inscription.referentiel.modalites.all())
        situation = [m.pk for m in modalites if m.nature in EN_SITUATION_DE_TRAVAIL][:1]
        autre = [m.pk for m in modalites if m.nature not in EN_SITUATION_DE_TRAVAIL][-1:]
        return tuple(
            LigneLivretDonnees(
                competence_id=ligne.competence.pk,
                modalites=tuple(situation + (autre if ligne.numero % 3 == 0 else [])) or tuple(autre),
                situation=SITUATION,
                motif_hors_situation="" if situation else "L’activité ne se présente pas pendant la formation.",
            )
            for ligne in competences_visees(inscription)
        )


SANS_ENTREPRISE = {
    "origine": Origine.DE,
    **dict.fromkeys(
        (
            "entreprise_siret",
            "entreprise_raison_sociale",
            "entreprise_adresse",
            "entreprise_code_postal",
            "entreprise_ville",
            "entreprise_code_nace",
            "entreprise_secteur",
            "entreprise_branche",
            "service",
            "superieur_nom",
            "tuteur_nom",
            "tuteur_qualite",
            "tuteur_courriel",
        ),
        "",
    ),
    "financements": (Financement.POEC,),
}
BLOCS_SEULS = {"portee": Portee.BLOCS}

"""The rows of a registration, from the draft to the validated livret."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from candidats.choix import (
    EtatInscription,
    Financement,
    NatureIncident,
    Origine,
    Portee,
    TypePieceIdentite,
    Voie,
)
from candidats.models import (
    Candidat,
    Derogation,
    FinancementInscription,
    Formateur,
    Incident,
    Inscription,
    PieceIdentite,
    Projet,
    RecevabiliteVAE,
)
from certif_portal.commun.envoi import EFFACE
from certif_portal.commun.models import Courriel, EntreeJournal
from certif_portal.commun.typographie import date_longue
from certif_portal.portail.demo.volume import noms
from certif_portal.portail.demo.volume.cadre import Cadre
from certif_portal.portail.demo.volume.fichiers import Fichiers
from certif_portal.portail.demo.volume.plan import Etape, Promotion
from certif_portal.portail.demo.volume.tables import Tables

INSCRIPTION = Inscription._meta.label_lower
ETATS = {
    Etape.BROUILLON: EtatInscription.BROUILLON,
    Etape.DEPOSEE: EtatInscription.DEPOSEE,
    Etape.A_CORRIGER: EtatInscription.A_CORRIGER,
}
FINANCEMENTS = (Financement.CP, Financement.PDC, Financement.CPF, Financement.CPFTP, Financement.POEI)
ABANDON = "Contrat rompu d’un commun accord."


@dataclass(frozen=True)
class Fiche:
    """One written person: their key, and what other rows copy of them."""

    pk: int
    etat_civil: noms.EtatCivil

    @property
    def nom_affiche(self) -> str:
        return f"{(self.etat_civil.usage or self.etat_civil.nom).upper()} {self.etat_civil.prenom}"


@dataclass(frozen=True)
class Dossier:
    pk: int
    fiche: Fiche
    promotion: Promotion
    tuteur: str
    avis_attendu: bool


class Ecrivain:
    """Writes registrations and what hangs from them into the tables."""

    def __init__(self, cadre: Cadre, tables: Tables, fichiers: Fichiers) -> None:
        self.cadre, self.tables, self.fichiers = cadre, tables, fichiers
        self._rang = 0

    def dire(
        self,
        dossier: int,
        acte: str,
        phrase: str,
        le: datetime,
        par: tuple[int | None, str] | None = None,
        sur: str = INSCRIPTION,
    ) -> None:
        auteur, nom = par or (self.cadre.agent, self.cadre.agent_nom)
        self.tables.ajouter(
            EntreeJournal,
            dossier_type=sur,
            dossier_id=dossier,
            acte=acte,
            phrase=phrase,
            par_id=auteur,
            par_nom=nom,
            le=le,
        )

    def ecrire(self, dossier: int, acte: str, destinataire: str, objet: str, texte: str, le: datetime) -> None:
        """A mail that left; one that bore a link is erased, as the outbox does."""
        rang = self.tables.cle(Courriel)
        self.tables.joindre_tel_quel(
            Courriel,
            id=rang,
            destinataire=destinataire,
            objet=objet,
            texte=texte,
            acte=acte,
            dossier_type=INSCRIPTION,
            dossier_id=dossier,
            confidentiel=texte == EFFACE,
            etat="envoye",
            message_id=f"<volume-{rang}@demo.example>",
            cree_le=le,
            envoye_le=le,
            essais=1,
        )

    # ------------------------------------------------------------ the promotion

    def projet(self, promotion: Promotion) -> int | None:
        """The aval it rests on, given before the training began."""
        if promotion.maison is None or self.cadre.alea.random() < 0.2:
            return None
        depot = promotion.entree - timedelta(days=60)
        return self.tables.ajouter(
            Projet,
            organisme_id=promotion.maison.pk,
            referentiel_id=promotion.cursus.pk,
            portee=Portee.COMPLETE,
            besoins="Recrutements annoncés par les entreprises du bassin.",
            moyens_techniques="Atelier de l’organisme.",
            moyens_humains="Deux formateurs.",
            entree_formation=promotion.entree,
            date_evaluation_prevue=promotion.seance,
            fin_formation=promotion.fin,
            effectif_prevu=promotion.taille,
            etat="aval",
            cree_le=self.cadre.a(depot),
            cree_par_id=promotion.maison.membre,
            depose_le=self.cadre.a(depot, 10),
            decide_le=self.cadre.a(depot + timedelta(days=12)),
            decide_par_id=self.cadre.agent,
        )

    # ------------------------------------------------------------ the person and the registration

    def candidat(self, entree: date, verifie: datetime | None) -> Fiche:
        etat_civil = noms.etat_civil(self.cadre.alea, entree)
        self._rang += 1
        colonnes = etat_civil.colonnes(self._rang) | {
            "identite_verifiee_le": verifie,
            "identite_verifiee_par_id": self.cadre.agent if verifie else None,
            "identite_document": TypePieceIdentite.CARTE.value if verifie else "",
        }
        pk = self.tables.ajouter(Candidat, **colonnes)
        trace = {
            "id": pk,
            "history_date": self.cadre.a(entree),
            "history_type": "+",
            "history_user_id": self.cadre.agent,
        }
        self.tables.joindre(Candidat.history.model, [colonnes | trace])
        return Fiche(pk, etat_civil)

    def inscrire(
        self,
        promotion: Promotion,
        *,
        fiche: Fiche | None,
        projet: int | None,
        decision: str = "",
        jury: date | None = None,
        abandon: bool = False,
    ) -> Dossier:
        """`decision` is « A », « NA » or nothing; a person already known comes with their own row."""
        cadre, alea = self.cadre, self.cadre.alea
        retard = alea.random() < 0.03 and promotion.voie == Voie.FORMATION
        depose = min(
            promotion.entree + timedelta(days=alea.randrange(17, 30) if retard else alea.randrange(0, 14)), cadre.jour
        )
        accepte = min(depose + timedelta(days=alea.randrange(1, 8)), cadre.jour)
        acceptee = promotion.etape >= Etape.ACCEPTEE
        fiche = fiche or self.candidat(promotion.entree, cadre.a(accepte, 14) if acceptee else None)
        salarie = alea.random() < 0.85
        tuteur = noms.personne(alea) if salarie and promotion.maison else ""
        etat = self._etat(promotion, decision, abandon=abandon)
        valeurs = self._parcours(promotion, salarie=salarie, tuteur=tuteur) | {
            "candidat_id": fiche.pk,
            "projet_id": projet,
            "etat": etat,
            "creee_le": cadre.a(depose - timedelta(days=2), 9, 15),
            "deposee_le": depose if promotion.etape >= Etape.DEPOSEE else None,
            "motif_retour": "La pièce d’identité est au nom d’une autre personne." if etat == "a_corriger" else "",
            "acceptee_le": cadre.a(accepte, 14) if acceptee else None,
            "acceptee_par_id": cadre.agent if acceptee else None,
            "decidee_le": jury if decision else None,
            "abandonnee_le": min(accepte + timedelta(days=50), cadre.jour) if abandon else None,
            "motif_abandon": ABANDON if abandon else "",
        }
        pk = self.tables.cle(Inscription)
        valeurs |= {"id": pk, "numero_national": f"N{pk:08d}" if decision else ""}
        self.tables.joindre_tel_quel(Inscription, **valeurs)
        brouillon = valeurs | {
            "etat": "brouillon",
            "deposee_le": None,
            "acceptee_le": None,
            "acceptee_par_id": None,
            "decidee_le": None,
        }
        self.tables.joindre(
            Inscription.history.model,
            [
                brouillon | _trace(valeurs["creee_le"], "+", valeurs["creee_par_id"]),
                valeurs | _trace(cadre.a(accepte, 14), "~", cadre.agent),
            ],
        )
        dossier = Dossier(pk, fiche, promotion, tuteur, bool(tuteur) and promotion.cursus.type == "CQPM")
        self._autour(dossier, depose, accepte, retard=retard, decide=bool(decision))
        if abandon:
            self._abandonner(dossier, valeurs["abandonnee_le"])
        return dossier

    def _etat(self, promotion: Promotion, decision: str, *, abandon: bool) -> str:
        if abandon:
            return EtatInscription.ABANDONNEE.value
        if decision:
            return (EtatInscription.ADMISE if decision == "A" else EtatInscription.NON_ADMISE).value
        return ETATS.get(promotion.etape, EtatInscription.ACCEPTEE).value

    def _parcours(self, promotion: Promotion, *, salarie: bool, tuteur: str) -> dict[str, Any]:
        alea, maison, formation = self.cadre.alea, promotion.maison, promotion.voie == Voie.FORMATION
        planifiee = promotion.etape >= Etape.PLANIFIEE
        return {
            "organisme_id": maison.pk if maison else None,
            "referentiel_id": promotion.cursus.pk,
            "portee": (Portee.BLOCS if promotion.seuls else Portee.COMPLETE).value,
            "voie": promotion.voie.value,
            "origine": (Origine.SL if salarie else Origine.DE).value,
            "entreprise_id": alea.choice(maison.entreprises) if maison and salarie else None,
            "service": "Méthodes" if salarie else "",
            "superieur_nom": noms.personne(alea) if salarie else "",
            "tuteur_nom": tuteur,
            "tuteur_qualite": "Chef d’atelier" if tuteur else "",
            "tuteur_courriel": "tuteur@entreprises.example" if tuteur else "",
            "entree_formation": promotion.entree if formation else None,
            "fin_formation": promotion.fin if formation else None,
            "date_evaluation_prevue": promotion.seance,
            "evaluation_annoncee_le": promotion.entree + timedelta(days=6),
            "date_commission": promotion.seance if planifiee else None,
            "creee_par_id": maison.membre if maison else self.cadre.agent,
        }

    def _autour(self, dossier: Dossier, depose: date, accepte: date, *, retard: bool, decide: bool) -> None:
        """Fundings, trainers, papers, journal and mails of the registration itself."""
        promotion, cadre, pk = dossier.promotion, self.cadre, dossier.pk
        nom, maison = dossier.fiche.nom_affiche, promotion.maison
        par = (maison.membre, maison.membre_nom) if maison else (cadre.agent, cadre.agent_nom)
        if promotion.seuls:
            self.tables.joindre(
                Inscription.blocs.through,
                [{"inscription_id": pk, "versionbloc_id": bloc.pk} for bloc in promotion.blocs],
            )
        code = cadre.alea.choice(FINANCEMENTS) if maison else Financement.CPF
        self.tables.ajouter(FinancementInscription, inscription_id=pk, code=code.value)
        if maison:
            self.tables.ajouter(Formateur, inscription_id=pk, nom=noms.personne(cadre.alea))
        if promotion.voie != Voie.FORMATION:
            self._recevabilite(dossier, depose)
        if retard and promotion.etape >= Etape.DEPOSEE:
            self._derogation(dossier, depose, par[0], accordee=promotion.etape >= Etape.ACCEPTEE)
        self.dire(pk, "creation", f"Brouillon créé pour {nom}.", cadre.a(depose - timedelta(days=2), 9, 15), par)
        if promotion.etape < Etape.DEPOSEE:
            return
        piece = None if decide else self.fichiers.specimen("piece-identite.jpg", cadre.a(depose), par[0])
        supprimee = cadre.a(promotion.seance + timedelta(days=60)) if decide else None
        self.tables.ajouter(
            PieceIdentite,
            inscription_id=pk,
            type=TypePieceIdentite.CARTE.value,
            fichier_id=piece,
            deposee_le=cadre.a(depose),
            deposee_par_id=par[0],
            supprimee_le=supprimee,
        )
        self.dire(
            pk, "piece-identite", "Pièce d’identité déposée (Carte nationale d’identité).", cadre.a(depose, 10), par
        )
        self.dire(pk, "depot", "Inscription déposée.", cadre.a(depose, 11), par)
        if promotion.etape < Etape.ACCEPTEE:
            return
        self.dire(pk, "identite", f"Identité de {nom} vérifiée (Carte nationale d’identité).", cadre.a(accepte, 14))
        self.dire(pk, "acceptation", "Inscription acceptée.", cadre.a(accepte, 14))
        certification = f"{promotion.cursus.code}, {promotion.cursus.intitule}"
        texte = f"Bonjour {dossier.fiche.etat_civil.prenom},\n\nVotre inscription est acceptée :\n{certification}."
        self.ecrire(
            pk,
            "candidat_accueil",
            f"candidat{pk}@candidats.example",
            "Votre inscription est acceptée",
            texte,
            cadre.a(accepte, 14),
        )

    def _recevabilite(self, dossier: Dossier, depose: date) -> None:
        recevable = dossier.promotion.etape >= Etape.LIVRET_VALIDE
        decide = min(depose + timedelta(days=30), self.cadre.jour)
        self.tables.ajouter(
            RecevabiliteVAE,
            inscription_id=dossier.pk,
            recue_le=depose,
            decision="recevable" if recevable else "en_cours",
            decidee_le=decide if recevable else None,
            decidee_par_id=self.cadre.agent if recevable else None,
            accueil_le=depose,
            accompagnement="Cap VAE 44",
        )

    def _derogation(self, dossier: Dossier, depose: date, par: int, *, accordee: bool) -> None:
        self.tables.ajouter(
            Derogation,
            inscription_id=dossier.pk,
            etat="accordee" if accordee else "demandee",
            motif_demande="Contrat signé après l’entrée en formation.",
            demandee_le=self.cadre.a(depose),
            demandee_par_id=par,
            motif_decision="Signature tardive, justifiée." if accordee else "",
            decidee_le=self.cadre.a(depose, 15) if accordee else None,
            decidee_par_id=self.cadre.agent if accordee else None,
        )

    def _abandonner(self, dossier: Dossier, le: date) -> None:
        a = self.cadre.a(le, 10)
        self.tables.ajouter(
            Incident,
            inscription_id=dossier.pk,
            nature=NatureIncident.ABANDON.value,
            le=le,
            motif=ABANDON,
            etat_avant=EtatInscription.ACCEPTEE.value,
            saisi_le=a,
            saisi_par_id=self.cadre.agent,
        )
        self.dire(dossier.pk, "abandon", f"Inscription abandonnée le {date_longue(le)} : {ABANDON}", a)


def _trace(le: datetime, nature: str, par: int) -> dict[str, Any]:
    return {"history_date": le, "history_type": nature, "history_user_id": par}

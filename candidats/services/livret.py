"""The livret de suivi: deposited by the OF, validated or returned by the staff."""

from datetime import datetime

from candidats import courriels
from candidats.choix import TRANSITIONS_LIVRET, EtatLivret, NatureRetour
from candidats.donnees import DonneesLivret, FichierRecu
from candidats.models import Inscription, LigneLivret, Livret, LivretPrepare
from candidats.queries.competence import competences_visees
from candidats.regles.livret import accords_possibles, controler_livret
from candidats.services.depot import InscriptionIncomplete, annoncer_evaluation
from candidats.services.verrou import exiger_motif, exiger_suivie, verrouiller
from certif_portal.centre.models import parametres
from certif_portal.commun.actes import acte
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.fichiers import enregistrer_fichier
from certif_portal.commun.journal import journaliser
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.models import Utilisateur
from referentiels.choix import EN_SITUATION_DE_TRAVAIL


@acte
def deposer_livret(
    *, inscription: Inscription, donnees: DonneesLivret, fichier: FichierRecu | None, par: Utilisateur, a: datetime
) -> Livret:
    """Deposit the livret of an accepted registration, or its correction; the first deposit keeps its date.

    Raises InscriptionIncomplete with everything that is wrong, line by line.
    """
    inscription = verrouiller(inscription)
    exiger_suivie(inscription)
    livret = Livret.objects.select_for_update(of=("self",), no_key=True).filter(inscription=inscription).first()
    avec_fichier = fichier is not None or (livret is not None and livret.fichier_id is not None)
    _verifier(inscription, donnees, avec_fichier, a)
    premier = livret is None
    if livret is None:
        livret = Livret(inscription=inscription, premier_depot_le=jour_de(a))
    else:
        verifier_transition(TRANSITIONS_LIVRET, livret, EtatLivret.DEPOSE)
    livret.etat, livret.depose_le, livret.depose_par = EtatLivret.DEPOSE, a, par
    livret.nature_retour, livret.motif_retour = "", ""
    for champ in ("accord", "accord_nom", "accord_qualite", "accord_le"):
        setattr(livret, champ, getattr(donnees, champ))
    if fichier:
        _remplacer_fichier(livret, fichier, par, a)
    livret.full_clean()
    livret.save()
    _ecrire_lignes(livret, donnees)
    LivretPrepare.objects.filter(inscription=inscription).delete()
    annoncer_evaluation(inscription, donnees.date_evaluation_prevue, jour_de(a))
    inscription.save(update_fields=["date_evaluation_prevue", "evaluation_annoncee_le"])
    mot = "déposé" if premier else "déposé de nouveau"
    phrase = f"{parametres().livret_titre} {mot} ; évaluation prévue le {date_longue(donnees.date_evaluation_prevue)}."
    journaliser(inscription, "livret-depot", phrase, par=par, a=a)
    return livret


def _verifier(inscription: Inscription, donnees: DonneesLivret, avec_fichier: bool, a: datetime) -> None:
    modalites = {modalite.pk: modalite.nature for modalite in inscription.referentiel.modalites.all()}
    constats = controler_livret(
        donnees,
        competences={ligne.competence.pk: ligne.competence.intitule for ligne in competences_visees(inscription)},
        modalites=modalites,
        en_situation=[pk for pk, nature in modalites.items() if nature in EN_SITUATION_DE_TRAVAIL],
        accords=accords_possibles(
            voie=inscription.voie,
            origine=inscription.origine,
            initiative_sans_accord=inscription.initiative_sans_accord,
            entreprise_connue=inscription.entreprise_id is not None,
        ),
        avec_fichier=avec_fichier,
        le=jour_de(a),
    )
    if constats:
        raise InscriptionIncomplete(constats)


def _remplacer_fichier(livret: Livret, fichier: FichierRecu, par: Utilisateur, a: datetime) -> None:
    ancien = livret.fichier
    livret.fichier = enregistrer_fichier(
        nom=fichier.nom, octets=fichier.octets, type_mime=fichier.type_mime, par=par, a=a
    )
    if ancien and livret.pk:
        livret.save(update_fields=["fichier"])
        ancien.delete()


def _ecrire_lignes(livret: Livret, donnees: DonneesLivret) -> None:
    livret.lignes.all().delete()
    for donnee in donnees.lignes:
        ligne = LigneLivret.objects.create(
            livret=livret,
            competence_id=donnee.competence_id,
            situation=donnee.situation,
            lieu=donnee.lieu,
            tuteur=donnee.tuteur,
            motif_hors_situation=donnee.motif_hors_situation,
        )
        ligne.modalites.set(donnee.modalites)


@acte
def noter_validation_livret(*, livret: Livret, par: Utilisateur, a: datetime) -> Livret:
    """The staff agree on the modalities written in the livret."""
    inscription, livret = _verrouiller_livret(livret)
    exiger_suivie(inscription)
    verifier_transition(TRANSITIONS_LIVRET, livret, EtatLivret.VALIDE)
    livret.etat, livret.valide_le, livret.valide_par = EtatLivret.VALIDE, a, par
    livret.full_clean()
    livret.save(update_fields=["etat", "valide_le", "valide_par"])
    journaliser(inscription, "livret-validation", f"{parametres().livret_titre} validé.", par=par, a=a)
    courriels.prevenir_organisme(inscription, "livret_valide", a=a)
    return livret


@acte
def renvoyer_livret(
    *, livret: Livret, motif: str, par: Utilisateur, a: datetime, nature: NatureRetour = NatureRetour.INCORRECT
) -> Livret:
    """Send the livret back to the OF, which sees what kind of defect it has, and why."""
    inscription, livret = _verrouiller_livret(livret)
    exiger_suivie(inscription)
    verifier_transition(TRANSITIONS_LIVRET, livret, EtatLivret.A_CORRIGER)
    livret.etat, livret.nature_retour, livret.motif_retour = EtatLivret.A_CORRIGER, nature, exiger_motif(motif)
    livret.valide_le, livret.valide_par = None, None
    livret.full_clean()
    livret.save(update_fields=["etat", "nature_retour", "motif_retour", "valide_le", "valide_par"])
    defaut = livret.get_nature_retour_display().lower()
    phrase = f"{parametres().livret_titre} renvoyé, {defaut} : {livret.motif_retour}"
    journaliser(inscription, "livret-renvoi", phrase, par=par, a=a)
    courriels.prevenir_organisme(inscription, "livret_renvoye", a=a, motif=livret.motif_retour, defaut=defaut)
    return livret


def _verrouiller_livret(livret: Livret) -> tuple[Inscription, Livret]:
    inscription = verrouiller(livret.inscription)
    return inscription, Livret.objects.select_for_update(of=("self",), no_key=True).get(pk=livret.pk)

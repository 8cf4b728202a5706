"""The commission's émargement: rendered, signed by hand, its scan deposited."""

from datetime import datetime

from certif_portal.centre.models import parametres
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, TransitionInterdite, refuser_si
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.fichiers import enregistrer_fichier
from certif_portal.commun.journal import journaliser
from certif_portal.commun.pdf import rendre_et_conserver
from certif_portal.commun.typographie import jour_de
from certif_portal.comptes.models import Utilisateur
from evaluations.choix import TRANSITIONS_COMMISSION, TRANSITIONS_EMARGEMENT, EtatCommission, EtatEmargement
from evaluations.courriels.invitation import remercier
from evaluations.documents.emargement import MODELE_EMARGEMENT, VERSION_EMARGEMENT, contexte_emargement
from evaluations.models import Commission, FeuilleEmargement
from evaluations.queries.competence import competences_attendues
from evaluations.regles.grille import GRILLE_SEANCE, saisie_ouverte
from evaluations.services.grille import obstacles_de_composition


@acte
def rendre_emargement(*, commission: Commission, par: Utilisateur | None, a: datetime) -> FeuilleEmargement:
    """Render the émargement once; asked again, the same one is given back."""
    commission = Commission.objects.select_for_update(of=("self",), no_key=True).get(pk=commission.pk)
    feuille = FeuilleEmargement.objects.filter(commission=commission).first()
    if feuille:
        return feuille
    if commission.etat != EtatCommission.PLANIFIEE:
        raise TransitionInterdite(f"Cette commission est « {commission.get_etat_display()} ».")
    inscriptions = [passage.inscription for passage in commission.passages.select_related("inscription")]
    if not inscriptions:
        raise ErreurMetier("Aucun candidat n’est prévu : la feuille serait vide.")
    refuser_si(obstacles_de_composition(commission))
    numeros = {
        pk: {ligne.competence.pk: ligne.numero for ligne in lignes}
        for pk, lignes in competences_attendues(inscriptions).items()
    }
    document = rendre_et_conserver(
        MODELE_EMARGEMENT,
        contexte_emargement(commission, parametres(), numeros, a),
        titre=f"Émargement de la commission du {commission.date:%d-%m-%Y} {commission.lieu}",
        version_modele=VERSION_EMARGEMENT,
        identifiant=f"emargement-commission-{commission.pk}-{a.isoformat()}",
        par=par,
        a=a,
    )
    feuille = FeuilleEmargement.objects.create(commission=commission, document=document)
    journaliser(commission, "emargement_rendu", "Feuille d’émargement éditée, à faire signer.", par=par, a=a)
    return feuille


@acte
def deposer_emargement_signe(
    *, commission: Commission, nom: str, octets: bytes, type_mime: str, par: Utilisateur, a: datetime
) -> FeuilleEmargement:
    """Keep the scan of the signed émargement: the sitting was held."""
    commission = Commission.objects.select_for_update(of=("self",), no_key=True).get(pk=commission.pk)
    feuille = (
        FeuilleEmargement.objects.select_for_update(of=("self",), no_key=True).filter(commission=commission).first()
    )
    if feuille is None:
        raise ErreurMetier("La feuille d’émargement n’est pas encore éditée.")
    verifier_transition(TRANSITIONS_EMARGEMENT, feuille, EtatEmargement.SIGNE)
    verifier_transition(TRANSITIONS_COMMISSION, commission, EtatCommission.TENUE)
    if not saisie_ouverte(commission.date, jour_de(a)):
        detail = f"La séance est le {commission.date:%d/%m/%Y} : sa feuille ne peut pas être déjà signée."
        raise RegleNonRespectee(GRILLE_SEANCE, detail)
    feuille.scan = enregistrer_fichier(nom=nom, octets=octets, type_mime=type_mime, par=par, a=a)
    feuille.etat, feuille.signee_le, feuille.signee_par = EtatEmargement.SIGNE, a, par
    feuille.full_clean()
    feuille.save(update_fields=["etat", "scan", "signee_le", "signee_par"])
    commission.etat = EtatCommission.TENUE
    commission.full_clean()
    commission.save(update_fields=["etat"])
    phrase = f"Émargement signé de la commission du {commission.date:%d/%m/%Y} déposé."
    journaliser(commission, "emargement_signe", phrase, par=par, a=a)
    remercier(commission, a)
    for passage in commission.passages.select_related("inscription"):
        journaliser(passage.inscription, "emargement_commission_signe", phrase, par=par, a=a)
    return feuille

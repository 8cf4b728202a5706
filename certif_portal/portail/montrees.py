"""Which of some keys each list shows at an address: by what its own page reads."""

from collections.abc import Collection, Sequence
from typing import Any
from urllib.parse import urlencode

from candidats.forms.liste import liste_filtree
from candidats.forms.projet import FiltreProjetsForm
from candidats.models import Inscription, Projet
from candidats.queries.demande import demandes_de_la_liste
from candidats.queries.detenteur import detenteurs
from candidats.queries.gac import exportables
from candidats.queries.livret_prepare import livrets_attendus_de
from candidats.queries.piece import identites_a_verifier
from candidats.queries.projet import FiltreProjets, filtrer_projets
from certif_portal.commun.choix import EtatCourriel
from certif_portal.commun.textes import cle_recherche, en_entier
from certif_portal.comptes.permissions import peut_tout_consulter
from certif_portal.portail.absences import Adresse, Lecteur, parmi
from certif_portal.portail.queries.courriel import courriels_en_etat
from certif_portal.portail.queries.echeance import (
    FiltreEcheances,
    des_dossiers,
    echeances_visibles_par,
)
from certif_portal.portail.queries.pret import FiltrePrets, candidatures
from certif_portal.portail.queries.relance import a_relancer, expliquer, prochaine_tournee, tournee_du
from evaluations.forms.commission import FiltreCommissionsForm
from evaluations.forms.evaluateur import FiltreEvaluateursForm
from evaluations.models import Commission
from evaluations.queries.avancement import grilles_en_cours
from evaluations.queries.commission import (
    commissions_pour_liste,
    evaluateurs_pour_liste,
    filtrer_commissions,
    planifiables,
    pourquoi_pas_planifiables,
)
from habilitations.choix import EtatAudit, EtatDossier
from habilitations.queries.audit import audits_visibles
from habilitations.queries.dossier import dossiers_visibles
from habilitations.queries.organisme import organismes_pour
from jurys.forms.certificat import FiltreCertificats
from jurys.forms.jury import FiltreJurysForm
from jurys.queries.ecrans import certificats_pour_liste, jurys_pour_liste
from referentiels.queries.catalogue import FiltreCatalogue, catalogue

Cles = Collection[int]
TOUTES = "toutes"


# --- registrations -----------------------------------------------------------------------------


def _visibles(lecteur: Lecteur) -> Any:
    return Inscription.objects.visibles_par(lecteur.personne)


def montrer_inscriptions(adresse: Adresse, lecteur: Lecteur, cles: Cles) -> set[int]:
    requete = urlencode(adresse)
    lues = liste_filtree(_visibles(lecteur), requete, lecteur.personne, lecteur.centre, lecteur.le)
    return parmi(lues, cles)


def montrer_prets(adresse: Adresse, lecteur: Lecteur, cles: Cles) -> set[int]:
    filtre = FiltrePrets(en_entier(adresse.get("jury", "")), adresse.get("prets") == "1", adresse.get("q", ""))
    return parmi(candidatures(filtre, lecteur.personne, lecteur.le), cles)


def montrer_livrets(adresse: Adresse, lecteur: Lecteur, cles: Cles) -> set[int]:
    return parmi(livrets_attendus_de(lecteur.personne), cles)


def montrer_identites(adresse: Adresse, lecteur: Lecteur, cles: Cles) -> set[int]:
    visibles = _visibles(lecteur)
    if "liste" in adresse:
        visibles = liste_filtree(visibles, adresse["liste"], lecteur.personne, lecteur.centre, lecteur.le)
    return parmi(identites_a_verifier(visibles), cles)


def montrer_detenteurs(adresse: Adresse, lecteur: Lecteur, cles: Cles) -> set[int]:
    tiennent = [detenteur.candidat.pk for detenteur in detenteurs(lecteur.le)]
    return parmi(_visibles(lecteur).filter(candidat__in=tiennent), cles)


def montrer_exportables(adresse: Adresse, lecteur: Lecteur, cles: Cles) -> set[int]:
    lot = adresse.get("lot", "")
    lues = exportables(_visibles(lecteur), deja=bool(lot) or adresse.get("voir") == "exportees")
    return parmi(lues.filter(lignes_gac__lot=en_entier(lot) or 0) if lot else lues, cles)


def pourquoi_pas_exportables(dossiers: Sequence[Any], lecteur: Lecteur) -> dict[int, list[str]]:
    """What left already is in the list, on its other side."""
    partis = parmi(exportables(_visibles(lecteur), deja=True), [dossier.pk for dossier in dossiers])
    return {cle: ["Ce dossier est déjà exporté : l’onglet « Exportées » le montre."] for cle in partis}


def montrer_grilles(adresse: Adresse, lecteur: Lecteur, cles: Cles) -> set[int]:
    return parmi(grilles_en_cours(lecteur.le), cles, "inscription")


def montrer_certificats(adresse: Adresse, lecteur: Lecteur, cles: Cles) -> set[int]:
    form = FiltreCertificats(adresse)
    lus = form.cleaned_data if form.is_valid() else {}
    delivres = certificats_pour_liste(
        lecteur.personne,
        recherche=cle_recherche(lus.get("q") or ""),
        type_certificat=lus.get("type") or "",
        annee=lus.get("annee"),
    )
    return parmi(delivres, cles, "presentation__inscription")


def montrer_echeances(adresse: Adresse, lecteur: Lecteur, cles: Cles) -> set[int]:
    toutes = echeances_visibles_par(lecteur.personne, lecteur.le, lecteur.centre)
    return parmi(toutes.filtrer(FiltreEcheances.lu(adresse), lecteur.le).dossiers, cles, "inscription")


def montrer_relances(adresse: Adresse, lecteur: Lecteur, cles: Cles) -> set[int]:
    return parmi(a_relancer(_tour(lecteur)).dossiers, cles, "inscription")


def _tour(lecteur: Lecteur) -> Any:
    return prochaine_tournee(lecteur.le, lecteur.centre, tournee_du(lecteur.le))


def pourquoi_pas_relances(dossiers: Sequence[Any], lecteur: Lecteur) -> dict[int, list[str]]:
    """What the round says of each deadline of the file, to each addressee."""
    dites: dict[int, list[str]] = {}
    siennes = des_dossiers([dossier.pk for dossier in dossiers], lecteur.le, lecteur.centre)
    for ligne in expliquer(siennes, _tour(lecteur)):
        a_qui = f"{ligne.echeance.libelle}, à {ligne.destinataire or ligne.a_quel_titre}"
        dites.setdefault(ligne.echeance.dossier_id, []).append(f"{a_qui} : {ligne.raison}.")
    return dites


def _seance(lecteur: Lecteur) -> Commission | None:
    return Commission.objects.visibles_par(lecteur.personne).filter(pk=lecteur.pour).first()


def montrer_a_la_seance(adresse: Adresse, lecteur: Lecteur, cles: Cles) -> set[int]:
    seance = _seance(lecteur)
    return parmi(planifiables(seance), cles) if seance else set()


def pourquoi_pas_a_la_seance(dossiers: Sequence[Any], lecteur: Lecteur) -> dict[int, list[str]]:
    seance = _seance(lecteur)
    return pourquoi_pas_planifiables(seance, dossiers, lecteur.centre.livret_nom) if seance else {}


# --- the rest ----------------------------------------------------------------------------------


def montrer_organismes(adresse: Adresse, lecteur: Lecteur, cles: Cles) -> set[int]:
    etat, q = adresse.get("etat", ""), adresse.get("q", "")
    return parmi(organismes_pour(lecteur.personne, le=lecteur.le, texte=q, etat=etat), cles)


def montrer_audits(adresse: Adresse, lecteur: Lecteur, cles: Cles) -> set[int]:
    etat, audits = adresse.get("etat", ""), audits_visibles(lecteur.personne)
    return parmi(audits.filter(etat=etat) if etat in EtatAudit.values else audits, cles, "organisme")


def montrer_dossiers_habilitation(adresse: Adresse, lecteur: Lecteur, cles: Cles) -> set[int]:
    etat, dossiers = adresse.get("etat", ""), dossiers_visibles(lecteur.personne)
    return parmi(dossiers.filter(etat=etat) if etat in EtatDossier.values else dossiers, cles, "organisme")


def montrer_projets(adresse: Adresse, lecteur: Lecteur, cles: Cles) -> set[int]:
    form = FiltreProjetsForm(adresse)
    filtre = FiltreProjets(q=form.q, etat=form.etat, organisme=form.organisme)
    visibles = Projet.objects.visibles_par(lecteur.personne)
    return parmi(filtrer_projets(visibles, filtre, pour_organisme=not peut_tout_consulter(lecteur.personne)), cles)


def montrer_commissions(adresse: Adresse, lecteur: Lecteur, cles: Cles) -> set[int]:
    filtre = FiltreCommissionsForm(adresse)
    lues = filtrer_commissions(commissions_pour_liste(lecteur.personne), filtre.periode, filtre.lieu, lecteur.le)
    return parmi(lues, cles)


def montrer_jurys(adresse: Adresse, lecteur: Lecteur, cles: Cles) -> set[int]:
    filtre = FiltreJurysForm(adresse)
    return parmi(jurys_pour_liste(lecteur.personne, filtre.etat, filtre.lieu), cles)


def montrer_evaluateurs(adresse: Adresse, lecteur: Lecteur, cles: Cles) -> set[int]:
    filtre = FiltreEvaluateursForm(adresse)
    lus = evaluateurs_pour_liste(
        lecteur.le, filtre.q, certification=en_entier(filtre.certification), origine=filtre.origine
    )
    return {evaluateur.pk for evaluateur in lus} & set(cles)


def montrer_demandes(adresse: Adresse, lecteur: Lecteur, cles: Cles) -> set[int]:
    return parmi(demandes_de_la_liste(toutes=adresse.get("etat") == TOUTES), cles)


def montrer_certifications(adresse: Adresse, lecteur: Lecteur, cles: Cles) -> set[int]:
    trouvees = catalogue(lecteur.personne, le=lecteur.le, filtre=FiltreCatalogue.lu(adresse)).certifications
    return {une.pk for une in trouvees} & set(cles)


def montrer_courriels(adresse: Adresse, lecteur: Lecteur, cles: Cles) -> set[int]:
    return parmi(courriels_en_etat(adresse.get("etat", EtatCourriel.ECHEC)), cles)

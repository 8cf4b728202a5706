"""The annual report: asked for, drawn and printed apart, frozen; made again it is another version."""

from datetime import date, datetime

from certif_portal.centre.models import parametres
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.journal import journaliser
from certif_portal.commun.pdf import rendre_et_conserver
from certif_portal.commun.typographie import jour_de
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.models import RapportAnnuel
from certif_portal.portail.queries.rapport import faits_du_rapport
from certif_portal.portail.rapport import MODELE, VERSION_MODELE, contexte_rapport


@acte
def demander_rapport(*, annee: int, motif: str = "", par: Utilisateur, a: datetime) -> RapportAnnuel:
    """Of a finished year. Asked again while it is being made, or was cut, it is the same one."""
    if date(annee, 12, 31) >= jour_de(a):
        raise ErreurMetier(f"L’année {annee} n’est pas finie : son rapport s’établit à partir du 1er janvier.")
    dernier = RapportAnnuel.objects.filter(annee=annee).first()
    if dernier and dernier.document_id is None:
        return dernier
    if dernier and not motif.strip():
        raise ErreurMetier(f"Le rapport de {annee} existe déjà : dites pourquoi il est refait.")
    rapport = RapportAnnuel(
        annee=annee,
        version=dernier.version + 1 if dernier else 1,
        motif=motif.strip() if dernier else "",
        demande_par=par,
        demande_le=a,
    )
    rapport.full_clean()
    rapport.save(force_insert=True)
    return rapport


@acte
def etablir_rapport(rapport_id: int, *, a: datetime) -> RapportAnnuel:
    """Draw it from the facts of now, print it, freeze both. Played again once it is made, nothing is done."""
    rapport = RapportAnnuel.objects.select_for_update(of=("self",), no_key=True).get(pk=rapport_id)
    if rapport.document_id:
        return rapport
    rapport.contenu = faits_du_rapport(rapport.annee, jour_de(a))
    rapport.document = rendre_et_conserver(
        MODELE,
        contexte_rapport(rapport, rapport.contenu, parametres(), a),
        titre=f"{rapport}",
        version_modele=VERSION_MODELE,
        identifiant=f"rapport_annuel:{rapport.annee}:{rapport.version}",
        par=rapport.demande_par,
        a=a,
    )
    rapport.save(update_fields=["contenu", "document"])
    suite = f" : {rapport.motif}" if rapport.motif else "."
    journaliser(rapport, "rapport", f"{rapport} établi{suite}", par=rapport.demande_par, a=a)
    return rapport

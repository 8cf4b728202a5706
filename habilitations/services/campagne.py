"""A campaign: the OF accredited that day, a draw anybody may do again, an intermediate audit for each one drawn."""

from datetime import datetime

from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.journal import journaliser
from certif_portal.commun.textes import nettoyer_texte
from certif_portal.commun.typographie import jour_de
from certif_portal.comptes.models import Utilisateur
from habilitations import regles
from habilitations.choix import Declencheur, EtatAudit, NatureAudit
from habilitations.models import Audit, CampagneAudit, OrganismeFormation
from habilitations.services.audit import declencher_audit


@acte
def tirer_campagne(
    *, intitule: str, motif: str, graine: str, nombre: int, agent: Utilisateur, par: Utilisateur, a: datetime
) -> CampagneAudit:
    """AUDIT-TIRAGE, among the OF accredited that day whose intermediate audit is not already open."""
    ouverts = Audit.objects.filter(nature=NatureAudit.INTERMEDIAIRE).exclude(etat=EtatAudit.CLOS)
    candidats = OrganismeFormation.objects.habilites_le(jour_de(a)).exclude(pk__in=ouverts.values("organisme"))
    par_siret = {organisme.siret: organisme for organisme in candidats.order_by("siret")}
    if not 1 <= nombre <= len(par_siret):
        raise ErreurMetier(f"De 1 à {len(par_siret)} organismes peuvent être tirés aujourd’hui.")
    campagne = CampagneAudit(
        intitule=nettoyer_texte(intitule),
        motif=nettoyer_texte(motif),
        graine=nettoyer_texte(graine),
        nombre=nombre,
        population=list(par_siret),
        tiree_le=a,
        tiree_par=par,
    )
    campagne.full_clean()
    campagne.save()
    for siret in regles.tirer(campagne.graine, par_siret, nombre):
        declencher_audit(
            organisme=par_siret[siret],
            declencheur=Declencheur.UIMM,
            demandeur="",
            motif=f"Campagne « {campagne.intitule} » : {campagne.motif}",
            agent=agent,
            campagne=campagne,
            par=par,
            a=a,
        )
    phrase = f"{nombre} organismes tirés parmi {len(par_siret)}, graine « {campagne.graine} »."
    journaliser(campagne, "tirage", phrase, par=par, a=a)
    return campagne

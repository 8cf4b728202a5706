"""The jury records that the organisation of the evaluations is conform, or with which reserve (ch. 3, §3.A-1)."""

from collections.abc import Mapping
from datetime import datetime

from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.journal import journaliser
from certif_portal.comptes.models import Utilisateur
from jurys.choix import College, EtatJury
from jurys.models import ConstatConformite, Jury, MembreJury, Presentation
from jurys.queries.conformite import elements_du_jury
from jurys.services.composition import verrouiller_jury


@acte
def constater_conformite(
    *,
    jury: Jury,
    presentation: Presentation | None = None,
    reserves: Mapping[str, str],
    constate_par: MembreJury,
    par: Utilisateur,
    a: datetime,
) -> ConstatConformite | None:
    """Once for the jury, and for a candidate where it differs; said again, it replaces what was said.

    `reserves`: by item of the checklist, what is not found conform. None for a candidate: what is found of the jury
    stands for them too, and nothing of their own is kept.
    """
    jury = verrouiller_jury(jury)
    if jury.etat != EtatJury.DELIBERATION:
        raise ErreurMetier(f"Le jury est « {jury.get_etat_display()} » : la conformité se constate en délibération.")
    if constate_par.jury_id != jury.pk or not constate_par.present or constate_par.college == College.INVITE:
        raise ErreurMetier(f"{constate_par} ne siège pas à ce jury : un membre présent constate la conformité.")
    connus = {element.code: element for element in elements_du_jury(jury)}
    dites = {code: dite.strip() for code, dite in reserves.items() if dite.strip()}
    if inconnus := sorted(set(dites) - set(connus)):
        raise ErreurMetier(f"Points de contrôle inconnus pour ce jury : {', '.join(inconnus)}.")
    deja = ConstatConformite.objects.filter(jury=jury, presentation=presentation)
    sujet = f"{presentation.code} : " if presentation else ""
    if presentation and not dites:
        if deja.delete()[0]:
            journaliser(jury, "conformite", f"{sujet}plus aucune réserve propre à ce candidat.", par=par, a=a)
        return None
    constat = deja.first() or ConstatConformite(jury=jury, presentation=presentation)
    constat.reserves, constat.constate_par, constat.enregistre_par, constat.constate_le = dites, constate_par, par, a
    constat.full_clean()
    constat.save()
    details = " ; ".join(f"{connus[code].enonce.rstrip('.')} — réserve : {dite}" for code, dite in dites.items())
    phrase = f"{sujet}Organisation constatée conforme par {constate_par}{', avec réserve' if dites else ''}."
    journaliser(jury, "conformite", f"{phrase} {details}".strip(), par=par, a=a)
    return constat

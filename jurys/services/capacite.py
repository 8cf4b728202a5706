"""The capacity to award, withdrawn by the CPNEFP and given back: no jury closes in between."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from certif_portal.centre.models import ParametresCentre, parametres
from certif_portal.commun.actes import acte
from certif_portal.commun.durees import compte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.fichiers import Depot, conserver
from certif_portal.commun.journal import journaliser
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.models import Utilisateur
from jurys.models import RetraitCapacite
from jurys.queries.gtp import certificats_sans_capacite, periodes_sans_capacite, retrait_en_cours
from jurys.regles.gtp import CAPACITE_RETIREE, jours_sans_capacite


def obstacles_de_capacite(jours: Iterable[date]) -> Iterator[RegleNonRespectee]:
    """CAPACITE-RETIREE, when it was withdrawn on one of these days: that of the jury, that of the closing."""
    if sans := jours_sans_capacite(periodes_sans_capacite(), jours):
        dits = ", ".join(f"le {date_longue(jour)}" for jour in sans)
        yield RegleNonRespectee(CAPACITE_RETIREE, f"La capacité d’attribuer était retirée {dits}.")


@acte
def retirer_capacite(*, effet: date, motif: str, preuve: Depot, par: Utilisateur, a: datetime) -> RetraitCapacite:
    """Record what the CPNEFP decided, with the document that says it; one at a time: the row of the centre is held."""
    ParametresCentre.objects.select_for_update(of=("self",), no_key=True).get(pk=parametres().pk)
    if retrait_en_cours():
        raise ErreurMetier("La capacité est déjà retirée : enregistrez d’abord l’acte qui la rend.")
    if sans := jours_sans_capacite(periodes_sans_capacite(), [effet]):
        raise ErreurMetier(f"Un retrait couvre déjà le {date_longue(sans[0])}.")
    if any(debut >= effet for debut, _ in periodes_sans_capacite()):
        raise ErreurMetier("Un retrait plus récent est déjà enregistré : vérifiez la date d’effet.")
    fichier = conserver(preuve, par=par, a=a)
    retrait = RetraitCapacite(effet=effet, motif=motif.strip(), preuve=fichier, enregistre_le=a, enregistre_par=par)
    retrait.full_clean()
    retrait.save()
    phrase = f"Capacité d’attribuer retirée par la CPNEFP à compter du {date_longue(effet)} : {motif.strip()}"
    if deja := certificats_sans_capacite([(effet, None)]).count():
        phrase += f" Déjà délivrés depuis cette date : {compte(deja, 'certificat')}."
    journaliser(parametres(), "capacite", phrase, par=par, a=a)
    return retrait


@acte
def rendre_capacite(
    *, retrait: RetraitCapacite, rendue_le: date, preuve: Depot, par: Utilisateur, a: datetime
) -> RetraitCapacite:
    """Record the later act that gives the capacity back."""
    retrait = RetraitCapacite.objects.select_for_update(of=("self",), no_key=True).get(pk=retrait.pk)
    if retrait.rendue_le:
        raise ErreurMetier(f"La capacité est déjà rendue depuis le {date_longue(retrait.rendue_le)}.")
    if rendue_le <= retrait.effet:
        raise ErreurMetier(
            f"La capacité est retirée à compter du {date_longue(retrait.effet)} : elle est rendue après."
        )
    if rendue_le > jour_de(a):
        raise ErreurMetier("Cette date n’est pas encore venue.")
    retrait.rendue_preuve = conserver(preuve, par=par, a=a)
    retrait.rendue_le, retrait.rendue_par = rendue_le, par
    retrait.full_clean()
    retrait.save(update_fields=["rendue_le", "rendue_preuve", "rendue_par"])
    phrase = f"Capacité d’attribuer rendue à compter du {date_longue(rendue_le)}."
    journaliser(parametres(), "capacite", phrase, par=par, a=a)
    return retrait

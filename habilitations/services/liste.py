"""The list of accredited OF: each change is noted with the act that makes it, then transmitted in batches."""

from datetime import date, datetime, timedelta

from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.fichiers import XLSX, enregistrer_fichier
from certif_portal.commun.journal import journaliser
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.models import Utilisateur
from habilitations.choix import Destinataire, NatureChangement
from habilitations.courriels import prevenir_organisme
from habilitations.documents.acte import classeur_changements
from habilitations.models import Changement, Habilitation, Transmission
from habilitations.queries.liste import a_transmettre, finies_a_noter


def noter_changement(
    habilitation: Habilitation, nature: NatureChangement, le: date, detail: str, *, par: Utilisateur | None, a: datetime
) -> None:
    """In the transaction of the act. What another centre gave is on its own list (decision 0106)."""
    if not habilitation.autre_centre:
        Changement.objects.create(
            habilitation=habilitation, nature=nature, le=le, detail=detail, saisi_le=a, saisi_par=par
        )


@acte
def noter_fins(*, le: date, a: datetime) -> int:
    """Every act that ended before `le` without another one after it leaves the list: a change to transmit, told to the
    OF. Each morning's task; once per act."""
    finies = list(finies_a_noter(le).select_for_update(of=("self",), no_key=True))
    for habilitation in finies:
        fin = date_longue(habilitation.date_fin)
        phrase = f"Habilitation finie le {fin}, sans suite."
        journaliser(habilitation.organisme, "fin-habilitation", phrase, par=None, a=a)
        sans = habilitation.date_fin + timedelta(days=1)
        noter_changement(habilitation, NatureChangement.FINIE, sans, f"dernier jour : {fin}", par=None, a=a)
        prevenir_organisme(
            "habilitation_finie",
            organisme=habilitation.organisme,
            dossier=habilitation.organisme,
            a=a,
            fin=habilitation.date_fin,
        )
    return len(finies)


@acte
def transmettre_liste(*, destinataire: Destinataire, par: Utilisateur, a: datetime) -> Transmission:
    """Keep the workbook of what this addressee was not told yet, and mark it told: who, when, in which batch."""
    verrou = Changement.objects.select_for_update(of=("self",), no_key=True).filter(
        pk__in=a_transmettre(destinataire).values("pk")
    )
    retenus = [changement.pk for changement in verrou]
    changements = list(a_transmettre(destinataire).filter(pk__in=retenus))
    if not changements:
        raise ErreurMetier(f"Tout est déjà transmis : {destinataire.label}.")
    nom = f"changements-{destinataire.value}-{jour_de(a):%Y-%m-%d}.xlsx"
    fichier = enregistrer_fichier(nom=nom, octets=classeur_changements(changements), type_mime=XLSX, par=par, a=a)
    lot = Transmission.objects.create(destinataire=destinataire, fichier=fichier, faite_le=a, faite_par=par)
    lot.changements.set(changements)
    nombre = f"{len(changements)} changement{'s' if len(changements) > 1 else ''}"
    journaliser(lot, "transmission", f"{nombre} transmis : {destinataire.label}.", par=par, a=a)
    return lot

"""The monthly lots in which accepted registrations left for the national system."""

from datetime import date, timedelta

from candidats.models import LigneGAC, LotGAC
from certif_portal.portail.demo.volume.inscriptions import Dossier, Ecrivain
from certif_portal.portail.demo.volume.plan import Etape

DELAI = timedelta(days=45)
"""Days between the entry into training and the lot: the last weeks are still to export."""


class Lots:
    def __init__(self, ecrivain: Ecrivain) -> None:
        self.ecrivain = ecrivain
        self._par_mois: dict[date, int] = {}

    def exporter(self, dossier: Dossier) -> None:
        le = dossier.promotion.entree + DELAI
        if dossier.promotion.etape < Etape.ACCEPTEE or le > self.ecrivain.cadre.jour:
            return
        mois = le.replace(day=1)
        if mois not in self._par_mois:
            self._par_mois[mois] = self._lot(mois)
        lot = self._par_mois[mois]
        self.ecrivain.tables.ajouter(LigneGAC, lot_id=lot, inscription_id=dossier.pk)
        phrase = f"Exportée vers le système national (Lot {lot})."
        self.ecrivain.dire(dossier.pk, "export-gac", phrase, self.ecrivain.cadre.a(le))

    def _lot(self, mois: date) -> int:
        cadre = self.ecrivain.cadre
        a = cadre.a(mois + timedelta(days=27))
        fichier = self.ecrivain.fichiers.specimen(f"export-gac-{mois:%Y-%m}.xlsx", a, cadre.agent)
        return self.ecrivain.tables.ajouter(LotGAC, cree_le=a, cree_par_id=cadre.agent, fichier_id=fichier)

"""What the portal remembers of its own work; no trade model lives here."""

from certif_portal.portail.models.chiffre import AnneeChiffree as AnneeChiffree
from certif_portal.portail.models.chiffre import Chiffre as Chiffre
from certif_portal.portail.models.chiffre import RapportAnnuel as RapportAnnuel
from certif_portal.portail.models.personne import AbonnementAgenda as AbonnementAgenda
from certif_portal.portail.models.personne import LectureNotifications as LectureNotifications
from certif_portal.portail.models.personne import PreferenceCourriel as PreferenceCourriel
from certif_portal.portail.models.personne import PriseEnCharge as PriseEnCharge
from certif_portal.portail.models.personne import VueEnregistree as VueEnregistree
from certif_portal.portail.models.relance import EtapeRelance as EtapeRelance
from certif_portal.portail.models.relance import Relance as Relance
from certif_portal.portail.models.relance import SuspensionRelances as SuspensionRelances
from certif_portal.portail.models.relance import TourneeRelances as TourneeRelances
from certif_portal.portail.models.travail import Export as Export
from certif_portal.portail.models.travail import LotActes as LotActes

"""A whole jury through its pages, from the calendar of the year to the file transmitted and the certificates handed
over: what each page asks for is typed, nothing is written beside them."""

from datetime import date

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certif_portal.commun.models import Courriel
from jurys.choix import EtatJury, EtatLettre, EtatPapier
from jurys.models import Certificat, InformationCPREFP, Jury
from tests.jurys.factories import OrganisationSyndicaleFactory, commission_emargee, dossier_pret
from tests.jurys.gtp import PDF
from tests.jurys.views.lecture import messages_de, texte

pytestmark = pytest.mark.django_db
UNIONS = ("CFDT", "FO")


def scan(nom: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(nom, PDF, content_type="application/pdf")


@pytest.fixture
def suivre(responsable, connecte, django_capture_on_commit_callbacks):
    """`suivre(name, *args, **fields)`: the page is opened, then sent; it leads elsewhere, which opens too."""
    client = connecte(responsable)

    def envoyer(nom, /, *cles, lire=True, **champs):
        adresse = reverse(nom, args=cles)
        if lire:
            assert client.get(adresse).status_code == 200, nom
        with django_capture_on_commit_callbacks(execute=True):
            reponse = client.post(adresse, champs, follow=True)
        assert reponse.status_code == 200, nom
        assert reponse.redirect_chain, f"{nom} : {texte(reponse)}"
        return reponse

    envoyer.client = client
    return envoyer


def preparer(suivre, horloge_au) -> Jury:
    """In the autumn: the date of the calendar, the unions asked and their answers, the members, the CPREFP told."""
    horloge_au(date(2026, 10, 5))
    for sigle in UNIONS:
        OrganisationSyndicaleFactory(sigle=sigle, nom=f"Union {sigle}", courriel=f"{sigle}@exemple.fr".lower())
    ligne = {"form-0-retenue": "on", "form-0-date_jury": "2026-12-08", "form-0-lieu": "Saint-Nazaire"}
    suivre("calendrier_arreter", 2026, **ligne, **{"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1})
    jury = Jury.objects.get()
    assert suivre("jury_designations", jury.pk, canal="portail", le="2026-10-05").context["lignes"]
    reponses = {}
    for demande in jury.demandes.all():
        reponses |= {f"issue_{demande.pk}": "designe", f"le_{demande.pk}": "2026-10-05"}
        reponses[f"texte_{demande.pk}"] = "Une personne."
    suivre("jury_reponses", jury.pk, **reponses)
    commun = {"entreprise": "Chantiers du Ponant", "salarie_branche": "oui", "qualification": "Du métier."}
    presidente = {"nom": "Tanguy", "prenom": "Nolwenn", "courriel": "presidente@exemple.fr", "preside": "on"}
    suivre("jury_membre_ajouter", jury.pk, college="patronal", **presidente, ouvrir_acces="on", **commun)
    for demande in jury.demandes.select_related("organisation"):
        qui = {"nom": demande.organisation.sigle, "prenom": "Paul", "courriel": f"{demande.pk}@exemple.fr"}
        choisie = {"college": "syndical", "organisation": demande.organisation_id}
        suivre("jury_membre_ajouter", jury.pk, **choisie, **qui, **commun)
    suivre("cprefp_preparer", lire=False)
    information = InformationCPREFP.objects.get()
    lettre = suivre.client.get(reverse("cprefp_modifier", args=[information.pk])).context["formulaire"].initial
    suivre("cprefp_modifier", information.pk, **lettre | {"courriel": "cprefp@exemple.fr"})
    suivre("cprefp_envoyer", information.pk, canal="portail", le="2026-10-05")
    return jury


def convoquer(suivre, horloge_au, jury) -> None:
    """In November: convened, candidates attached, comments re-read, the émargement and the table printed."""
    horloge_au(date(2026, 11, 20))
    suivre("jury_convoquer", jury.pk, canal="portail", le="2026-11-20")
    suivre("jury_candidats", jury.pk, portee="liste")
    lus = suivre.client.get(reverse("jury_commentaires", args=[jury.pk])).context["page"]
    for lu in lus:
        suivre("commentaire_relire", lu.presentation, lu.source, masques=lu.doutes)
    suivre("jury_emargement", jury.pk, lire=False)
    assert suivre.client.post(reverse("jury_table", args=[jury.pk])).content.startswith(b"%PDF-")


def deliberer(suivre, horloge_au, jury) -> None:
    """On its day: found conform, the two refused one by one, everybody else together, closed."""
    horloge_au(date(2026, 12, 8))
    suivre("jury_ouvrir", jury.pk, presents=list(jury.membres.values_list("pk", flat=True)))
    suivre("jury_conformite", jury.pk, constate_par=jury.membres.get(preside=True).pk)
    for presentation in jury.presentations.defer(None):
        if "pas justifiée" in str(presentation.synthese):
            suivre("presentation_decider", presentation.pk, lire=False, decision="NA")
    a_confirmer = suivre.client.get(reverse("jury_confirmer", args=[jury.pk])).context["formulaire"].initial
    suivre("jury_confirmer", jury.pk, **a_confirmer)
    assert "3 admis, 2 non admis" in texte(suivre.client.get(reverse("jury_clore", args=[jury.pk])))
    suivre("jury_clore", jury.pk)


def suites(suivre, jury) -> None:
    """Letters sent, the file of the GTP prepared, signed, sent; the certificates handed over."""
    attendues = jury.lettres.filter(etat=EtatLettre.RETENUE).count()
    suivre("jury_lettres_envoyer", jury.pk, attendues=attendues)
    suivre("jury_gtp_preparer", jury.pk, extrait=scan("extrait.pdf"))
    champs = list(suivre.client.get(reverse("jury_signes", args=[jury.pk])).context["formulaire"].fields)
    assert len(champs) == 3  # émargement, PV, letter to the GTP
    suivre("jury_signes", jury.pk, **{champ: scan(f"{champ}.pdf") for champ in champs})
    suivre("dossiergtp_envoyer", jury.dossiers_gtp.get().pk, destinataire="gtp@exemple.fr")
    remis = suivre("jury_remettre", jury.pk, le="2026-12-08", comment="organisme")
    assert "Certificats remis le 8 décembre 2026 (par l’organisme de formation) : 3." in messages_de(remis)[-1]


def test_du_calendrier_au_dossier_transmis(suivre, horloge_au, organisme, referentiel):
    commun = {"referentiel": referentiel, "organisme": organisme, "commission": commission_emargee()}
    for rang in range(5):
        dossier_pret(**commun, non_maitrisees=(3,) if rang < 2 else ())
    jury = preparer(suivre, horloge_au)
    convoquer(suivre, horloge_au, jury)
    deliberer(suivre, horloge_au, jury)
    suites(suivre, jury)
    jury.refresh_from_db()
    jour = date(2026, 12, 8)
    assert (jury.etat, jury.designations_demandees_le) == (EtatJury.CLOS, date(2026, 10, 5))
    assert (jury.convoque_le, jury.transmis_gtp_le, jury.certificats_remis_le) == (date(2026, 11, 20), jour, jour)
    assert sorted(jury.presentations.values_list("decision", flat=True)) == ["A", "A", "A", "NA", "NA"]
    assert set(jury.papiers.values_list("etat", flat=True)) == {EtatPapier.FAIT}
    assert set(Certificat.objects.values_list("remis_a", flat=True)) == {organisme.nom}
    assert not jury.lettres.filter(etat=EtatLettre.RETENUE).exists()
    assert set(jury.pieces.values_list("etat", flat=True)) == {"signe"}
    ecrits = set(Courriel.objects.values_list("destinataire", flat=True))
    assert {"cfdt@exemple.fr", "fo@exemple.fr", "cprefp@exemple.fr", "presidente@exemple.fr"} <= ecrits
    [envoi] = [courriel for courriel in mail.outbox if courriel.to == ["gtp@exemple.fr"]]
    assert [nom for nom, _, _ in envoi.attachments] == [f"dossier-gtp-{jury.numero}-1.zip"]

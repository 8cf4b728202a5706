"""The gate of PDFs: by the type of each action, wherever it hides; a view position and a web link are nothing."""

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from certif_portal.commun.erreurs import FichierRefuse
from certif_portal.commun.fichiers import verifier_fichier
from certif_portal.commun.types_fichiers import PDF
from tests.environnement import CAS

JS = {"S": Name.JavaScript, "JS": String("app.alert(1)")}


def fabriquer(poser) -> bytes:
    sortie = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        poser(document)
        document.save(sortie, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return sortie.getvalue()


def racine(**champs):
    return lambda pdf: [pdf.Root.__setitem__("/" + nom, valeur) for nom, valeur in champs.items()]


def page(**champs):
    return lambda pdf: [pdf.pages[0].obj.__setitem__("/" + nom, valeur) for nom, valeur in champs.items()]


def annotation(**champs):
    def poser(pdf):
        base = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), **champs)
        pdf.pages[0].obj.Annots = pdf.make_indirect(Array([pdf.make_indirect(base)]))

    return poser


def sous_type(nom, **champs):
    def poser(pdf):
        base = Dictionary(Type=Name.Annot, Subtype=Name("/" + nom), Rect=Array([0, 0, 9, 9]), **champs)
        pdf.pages[0].obj.Annots = Array([base])

    return poser


def action(genre, **champs):
    return Dictionary(S=Name("/" + genre), **champs)


def signet(pdf):
    titre = pdf.make_indirect(Dictionary(Title=String("x"), A=Dictionary(**JS)))
    pdf.Root.Outlines = pdf.make_indirect(Dictionary(First=titre, Last=titre, Count=1))


def vue(pdf):
    pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.XYZ, 0, 842, 0])


def ajustee(pdf):
    pdf.Root.OpenAction = action("GoTo", D=Array([pdf.pages[0].obj, Name.Fit]))


ACCEPTES = {
    "sans rien": lambda pdf: None,
    "position de LibreOffice": vue,
    "page entière": ajustee,
    "destination nommée": racine(OpenAction=String("debut")),
    "impression au clic": annotation(A=action("Named", N=Name.Print)),
    "lien vers un site": annotation(A=action("URI", URI=String("https://www.uimm.fr/?x=a:b"))),
    "lien sans protocole": annotation(A=action("URI", URI=String("www.uimm.fr"))),
    "adresse électronique": annotation(A=action("URI", URI=String("mailto:a@exemple.fr"))),
    "formulaire ordinaire": racine(AcroForm=Dictionary(Fields=Array([]))),
    "transition de page": page(Trans=Dictionary(S=Name.Dissolve)),
}
SUITE = action("GoTo", D=String("a"), Next=Array([Dictionary(**JS)]))
REFUSES = {
    "script à l’ouverture": (racine(OpenAction=Dictionary(**JS)), "un script"),
    "script d’une page": (page(AA=Dictionary(O=Dictionary(**JS))), "un script"),
    "script d’un document": (racine(AA=Dictionary(WC=Dictionary(**JS))), "un script"),
    "script d’une annotation": (annotation(AA=Dictionary(E=Dictionary(**JS))), "un script"),
    "script au clic": (annotation(A=Dictionary(**JS)), "un script"),
    "script d’un signet": (signet, "un script"),
    "script à la suite": (racine(OpenAction=SUITE), "un script"),
    "script nommé": (
        racine(Names=Dictionary(JavaScript=Dictionary(Names=Array([String("a"), Dictionary(**JS)])))),
        "un script",
    ),
    "script d’un champ": (
        racine(AcroForm=Dictionary(Fields=Array([Dictionary(FT=Name.Tx, AA=Dictionary(K=Dictionary(**JS)))]))),
        "un script",
    ),
    "script d’un rendu": (annotation(A=action("Rendition", JS=String("x"))), "un script"),
    "programme": (annotation(A=action("Launch", F=String("cmd.exe"))), "ouvre un programme"),
    "envoi": (annotation(A=action("SubmitForm", F=String("https://x"))), "envoie des données"),
    "import": (racine(OpenAction=action("ImportData", F=String("x"))), "importe des données"),
    "site à l’ouverture": (racine(OpenAction=action("URI", URI=String("https://x"))), "une action automatique"),
    "site au survol": (annotation(AA=Dictionary(E=action("URI", URI=String("https://x")))), "une action automatique"),
    "autre fichier": (annotation(A=action("GoToR", F=String("\\\\hote\\a.pdf"), D=String("a"))), "autre fichier"),
    "fichier du poste": (annotation(A=action("URI", URI=String("file://hote/a"))), "pas une adresse de site"),
    "script dans un lien": (annotation(A=action("URI", URI=String(" JavaScript:x"))), "pas une adresse de site"),
    "XFA": (racine(AcroForm=Dictionary(Fields=Array([]), XFA=String("x"))), "XFA"),
    "pièce jointe": (racine(Names=Dictionary(EmbeddedFiles=Dictionary(Names=Array([])))), "un fichier joint"),
    "annotation jointe": (sous_type("FileAttachment"), "un fichier joint"),
    "fichier associé": (
        racine(AF=Array([Dictionary(Type=Name.Filespec, EF=Dictionary(F=String("x")))])),
        "un fichier joint",
    ),
    "média": (sous_type("RichMedia"), "multimédia"),
    "écran": (sous_type("Screen"), "multimédia"),
    "objet que rien ne montre": (lambda pdf: pdf.Root.__setitem__("/X", pdf.make_indirect(Dictionary(**JS))), "script"),
}


@pytest.mark.parametrize("poser", ACCEPTES.values(), ids=ACCEPTES.keys())
def test_un_pdf_ordinaire_est_accepte(poser):
    assert verifier_fichier("a.pdf", fabriquer(poser), {PDF}) == PDF


@pytest.mark.parametrize(("poser", "extrait"), REFUSES.values(), ids=REFUSES.keys())
def test_un_pdf_qui_agit_est_refuse_et_l_on_dit_pourquoi(poser, extrait):
    with pytest.raises(FichierRefuse, match=f"^Ce PDF contient .*{extrait}.* : imprimez-le en PDF, puis déposez-le.$"):
        verifier_fichier("a.pdf", fabriquer(poser), {PDF})


def test_un_nom_deguise_est_le_meme_nom():
    """« /J#61vaScript » is « /JavaScript » for every reader."""
    deguise = (
        b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /J#61vaScript /J#53 (x) >> >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
    )
    with pytest.raises(FichierRefuse, match="un script"):
        verifier_fichier("a.pdf", deguise, {PDF})


@pytest.mark.cas
@pytest.mark.parametrize("nom", ["u_libreoffice.pdf", "u_openaction_fit.pdf"])
def test_une_vue_a_l_ouverture_n_est_pas_un_script(nom):
    """As LibreOffice writes it into every export: the page to open at."""
    assert verifier_fichier(nom, (CAS / "documents" / nom).read_bytes(), {PDF}) == PDF


@pytest.mark.cas
def test_le_script_d_une_page_est_refuse():
    with pytest.raises(FichierRefuse, match="un script"):
        verifier_fichier("u_js_page.pdf", (CAS / "documents" / "u_js_page.pdf").read_bytes(), {PDF})

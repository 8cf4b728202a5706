"""What each certificate prints, field by field, beside its annexe: the committed table of the dispositif.

Annexes 9 (recto) and 10 are pictures in the source: their fields are those of annexe 7 (decision 0045).
"""

from jurys.choix import TypeCertificat

PRESIDENTS = (
    "Le Président de l’UIMM ou, par délégation, Le Président de la Chambre Syndicale Territoriale de la métallurgie "
    "adhérente de l’UIMM (Signature)"
)
COMMUNS = {
    "numéro": "N° Certificat MC 000123",
    "naissance": "Née le 29 février 1996 à Saint-Nazaire (44)",
    "jury": "A l’issue de la délibération du jury réuni le 8 décembre 2026",
    "lieu et jour": "Fait à Saint-Nazaire le 8 décembre 2026",
    "signataire du jury": "Nolwenn Tanguy",
    "vérification": "Vérifier ce certificat : certif.centre.example/verifier Code 7K3MQ-9TX2A",
}
DELIVRE = {
    "titulaire": "Délivré à : Zoé O’BRIEN",
    "président du jury": "Le Président du jury de délibération (Signature)",
    "président de l’UIMM": PRESIDENTS,
    "signataire de l’UIMM": "Anne Président",
}
NIVEAU = {"niveau": "(Niveau 5 selon le Cadre National des Certifications Professionnelles)"}

CHAMPS: dict[TypeCertificat, dict[str, str]] = {
    TypeCertificat.CQPM: COMMUNS
    | DELIVRE
    | NIVEAU
    | {
        "en-tête": "Commission Paritaire Nationale de l’Emploi de la Métallurgie",
        "titre": "CERTIFICAT DE QUALIFICATION PARITAIRE DE LA MÉTALLURGIE",
        "libellé, puis numéro": "CQPM Technicien d’essai* 2024 9001 R (Niveau 5",
        "note *": "* Certification professionnelle validée par la Commission paritaire nationale de l’emploi de la "
        "métallurgie et classée selon le cadre national des certifications professionnelles suivant les règles "
        "définies par la Commission paritaire nationale de l’emploi de la métallurgie.",
        "note R": "R → Le CQPM correspondant est répertorié par France Compétences au Répertoire National des "
        "Certifications Professionnelles en date du 23/05/2025",
    },
    TypeCertificat.BDC: COMMUNS
    | DELIVRE
    | {
        "titre": "CERTIFICAT DE BLOC DE COMPÉTENCES",
        "numéro et libellé": "BDC0171 Technicien d’essai *",
        "note *": "* Certification validée par la Commission paritaire nationale de l’emploi de la métallurgie. Le "
        "bloc de compétences correspondant est inscrit au Répertoire National des Certifications Professionnelles "
        "auprès de France Compétences en date du 23/05/2025.",
    },
    TypeCertificat.CQPI: COMMUNS
    | DELIVRE
    | {
        "titre": "CERTIFICAT DE QUALIFICATION PROFESSIONNELLE INTERBRANCHES",
        "libellé, puis numéro": "CQPI Technicien d’essai* 2011 0300",
    },
    TypeCertificat.CCPM: COMMUNS
    | DELIVRE
    | {
        "titre": "CERTIFICAT DE COMPÉTENCES PROFESSIONNELLES DE LA MÉTALLURGIE",
        "libellé, puis numéro": "CCPM Technicien d’essai* 2019 0012",
    },
    TypeCertificat.CCPI: COMMUNS
    | {
        "titre": "CERTIFICAT DE COMPÉTENCES PROFESSIONNELLES INTERBRANCHES",
        "libellé, puis numéro": "CCPI Technicien d’essai 2019 0013",
        "titulaire": "Le présent certificat a été délivré à : Zoé O’BRIEN",
        "égide": "Sous l’égide de la commission paritaire nationale de l’emploi et de la formation professionnelle "
        "de la métallurgie",
        "président du jury": "Le Président du jury (Signature)",
        "titulaire, signature": "Le Titulaire (Signature)",
    },
}
NUMEROS: dict[TypeCertificat, str] = {
    TypeCertificat.CQPM: "CQPM 2024 9001 R",
    TypeCertificat.BDC: "BDC0171",
    TypeCertificat.CQPI: "CQPI 2011 0300",
    TypeCertificat.CCPM: "CCPM 2019 0012",
    TypeCertificat.CCPI: "CCPI 2019 0013",
}
UNE_FOIS: dict[TypeCertificat, tuple[str, ...]] = {
    TypeCertificat.CQPM: ("CQPM Technicien", "Technicien d’essai", "2024 9001"),
    TypeCertificat.BDC: ("BDC0171", "Technicien d’essai"),
    TypeCertificat.CQPI: ("CQPI", "Technicien d’essai"),
    TypeCertificat.CCPM: ("CCPM", "Technicien d’essai"),
    TypeCertificat.CCPI: ("CCPI", "Technicien d’essai"),
}
"""Said once on the front."""
ABSENTS: dict[TypeCertificat, tuple[str, ...]] = {
    TypeCertificat.CQPM: ("CQPM 2024",),
    TypeCertificat.BDC: ("Niveau", "classée selon"),
    TypeCertificat.CQPI: ("Niveau", "R →"),
    TypeCertificat.CCPM: ("Niveau", "R →"),
    TypeCertificat.CCPI: ("Niveau", "par délégation", "Anne Président"),
}

"""The codes of certificates, noted to be searched."""

from django.db import models

from jurys.models.certificat import Certificat


class CodeCertificat(models.Model):
    """The code that a certificate prints, as it is computed (decision 0351): what finds it, never what proves it."""

    certificat = models.OneToOneField(
        Certificat, models.CASCADE, primary_key=True, related_name="+", verbose_name="certificat"
    )
    code = models.CharField("code", max_length=10, db_index=True)

    class Meta:
        verbose_name = "code de certificat"
        verbose_name_plural = "codes de certificats"
        ordering = ["certificat"]

    def __str__(self) -> str:
        return self.code

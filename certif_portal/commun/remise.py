"""The mail server's own words when it takes a message: « 250 2.0.0 Ok: queued as 4F2 ». Django keeps them not."""

import smtplib
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend


class _QuiRetient:
    """Keeps what was answered to the last message handed over."""

    reponse = ""

    def data(self, msg: Any) -> tuple[int, bytes]:
        code, dit = super().data(msg)  # type: ignore[misc]
        self.reponse = f"{code} {dit.decode('utf-8', 'replace')}".replace("\0", "")
        return code, dit


class _Clair(_QuiRetient, smtplib.SMTP):
    pass


class _Chiffre(_QuiRetient, smtplib.SMTP_SSL):
    pass


class Remise(EmailBackend):
    """The SMTP door of Django; each message that left bears `reponse`."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _Chiffre if self.use_ssl else _Clair

    def _send(self, email_message: EmailMessage) -> bool:
        partie = bool(super()._send(email_message))  # type: ignore[misc]
        if partie:
            email_message.reponse = getattr(self.connection, "reponse", "")  # type: ignore[attr-defined]
        return partie

# The image of the portal: one image, three roles (web, worker, beat) chosen by the command in docker-compose.yml.
# Pinned by its digest where IMAGE_PYTHON says it: python:3.11-slim-trixie@sha256:…
ARG IMAGE_PYTHON=python:3.11-slim-trixie
FROM ${IMAGE_PYTHON}

# What WeasyPrint opens to draw the PDFs, and the tools of the same PostgreSQL as the server's (backups).
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 postgresql-client-17 \
    && rm -rf /var/lib/apt/lists/*

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    VAR_DIR=/var/lib/portail

WORKDIR /portail

COPY requirements/prod.txt requirements/
RUN pip install --require-hashes -r requirements/prod.txt

COPY manage.py ./
COPY certif_portal certif_portal
COPY referentiels referentiels
COPY habilitations habilitations
COPY candidats candidats
COPY evaluations evaluations
COPY jurys jurys
COPY templates templates
COPY static static
COPY docs/guide docs/guide
# Nothing is written at run time: what is compiled here is not compiled again at each start of a process.
RUN python -m compileall -q certif_portal referentiels habilitations candidats evaluations jurys

# The static files get their hashed names at build. The settings refuse to start without their variables: those
# of this one command live only as long as it does, and none of them is a secret of the running portal.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(60))')" \
    DATABASE_URL=sqlite:///:memory: REDIS_URL=redis://absent:6379/0 EMAIL_URL=dummymail:// \
    ALLOWED_HOSTS=absent ADRESSE_PUBLIQUE=https://absent EXPEDITEUR=absent@portail.example \
    python manage.py collectstatic --no-input

RUN useradd --system --home-dir /var/lib/portail --create-home portail \
    && mkdir -p /var/lib/portail/planification \
    && chown -R portail: /var/lib/portail
USER portail

EXPOSE 8000
CMD ["gunicorn", "certif_portal.wsgi:application", "--bind", "0.0.0.0:8000", "--no-control-socket"]

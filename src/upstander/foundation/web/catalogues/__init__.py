"""The catalogues of translations: from the texts in the code to `locale/<language>/LC_MESSAGES/django.po`.

Pure Python (Babel and Django's own template reader), so that no gettext programs are needed on the machine.
`python -m upstander.foundation.web.catalogues --help` tells the commands.
"""

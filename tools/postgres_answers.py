"""Exit 0 when a PostgreSQL server answers at the address given and lets us make databases."""

import sys
from urllib.parse import urlsplit, urlunsplit

import psycopg

address = urlsplit(sys.argv[1])
try:
    with psycopg.connect(urlunsplit(address._replace(path="/postgres")), connect_timeout=3) as connection:
        row = connection.execute(
            "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
except psycopg.Error:
    sys.exit(1)
sys.exit(0 if row and row[0] else 1)

"""The register of buildings as static files of nginx: `python app.py PORT NGINX` serves it on 127.0.0.1.

NGINX is the program of this machine; what it serves stands in the working folder.
"""

import json
import os
import sys
from pathlib import Path

BUILDINGS = json.loads((Path(__file__).parent.parent / "buildings.json").read_text())
CONFIGURATION = """
daemon off;
pid nginx.pid;
error_log stderr;
events {{}}
http {{
    types {{ application/json json; }}
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    server {{
        listen 127.0.0.1:{port};
        root {root};
    }}
}}
"""


def write(root: Path) -> None:
    """The files: one for all the buildings, and one for each."""
    (root / "gebouwen").mkdir(parents=True)
    (root / "gebouwen.json").write_text(json.dumps(BUILDINGS))
    for row in BUILDINGS:
        (root / "gebouwen" / f"{row['id']}.json").write_text(json.dumps(row))


if __name__ == "__main__":
    here = Path.cwd()
    here.chmod(0o755)  # its workers are another user than root
    write(here / "www")
    conf = here / "nginx.conf"
    conf.write_text(CONFIGURATION.format(port=int(sys.argv[1]), root=here / "www"))
    os.execl(sys.argv[2], sys.argv[2], "-p", str(here), "-c", str(conf))

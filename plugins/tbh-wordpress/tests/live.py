"""A real WordPress on this machine: PHP's own server, MariaDB on a socket, and nothing outside.

Run it to look at one: `make wordpress`. It needs the programs of Debian's packages php8.2-cli,
php8.2-mysql, php8.2-xml, php8.2-mbstring, mariadb-server-core and mariadb-client-core, and a
WordPress: that of the package wordpress, or the folder that TBH_WORDPRESS names.
"""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from attrs import frozen

from services import DATABASE_PROGRAMS, database, free_port, process, run, wait_for

PROGRAMS: Final = ("php", *DATABASE_PROGRAMS)
SOURCE: Final = Path(os.environ.get("TBH_WORDPRESS", "/usr/share/wordpress"))
USER: Final = "editor"

_CONFIG: Final = """<?php
define('DB_NAME', 'wordpress');
define('DB_USER', 'root');
define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:{socket}');
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
define('WP_ENVIRONMENT_TYPE', 'local');
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
define('DISABLE_WP_CRON', true);
define('WP_HOME', '{url}');
define('WP_SITEURL', '{url}');
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $name) {{
    define($name . '_KEY', str_repeat($name, 8));
    define($name . '_SALT', str_repeat($name, 9));
}}
$table_prefix = 'wp_';
if (!defined('ABSPATH')) {{ define('ABSPATH', __DIR__ . '/'); }}
require_once ABSPATH . 'wp-settings.php';
"""
_INSTALL: Final = """<?php
$db = new mysqli('localhost', 'root', '', '', 0, '{socket}');
$db->query('CREATE DATABASE wordpress CHARACTER SET utf8mb4');
define('WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = '127.0.0.1:{port}';
require __DIR__ . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
$site = wp_install('A Practice', '{user}', 'editor@example.org', true, '', 'look-around');
update_option('blog_public', 0);
wp_delete_post(1, true);
[$password] = WP_Application_Passwords::create_new_application_password(
    $site['user_id'], ['name' => 'tbh']);
echo json_encode($password);
"""
_ROUTER: Final = """<?php
$path = __DIR__ . parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if (is_file($path)) { return false; }
require __DIR__ . '/index.php';
"""


@frozen(kw_only=True)
class LiveWordPress:
    """A WordPress that runs."""

    url: str
    password: str
    """The application password of the user."""


def what_is_missing() -> str:
    """Return what a WordPress cannot be started without; empty if everything is there."""
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if not (SOURCE / "wp-includes/version.php").is_file():
        missing.append(f"{SOURCE}/wp-includes/version.php")
    return ", ".join(missing)


@contextmanager
def wordpress() -> Iterator[LiveWordPress]:
    """Start a WordPress without posts, and end it after the block."""
    with TemporaryDirectory(prefix="tbh-wp-", ignore_cleanup_errors=True) as place:
        folder, data = Path(place) / "site", Path(place) / "data"
        shutil.copytree(SOURCE, folder, ignore_dangling_symlinks=True)
        sock, port = Path(place) / "db.sock", free_port()
        url = f"http://127.0.0.1:{port}"
        (folder / "wp-config.php").unlink(missing_ok=True)
        config = _CONFIG.format(socket=sock, url=url)
        (folder / "wp-config.php").write_text(config, encoding="utf-8")
        install = _INSTALL.format(socket=sock, port=port, user=USER)
        (folder / "install.php").write_text(install, encoding="utf-8")
        (folder / "router.php").write_text(_ROUTER, encoding="utf-8")
        with database(data, sock):
            shown = run("php", folder / "install.php")
            (folder / "install.php").unlink()
            with process("php", "-S", f"127.0.0.1:{port}", "-t", folder, folder / "router.php"):
                wait_for(url)
                password: str = json.loads(shown.splitlines()[-1])
                yield LiveWordPress(url=url, password=password)


def main() -> None:
    """Start a WordPress for a person who wants to look, until a key is pressed."""
    missing = what_is_missing()
    if missing:
        sys.exit(f"{__doc__}\nMissing: {missing}")
    with wordpress() as live:
        sys.stdout.write(
            f"{live.url}/wp-admin/  user {USER}, password look-around\n"
            f"export TBH_WORDPRESS_USER={USER} TBH_WORDPRESS_PASSWORD='{live.password}'\n"
            f"tbh push wordpress examples/therapists-being-human --set url={live.url}\n"
            "Enter ends it.\n"
        )
        sys.stdin.readline()


if __name__ == "__main__":
    main()

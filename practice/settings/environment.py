"""What every other part rests on: where the project lies, the required values, and the database."""

from os import environ
from pathlib import Path

from environs import Env
from environs.exceptions import EnvError

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = Env()

try:
    DEBUG = env.bool("DEBUG", False)
    SECRET_KEY = env.str("SECRET_KEY")
    DATABASES = {"default": env.dj_db_url("DATABASE_URL", conn_max_age=60, conn_health_checks=True)}
    REDIS_URL = env.str("REDIS_URL")
except EnvError as problem:
    nothing_runs = "DATABASE_URL" not in environ
    raise SystemExit(
        "Myoplan does not run from this checkout. Start it with `make run` first, then give the command again; or name "
        "another system's SECRET_KEY, DATABASE_URL and REDIS_URL in the environment."
        if nothing_runs
        else f"Myoplan cannot start: {problem}. Set it in the environment; `make run` sets all of them."
    ) from None

# ── the database: one role owns the tables and migrates, another one works and cannot pass the fences ──
APPLICATION_ROLE = "myoplan_app"
APPLICATION_LOGIN = DATABASES["default"].get("USER", "")
DATABASES["default"]["ENGINE"] = "django.db.backends.postgresql"
DATABASES["default"].setdefault("OPTIONS", {})["assume_role"] = APPLICATION_ROLE
if env.bool("PREPARED_STATEMENTS", True):  # the server keeps the plans of what is asked again and again
    DATABASES["default"]["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 5}
DATABASE_OWNER = env.dj_db_url("DATABASE_OWNER_URL", env.str("DATABASE_URL"))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

"""The policy-drafting workflow engine of the Silk Routes Facility."""

__version__ = "0.1.0"

ANYTHING = "anything"

ROOMS: dict[str, frozenset[str]] = {
    "settings": frozenset({"clock", "languages"}),
    "clock": frozenset({"settings", "languages"}),
    "languages": frozenset({"settings", "clock"}),
    "domain": frozenset({"languages"}),
    "engine": frozenset({"languages", "workflows"}),
    "store": frozenset(
        {"domain", "engine.facts", "settings", "clock", "languages.messages", "jobs.schema"}
    ),
    "word": frozenset({"domain", "languages"}),
    "mail": frozenset({"domain", "languages", "settings"}),
    "documents": frozenset(
        {"store.queries", "store.facts", "domain", "engine", "languages", "word", "templates"}
    ),
    "operations": frozenset(
        {"domain", "engine", "store", "clock", "languages", "settings", "jobs.queue", "seeds"}
    ),
    "jobs": frozenset(),
    "jobs.schema": frozenset(),
    "jobs.waking": frozenset({"clock", "domain"}),
    "jobs.queue": frozenset({"jobs.waking", "store", "clock", "domain"}),
    "jobs.worker": frozenset(
        {
            "jobs.queue",
            "jobs.waking",
            "operations",
            "documents",
            "mail",
            "store",
            "domain",
            "languages",
            "settings",
            "clock",
        }
    ),
    "web": frozenset(
        {
            "operations",
            "documents",
            "word",
            "store.queries",
            "store.facts",
            "store.sessions",
            "domain",
            "engine",
            "languages",
            "clock",
            "settings",
            "mail",
        }
    ),
    "cli": frozenset({ANYTHING}),
    "seeds": frozenset(),
    "workflows": frozenset(),
    "templates": frozenset(),
}
"""What each room may import of ours; the README's table says the same, and
`tests/test_architecture.py` holds the source files to it."""

OWNERS: dict[str, str] = {
    "os.environ": "settings",
    "os.getenv": "settings",
    "pydantic_settings": "settings",
    "datetime.date.today": "clock",
    "datetime.datetime.now": "clock",
    "datetime.datetime.today": "clock",
    "datetime.datetime.utcnow": "clock",
    "time.time": "clock",
    "time.time_ns": "clock",
    "sqlalchemy.func.now": "clock",
    "babel": "languages",
    "transitions": "engine",
    "alembic": "store",
    "sqlalchemy.create_engine": "store",
    "sqlalchemy.engine.create_engine": "store",
    "sqlalchemy.engine_from_config": "store",
    "docx": "word",
    "lxml": "word",
    "xlsxwriter": "documents",
    "smtplib": "mail",
    "procrastinate": "jobs",
    "flask": "web",
    "flask_wtf": "web",
    "wtforms": "web",
    "click": "cli",
}
"""What only one room may use, by its full name."""

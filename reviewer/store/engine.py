"""Opening the database: SQLite in the state folder, or PostgreSQL by address; and sessions over it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine, make_url
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from reviewer.errors import OvertakenError, StoreError
from reviewer.settings import Settings
from reviewer.store import postgresql, sqlite

FILE = "reviewer.db"  # SQLite's, in the state folder
_DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
_READING = {"reviewer_reading": True}


@dataclass(frozen=True, slots=True)
class Store:
    """One database; `read` and `write` give sessions, `write` commits at its end or not at all."""

    engine: Engine
    sessions: sessionmaker[Session]

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that the database lets change nothing; it holds up no other."""
        with self.sessions(bind=self.engine.execution_options(**_READING)) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: everything is kept at its end, nothing when an exception leaves it.

        Raises OvertakenError where somebody else just wrote what there may be only one of.
        """
        try:
            with self.sessions.begin() as session:
                yield session
        except IntegrityError as problem:
            if _is_double(problem):
                raise OvertakenError("刚刚已有相同的登记，请刷新后核对") from problem
            raise

    @property
    def dialect(self) -> str:
        """Which engine it is: `sqlite` or `postgresql`."""
        return self.engine.dialect.name

    def close(self) -> None:
        """Let all connections go."""
        self.engine.dispose()


def open_store(settings: Settings) -> Store:
    """Open the database that the settings name; raises StoreError when it cannot be reached or used."""
    settings.state.mkdir(mode=0o700, parents=True, exist_ok=True)
    address = database_address(settings)
    try:
        engine = _engine(address)
        with engine.connect():
            pass
    except (SQLAlchemyError, ImportError, OSError) as problem:
        raise StoreError(f"数据库打不开，请检查配置项 database（{type(problem).__name__}）") from problem
    return Store(engine, sessionmaker(engine, expire_on_commit=False))


def database_address(settings: Settings) -> URL:
    """Where the database is, with the driver this product uses; raises StoreError for another kind."""
    try:
        url = make_url(settings.database or f"sqlite:///{(settings.state / FILE).absolute()}")
    except SQLAlchemyError as problem:
        raise StoreError("配置项 database 不是数据库地址") from problem
    driver = _DRIVERS.get(url.get_backend_name())
    if driver is None or (driver == "sqlite" and url.database in {None, "", ":memory:"}):
        raise StoreError("配置项 database 只能是 SQLite 文件或 PostgreSQL 的地址")
    return url.set(drivername=driver)


def _is_double(problem: IntegrityError) -> bool:
    """Whether a unique index stands against it."""
    state = getattr(problem.orig, "sqlstate", "")
    return state == "23505" or str(problem.orig).startswith("UNIQUE constraint failed")


def _engine(address: URL) -> Engine:
    if address.get_backend_name() == "sqlite":
        sqlite.make_private(Path(address.database or ""))
        engine = create_engine(address)
        sqlite.prepare(engine)
        return engine
    engine = create_engine(
        address, pool_pre_ping=True, pool_size=10, max_overflow=10, pool_timeout=10, pool_recycle=1800,
        connect_args={"connect_timeout": 10, "application_name": "reviewer"},
    )  # fmt: skip
    postgresql.prepare(engine)
    return engine

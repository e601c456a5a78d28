"""What every service works with."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.catalogue import Catalogue
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Services:
    """One caller's transaction with the app's content and settings; `now` is its moment, UTC."""

    session: Session
    catalogue: Catalogue
    settings: Settings
    now: datetime

    @property
    def today(self) -> date:
        """The day it is where the operator is."""
        return self.now.astimezone(self.settings.zone).date()

"""Cases under way, kept in a store: events in, decisions out and delivered, and every question answered as of now."""

from tactful.service.async_service import AsyncService
from tactful.service.delivering import Delivered
from tactful.service.driving import drive
from tactful.service.enactments import Enactment
from tactful.service.intake import Intake, Result
from tactful.service.paging import Page
from tactful.service.service import Service

__all__ = ["AsyncService", "Delivered", "Enactment", "Intake", "Page", "Result", "Service", "drive"]

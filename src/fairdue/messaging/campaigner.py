"""The process that works through campaigns and their dry runs, a slice at a time.

Killed at any point it leaves nothing half done (`actions/campaigns/running.py`); the next one goes
on where it was, and two do no harm.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime

from django.db import InterfaceError, OperationalError, connection

from fairdue.kernel.refusal import Refused
from fairdue.messaging.actions import campaigns
from fairdue.messaging.actions.campaigns.running import skip_next
from fairdue.messaging.models import Campaign, CampaignState

log = logging.getLogger(__name__)

IDLE_SECONDS = 0.5
LOOK_AT_ONCE = 50
"""People of a dry run in one transaction."""
BEGIN_SECONDS = 1.0

Clock = Callable[[], datetime]


def run(now: Clock, stop: threading.Event) -> None:
    """Until asked to stop, whatever fails; a database that is away is waited for."""
    while not stop.is_set():
        try:
            _serve(now, stop)
        except (OperationalError, InterfaceError) as error:
            log.warning("campaigns: the database is away: %s", error)
        except Exception:
            log.exception("campaigns: starts anew")
        finally:
            connection.close()
        stop.wait(IDLE_SECONDS)


def _serve(now: Clock, stop: threading.Event) -> None:
    begin_at = 0.0
    while not stop.is_set():
        if time.monotonic() >= begin_at:
            campaigns.begin_due(at=now())
            begin_at = time.monotonic() + BEGIN_SECONDS
        if not one_round(now()):
            stop.wait(IDLE_SECONDS)


def one_round(at: datetime) -> int:
    """A slice of every campaign and dry run; gives how many people were looked at or asked about.

    A carrier that isn't set, or words that were withdrawn, are waited for.
    """
    done = 0
    looking = Campaign.objects.filter(state=CampaignState.LOOKING).order_by("looked_at", "pk")
    for campaign_id in looking.values_list("pk", flat=True):
        done += campaigns.look_on(campaign_id, at=at, most=LOOK_AT_ONCE)
    for campaign in campaigns.to_look_after(at):
        try:
            done += campaigns.round_of(campaign, at=at)
        except (OperationalError, InterfaceError):
            raise
        except Refused as refused:
            log.warning("campaign %s: %s", campaign.pk, refused.text.en)
        except Exception:
            log.exception("campaign %s: one at a time", campaign.pk)
            done += _one_by_one(campaign, at)
    return done


def _one_by_one(campaign: Campaign, at: datetime) -> int:
    """Find the person over whom it fails, and go on without them."""
    try:
        return campaigns.work_through(campaign.pk, at=at, most=1)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("campaign %s: somebody is skipped", campaign.pk)
        skip_next(campaign.pk, at=at)
        return 1

"""Joins the stages' protocols to the store, the sources and the channels; the edges start here."""

from collections.abc import Mapping
from dataclasses import dataclass

from deutgo.clock import Clock, utc_now
from deutgo.detect.delivery import Way
from deutgo.detect.messengers import Chat, Mail, Messenger
from deutgo.settings import Settings
from deutgo.speak.channel import Channel
from deutgo.speak.channels.mastodon import MastodonChannel
from deutgo.store.unit_of_work import Store, open_store


@dataclass(frozen=True, slots=True, kw_only=True)
class Deutgo:
    """Everything an edge needs, made once a process."""

    settings: Settings
    store: Store
    clock: Clock
    remote_channels: Mapping[str, Channel]

    @property
    def status_url(self) -> str:
        """Where the public reads what we say."""
        return f"{self.settings.public_url.rstrip('/')}/status"

    @property
    def channel_names(self) -> list[str]:
        """Where we can speak; the status page is always there."""
        return ["status", *self.remote_channels]

    @property
    def messengers(self) -> dict[Way, Messenger]:
        """By which ways people are told of alerts."""
        return messengers_of(self.settings)


def messengers_of(settings: Settings) -> dict[Way, Messenger]:
    """Return the ways that these settings allow; mail needs a server and a sender."""
    ways: dict[Way, Messenger] = {Way.CHAT: Chat(allow_private=settings.allow_private_addresses)}
    if settings.smtp_url and settings.mail_from:
        ways[Way.MAIL] = Mail(url=settings.smtp_url, sender=settings.mail_from)
    return ways


def assemble(settings: Settings, *, clock: Clock = utc_now) -> Deutgo:
    """Open the store and the channels that the settings name."""
    store = open_store(settings)
    channels: dict[str, Channel] = {}
    status_page = f"{settings.public_url.rstrip('/')}/status"
    if settings.mastodon_url and settings.mastodon_token:
        channels["mastodon"] = MastodonChannel(
            url=settings.mastodon_url, token=settings.mastodon_token, status_page=status_page
        )
    return Deutgo(settings=settings, store=store, clock=clock, remote_channels=channels)

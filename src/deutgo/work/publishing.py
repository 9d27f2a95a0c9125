"""Sends queued publications through their channels, once each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from deutgo.clock import Clock
from deutgo.errors import Refused, Unavailable
from deutgo.speak.channel import Channel, PublicationStatus, Receipt
from deutgo.speak.desk import record_receipt
from deutgo.store.outbox import Consumer, StoredEvent
from deutgo.store.unit_of_work import Store


@dataclass(frozen=True, slots=True)
class StatusPage:
    """The status page as a channel: it shows what the store holds, so sending is refreshing its files."""

    url: str
    refresh: Callable[[], None]
    name: str = "status"
    idempotent: bool = True

    def send(self, *, title: str, text: str, key: str, in_reply_to: str | None) -> Receipt:
        """Nothing leaves this machine; the key names the entry."""
        del title, text, in_reply_to
        return Receipt(remote_id=key, url=self.url, read_back=True)


def publisher(store: Store, channels: Mapping[str, Channel], clock: Clock) -> Consumer:
    """Return the outbox consumer that sends. An event seen twice sends nothing twice."""

    def handle(event: StoredEvent) -> None:
        publication_id = int(str(event.facts["publication_id"]))
        with store.read(workspace=event.workspace) as work:
            publication = work.publications.get(publication_id)
            statement = work.statements.get(publication.statement_id)
        if publication.status is not PublicationStatus.QUEUED:
            return
        channel = channels.get(publication.channel)
        try:
            if channel is None:
                raise Refused(reason=f"채널 {publication.channel}이(가) 설정되어 있지 않습니다.")
            if statement.text_hash != publication.text_hash:
                raise Refused(reason="승인된 글과 다릅니다.")
            receipt = channel.send(
                title=statement.title,
                text=statement.text,
                key=publication.key,
                in_reply_to=publication.in_reply_to,
            )
        except Refused as refusal:
            outcome = publication.stopped(PublicationStatus.FAILED, str(refusal.facts.get("reason", "")))
        except Unavailable as silence:
            if channel is None or channel.idempotent:
                raise  # the sweeper offers it again; repeating the key cannot make a second post
            outcome = publication.stopped(PublicationStatus.UNKNOWN, str(silence.facts.get("reason", "")))
        else:
            outcome = publication.sent(receipt, at=clock())
        with store.begin(workspace=event.workspace) as work:
            if work.publications.get(publication_id).status is PublicationStatus.QUEUED:
                record_receipt(work, outcome, at=clock())
        if isinstance(channel, StatusPage):
            channel.refresh()

    return Consumer(name="publisher", events=frozenset({"publication_queued"}), handle=handle)

"""The repositories that people's acts use, as attributes of the unit of work."""

from sqlalchemy import Connection

from deutgo.balance.activity import Activity
from deutgo.care.inbox import Triage
from deutgo.care.ticket import Ticket
from deutgo.crisis.case import Case
from deutgo.crisis.facts import Fact
from deutgo.crisis.positions import Position
from deutgo.detect.coordination.kept import OwnAccount, TogetherRun
from deutgo.detect.delivery import Dispatch, Recipient, Shift
from deutgo.detect.ledger import KeptAlert
from deutgo.listen.source import FeedSource
from deutgo.people import ApiToken, Membership, Person, Session
from deutgo.speak.approval import Approval
from deutgo.speak.channel import Publication
from deutgo.speak.statement import Statement, StatementVersion
from deutgo.store.repositories.rows import Rows
from deutgo.store.tables import delivery, operations, people, signals


class Repositories:
    """One repository a kind of value, all on the unit of work's connection and workspace."""

    connection: Connection
    workspace: str

    @property
    def alerts(self) -> Rows[KeptAlert]:
        """Alerts, one a burst."""
        return Rows(self.connection, operations.alert, KeptAlert, self.workspace)

    @property
    def recipients(self) -> Rows[Recipient]:
        """Who is told of alerts, and how."""
        return Rows(self.connection, delivery.recipient, Recipient, self.workspace)

    @property
    def shifts(self) -> Rows[Shift]:
        """Who is on call."""
        return Rows(self.connection, delivery.shift, Shift, self.workspace)

    @property
    def dispatches(self) -> Rows[Dispatch]:
        """Messages about alerts."""
        return Rows(self.connection, delivery.dispatch, Dispatch, self.workspace)

    @property
    def together_runs(self) -> Rows[TogetherRun]:
        """Searches for joint movement."""
        return Rows(self.connection, signals.together_run, TogetherRun, self.workspace)

    @property
    def own_accounts(self) -> Rows[OwnAccount]:
        """Accounts that are ours."""
        return Rows(self.connection, signals.own_account, OwnAccount, self.workspace)

    @property
    def sources(self) -> Rows[FeedSource]:
        """Where mentions are collected from."""
        return Rows(self.connection, operations.feed_source, FeedSource, self.workspace)

    @property
    def cases(self) -> Rows[Case]:
        """Crisis cases."""
        return Rows(self.connection, operations.case, Case, self.workspace)

    @property
    def facts(self) -> Rows[Fact]:
        """Facts of all boards."""
        return Rows(self.connection, operations.fact, Fact, self.workspace)

    @property
    def positions(self) -> Rows[Position]:
        """What we said, where, from when to when."""
        return Rows(self.connection, operations.position, Position, self.workspace)

    @property
    def statements(self) -> Rows[Statement]:
        """Statements in their present version."""
        return Rows(self.connection, operations.statement, Statement, self.workspace)

    @property
    def versions(self) -> Rows[StatementVersion]:
        """Every version of every statement."""
        return Rows(self.connection, operations.statement_version, StatementVersion, self.workspace)

    @property
    def approvals(self) -> Rows[Approval]:
        """Approvals."""
        return Rows(self.connection, operations.approval, Approval, self.workspace)

    @property
    def publications(self) -> Rows[Publication]:
        """One row a statement version and channel."""
        return Rows(self.connection, operations.publication, Publication, self.workspace)

    @property
    def tickets(self) -> Rows[Ticket]:
        """Tickets."""
        return Rows(self.connection, operations.ticket, Ticket, self.workspace)

    @property
    def triages(self) -> Rows[Triage]:
        """What became of the mentions that were read."""
        return Rows(self.connection, operations.triage, Triage, self.workspace)

    @property
    def activities(self) -> Rows[Activity]:
        """What people did."""
        return Rows(self.connection, operations.activity, Activity, self.workspace)

    @property
    def people(self) -> Rows[Person]:
        """Accounts; they belong to the workspace in which they were made."""
        return Rows(self.connection, people.person, Person, self.workspace)

    @property
    def memberships(self) -> Rows[Membership]:
        """Roles in this workspace."""
        return Rows(self.connection, people.membership, Membership, self.workspace)

    @property
    def sessions(self) -> Rows[Session]:
        """Signed-in browsers and one-time links."""
        return Rows(self.connection, people.session, Session, self.workspace)

    @property
    def tokens(self) -> Rows[ApiToken]:
        """API tokens."""
        return Rows(self.connection, people.api_token, ApiToken, self.workspace)

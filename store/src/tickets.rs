//! The one way to write a ticket, and what was done before on it.

use domain::ticket::{Ticket, TicketState};

use crate::{
    keys,
    rows::{EarlierRow, TicketRow, WaitingRow},
    transact::Script,
};

/// Writes a ticket and keeps its row among those that can be called in step.
pub(crate) fn write(script: &mut Script, ticket: &Ticket, lobby: &str) {
    let row = TicketRow::from(ticket);
    if ticket.can_be_called() {
        let waiting = WaitingRow {
            lobby: lobby.to_owned(),
            ticket: row.clone(),
        };
        script.put(keys::waiting(ticket), waiting);
    } else {
        script.delete(keys::waiting(ticket));
    }
    script.put(keys::ticket(ticket.id), row);
}

/// Keeps what was done for a client whose visit goes on: a ticket in the state of having been served.
pub(crate) fn write_earlier(script: &mut Script, ended: &Ticket) {
    if let TicketState::Served {
        counter,
        started_at,
        ended_at,
        ..
    } = ended.state
    {
        let row = EarlierRow {
            workplace: ended.workplace.to_string(),
            service: ended.service.to_string(),
            counter: counter.get(),
            started_at,
            ended_at,
        };
        script.put(keys::earlier(ended.id, ended_at), row);
    }
}

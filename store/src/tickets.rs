//! The one way to write a ticket.

use domain::ticket::Ticket;

use crate::{
    keys,
    rows::{TicketRow, WaitingRow},
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

//! The kiosks' own printers: ESC/POS over the network.
//!
//! A ticket is given first; printing comes after it and never delays or costs it. [`paper`] lays a
//! ticket out, [`letters`] and [`commands`] turn it into bytes, [`line`] talks to the printer, and
//! [`Printers`] knows how each of them stands.

mod commands;
mod letters;
mod line;
mod paper;

use std::{
    collections::{BTreeMap, BTreeSet},
    pin::Pin,
    sync::{Arc, PoisonError},
    time::Duration,
};

use app::{
    kiosk::{Slip, api::PrintOutcome},
    services::Prints,
};
use chrono::TimeDelta;
use domain::{
    ids::LobbyId,
    printer::{Printer, PrinterState, PrinterTrouble},
};
use futures::future::join_all;
use store::{Device, Store, StoreError};
use tokio::sync::{Mutex, Notify, watch};

use crate::clock::Clock;

/// How often each printer is asked how it stands.
const ASK_EVERY: TimeDelta = TimeDelta::seconds(20);

/// So long the client at the kiosk waits to hear what became of the ticket. What is under way goes
/// on after it.
const TOLD_WITHIN: Duration = Duration::from_secs(4);

/// Of all kiosks. A handle: copies are the same printers.
#[derive(Clone)]
pub struct Printers(Arc<Inner>);

struct Inner {
    store: Store,
    /// A printer talks to one at a time.
    lines: std::sync::Mutex<BTreeMap<String, Arc<Mutex<()>>>>,
    known: watch::Sender<Arc<Known>>,
    ask_now: Notify,
}

/// How the printers stand, by their kiosks' ids.
pub type Known = BTreeMap<String, Standing>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    lobby: LobbyId,
    /// The kiosk's name.
    kiosk: String,
    state: PrinterState,
}

/// What somebody in that lobby should look after.
#[must_use]
pub fn troubles(known: &Known, lobby: &LobbyId) -> Vec<PrinterTrouble> {
    known
        .values()
        .filter(|it| it.lobby == *lobby && it.state != PrinterState::Ready)
        .map(|it| PrinterTrouble {
            kiosk: it.kiosk.clone(),
            state: it.state,
        })
        .collect()
}

impl Printers {
    /// Begins to ask the printers how they stand, until the program ends.
    pub fn begin(store: Store, clock: Clock, mut ending: watch::Receiver<bool>) -> Self {
        let printers = Self(Arc::new(Inner {
            store,
            lines: std::sync::Mutex::default(),
            known: watch::Sender::default(),
            ask_now: Notify::new(),
        }));
        let asking = printers.clone();
        tokio::spawn(async move {
            tokio::select! {
                _ = ending.wait_for(|ending| *ending) => {}
                () = asking.ask_for_ever(&clock) => {}
            }
        });
        printers
    }

    #[must_use]
    pub fn known(&self) -> watch::Receiver<Arc<Known>> {
        self.0.known.subscribe()
    }

    async fn ask_for_ever(&self, clock: &Clock) {
        loop {
            if let Err(error) = self.ask_all().await {
                // Whoever hears the database says so too, and loudly.
                tracing::debug!(%error, "the kiosks' printers are not known");
            }
            tokio::select! {
                () = clock.until(clock.now() + ASK_EVERY) => {}
                () = self.0.ask_now.notified() => {}
            }
        }
    }

    async fn ask_all(&self) -> Result<(), StoreError> {
        let devices = self.0.store.devices().await?;
        let (mut ids, mut asked) = (BTreeSet::new(), Vec::new());
        for device in devices {
            if let Some(printer) = device.printer.clone() {
                ids.insert(device.id.clone());
                asked.push(self.ask(device, printer));
            }
        }
        join_all(asked).await;
        self.0.known.send_if_modified(|known| {
            let gone = known.keys().any(|id| !ids.contains(id));
            if gone {
                Arc::make_mut(known).retain(|id, _| ids.contains(id));
            }
            gone
        });
        Ok(())
    }

    async fn ask(&self, device: Device, printer: Printer) {
        let line = self.line(&printer);
        let _line = line.lock().await;
        let state = line::ask(&printer.address).await;
        self.learn(device, state);
    }

    /// How the printer of that kiosk stands. Said while its line is held, so that what is older
    /// never follows what is newer.
    fn learn(&self, device: Device, state: PrinterState) {
        let standing = Standing {
            lobby: device.lobby,
            kiosk: device.name,
            state,
        };
        self.0.known.send_if_modified(|known| {
            let changed = known.get(&device.id) != Some(&standing);
            if changed {
                Arc::make_mut(known).insert(device.id, standing);
            }
            changed
        });
    }

    /// Two kiosks may share a printer.
    fn line(&self, printer: &Printer) -> Arc<Mutex<()>> {
        let mut lines = self.0.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let line = lines.entry(printer.address.to_string()).or_default();
        Arc::clone(line)
    }

    async fn print_slip(self, device: Device, printer: Printer, slip: Slip) -> PrintOutcome {
        let bytes = paper::lay_out(&slip, printer.paper);
        let line = self.line(&printer);
        let _line = line.lock().await;
        let (outcome, state) = line::print(&printer.address, &bytes).await;
        if let PrintOutcome::NotPrinted(state) = outcome {
            tracing::warn!(kiosk = %device.name, ?state, "a ticket was not printed");
        }
        self.learn(device, state);
        outcome
    }
}

impl Prints for Printers {
    fn print(
        &self,
        device: Device,
        printer: Printer,
        slip: Slip,
    ) -> Pin<Box<dyn Future<Output = PrintOutcome> + Send>> {
        // A task of its own: it is done to its end also when nobody waits for it any more.
        let printing = tokio::spawn(self.clone().print_slip(device, printer, slip));
        Box::pin(async move {
            match tokio::time::timeout(TOLD_WITHIN, printing).await {
                Ok(Ok(outcome)) => outcome,
                Ok(Err(_)) | Err(_) => PrintOutcome::NotPrinted(PrinterState::Silent),
            }
        })
    }

    fn state(&self, device: &str) -> Option<PrinterState> {
        let known = self.0.known.borrow();
        known.get(device).map(|standing| standing.state)
    }

    fn ask_now(&self) {
        self.0.ask_now.notify_one();
    }
}

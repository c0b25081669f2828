//! Sends what is in the outbox: at once when it was written, by this instance or another, again
//! when it failed.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use app::services::Services;
use chrono::{DateTime, TimeDelta, Utc};
use futures::{FutureExt as _, StreamExt as _, future::pending, stream::BoxStream};
use store::{Mail, Store, StoreError};
use tokio::{
    sync::watch,
    task::{Id, JoinSet},
};

use crate::{
    clock::Clock,
    mail::{Composer, NotComposed, Outcome, Post},
};

/// How often it is looked for what is due again. What is new is heard of at once.
const EVERY: TimeDelta = TimeDelta::seconds(5);

/// Renewed as long as something is being sent; short, because after the loss of an instance the
/// others wait for it.
const LEASE: TimeDelta = TimeDelta::seconds(20);

/// As many are sent at once: one that the server takes its time for does not keep the others.
const AT_ONCE: usize = 8;

/// Pause before it is noted once more what became of a mail.
const AGAIN: Duration = Duration::from_secs(1);

pub struct Outbox {
    services: Services,
    clock: Clock,
    composer: Arc<Composer>,
    post: Post,
    holder: String,
    /// Until when this instance has the lease.
    leased: Option<DateTime<Utc>>,
    sending: JoinSet<()>,
    /// The names of the mails that are being sent.
    names: HashMap<Id, String>,
    /// Mails that made the program panic. They are left to the next start.
    broken: HashSet<String>,
}

impl Outbox {
    pub fn new(
        services: Services,
        clock: Clock,
        composer: Arc<Composer>,
        post: Post,
        holder: String,
    ) -> Self {
        Self {
            services,
            clock,
            composer,
            post,
            holder,
            leased: None,
            sending: JoinSet::new(),
            names: HashMap::new(),
            broken: HashSet::new(),
        }
    }

    /// Sends until the program ends, and then what has been begun.
    pub async fn run(mut self, mut ending: watch::Receiver<bool>) {
        let mut changes = None;
        loop {
            if changes.is_none() {
                changes = self.listen().await;
            }
            let now = self.clock.now();
            if let Err(error) = self.begin_due().await {
                tracing::warn!(%error, "the outbox cannot be read");
            }
            tokio::select! {
                _ = ending.wait_for(|ending| *ending) => break,
                Some(ended) = self.sending.join_next_with_id() => self.note_end(ended),
                heard = hear(&mut changes) => if heard.is_none() { changes = None },
                () = self.clock.until(now + EVERY) => {}
            }
        }
        while self.sending.join_next().await.is_some() {}
    }

    /// Hears of changes. While it does not, the outbox is looked at every few seconds.
    async fn listen(&self) -> Option<BoxStream<'static, ()>> {
        let changes = self.services.store.outbox_changes().await;
        let changes =
            changes.inspect_err(|error| tracing::warn!(%error, "the outbox is not heard"));
        Some(changes.ok()?.boxed())
    }

    /// Begins to send what is due, if no other instance does.
    async fn begin_due(&mut self) -> Result<(), StoreError> {
        let now = self.clock.now();
        let is_leased = self.still_leased(now);
        if is_leased && self.sending.len() >= AT_ONCE {
            return Ok(());
        }
        let mut due = self.due().await?;
        if due.is_empty() && self.sending.is_empty() {
            return Ok(());
        }
        if !is_leased {
            let store = &self.services.store;
            if !store.lease("outbox", &self.holder, now, LEASE).await? {
                self.leased = None;
                return Ok(());
            }
            self.leased = Some(now + LEASE);
            // Whoever had it before may have sent some meanwhile.
            due = self.due().await?;
        }
        for mail in due {
            if self.sending.len() >= AT_ONCE {
                break;
            }
            let name = mail.message.clone();
            let sent = send(
                self.services.clone(),
                self.clock.clone(),
                Arc::clone(&self.composer),
                self.post.clone(),
                mail,
            );
            let task = self.sending.spawn(sent);
            self.names.insert(task.id(), name);
        }
        Ok(())
    }

    async fn due(&self) -> Result<Vec<Mail>, StoreError> {
        let now = self.clock.now();
        // Those that are being sent are due as well.
        let most = 2 * AT_ONCE + self.broken.len();
        let mut due = self.services.store.due_mails(now, most).await?;
        due.retain(|mail| {
            let begun = self.names.values().any(|name| *name == mail.message);
            !begun && !self.broken.contains(&mail.message)
        });
        Ok(due)
    }

    /// With enough time before the end to renew it.
    fn still_leased(&self, now: DateTime<Utc>) -> bool {
        self.leased.is_some_and(|until| {
            let left = until - now;
            LEASE / 2 < left && left <= LEASE
        })
    }

    fn note_end(&mut self, ended: Result<(Id, ()), tokio::task::JoinError>) {
        match ended {
            Ok((id, ())) => drop(self.names.remove(&id)),
            Err(error) => {
                tracing::error!("a mail was not sent because of a fault of the program");
                self.broken.extend(self.names.remove(&error.id()));
            }
        }
    }
}

async fn hear(changes: &mut Option<BoxStream<'static, ()>>) -> Option<()> {
    let Some(changes) = changes else {
        return pending().await;
    };
    let heard = changes.next().await;
    // Whatever else is known by now is seen by the same look.
    while let Some(Some(())) = changes.next().now_or_never() {}
    heard
}

async fn send(services: Services, clock: Clock, composer: Arc<Composer>, post: Post, mail: Mail) {
    let message = composer.compose(&mail, &services.town(), services.now());
    let outcome = match message {
        Ok(message) => post.send(&mail, message).await,
        Err(NotComposed::Recipient) => Outcome::Refused,
        Err(error) => {
            tracing::error!(%error, "a mail cannot be written");
            Outcome::FailedForNow
        }
    };
    // A mail that has left and is not noted would leave again.
    while let Err(error) = note(&services.store, &clock, &mail, outcome).await {
        tracing::warn!(%error, "what became of a mail is not noted yet");
        tokio::time::sleep(AGAIN).await;
    }
}

async fn note(
    store: &Store,
    clock: &Clock,
    mail: &Mail,
    outcome: Outcome,
) -> Result<(), StoreError> {
    match outcome {
        Outcome::Delivered => store.mail_delivered(mail).await,
        Outcome::FailedForNow => store.mail_failed_for_now(mail, clock.now()).await,
        Outcome::Refused => store.mail_refused(mail).await,
    }
}

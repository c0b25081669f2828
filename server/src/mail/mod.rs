//! Mails: what they say, and how they leave.
//!
//! What is to be said is in the store's outbox; the job in [`crate::jobs`] takes it from there,
//! [`Composer`] makes a mail of it and [`Post`] carries it away.

pub mod calendar;
mod compose;
mod kept;
mod letter;
pub mod pages;
mod public_url;
mod smtp;
mod texts;

use std::{net::SocketAddr, sync::Arc};

use lettre::Message;
use store::Mail;

use crate::config;

pub use self::{
    compose::{Composer, NotComposed},
    kept::KeptMails,
    public_url::{NotAPublicUrl, PublicUrl},
    smtp::{NotAServer, Smtp},
};

/// How clients are written to.
#[derive(Clone, Debug)]
pub struct Correspondence {
    pub composer: Arc<Composer>,
    /// None: they cannot be.
    pub post: Option<Post>,
    /// The folder where mails may be from times without a mail server.
    pub kept_before: KeptMails,
}

impl Correspondence {
    /// As the settings say.
    ///
    /// # Errors
    /// The mail server's address is none.
    pub fn new(settings: &config::Mail, listen: SocketAddr) -> Result<Self, NotAServer> {
        let public_url = settings.public_url.clone();
        let public_url = public_url.unwrap_or_else(|| PublicUrl::of_listener(listen));
        let kept = KeptMails::new(&settings.mail_folder);
        let smtp = settings.smtp.as_deref().filter(|url| !url.is_empty());
        let post = match smtp {
            Some(url) => Some(Post::Smtp(Smtp::new(url, &public_url)?)),
            None if cfg!(debug_assertions) => Some(Post::Kept(kept.clone())),
            None => {
                tracing::error!(
                    "no bookings are taken on the internet: there is no mail server to confirm them \
                     by; name one with --smtp"
                );
                None
            }
        };
        Ok(Self {
            composer: Arc::new(Composer {
                public_url,
                from: settings.mail_from.clone(),
            }),
            post,
            kept_before: kept,
        })
    }

    #[must_use]
    pub fn takes_bookings(&self) -> bool {
        self.post.is_some()
    }

    /// Those that can be read with a browser.
    #[must_use]
    pub fn kept(&self) -> Option<KeptMails> {
        match &self.post {
            Some(Post::Kept(kept)) => Some(kept.clone()),
            _ => None,
        }
    }
}

/// Where mails go.
#[derive(Clone, Debug)]
pub enum Post {
    Smtp(Smtp),
    /// Nowhere: whoever develops the program reads them in a folder.
    Kept(KeptMails),
}

/// What became of an attempt to send a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Delivered,
    FailedForNow,
    /// For good.
    Refused,
}

impl Post {
    pub async fn send(&self, mail: &Mail, message: Message) -> Outcome {
        match self {
            Self::Smtp(smtp) => smtp.send(message).await,
            Self::Kept(kept) => kept.keep(mail, &message),
        }
    }
}

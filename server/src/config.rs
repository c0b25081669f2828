//! The command line; every option is an environment variable too.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};
use domain::contact::Email;
use ipnet::IpNet;
use store::Credentials;

use crate::mail::PublicUrl;

/// Přepážka: the calling and reservation system of a town office.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub serve: Serve,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the office (what happens without a command)
    Serve(Box<Serve>),
    /// Replace the office's set-up by a file
    Import(Import),
    /// Write everything that the database holds into a file, while the office runs
    Backup(Backup),
    /// Fill an empty database with a backup
    Restore(Restore),
}

#[derive(Clone, Debug, Args)]
pub struct Database {
    /// Where the data are: `surrealkv://FOLDER`, `mem://` (lost at the end) or `ws(s)://HOST:PORT`
    #[arg(
        long = "database",
        env = "PREPAZKA_DATABASE",
        default_value = "surrealkv://data/db"
    )]
    pub address: String,
    /// Namespace on a database server
    #[arg(long, env = "PREPAZKA_DATABASE_NAMESPACE", default_value = "prepazka")]
    pub database_namespace: String,
    /// Database on a database server
    #[arg(long, env = "PREPAZKA_DATABASE_NAME", default_value = "office")]
    pub database_name: String,
    /// User of a database server
    #[arg(long, env = "PREPAZKA_DATABASE_USER")]
    pub database_user: Option<String>,
    /// Password of that user; better given by the environment
    #[arg(long, env = "PREPAZKA_DATABASE_PASSWORD", hide_env_values = true)]
    pub database_password: Option<String>,
}

impl Database {
    #[must_use]
    pub fn credentials(&self) -> Option<Credentials> {
        Some(Credentials {
            namespace: self.database_namespace.clone(),
            database: self.database_name.clone(),
            username: self.database_user.clone()?,
            password: self.database_password.clone()?,
        })
    }
}

#[derive(Clone, Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    pub database: Database,
    /// Address to listen on
    #[arg(long, env = "PREPAZKA_LISTEN", default_value = "127.0.0.1:3000")]
    pub listen: SocketAddr,
    /// The office's set-up, read at the first start
    #[arg(long, env = "PREPAZKA_TOWN", default_value = "town.toml")]
    pub town: PathBuf,
    /// Form of the log on the standard error output
    #[arg(long, env = "PREPAZKA_LOG", default_value = "text")]
    pub log: LogForm,
    /// Cookies are sent over HTTPS only; for an office behind a proxy that ends TLS
    #[arg(long, env = "PREPAZKA_SECURE_COOKIES")]
    pub secure_cookies: bool,
    /// Networks of the office's own proxies, whose `X-Forwarded-For` says where a request comes
    /// from, as `127.0.0.1/32,10.0.0.0/8`
    #[arg(long, env = "PREPAZKA_TRUSTED_PROXIES", value_delimiter = ',')]
    pub trusted_proxies: Vec<IpNet>,
    #[command(flatten)]
    pub mail: Mail,
    /// Folder of the backups that the program makes every night
    #[arg(long, env = "PREPAZKA_BACKUP_FOLDER", default_value = "data/backups")]
    pub backup_folder: PathBuf,
    /// How many days it keeps each of them
    #[arg(long, env = "PREPAZKA_BACKUP_DAYS", default_value_t = 14, value_parser = clap::value_parser!(u16).range(1..))]
    pub backup_days: u16,
    /// Program that speaks calls for displays whose browser has no voice; it is asked as espeak-ng is
    #[arg(long, env = "PREPAZKA_VOICE", default_value = "espeak-ng")]
    pub voice: String,
    /// Folder of the browser's files
    #[arg(long, env = "LEPTOS_SITE_ROOT", default_value = "target/site")]
    pub site: PathBuf,
    /// Whether the names of the browser's files carry hashes
    #[arg(long, env = "LEPTOS_HASH_FILES", default_value_t = true, action = clap::ArgAction::Set)]
    pub hash_files: bool,
    /// When the office's time begins, as `2026-11-23T08:15:00+01:00`, in a build for tests
    #[cfg(feature = "test-clock")]
    #[arg(long, env = "PREPAZKA_TEST_CLOCK")]
    pub test_clock: Option<chrono::DateTime<chrono::FixedOffset>>,
}

/// How clients are written to.
#[derive(Clone, Debug, Args)]
pub struct Mail {
    /// Where clients reach the office; links in mails begin with it (by default the address that
    /// is listened on)
    #[arg(long, env = "PREPAZKA_PUBLIC_URL")]
    pub public_url: Option<PublicUrl>,
    /// Mail server: `smtps://USER:PASSWORD@HOST` or `smtp://HOST:PORT?tls=required`; better given
    /// by the environment. Without one a release takes no bookings
    #[arg(long, env = "PREPAZKA_SMTP", hide_env_values = true)]
    pub smtp: Option<String>,
    /// The address that mails come from (by default the office's own)
    #[arg(long, env = "PREPAZKA_MAIL_FROM")]
    pub mail_from: Option<Email>,
    /// Where a development build without a mail server keeps the mails
    #[arg(long, env = "PREPAZKA_MAIL_FOLDER", default_value = "data/mail")]
    pub mail_folder: PathBuf,
}

#[derive(Debug, Args)]
pub struct Import {
    /// The file, by example `town.toml`
    pub file: PathBuf,
    #[command(flatten)]
    pub database: Database,
}

#[derive(Debug, Args)]
pub struct Backup {
    /// The file to be written; there must be none yet
    pub file: PathBuf,
    #[command(flatten)]
    pub database: Database,
}

#[derive(Debug, Args)]
pub struct Restore {
    /// A file that `backup` has written, or the program by itself
    pub file: PathBuf,
    #[command(flatten)]
    pub database: Database,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogForm {
    Text,
    Json,
}

//! The log: structured events on the standard error output. No client's name, e-mail or phone is
//! ever in one, nor a token or a password.

use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _};

use crate::config::LogForm;

/// Begins to log. `RUST_LOG` chooses what; without it the program's own events from `info` on and
/// everybody else's from `warn` on.
pub fn begin(form: LogForm) {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("warn,server=info,store=info,app=info"));
    let registry = tracing_subscriber::registry().with(filter);
    match form {
        LogForm::Text => registry
            .with(fmt::layer().with_writer(std::io::stderr))
            .init(),
        LogForm::Json => registry
            .with(fmt::layer().json().with_writer(std::io::stderr))
            .init(),
    }
}

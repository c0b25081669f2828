//! What is read with a browser: the calendar entry of a reservation, and in development the mails
//! that were kept.

use std::net::SocketAddr;

use app::api::ApiError;
use axum::{
    Router,
    extract::{ConnectInfo, Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::{Html, IntoResponse as _, Response},
    routing::get,
};
use html_escape::{encode_double_quoted_attribute, encode_text};
use mail_parser::{MessageParser, MimeHeaders as _};

use super::KeptMails;
use crate::{router::AppState, security::Refused};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/calendar/{token}", get(calendar))
        .route("/dev/mail", get(list))
        .route("/dev/mail/{file}", get(one))
}

/// For whoever has the link of a confirmed reservation.
async fn calendar(
    State(state): State<AppState>,
    Path(token): Path<String>,
) -> Result<Response, Refused> {
    let services = &state.services;
    let (town, now) = (services.town(), services.now());
    let booking = services.store.reservation_by_token(&town, &token, now);
    let booking = booking.await.map_err(ApiError::from)?;
    let file = booking
        .and_then(|booking| state.composer.calendar(&booking, &token, &town, now))
        .ok_or(ApiError::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"termin.ics\"",
        ),
    ];
    Ok((headers, file).into_response())
}

/// What proxies say of whom they stand for.
const FORWARDED: [&str; 5] = [
    "forwarded",
    "via",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-real-ip",
];

/// Those that were kept, for who sits at this machine; for anybody else there is nothing here. A proxy
/// on this machine is connected from it as well, so nothing that came by one is answered.
fn kept<'a>(
    state: &'a AppState,
    peer: SocketAddr,
    headers: &HeaderMap,
) -> Result<&'a KeptMails, Refused> {
    let forwarded = FORWARDED.iter().any(|name| headers.contains_key(*name));
    let is_here = peer.ip().to_canonical().is_loopback() && !forwarded;
    let kept = state.kept_mails.as_ref().filter(|_| is_here);
    Ok(kept.ok_or(ApiError::NotFound)?)
}

async fn list(
    State(state): State<AppState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let names = kept(&state, peer, &headers)?.all().map_err(|error| {
        tracing::error!(%error, "the kept mails cannot be read");
        ApiError::Broken
    })?;
    let rows = names
        .iter()
        .map(|name| format!("<li><a href=\"/dev/mail/{name}\">{name}</a></li>"));
    let rows = rows.collect::<String>();
    let list = if rows.is_empty() {
        "<p>Zatím žádný.</p>".to_owned()
    } else {
        format!("<ol reversed>{rows}</ol>")
    };
    Ok(page(
        "Neodeslané e-maily",
        &format!(
            "<p>Program nemá poštovní server, a tak e-maily zůstávají zde. Nejnovější je první.</p>\
             {list}"
        ),
    ))
}

async fn one(
    State(state): State<AppState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Path(name): Path<String>,
) -> Result<Response, Refused> {
    let mail = kept(&state, peer, &headers)?.read(&name);
    let mail = mail.ok_or(ApiError::NotFound)?;
    let mail = MessageParser::default().parse(&mail);
    let mail = mail.ok_or(ApiError::NotFound)?;
    let head = mail
        .headers_raw()
        .map(|(name, value)| format!("{}: {}", encode_text(name), encode_text(value.trim())));
    let head = head.collect::<Vec<_>>().join("\n");
    let html = mail.body_html(0).unwrap_or_default();
    let text = mail.body_text(0).unwrap_or_default();
    let attached = mail.attachments().filter_map(|part| {
        let kind = part.attachment_name().unwrap_or_default();
        let text = encode_text(part.text_contents()?);
        Some(format!("<h2>{}</h2><pre>{text}</pre>", encode_text(kind)))
    });
    let attached = attached.collect::<String>();
    let subject = mail.subject().unwrap_or_default();
    // In a frame of its own, so that it looks as it does in a mail program.
    let body = format!(
        "<p><a href=\"/dev/mail\">Zpět na seznam</a></p>\
         <iframe title=\"E-mail\" sandbox=\"allow-top-navigation-by-user-activation\" \
         srcdoc=\"{}\"></iframe>\
         <h2>Jako text</h2><pre>{}</pre>{attached}<h2>Hlavička</h2><pre>{head}</pre>",
        encode_double_quoted_attribute(&html.replace("<head>", "<head><base target=\"_top\">")),
        encode_text(&text),
    );
    Ok(page(subject, &body))
}

/// Mails bring their style along, and nothing else.
const STYLES: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; frame-ancestors 'none'",
);

fn page(title: &str, body: &str) -> Response {
    let title = encode_text(title);
    let html = format!(
        "<!DOCTYPE html><html lang=\"cs\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <style>body{{max-width:720px;margin:2rem auto;padding:0 1rem;font:16px/1.5 sans-serif}}\
         iframe{{width:100%;height:900px;border:1px solid #888}}\
         pre{{white-space:pre-wrap;overflow-wrap:anywhere}}</style></head>\
         <body><h1>{title}</h1>{body}</body></html>"
    );
    let policy: (HeaderName, HeaderValue) = (header::CONTENT_SECURITY_POLICY, STYLES);
    ([policy], Html(html)).into_response()
}

//! `/display/{lobby}/enrol`: a TV that the office wants to see among its devices. Forms that need no
//! program.

use domain::{device::DeviceKind, text::Localized};
use http::{HeaderValue, StatusCode, header};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use serde::{Deserialize, Serialize};

use crate::{
    api::ApiError,
    kiosk::{
        api::{DeviceStanding, standing},
        enrolment::in_halves,
    },
    services::use_services,
    t,
    texts::{fill, named, use_texts},
    ui::{Loaded, PageTitle, lobby_of, lobby_param, time_of_day},
    wire::load,
};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Content {
    lobby: String,
    lobby_name: Localized,
    standing: DeviceStanding,
}

/// How often it is looked whether the code has been typed in, in seconds.
const LOOK_AGAIN: HeaderValue = HeaderValue::from_static("3");

pub fn enrol_page() -> AnyView {
    let page = load(lobby_param(), |lobby| async move {
        let services = use_services()?;
        let lobby = lobby_of(&lobby)?;
        let lobby_name = services.town().lobby(&lobby).map(|it| it.name.clone());
        Ok(Content {
            standing: standing(&services, DeviceKind::Display, &lobby).await?,
            lobby_name: lobby_name.ok_or(ApiError::NotFound)?,
            lobby: lobby.to_string(),
        })
    });
    view! { <Loaded resource=page page=shown /> }.into_any()
}

fn shown(content: Content) -> AnyView {
    let texts = use_texts();
    let Content {
        lobby,
        lobby_name,
        standing,
    } = content;
    let response = use_context::<ResponseOptions>();
    let body = match standing {
        DeviceStanding::NotEnrolled => {
            let address = format!("/display/{lobby}/enrol");
            view! {
                <h1>{t!(texts, admin.display_title)}</h1>
                <p>{named(texts, lobby_name)}</p>
                <p>{t!(texts, admin.display_lead)}</p>
                <form method="post" action=address>
                    // A remote control has one button that presses what is chosen.
                    <button class="kiosk-button main" autofocus>
                        {t!(texts, kiosk.enrol_button)}
                    </button>
                </form>
            }
            .into_any()
        }
        DeviceStanding::Awaiting { code, until } => {
            if let Some(response) = response {
                response.insert_header(header::REFRESH, LOOK_AGAIN);
            }
            let time = time_of_day(until);
            let good_until = texts.with(|it| fill(&it.kiosk.code_until, &[("time", &time)]));
            view! {
                <h1>{t!(texts, kiosk.code_title)}</h1>
                <p class="enrolment-code">{in_halves(&code)}</p>
                <p>{t!(texts, admin.display_code_how)}</p>
                <p class="small-print">{good_until}</p>
            }
            .into_any()
        }
        DeviceStanding::Enrolled { .. } => {
            let page = format!("/display/{lobby}");
            if let (Some(response), Ok(to)) = (response, HeaderValue::from_str(&page)) {
                response.set_status(StatusCode::SEE_OTHER);
                response.insert_header(header::LOCATION, to);
            }
            ().into_any()
        }
    };
    view! {
        <PageTitle text=t!(texts, admin.display_title) />
        <div class="kiosk">
            <main class="kiosk-notice">{body}</main>
        </div>
    }
    .into_any()
}

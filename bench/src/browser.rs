//! What stands in for a browser: cookies, the origin, forms and server functions.

use std::path::Path;

use app::{
    counter::api::{CommandAnswer, Give, SeatAnswer, Sit},
    kiosk::api::{DeviceStanding, KioskContent},
    wire::{ContentType as _, Decodes as _, Encodes as _, PostcardEncoding},
};
use domain::{desk::Command, ids::CounterNumber};
use reqwest::{Client, RequestBuilder, Response, StatusCode, redirect::Policy};
use serde::{Serialize, de::DeserializeOwned};

use crate::{Failure, office::Server};

#[derive(Clone)]
pub struct Browser {
    client: Client,
    url: String,
}

impl Browser {
    pub fn new(server: &Server) -> Result<Self, Failure> {
        Ok(Self {
            client: Client::builder()
                .cookie_store(true)
                .redirect(Policy::none())
                .build()?,
            url: server.url.clone(),
        })
    }

    /// The same person at another instance of the program: with the cookies, at its address.
    #[must_use]
    pub fn at(&self, server: &Server) -> Self {
        Self {
            client: self.client.clone(),
            url: server.url.clone(),
        }
    }

    /// Sends a form to the address of its page.
    pub async fn form(&self, page: &str, fields: &[(&str, &str)]) -> Result<(), Failure> {
        match self.submit(page, fields).await?.status() {
            StatusCode::SEE_OTHER => Ok(()),
            status => Err(format!("the form {page} answered {status}").into()),
        }
    }

    /// The same, whatever comes of it.
    pub async fn submit<F: Serialize + ?Sized>(
        &self,
        page: &str,
        fields: &F,
    ) -> Result<Response, Failure> {
        let request = self.client.post(format!("{}{page}", self.url));
        Ok(self.own(request).form(fields).send().await?)
    }

    /// Opens a page.
    pub async fn open(&self, page: &str) -> Result<String, Failure> {
        let response = self
            .client
            .get(format!("{}{page}", self.url))
            .send()
            .await?;
        Ok(response.error_for_status()?.text().await?)
    }

    /// Calls a server function that reads.
    pub async fn get<T: DeserializeOwned>(&self, function: &str) -> Result<T, Failure> {
        answer(self.client.get(format!("{}/api/{function}", self.url))).await
    }

    /// Calls a server function with form fields.
    pub async fn post<T: DeserializeOwned>(
        &self,
        function: &str,
        fields: &[(&str, &str)],
    ) -> Result<T, Failure> {
        let request = self.client.post(format!("{}/api/{function}", self.url));
        answer(self.own(request).form(fields)).await
    }

    /// Sits down at a counter.
    pub async fn sit(&self, counter: CounterNumber) -> Result<SeatAnswer, Failure> {
        let take_over = false;
        self.call("counter_sit", &Sit { counter, take_over }).await
    }

    pub async fn command(
        &self,
        counter: CounterNumber,
        command: Command,
    ) -> Result<CommandAnswer, Failure> {
        self.call("counter_command", &Give { counter, command })
            .await
    }

    async fn call<A: Serialize, T: DeserializeOwned>(
        &self,
        function: &str,
        arguments: &A,
    ) -> Result<T, Failure> {
        let request = self.client.post(format!("{}/api/{function}", self.url));
        let request = request
            .header("content-type", PostcardEncoding::CONTENT_TYPE)
            .body(PostcardEncoding::encode(arguments)?);
        answer(self.own(request)).await
    }

    /// Opens a live stream.
    pub async fn live(&self, stream: &str) -> Result<reqwest::Response, Failure> {
        let response = self
            .client
            .get(format!("{}/live/{stream}", self.url))
            .send()
            .await?;
        Ok(response.error_for_status()?)
    }

    fn own(&self, request: RequestBuilder) -> RequestBuilder {
        request.header("origin", &self.url)
    }

    /// Somebody of that role, logged in.
    pub async fn log_in(server: &Server, role: &str) -> Result<Self, Failure> {
        let browser = Self::new(server)?;
        let login = server.login(role)?;
        let fields = [
            ("login", login.login.as_str()),
            ("password", &login.password),
        ];
        browser.form("/login", &fields).await?;
        Ok(browser)
    }

    /// A kiosk of the hall, enrolled by `admin`.
    pub async fn kiosk(server: &Server, admin: &Self, name: &str) -> Result<Self, Failure> {
        let kiosk = Self::new(server)?;
        kiosk.form("/kiosk/hall", &[]).await?;
        let view: KioskContent = kiosk.get("kiosk_view?lobby=hall").await?;
        let DeviceStanding::Awaiting { code, .. } = view.device else {
            return Err("no code is shown".into());
        };
        let fields = [("action", "enrol"), ("code", &code), ("name", name)];
        admin.form("/admin/devices", &fields).await?;
        Ok(kiosk)
    }
}

/// What a server function answers.
async fn answer<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, Failure> {
    let response = request.send().await?.error_for_status()?;
    Ok(PostcardEncoding::decode(response.bytes().await?)?)
}

/// A server with an admin logged in.
pub async fn start(program: &Path) -> Result<(Server, Browser), Failure> {
    let server = Server::start(program).await?;
    let admin = Browser::log_in(&server, "admin").await?;
    Ok((server, admin))
}

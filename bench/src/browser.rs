//! What stands in for a browser: cookies, the origin, forms and server functions.

use std::path::Path;

use reqwest::{Client, RequestBuilder, StatusCode, redirect::Policy};
use serde::de::DeserializeOwned;
use serde_json::Value;

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

    /// Sends a form to the address of its page.
    pub async fn form(&self, page: &str, fields: &[(&str, &str)]) -> Result<(), Failure> {
        let request = self.client.post(format!("{}{page}", self.url));
        let response = self.own(request).form(fields).send().await?;
        match response.status() {
            StatusCode::SEE_OTHER => Ok(()),
            status => Err(format!("the form {page} answered {status}").into()),
        }
    }

    /// Calls a server function that reads.
    pub async fn get<T: DeserializeOwned>(&self, function: &str) -> Result<T, Failure> {
        let response = self
            .client
            .get(format!("{}/api/{function}", self.url))
            .send()
            .await?;
        Ok(response.error_for_status()?.json().await?)
    }

    /// Calls a server function with form fields.
    pub async fn post<T: DeserializeOwned>(
        &self,
        function: &str,
        fields: &[(&str, &str)],
    ) -> Result<T, Failure> {
        let request = self.client.post(format!("{}/api/{function}", self.url));
        let response = self.own(request).form(fields).send().await?;
        Ok(response.error_for_status()?.json().await?)
    }

    /// Calls a server function with JSON.
    pub async fn post_json(&self, function: &str, arguments: &Value) -> Result<Value, Failure> {
        let request = self.client.post(format!("{}/api/{function}", self.url));
        let response = self.own(request).json(arguments).send().await?;
        Ok(response.error_for_status()?.json().await?)
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
        let view: Value = kiosk.get("kiosk_view?lobby=hall").await?;
        let code = view["device"]["awaiting"]["code"]
            .as_str()
            .ok_or("no code is shown")?;
        let fields = [("action", "enrol"), ("code", code), ("name", name)];
        admin.form("/admin/devices", &fields).await?;
        Ok(kiosk)
    }
}

/// A server with an admin logged in.
pub async fn start(program: &Path) -> Result<(Server, Browser), Failure> {
    let server = Server::start(program).await?;
    let admin = Browser::log_in(&server, "admin").await?;
    Ok((server, admin))
}

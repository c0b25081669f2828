//! Small parts that several surfaces share.

mod closed_because;
mod error_page;
mod format;
mod frame;
mod listed;
mod loaded;
mod login_first;
pub mod notices;
mod page_title;
mod says;
mod staff_header;
mod stale_banner;
pub mod texts;

pub use closed_because::ClosedBecause;
pub use error_page::{ErrorPage, answer_with_status_of};
pub use format::{date, date_with_weekday, day_and_month, moment, no_ticket, time_of_day, wait};
pub use frame::{LanguageSwitch, Masthead, PageFooter, PageHeader, crest_of, page_head};
pub use listed::{listed, renewed};
pub use loaded::{Loaded, lobby_of, lobby_param};
pub use login_first::{LogInFirst, to_login};
pub use notices::Notices;
pub use page_title::PageTitle;
pub use says::{planned, says, shows};
#[cfg(feature = "ssr")]
pub use staff_header::staff_main;
pub use staff_header::{StaffHeader, StaffPage};
pub use stale_banner::StaleBanner;

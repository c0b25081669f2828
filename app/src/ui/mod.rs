//! Small parts that several surfaces share.

mod error_page;
mod format;
mod frame;
mod loaded;
mod login_first;
mod page_title;
mod says;
mod staff_header;
mod stale_banner;
pub mod texts;

pub use error_page::{ErrorPage, answer_with_status_of};
pub use format::{date, date_with_weekday, day_and_month, no_ticket, time_of_day, wait};
pub use frame::{LanguageSwitch, Masthead, PageFooter, PageHeader, page_head};
pub use loaded::{Loaded, lobby_of, lobby_param};
pub use login_first::{LogInFirst, to_login};
pub use page_title::PageTitle;
pub use says::{planned, says, shows};
pub use staff_header::{StaffHeader, StaffPage};
pub use stale_banner::StaleBanner;

//! What the page shows.

use domain::{
    picture::{LARGEST_PICTURE, MOST_PIXELS, Picture, PicturePlace},
    staff::Role,
    text::{Language, Localized},
    town::Town,
};
use serde::{Deserialize, Serialize};

use crate::{
    admin::{Fields, texts::PicturesTexts},
    api::ApiError,
    services::onlooker,
    texts::{self, fill},
};

pub const ADDRESS: &str = "/admin/pictures";

/// Why a picture stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    NoFile,
    /// None of a kind that browsers are given.
    NotAPicture,
    TooLarge,
    TooManyPixels,
    /// It says that it is a picture, and cannot be read as one.
    Broken,
    /// Somebody else has changed it meanwhile.
    Stale,
}

/// A form that is not carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotSaved {
    pub place: PicturePlace,
    pub problem: Problem,
}

/// The page, and who looks at it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PicturesContent {
    pub town_name: Localized,
    pub clerk_name: String,
    pub role: Role,
    pub places: Vec<Place>,
    /// Something has just been saved.
    pub saved: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// By which the form names it.
    pub word: String,
    /// Of whose displays; none: the crest.
    pub lobby: Option<String>,
    pub shown: Option<Kept>,
    /// What is wrong with what was chosen.
    pub problem: Option<String>,
}

/// What is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    pub hash: String,
    pub address: String,
    /// In pixels, as is the height.
    pub width: u16,
    pub height: u16,
}

impl From<Picture> for Kept {
    fn from(picture: Picture) -> Self {
        Self {
            hash: picture.hash.to_string(),
            address: picture.hash.address(),
            width: picture.width,
            height: picture.height,
        }
    }
}

impl Problem {
    pub(super) fn sentence(self, texts: &PicturesTexts) -> String {
        match self {
            Self::NoFile => texts.no_file.clone(),
            Self::NotAPicture => texts.not_a_picture.clone(),
            Self::TooLarge => {
                let megabytes = (LARGEST_PICTURE / 1_000_000).to_string();
                fill(&texts.too_large, &[("n", &megabytes)])
            }
            Self::TooManyPixels => {
                let megapixels = (MOST_PIXELS / 1_000_000).to_string();
                fill(&texts.too_many_pixels, &[("n", &megapixels)])
            }
            Self::Broken => texts.broken.clone(),
            Self::Stale => texts.stale.clone(),
        }
    }
}

/// For administrators and auditors.
///
/// # Errors
/// [`ApiError::NotLoggedIn`], [`ApiError::NotAllowed`], or the database does not answer.
pub(super) async fn pictures_view(
    query: Fields,
    refused: Option<NotSaved>,
    language: Language,
) -> Result<PicturesContent, ApiError> {
    let (services, session) = onlooker(Role::Admin).await?;
    let town = services.town_now().await?;
    let texts = &texts::of(language).admin.pictures;
    let place = |place: PicturePlace| Place {
        word: place.to_string(),
        lobby: lobby_of(&place, &town, language),
        shown: town.pictures.get(&place).copied().map(Kept::from),
        problem: refused
            .as_ref()
            .filter(|refused| refused.place == place)
            .map(|refused| refused.problem.sentence(texts)),
    };
    let displays = town.lobbies.iter();
    let displays = displays.map(|lobby| PicturePlace::Display(lobby.id.clone()));
    let places = std::iter::once(PicturePlace::Crest).chain(displays);
    Ok(PicturesContent {
        town_name: town.name.clone(),
        clerk_name: session.clerk.name,
        role: session.role,
        places: places.map(place).collect(),
        saved: query.contains_key("saved") && refused.is_none(),
    })
}

fn lobby_of(place: &PicturePlace, town: &Town, language: Language) -> Option<String> {
    match place {
        PicturePlace::Crest => None,
        PicturePlace::Display(id) => {
            let lobby = town.lobby(id)?;
            Some(lobby.name.get(language).to_owned())
        }
    }
}

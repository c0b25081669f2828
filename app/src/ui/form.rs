//! Forms that work without the browser's program: each POSTs to the address of its page, and a
//! refused one is rendered again with what was typed.

use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

use crate::wire::{Wire, load};

/// What was submitted and refused, if this page answers such a submission. The handler of the form
/// provides it as context.
#[must_use]
pub fn refused<F>() -> Resource<Option<F>, Wire>
where
    F: Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
{
    load(
        || (),
        |()| async {
            #[cfg(feature = "ssr")]
            return use_context::<F>();
            // A page that the browser itself moved to answers no submission.
            #[cfg(not(feature = "ssr"))]
            None
        },
    )
}

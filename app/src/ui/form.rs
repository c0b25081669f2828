//! Forms that work without the browser's program: each POSTs to the address of its page, and a
//! refused one is rendered again with what was typed.

/// What was submitted and refused, if this page answers such a submission. The handler of the form
/// provides it as context. For [`load`](crate::wire::load): the browser has it from the page, and a
/// page that the browser itself moved to answers no submission.
#[must_use]
pub fn refused<F: Clone + 'static>() -> Option<F> {
    #[cfg(feature = "ssr")]
    return leptos::prelude::use_context();
    #[cfg(not(feature = "ssr"))]
    None
}

//! What runs in the browser: it takes over the page that the server rendered, nothing else.

// A page is one type, nested as deep as its elements.
#![recursion_limit = "512"]

/// Called by the page's own script once the module is loaded.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    app::takeover::take_over();
}

/// Never read. The splitting tool sorts the constants by chunk, which takes a little padding, and
/// gives up if they then need more room than before: all constants of all surfaces would be in the
/// code that every phone loads. This is the room, and is in none of the chunks.
#[used]
static ROOM: [u8; 4096] = [1; 4096];

//! The local page: who is let in, what becomes of what is sent, and the page itself in a real browser.

mod browser;
mod in_browser;
mod looks;
mod protocol;
mod server;

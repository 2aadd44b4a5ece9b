//! The xlsx package.

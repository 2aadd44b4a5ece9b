//! An object of JSON whose long lists are made one item at a time: a file can have a hundred thousand findings.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::text::is_unseen;

type Items<'o> = Box<dyn Iterator<Item = Value> + 'o>;

/// What stands under a name.
enum Field<'o> {
    Value(Value),
    Each(Box<dyn Fn() -> Items<'o> + 'o>),
}

/// An object, its names in order.
#[derive(Default)]
pub(super) struct Object<'o>(BTreeMap<String, Field<'o>>);

impl<'o> Object<'o> {
    /// The fields of a value that is an object.
    pub(super) fn of(value: Value) -> Self {
        let fields = match value {
            Value::Object(fields) => fields,
            _ => serde_json::Map::new(),
        };
        Self(fields.into_iter().map(|(name, value)| (name, Field::Value(value))).collect())
    }

    /// The same with a value under a name.
    #[must_use]
    pub(super) fn with(mut self, name: &str, value: Value) -> Self {
        self.0.insert(name.to_owned(), Field::Value(value));
        self
    }

    /// The same with a list under a name, made when it is written.
    #[must_use]
    pub(super) fn each<T>(mut self, name: &str, list: &'o [T], one: impl Fn(&'o T) -> Value + Copy + 'o) -> Self {
        self.0.insert(name.to_owned(), Field::Each(Box::new(move || Box::new(list.iter().map(one)))));
        self
    }

    /// As text, with a line break at its end.
    pub(super) fn pretty(&self) -> String {
        seen(serde_json::to_string_pretty(self).unwrap_or_default())
    }
}

/// JSON with what is not seen written as `\\u202e`, so that it turns nothing around on a screen, and a line break at its end.
/// Such letters stand in texts only.
pub(super) fn seen(json: String) -> String {
    let hidden = |c: char| c != '\n' && is_unseen(c);
    let mut out = match json.contains(hidden) {
        false => json,
        true => json.split_inclusive(hidden).fold(String::with_capacity(json.len() + 64), |mut out, piece| {
            let last = piece.chars().next_back().filter(|c| hidden(*c));
            out.push_str(&piece[..piece.len() - last.map_or(0, char::len_utf8)]);
            last.into_iter().for_each(|c| _ = write!(out, "\\u{:04x}", u32::from(c)));
            out
        }),
    };
    out.push('\n');
    out
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, field) in &self.0 {
            map.serialize_entry(name, field)?;
        }
        map.end()
    }
}

impl Serialize for Field<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Value(value) => value.serialize(serializer),
            Self::Each(items) => serializer.collect_seq(items()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn it_is_written_as_if_it_were_there_whole() {
        let list = [1, 2, 3];
        let object =
            Object::of(json!({"b": {"c": 1}, "d": null})).each("a", &list, |n| json!({"n": n})).with("e", json!(2));
        let whole = json!({"a": [{"n": 1}, {"n": 2}, {"n": 3}], "b": {"c": 1}, "d": null, "e": 2});
        assert_eq!(object.pretty(), super::super::json::pretty(&whole));
        assert_eq!(Object::default().each("a", &list[..0], |n| json!(n)).pretty(), "{\n  \"a\": []\n}\n");
    }
}

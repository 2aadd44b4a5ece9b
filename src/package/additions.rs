//! A copy of a package with more parts than the original: the part, what names it, and what says of what type it is.

use super::markup::{attribute, joined, prefix};
use super::patch::{Copy, Refusal};
use super::workbook::{Package, relations_part};
use super::xml::{Tag, Token, Tokenizer, decode_part};
use crate::error::Error;

/// Namespaces that begin so belong to strict OOXML.
const STRICT: &str = "http://purl.oclc.org/ooxml/";

/// The names a package uses for what every package has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Dialect {
    /// Namespace of workbook and sheets.
    pub(super) main: &'static str,
    /// Namespace of `r:id`, and what the types of relations begin with.
    pub(super) relations: &'static str,
}

impl Dialect {
    /// That of a part of the workbook, by the namespaces of its outermost element.
    pub(super) fn of(part: &str) -> Result<Self, Error> {
        let strict = root(part)?.attributes().any(|(_, value)| value.starts_with(STRICT));
        Ok(match strict {
            true => Self {
                main: "http://purl.oclc.org/ooxml/spreadsheetml/main",
                relations: "http://purl.oclc.org/ooxml/officeDocument/relationships",
            },
            false => Self {
                main: "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                relations: "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            },
        })
    }

    /// The attribute that names a relation, with the prefix the part has for it, else with one of its own.
    pub(super) fn id_attribute(self, part: &str, id: &str) -> Result<String, Error> {
        let root = root(part)?;
        let declared = root.attributes().find(|(_, value)| *value == self.relations);
        let known = declared.and_then(|(name, _)| name.strip_prefix("xmlns:"));
        Ok(match known {
            Some(prefix) => format!(" {prefix}:id=\"{id}\""),
            None => format!(" xmlns:r=\"{}\" r:id=\"{id}\"", self.relations),
        })
    }
}

/// The outermost element.
fn root(part: &str) -> Result<Tag<'_>, Error> {
    let mut tokens = Tokenizer::new(part);
    while let Some(token) = tokens.next_token()? {
        if let Token::Start(tag) = token {
            return Ok(tag);
        }
    }
    Err(Error::Damaged("the XML of a part ends too early".into()))
}

/// The text with `inner` as the last child of its first element of that name, its `count` raised; `inner` gets the
/// prefix of the element. `None` when there is no such element.
pub(super) fn appended(
    text: &str,
    name: &str,
    added: usize,
    inner: impl Fn(&str) -> String,
) -> Result<Option<String>, Error> {
    let mut tokens = Tokenizer::new(text);
    while let Some(token) = tokens.next_token()? {
        let Token::Start(tag) = token else { continue };
        if tag.name != name {
            continue;
        }
        let p = prefix(text, &tag);
        let (start, open_end) = (tag.offset, tokens.position());
        let opened = raised(&text[start..open_end], p, &tag, added);
        let inner = inner(p);
        if tag.empty {
            return Ok(Some(format!("{}{opened}{inner}</{p}{name}>{}", &text[..start], &text[open_end..])));
        }
        tokens.skip(&tag)?;
        let close = text[..tokens.position()].rfind("</").unwrap_or(open_end);
        return Ok(Some(format!("{}{opened}{}{inner}{}", &text[..start], &text[open_end..close], &text[close..])));
    }
    Ok(None)
}

/// The start tag, not empty, and with what it counts raised.
fn raised(written: &str, p: &str, tag: &Tag<'_>, added: usize) -> String {
    let counts = |name: &str| added > 0 && matches!(name, "count" | "size");
    if !tag.empty && !tag.attributes().any(|(name, _)| counts(name)) {
        return written.to_owned();
    }
    let attributes = tag.attributes().map(|(name, value)| match value.trim().parse::<usize>() {
        Ok(count) if counts(name) => attribute(name, &(count + added).to_string()),
        _ => attribute(name, value),
    });
    format!("<{p}{}{}>", tag.name, attributes.collect::<String>())
}

/// How many children of that name the first element of the other name has; `None` without such an element.
pub(super) fn count_in(text: &str, list: &str, item: &str) -> Result<Option<usize>, Error> {
    let mut tokens = Tokenizer::new(text);
    let mut count = None;
    while let Some(token) = tokens.next_token()? {
        match token {
            Token::Start(tag) if count.is_none() && tag.name == list => {
                count = Some(0);
                if tag.empty {
                    break;
                }
            }
            Token::Start(tag) if count.is_some() => {
                count = count.map(|n| n + usize::from(tag.name == item));
                tokens.skip(&tag)?;
            }
            Token::End(_) if count.is_some() => break,
            _ => {}
        }
    }
    Ok(count)
}

/// Puts pieces into a text at places that do not overlap.
pub(super) fn inserted(text: &str, pieces: Vec<(usize, String)>) -> String {
    joined(text, pieces.into_iter().map(|(at, piece)| (at..at, piece)).collect())
}

impl Copy {
    /// The text of a part as it is by now; `None` when there is no such part.
    pub(super) fn text(&mut self, package: &mut Package, part: &str) -> Result<Option<String>, Refusal> {
        if package.archive.find(part).is_none() {
            return Ok(None);
        }
        let mut found = String::new();
        self.change(package, part, |text| {
            text.clone_into(&mut found);
            Ok(None)
        })?;
        Ok(Some(found))
    }

    /// The name of a new part: `before` and `after` with the lowest free number between.
    pub(super) fn free_part(&mut self, package: &mut Package, before: &str, after: &str) -> Result<String, Refusal> {
        let types = self.text(package, "[Content_Types].xml")?.unwrap_or_default().to_lowercase();
        let taken = |name: &String| {
            // A part that is missing may still be named: it must not come to life as another.
            let named = types.contains(&format!("/{}", name.to_lowercase()))
                || package.relations.iter().any(|r| r.target.eq_ignore_ascii_case(name));
            named
                || package.archive.find(name).is_some()
                || self.added.iter().any(|(n, _)| n.eq_ignore_ascii_case(name))
        };
        let mut names = (1..).map(|n| format!("{before}{n}{after}"));
        Ok(names.find(|name| !taken(name)).unwrap_or_default())
    }

    /// Adds a part of that content type. Types by extension (`vml`) are declared for the extension.
    pub(super) fn add(
        &mut self,
        package: &mut Package,
        part: &str,
        kind: &str,
        content: String,
    ) -> Result<(), Refusal> {
        self.added.push((part.to_owned(), content.into_bytes()));
        let extension = part.rsplit('.').next().unwrap_or_default().to_owned();
        self.change(package, "[Content_Types].xml", |text| match extension.as_str() {
            "xml" => Ok(appended(text, "Types", 0, |p| {
                format!("<{p}Override PartName=\"/{part}\" ContentType=\"{kind}\"/>")
            })?),
            _ if has_default(text, &extension)? => Ok(None),
            _ => Ok(appended(text, "Types", 0, |p| {
                format!("<{p}Default Extension=\"{extension}\" ContentType=\"{kind}\"/>")
            })?),
        })
    }

    /// Relates a part to another; gives the id of the relation.
    pub(super) fn relate(
        &mut self,
        package: &mut Package,
        part: &str,
        (dialect, kind, target): (Dialect, &str, &str),
    ) -> Result<String, Refusal> {
        let relations = relations_part(part).trim_start_matches('/').to_owned();
        let new = |id: &str, p: &str| {
            let kind = format!("{}/{kind}", dialect.relations);
            format!("<{p}Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"/{target}\"/>")
        };
        if let Some((_, there)) = self.added.iter_mut().find(|(name, _)| *name == relations) {
            let text = decode_part(there).into_owned();
            let id = free_id(&text)?;
            *there = appended(&text, "Relationships", 0, |p| new(&id, p))?.unwrap_or(text).into_bytes();
            return Ok(id);
        }
        if package.archive.find(&relations).is_none() {
            let id = "rId1".to_owned();
            let text = format!(
                "{DECLARATION}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{}</Relationships>",
                new(&id, "")
            );
            self.added.push((relations, text.into_bytes()));
            return Ok(id);
        }
        let mut given = String::new();
        self.change(package, &relations, |text| {
            given = free_id(text)?;
            Ok(appended(text, "Relationships", 0, |p| new(&given, p))?)
        })?;
        Ok(given)
    }
}

/// What every XML part of ours begins with.
pub(super) const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

fn has_default(types: &str, extension: &str) -> Result<bool, Error> {
    let mut tokens = Tokenizer::new(types);
    while let Some(token) = tokens.next_token()? {
        if let Token::Start(tag) = token
            && tag.name == "Default"
            && tag.get("Extension").is_some_and(|e| e.eq_ignore_ascii_case(extension))
        {
            return Ok(true);
        }
    }
    Ok(false)
}

fn free_id(relations: &str) -> Result<String, Error> {
    let mut taken = Vec::new();
    let mut tokens = Tokenizer::new(relations);
    while let Some(token) = tokens.next_token()? {
        if let Token::Start(tag) = token {
            taken.extend(tag.get("Id").map(|id| id.into_owned()));
        }
    }
    let mut ids = (taken.len() + 1..).map(|n| format!("rId{n}"));
    Ok(ids.find(|id| !taken.contains(id)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_go_last_and_are_counted() {
        let with = |text: &str| appended(text, "b", 2, |p| format!("<{p}n/>")).expect("XML");
        assert_eq!(
            with("<a><b count='1' k=\"v\"><c/></b></a>").as_deref(),
            Some("<a><b count=\"3\" k=\"v\"><c/><n/></b></a>")
        );
        assert_eq!(with("<x:a><x:b/><x:b/></x:a>").as_deref(), Some("<x:a><x:b><x:n/></x:b><x:b/></x:a>"));
        assert_eq!(with("<a><b>t</b ></a>").as_deref(), Some("<a><b>t<n/></b ></a>"));
        assert_eq!(with("<a/>"), None);
        assert_eq!(count_in("<a><l><i/><i><i/></i><j/></l><l><i/></l></a>", "l", "i"), Ok(Some(2)));
        assert_eq!(count_in("<a><l/><i/></a>", "l", "i"), Ok(Some(0)));
        assert_eq!(count_in("<a><i/></a>", "l", "i"), Ok(None));
    }

    #[test]
    fn ids_of_relations_are_free() {
        assert_eq!(free_id("<R><r Id='rId1'/><r Id='rId3'/></R>").as_deref(), Ok("rId4"));
        assert_eq!(free_id("<R/>").as_deref(), Ok("rId1"));
    }
}

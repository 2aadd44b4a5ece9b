//! A zip file that was sent as an attachment → the files in it that may be workbooks.
//!
//! Nothing is unpacked to disk and no archive is held in memory: a file is read from its place in the archive when it is
//! wanted. Archives inside archives are named, not opened.

use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use crate::config::Limits;
use crate::error::{Error, Limit};
use crate::package::zip::{self, Member, TOTAL_MAX};

/// Endings of files that may be workbooks.
pub const WORKBOOKS: [&str; 5] = ["xlsx", "xlsm", "xls", "xlsb", "ods"];
/// Bytes that the name of a file or folder may take on the systems there are.
const NAME_MAX: usize = 240;
/// Endings of packed files, with what they are.
pub const ARCHIVES: [(&str, &str); 3] = [("zip", "ZIP"), ("rar", "RAR"), ("7z", "7-Zip")];

/// A file inside an attachment.
#[derive(Debug, Clone)]
pub struct Piece {
    /// Its path inside the archive, `/` between folders, nothing that leads out of it.
    pub name: String,
    /// Where it is, or why it cannot be read.
    pub content: Result<Packed, Error>,
}

/// Where a file stands in its archive.
#[derive(Debug, Clone)]
pub struct Packed(Member);

impl Packed {
    /// The bytes of the file, read from its archive; they match the checksum of the archive's directory.
    pub fn bytes(&self, archive: &Path) -> Result<Vec<u8>, Error> {
        let cannot = |error: std::io::Error| Error::CannotOpen(error.kind().to_string());
        let place = self.0.place();
        let mut file = std::fs::File::open(archive).map_err(cannot)?;
        file.seek(SeekFrom::Start(place.start as u64)).map_err(cannot)?;
        let mut packed = Vec::with_capacity(place.len());
        file.take(place.len() as u64).read_to_end(&mut packed).map_err(cannot)?;
        self.0.unpacked(&packed, self.0.size)
    }
}

/// The files of an attachment that may be workbooks, and the archives in it, in the order of its directory. `None` when
/// the bytes are a workbook themselves, or no zip at all.
pub fn pieces(bytes: &[u8], limits: &Limits) -> Result<Option<Vec<Piece>>, Error> {
    if !bytes.starts_with(b"PK") {
        return Ok(None);
    }
    let members = zip::directory(bytes)?;
    if members.iter().any(|member| matches!(&*member.name, "[Content_Types].xml" | "mimetype")) {
        return Ok(None);
    }
    let mut left = TOTAL_MAX;
    Ok(Some(members.into_iter().filter_map(|member| piece(member, limits, &mut left)).collect()))
}

fn piece(member: Member, limits: &Limits, left: &mut u64) -> Option<Piece> {
    let name: Vec<&str> = member.name.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    let (file, folders) = name.split_last()?;
    // What macOS keeps beside each file, and what a folder walk leaves out too.
    if folders.iter().any(|folder| *folder == "__MACOSX" || (folder.starts_with('.') && *folder != "..")) {
        return None;
    }
    let ending = file.rsplit_once('.')?.1.to_lowercase();
    let archive = ARCHIVES.iter().find(|(known, _)| *known == ending);
    if archive.is_none() && !WORKBOOKS.contains(&&*ending) {
        return None;
    }
    let name = name.join("/");
    if !may_be_written(&name) {
        let content = Err(Error::Damaged("a part has an unsafe name".into()));
        return Some(Piece { name: name.replace("..", "__"), content });
    }
    let content = match archive {
        Some((_, what)) => Err(Error::Packed((*what).into())),
        None => readable(member, limits, left),
    };
    Some(Piece { name, content })
}

fn readable(member: Member, limits: &Limits, left: &mut u64) -> Result<Packed, Error> {
    if member.encrypted {
        return Err(Error::Password);
    }
    let most = limits.file_mb.saturating_mul(1 << 20).min(*left);
    if member.size > most {
        let limit = format!("{} MB", most >> 20);
        return Err(Error::OverLimit { what: Limit::FileSize, limit });
    }
    *left -= member.size;
    Ok(Packed(member))
}

/// Can a copy of that name be put under an output folder, and nowhere else, on every system?
fn may_be_written(name: &str) -> bool {
    let fits = name.split('/').all(|part| part.len() <= NAME_MAX);
    fits && zip::is_safe(name)
        && !name.chars().any(|c| c.is_control() || matches!(c, ':' | '<' | '>' | '"' | '|' | '?' | '*'))
}

//! A zip file in memory → its members, each as raw bytes or inflated under a budget.
//!
//! The central directory is what counts; local headers only say where the data starts, so entries written with data
//! descriptors and prefixed archives read like any other. Encrypted, duplicate, overlapping and path-traversing entries
//! are refused: two readers could see two different workbooks in them.

use std::collections::HashMap;
use std::io::Read;
use std::ops::Range;

use flate2::Crc;
use flate2::read::DeflateDecoder;

use crate::error::{Error, Limit};

/// Bytes one part may have when inflated: 512 MB.
pub const PART_MAX: u64 = 512 << 20;
/// Bytes all parts together may have when inflated: 2 GB.
pub const TOTAL_MAX: u64 = 2 << 30;
/// How many times its packed size a part over [`RATIO_FREE`] may grow.
pub const RATIO_MAX: u64 = 200;
/// Parts up to this size may have any ratio: 10 MB.
pub const RATIO_FREE: u64 = 10 << 20;
/// Members an archive may have.
pub const MEMBERS_MAX: usize = 10_000;

/// What may still be inflated of one file.
#[derive(Debug, Clone)]
pub struct Budget {
    left: u64,
}

impl Default for Budget {
    fn default() -> Self {
        Self { left: TOTAL_MAX }
    }
}

impl Budget {
    /// A budget of `bytes` in all.
    pub fn new(bytes: u64) -> Self {
        Self { left: bytes }
    }

    /// So much was inflated.
    pub(super) fn take(&mut self, bytes: u64) {
        self.left = self.left.saturating_sub(bytes);
    }
}

/// One entry of the central directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Name as stored, with `/` between folders.
    pub name: String,
    /// 0 stored, 8 deflate.
    pub method: u16,
    /// CRC-32 of the inflated bytes.
    pub crc: u32,
    /// Packed size in bytes.
    pub compressed_size: u64,
    /// Inflated size in bytes, as the directory says.
    pub size: u64,
    /// Does its content ask for a password?
    pub(crate) encrypted: bool,
    data: Range<usize>,
}

impl Member {
    /// Where its packed bytes stand in the file.
    pub fn place(&self) -> Range<usize> {
        self.data.clone()
    }

    /// The inflated bytes, from the packed ones; size and CRC are those of the directory, or it is [`Error::Damaged`].
    pub fn unpacked(&self, packed: &[u8], limit: u64) -> Result<Vec<u8>, Error> {
        if self.size > limit {
            return Err(too_large(self, limit));
        }
        let content = match self.method {
            0 => packed.to_vec(),
            8 => inflate_raw(packed, self, limit)?,
            _ => return Err(damaged("a part is packed in an unknown way")),
        };
        check(&content, self)?;
        Ok(content)
    }
}

/// A zip file whose directory was read and found sound.
#[derive(Debug)]
pub struct Archive {
    pub(super) bytes: Vec<u8>,
    members: Vec<Member>,
    by_name: HashMap<String, usize>,
    /// Bytes one part may have, where that was declared.
    part_max: Option<u64>,
}

impl Archive {
    /// Bytes of the file.
    pub fn size(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// Reads the directory. `Err` is [`Error::Damaged`], [`Error::Password`] or [`Error::OverLimit`].
    pub fn open(bytes: Vec<u8>) -> Result<Self, Error> {
        Self::open_within(bytes, None)
    }

    /// The same; `part_max` replaces the limits on one part: bytes when unpacked, whatever the ratio.
    pub fn open_within(bytes: Vec<u8>, part_max: Option<u64>) -> Result<Self, Error> {
        let members = directory(&bytes)?;
        if members.iter().any(|member| member.encrypted) {
            return Err(Error::Password);
        }
        if !members.iter().all(|member| is_safe(&member.name)) {
            return Err(damaged("a part has an unsafe name"));
        }
        refuse_overlaps(&members)?;
        let mut by_name = HashMap::with_capacity(members.len());
        for (index, member) in members.iter().enumerate() {
            if members_collide(&by_name, &members, member) {
                return Err(damaged("two parts have the same name"));
            }
            by_name.entry(key(&member.name)).or_insert(index);
        }
        Ok(Self { bytes, members, by_name, part_max })
    }

    /// All members, in directory order.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// The member of that name; letter case and a leading `/` do not matter, an exact match goes first.
    pub fn find(&self, name: &str) -> Option<&Member> {
        let first = self.by_name.get(&key(name)).map(|&i| &self.members[i])?;
        if first.name == name {
            return Some(first);
        }
        let exact = self.members.iter().find(|m| m.name == name);
        Some(exact.unwrap_or(first))
    }

    /// The packed bytes, for copying a member as it is.
    pub fn raw(&self, member: &Member) -> &[u8] {
        self.bytes.get(member.data.clone()).unwrap_or_default()
    }

    /// The inflated bytes, drained to the end; size and CRC are those of the directory, or it is [`Error::Damaged`].
    pub fn inflate(&self, member: &Member, budget: &mut Budget) -> Result<Vec<u8>, Error> {
        let limit = self.limit(member, budget);
        let content = member.unpacked(self.raw(member), limit)?;
        budget.left -= content.len() as u64;
        Ok(content)
    }

    /// Is the member, by the size that the directory says, no larger than may be?
    pub(super) fn allows(&self, member: &Member, budget: &Budget) -> bool {
        member.size <= self.limit(member, budget)
    }

    fn limit(&self, member: &Member, budget: &Budget) -> u64 {
        self.part_max.unwrap_or_else(|| part_limit(member)).min(budget.left)
    }

    /// The file as it was given.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

pub(super) fn damaged(what: &str) -> Error {
    Error::Damaged(what.into())
}

pub(super) fn incomplete() -> Error {
    damaged("the download is incomplete")
}

fn key(name: &str) -> String {
    name.trim_start_matches('/').to_lowercase()
}

/// Names that differ in letter case only are one name, and let pass where both say the same (the first one counts, unless
/// asked for exactly).
fn members_collide(by_name: &HashMap<String, usize>, members: &[Member], new: &Member) -> bool {
    let Some(first) = by_name.get(&key(&new.name)).map(|&i| &members[i]) else { return false };
    let exact = first.name.trim_start_matches('/') == new.name.trim_start_matches('/');
    exact || (first.crc, first.size) != (new.crc, new.size)
}

fn part_limit(member: &Member) -> u64 {
    let by_ratio = member.compressed_size.saturating_mul(RATIO_MAX);
    PART_MAX.min(by_ratio.max(RATIO_FREE))
}

fn too_large(member: &Member, limit: u64) -> Error {
    Error::OverLimit { what: Limit::PartSize(member.name.clone()), limit: format!("{} MB", limit >> 20) }
}

fn inflate_raw(raw: &[u8], member: &Member, limit: u64) -> Result<Vec<u8>, Error> {
    let mut content = Vec::with_capacity(usize::try_from(member.size).unwrap_or(0).saturating_add(1));
    DeflateDecoder::new(raw)
        .take(limit + 1)
        .read_to_end(&mut content)
        .map_err(|_| damaged("a part cannot be unpacked"))?;
    if content.len() as u64 > limit {
        return Err(too_large(member, limit));
    }
    Ok(content)
}

fn check(content: &[u8], member: &Member) -> Result<(), Error> {
    if content.len() as u64 != member.size || crc_of(content) != member.crc {
        return Err(damaged("a part does not match its checksum"));
    }
    Ok(())
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Result<u16, Error> {
    let two = bytes.get(at..).and_then(|b| b.first_chunk::<2>());
    two.map(|b| u16::from_le_bytes(*b)).ok_or_else(incomplete)
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Result<u32, Error> {
    let four = bytes.get(at..).and_then(|b| b.first_chunk::<4>());
    four.map(|b| u32::from_le_bytes(*b)).ok_or_else(incomplete)
}

fn u64_at(bytes: &[u8], at: usize) -> Result<u64, Error> {
    let eight = bytes.get(at..).and_then(|b| b.first_chunk::<8>());
    eight.map(|b| u64::from_le_bytes(*b)).ok_or_else(incomplete)
}

/// Where the directory is, and by how much everything is shifted by bytes before the archive.
pub(super) struct Directory {
    pub(super) start: usize,
    pub(super) entries: u64,
    pub(super) shift: usize,
}

const END: &[u8] = b"PK\x05\x06";
const END64: &[u8] = b"PK\x06\x06";
const LOCATOR64: &[u8] = b"PK\x06\x07";
const ENTRY: &[u8] = b"PK\x01\x02";
const LOCAL: &[u8] = b"PK\x03\x04";

pub(super) fn find_directory(bytes: &[u8]) -> Result<Directory, Error> {
    let tail = bytes.len().saturating_sub(22 + 65_535);
    let end = memchr::memmem::rfind(&bytes[tail..], END).ok_or_else(incomplete)? + tail;
    let mut entries = u64::from(u16_at(bytes, end + 10)?);
    let mut size = u64::from(u32_at(bytes, end + 12)?);
    let mut offset = u64::from(u32_at(bytes, end + 16)?);
    let mut stop = end;
    let locator = end.checked_sub(20).filter(|&at| bytes[at..].starts_with(LOCATOR64));
    if let Some(locator) = locator {
        let end64 = memchr::memmem::rfind(&bytes[..locator], END64).ok_or_else(incomplete)?;
        entries = u64_at(bytes, end64 + 32)?;
        size = u64_at(bytes, end64 + 40)?;
        offset = u64_at(bytes, end64 + 48)?;
        stop = end64;
    }
    let place = |n: u64| usize::try_from(n).map_err(|_| incomplete());
    let start = stop.checked_sub(place(size)?).ok_or_else(incomplete)?;
    let shift = start.checked_sub(place(offset)?).ok_or_else(incomplete)?;
    // Members before its own that it does not list: it is the directory of a member, and that of the whole is lost.
    if shift > 0 && bytes.starts_with(LOCAL) {
        return Err(incomplete());
    }
    Ok(Directory { start, entries, shift })
}

/// The members a zip file lists, as they are: some may be encrypted, or have names that are not [`is_safe`].
pub fn directory(bytes: &[u8]) -> Result<Vec<Member>, Error> {
    let directory = find_directory(bytes)?;
    if directory.entries > MEMBERS_MAX as u64 {
        return Err(Error::OverLimit { what: Limit::Parts, limit: MEMBERS_MAX.to_string() });
    }
    let mut members = Vec::new();
    let mut at = directory.start;
    for _ in 0..directory.entries {
        let (member, next) = read_entry(bytes, at, directory.shift)?;
        at = next;
        if !member.name.ends_with('/') {
            members.push(member);
        }
    }
    Ok(members)
}

pub(super) fn read_entry(bytes: &[u8], at: usize, shift: usize) -> Result<(Member, usize), Error> {
    let entry = bytes.get(at..).ok_or_else(incomplete)?;
    if !entry.starts_with(ENTRY) {
        return Err(damaged("its list of parts cannot be read"));
    }
    let name_len = usize::from(u16_at(entry, 28)?);
    let extra_len = usize::from(u16_at(entry, 30)?);
    let comment_len = usize::from(u16_at(entry, 32)?);
    let name = entry.get(46..46 + name_len).ok_or_else(incomplete)?;
    let extra = entry.get(46 + name_len..46 + name_len + extra_len).ok_or_else(incomplete)?;
    let sizes = read_sizes(entry, extra)?;
    let data = find_data(bytes, sizes, shift)?;
    let member = Member {
        name: name_of(name, extra),
        method: u16_at(entry, 10)?,
        crc: u32_at(entry, 16)?,
        compressed_size: sizes.compressed,
        size: sizes.size,
        encrypted: u16_at(entry, 8)? & 1 != 0,
        data,
    };
    Ok((member, at + 46 + name_len + extra_len + comment_len))
}

#[derive(Clone, Copy)]
pub(super) struct Sizes {
    size: u64,
    compressed: u64,
    pub(super) offset: u64,
}

/// Sizes and place of an entry; where 32 bits say "all ones", the zip64 field has them, in this order.
pub(super) fn read_sizes(entry: &[u8], extra: &[u8]) -> Result<Sizes, Error> {
    let mut wide = extra_field(extra, 1);
    let mut pick = |at: usize| -> Result<u64, Error> {
        let narrow = u32_at(entry, at)?;
        if narrow != u32::MAX {
            return Ok(narrow.into());
        }
        let value = u64_at(wide, 0)?;
        wide = &wide[8..];
        Ok(value)
    };
    let size = pick(24)?;
    let compressed = pick(20)?;
    let offset = pick(42)?;
    Ok(Sizes { size, compressed, offset })
}

fn extra_field(mut extra: &[u8], wanted: u16) -> &[u8] {
    while let (Ok(id), Ok(len)) = (u16_at(extra, 0), u16_at(extra, 2)) {
        let end = 4 + usize::from(len);
        let Some(field) = extra.get(4..end) else {
            break;
        };
        if id == wanted {
            return field;
        }
        extra = &extra[end..];
    }
    &[]
}

fn find_data(bytes: &[u8], sizes: Sizes, shift: usize) -> Result<Range<usize>, Error> {
    let place = |n: u64| usize::try_from(n).map_err(|_| incomplete());
    let header = place(sizes.offset)?.checked_add(shift).ok_or_else(incomplete)?;
    let local = bytes.get(header..).ok_or_else(incomplete)?;
    if !local.starts_with(LOCAL) {
        return Err(damaged("a part is not where the list of parts says"));
    }
    let skip = 30 + usize::from(u16_at(local, 26)?) + usize::from(u16_at(local, 28)?);
    let start = header + skip;
    let end = start.checked_add(place(sizes.compressed)?).ok_or_else(incomplete)?;
    if end > bytes.len() {
        return Err(incomplete());
    }
    Ok(start..end)
}

/// Old writers use `\` between folders. Names are UTF-8, in the field that some packers add for it or as they stand;
/// else they are in the Vietnamese code page.
fn name_of(name: &[u8], extra: &[u8]) -> String {
    let unicode = extra_field(extra, 0x7075);
    let unicode = match (unicode.get(1..5), unicode.get(5..)) {
        (Some(crc), Some(text)) if crc == crc_of(name).to_le_bytes() => std::str::from_utf8(text).ok(),
        _ => None,
    };
    let text = unicode.or_else(|| std::str::from_utf8(name).ok()).map(str::to_owned);
    let text = text.unwrap_or_else(|| encoding_rs::WINDOWS_1258.decode_without_bom_handling(name).0.into_owned());
    text.replace('\\', "/")
}

fn crc_of(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// Does a name stay inside its package?
pub fn is_safe(name: &str) -> bool {
    !name.split('/').any(|part| part == "..") && !name.contains('\0') && name.get(1..2) != Some(":")
}

fn refuse_overlaps(members: &[Member]) -> Result<(), Error> {
    let mut ranges: Vec<&Range<usize>> = members.iter().map(|m| &m.data).filter(|r| !r.is_empty()).collect();
    ranges.sort_by_key(|r| r.start);
    if ranges.windows(2).any(|pair| pair[0].end > pair[1].start) {
        return Err(damaged("two parts share the same bytes"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: &[u8] = include_bytes!("../../fixtures/reading/plain.xlsx");

    #[test]
    fn members_are_found_whatever_the_case() {
        let zip = Archive::open(PLAIN.to_vec()).expect("a good archive");
        let member = zip.find("/XL/workbook.xml").expect("it is there");
        let content = zip.inflate(member, &mut Budget::default()).expect("sound");
        assert!(content.starts_with(b"<?xml"));
        assert_eq!(zip.raw(member).len() as u64, member.compressed_size);
        assert!(zip.find("xl/nothing.xml").is_none());
    }

    #[test]
    fn parts_that_differ_by_letter_case_alone_say_the_same_or_are_refused() {
        let again = |content: &[u8]| {
            let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
            for (name, content) in [("xl/a.xml", &b"<a/>"[..]), ("xl/A.xml", content)] {
                zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("a member");
                std::io::Write::write_all(&mut zip, content).expect("written");
            }
            Archive::open(zip.finish().expect("a file").into_inner()).map(|zip| zip.members().len())
        };
        assert_eq!(again(b"<a/>"), Ok(2));
        assert_eq!(again(b"<b/>"), Err(damaged("two parts have the same name")));
    }

    #[test]
    fn a_budget_is_kept() {
        let zip = Archive::open(PLAIN.to_vec()).expect("a good archive");
        let member = zip.find("xl/styles.xml").expect("it is there");
        let found = zip.inflate(member, &mut Budget::new(10));
        assert!(matches!(found, Err(Error::OverLimit { .. })));
        assert!(zip.inflate(member, &mut Budget::default()).is_ok());
    }

    #[test]
    fn a_changed_byte_is_noticed() {
        let zip = Archive::open(PLAIN.to_vec()).expect("a good archive");
        let range = zip.find("xl/worksheets/sheet1.xml").expect("there").data.clone();
        let mut bytes = PLAIN.to_vec();
        bytes[range.start + 40] ^= 4;
        let zip = Archive::open(bytes).expect("the directory is fine");
        let member = zip.find("xl/worksheets/sheet1.xml").expect("there");
        let found = zip.inflate(member, &mut Budget::default());
        assert!(matches!(found, Err(Error::Damaged(_))));
    }

    #[test]
    fn names_that_leave_the_package_are_refused() {
        let name = |bytes: &[u8]| name_of(bytes, &[]);
        assert!(!is_safe(&name(b"../evil.xml")));
        assert!(!is_safe(&name(b"C:/evil.xml")));
        assert!(is_safe("xl/a..xml"));
        assert_eq!(name(br"xl\a.xml"), "xl/a.xml");
        assert_eq!(name(b"B\xe1o c\xe1o.xls"), "Báo cáo.xls");
        let unicode = [&[0x75, 0x70, 12, 0, 1][..], &crc_of(b"?.xls").to_le_bytes(), "ệ.xls".as_bytes()].concat();
        assert_eq!(name_of(b"?.xls", &unicode), "ệ.xls");
    }

    #[test]
    fn the_directory_of_a_member_is_not_that_of_the_whole() {
        // Two packages one behind the other, and one behind a member that was stored whole.
        assert!(matches!(find_directory(&[PLAIN, PLAIN].concat()), Err(Error::Damaged(_))));
        // Bytes of another kind before a package are passed over.
        assert!(find_directory(&[b"MZ...", PLAIN].concat()).is_ok());
    }

    #[test]
    fn a_cut_file_says_so() {
        let cut = Archive::open(PLAIN[..3000].to_vec()).map(drop);
        assert_eq!(cut, Err(Error::Damaged("the download is incomplete".into())));
    }
}

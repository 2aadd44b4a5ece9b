//! An archive → the same archive with some members changed or left out. All others keep their packed bytes, order and
//! times; only where a member stands, and the sizes that stood behind its data, are written anew.

use std::collections::{HashMap, HashSet};
use std::io::Write;

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

use super::zip::{Archive, damaged, find_directory, incomplete, read_entry, read_sizes, u16_at, u32_at};
use crate::error::Error;

/// Bit 3 of the flags: sizes stand behind the data.
const DESCRIPTOR: u16 = 8;

/// Bytes from which on a part is packed quickly.
const LONG: usize = 32 << 20;

/// The archive as bytes. `changed` gives new content by the name in the directory, `dropped` names what is left out,
/// `added` are new members, which go last.
pub(super) fn rewritten(
    archive: &Archive,
    changed: &HashMap<String, Vec<u8>>,
    dropped: &HashSet<String>,
    added: &[(String, Vec<u8>)],
) -> Result<Vec<u8>, Error> {
    let bytes = &archive.bytes;
    let directory = find_directory(bytes)?;
    let mut out = Vec::with_capacity(bytes.len() + 1024);
    let mut central = Vec::new();
    let mut count = 0u16;
    let mut at = directory.start;
    for _ in 0..directory.entries {
        let (member, next) = read_entry(bytes, at, directory.shift)?;
        let entry = Entry::read(bytes, &bytes[at..next], directory.shift)?;
        at = next;
        if dropped.contains(&member.name) {
            continue;
        }
        count += 1;
        let data = match changed.get(&member.name) {
            Some(content) => Data::packed(content)?,
            None => Data {
                facts: Facts {
                    method: member.method,
                    crc: member.crc,
                    packed: narrow(archive.raw(&member).len() as u64)?,
                    size: narrow(member.size)?,
                },
                bytes: archive.raw(&member).to_vec(),
            },
        };
        let offset = narrow(out.len() as u64)?;
        entry.push_local(&mut out, &data.facts)?;
        out.extend(&data.bytes);
        entry.push_central(&mut central, &data.facts, offset)?;
    }
    for (name, content) in added {
        count = count.checked_add(1).ok_or_else(|| damaged("it is too large"))?;
        push_new(&mut out, &mut central, name, content)?;
    }
    push_end(&mut out, &central, count)?;
    Ok(out)
}

/// Files as a new archive, in their order; the same files give the same bytes.
pub fn packed(files: &[(String, Vec<u8>)]) -> Result<Vec<u8>, Error> {
    let (mut out, mut central) = (Vec::new(), Vec::new());
    let count = u16::try_from(files.len()).map_err(|_| damaged("it is too large"))?;
    for (name, content) in files {
        push_new(&mut out, &mut central, name, content)?;
    }
    push_end(&mut out, &central, count)?;
    Ok(out)
}

fn push_new(out: &mut Vec<u8>, central: &mut Vec<u8>, name: &str, content: &[u8]) -> Result<(), Error> {
    let header = new_header(name);
    let entry = Entry::new(&header, name);
    let offset = narrow(out.len() as u64)?;
    let data = Data::packed(content)?;
    entry.push_local(out, &data.facts)?;
    out.extend(&data.bytes);
    entry.push_central(central, &data.facts, offset)
}

pub(super) fn narrow(number: u64) -> Result<u32, Error> {
    u32::try_from(number).map_err(|_| damaged("it is too large"))
}

/// What the headers say of the content of a member.
#[derive(Clone, Copy, Default)]
pub(super) struct Facts {
    pub(super) method: u16,
    pub(super) crc: u32,
    pub(super) packed: u32,
    pub(super) size: u32,
}

/// The content of a member as it is packed.
struct Data {
    facts: Facts,
    bytes: Vec<u8>,
}

impl Data {
    fn packed(content: &[u8]) -> Result<Self, Error> {
        let failed = |_| damaged("a part cannot be packed");
        // Of what is very long the time counts more than the last byte.
        let level = if content.len() > LONG { 2 } else { 6 };
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(level));
        encoder.write_all(content).map_err(failed)?;
        let mut crc = Crc::new();
        crc.update(content);
        let bytes = encoder.finish().map_err(failed)?;
        let (packed, size) = (narrow(bytes.len() as u64)?, narrow(content.len() as u64)?);
        Ok(Self { facts: Facts { method: 8, crc: crc.sum(), packed, size }, bytes })
    }
}

/// What the two headers of a member say beside its data.
pub(super) struct Entry<'a> {
    central: &'a [u8],
    name: &'a [u8],
    central_extra: Vec<u8>,
    local_extra: Vec<u8>,
    comment: &'a [u8],
}

/// The directory header of a new member: version 2.0, a name in UTF-8, and the first day a zip file can name, so that the
/// same input gives the same bytes.
pub(super) fn new_header(name: &str) -> [u8; 46] {
    let mut header = [0; 46];
    header[4] = 20;
    header[6] = 20;
    header[9] = if name.is_ascii() { 0 } else { 8 };
    header[14] = 0x21;
    header
}

impl<'a> Entry<'a> {
    pub(super) fn new(header: &'a [u8; 46], name: &'a str) -> Self {
        let name = name.as_bytes();
        Self { central: header, name, central_extra: Vec::new(), local_extra: Vec::new(), comment: &[] }
    }

    fn read(bytes: &'a [u8], central: &'a [u8], shift: usize) -> Result<Self, Error> {
        let name_end = 46 + usize::from(u16_at(central, 28)?);
        let extra_end = name_end + usize::from(u16_at(central, 30)?);
        let extra = central.get(name_end..extra_end).ok_or_else(incomplete)?;
        let offset = usize::try_from(read_sizes(central, extra)?.offset).map_err(|_| incomplete())?;
        let local = bytes.get(offset + shift..).ok_or_else(incomplete)?;
        let local_start = 30 + usize::from(u16_at(local, 26)?);
        let local_end = local_start + usize::from(u16_at(local, 28)?);
        Ok(Self {
            central,
            name: &central[46..name_end],
            central_extra: without_zip64(extra),
            local_extra: without_zip64(local.get(local_start..local_end).ok_or_else(incomplete)?),
            comment: &central[extra_end..],
        })
    }

    /// What both headers hold from the version on: version, flags, method, time, date, CRC and both sizes.
    fn push_facts(&self, out: &mut Vec<u8>, facts: &Facts) -> Result<(), Error> {
        out.extend(&self.central[6..8]);
        out.extend((u16_at(self.central, 8)? & !DESCRIPTOR).to_le_bytes());
        out.extend(facts.method.to_le_bytes());
        out.extend(&self.central[12..16]);
        out.extend(facts.crc.to_le_bytes());
        out.extend(facts.packed.to_le_bytes());
        out.extend(facts.size.to_le_bytes());
        out.extend((self.name.len() as u16).to_le_bytes());
        Ok(())
    }

    /// What stands before the packed bytes.
    pub(super) fn push_local(&self, out: &mut Vec<u8>, facts: &Facts) -> Result<(), Error> {
        out.extend(b"PK\x03\x04");
        self.push_facts(out, facts)?;
        out.extend((self.local_extra.len() as u16).to_le_bytes());
        out.extend(self.name);
        out.extend(&self.local_extra);
        Ok(())
    }

    pub(super) fn push_central(&self, out: &mut Vec<u8>, facts: &Facts, offset: u32) -> Result<(), Error> {
        out.extend(b"PK\x01\x02");
        out.extend(&self.central[4..6]);
        self.push_facts(out, facts)?;
        out.extend((self.central_extra.len() as u16).to_le_bytes());
        out.extend((self.comment.len() as u16).to_le_bytes());
        // The disk is the first and only one; attributes stay.
        out.extend([0, 0]);
        out.extend(&self.central[36..42]);
        out.extend(offset.to_le_bytes());
        out.extend(self.name);
        out.extend(&self.central_extra);
        out.extend(self.comment);
        Ok(())
    }
}

/// Sizes fit into 32 bits here, so the field for wide ones goes; all others stay.
fn without_zip64(mut extra: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(extra.len());
    while let (Ok(id), Ok(len)) = (u16_at(extra, 0), u16_at(extra, 2)) {
        let Some(field) = extra.get(..4 + usize::from(len)) else {
            break;
        };
        if id != 1 {
            out.extend(field);
        }
        extra = &extra[field.len()..];
    }
    out
}

fn push_end(out: &mut Vec<u8>, central: &[u8], count: u16) -> Result<(), Error> {
    let start = narrow(out.len() as u64)?;
    push_directory(out, central, count, start)?;
    debug_assert_eq!(u32_at(out, out.len() - 6).ok(), Some(start));
    Ok(())
}

/// The directory of so many members, which begins at `start`, and the end of the archive.
pub(super) fn push_directory(out: &mut Vec<u8>, central: &[u8], count: u16, start: u32) -> Result<(), Error> {
    out.extend(central);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(narrow(central.len() as u64)?.to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    Ok(())
}

//! A package written straight into its file, part by part. A part is a row of pieces that were packed on their own, several
//! at a time if one likes: however large it is, little of it is in memory.

use std::io::{self, Seek, SeekFrom, Write};

use flate2::{Compress, Compression, Crc, FlushCompress};

use super::copy::{Entry, Facts, narrow, new_header, push_directory};
use super::zip::damaged;
use crate::error::Error;

/// An empty last block: what ends a row of pieces.
const LAST_BLOCK: [u8; 2] = [3, 0];

/// Part of the content of a part, packed so that other pieces can stand before and behind it.
#[derive(Debug)]
pub struct Piece {
    packed: Vec<u8>,
    crc: Crc,
}

impl Piece {
    /// Packed so hard, out of 9.
    pub fn new(content: &[u8], level: u32) -> Result<Self, Error> {
        let mut deflate = Compress::new(Compression::new(level), false);
        let mut packed = Vec::with_capacity(content.len() / 6 + 64);
        loop {
            let read = usize::try_from(deflate.total_in()).unwrap_or(usize::MAX);
            deflate
                .compress_vec(&content[read..], &mut packed, FlushCompress::Sync)
                .map_err(|_| damaged("a part cannot be packed"))?;
            // With room left over, everything has come out.
            if packed.len() < packed.capacity() {
                break;
            }
            packed.reserve(content.len() / 6 + 64);
        }
        let mut crc = Crc::new();
        crc.update(content);
        Ok(Self { packed, crc })
    }
}

/// A package on its way into its file.
#[derive(Debug)]
pub struct Stream<W> {
    out: W,
    /// Bytes written so far.
    at: u64,
    central: Vec<u8>,
    count: u16,
}

impl<W: Write + Seek> Stream<W> {
    /// Nothing yet.
    pub fn new(out: W) -> Self {
        Self { out, at: 0, central: Vec::new(), count: 0 }
    }

    /// Writes the next part. The same pieces give the same bytes.
    pub fn part(&mut self, name: &str, pieces: impl Iterator<Item = Result<Piece, Error>>) -> Result<(), Error> {
        let header = new_header(name);
        let (entry, start) = (Entry::new(&header, name), self.at);
        let mut local = Vec::new();
        // What is not known yet has its place.
        entry.push_local(&mut local, &Facts::default())?;
        self.write(&local)?;
        let (data, mut crc) = (self.at, Crc::new());
        let mut size = 0;
        for piece in pieces {
            let piece = piece?;
            self.write(&piece.packed)?;
            size += u64::from(piece.crc.amount());
            crc.combine(&piece.crc);
        }
        self.write(&LAST_BLOCK)?;
        let facts = Facts { method: 8, crc: crc.sum(), packed: narrow(self.at - data)?, size: narrow(size)? };
        local.clear();
        entry.push_local(&mut local, &facts)?;
        self.out.seek(SeekFrom::Start(start)).and_then(|_| self.out.write_all(&local)).map_err(|e| cannot(&e))?;
        self.out.seek(SeekFrom::Start(self.at)).map_err(|e| cannot(&e))?;
        entry.push_central(&mut self.central, &facts, narrow(start)?)?;
        self.count = self.count.checked_add(1).ok_or_else(|| damaged("it is too large"))?;
        Ok(())
    }

    /// Writes the directory, after which the package is whole.
    pub fn finish(mut self) -> Result<(), Error> {
        let mut end = Vec::new();
        push_directory(&mut end, &self.central, self.count, narrow(self.at)?)?;
        self.write(&end)?;
        self.out.flush().map_err(|e| cannot(&e))
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.at += bytes.len() as u64;
        self.out.write_all(bytes).map_err(|e| cannot(&e))
    }
}

fn cannot(error: &io::Error) -> Error {
    Error::CannotWrite { path: "xlsx".into(), reason: error.kind().to_string() }
}

#[cfg(test)]
mod tests {
    use super::super::zip::{Archive, Budget};
    use super::*;

    #[test]
    fn pieces_make_up_their_part() {
        let text = |seed: usize| (0..seed * 40_000).map(|n| (n * n / 7 % 251) as u8).collect::<Vec<u8>>();
        let parts = [("a.xml", vec![text(1), text(0), text(3)]), ("thư mục/b.xml", vec![]), ("c", vec![b"x".to_vec()])];
        let mut file = io::Cursor::new(Vec::new());
        let mut stream = Stream::new(&mut file);
        for (name, pieces) in &parts {
            stream.part(name, pieces.iter().map(|piece| Piece::new(piece, 2))).expect("written");
        }
        stream.finish().expect("written");
        let archive = Archive::open(file.into_inner()).expect("sound");
        for (name, pieces) in &parts {
            let member = archive.find(name).expect("there");
            assert_eq!(archive.inflate(member, &mut Budget::default()).expect("sound"), pieces.concat());
        }
        assert_eq!(archive.members().len(), parts.len());
    }
}

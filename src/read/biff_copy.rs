//! A checked stream of an xls file → the container that calamine reads: without what it would trip over.

use std::io::{Cursor, Write};

use super::biff::Stream;
use crate::error::Error;

/// A record that nobody reads.
const NOTHING: u16 = 0xFFFF;
/// A sheet without cells, behind the others: what calamine sees in the place of one that cannot be read.
const NO_CELLS: [u8; 24] = [9, 8, 16, 0, 0, 6, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0, 0];

impl Stream {
    /// A container that holds nothing but this stream, as calamine may see it.
    pub(super) fn container(&self) -> Result<Vec<u8>, Error> {
        let failed = |_| Error::Unreadable("the workbook stream could not be copied".into());
        // Version 3: calamine takes a version 4 file without short streams for empty.
        let mut container =
            cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new())).map_err(failed)?;
        let name = if self.biff8 { "/Workbook" } else { "/Book" };
        let mut stream = container.create_stream(name).map_err(failed)?;
        let mut from = 0;
        for (at, two) in self.changes() {
            stream.write_all(&self.bytes[from..at]).and_then(|()| stream.write_all(&two)).map_err(failed)?;
            from = at + 2;
        }
        stream.write_all(&self.bytes[from..]).map_err(failed)?;
        if self.sheets.iter().any(|sheet| sheet.error.is_some()) {
            stream.write_all(&NO_CELLS).map_err(failed)?;
        }
        stream.flush().map_err(failed)?;
        drop(stream);
        container.flush().map_err(failed)?;
        Ok(container.into_inner().into_inner())
    }

    /// What is other in the stream as calamine sees it: two bytes each, by their places.
    fn changes(&self) -> Vec<(usize, [u8; 2])> {
        let hidden = self.sheets.iter().flat_map(|s| &s.hidden).map(|&at| (at as usize, NOTHING.to_le_bytes()));
        let formulas = self.sheets.iter().flat_map(|s| &s.formulas).map(|&at| (at as usize, [0; 2]));
        let names = self.sheets.iter().filter_map(|s| s.name.shown);
        let [a, b, c, d] = (self.bytes.len() as u32).to_le_bytes();
        let unread = self.sheets.iter().filter(|s| s.error.is_some());
        let unread = unread.flat_map(|s| [(s.said, [a, b]), (s.said + 2, [c, d])]);
        let globals = self.hidden.iter().map(|&at| (at, NOTHING.to_le_bytes()));
        let mut all: Vec<_> = hidden.chain(formulas).chain(names).chain(unread).chain(globals).collect();
        all.sort_unstable();
        // Two sheets may claim the same records.
        all.dedup_by(|next, (at, _)| next.0 < *at + 2);
        all
    }
}

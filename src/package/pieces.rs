//! A large worksheet part → pieces of its text, each ending behind a row: the part is never in memory whole.
//!
//! Only for parts as nearly all programs write them. Where anything is out of the ordinary there is no next piece, and the
//! part is to be read whole, which says what is wrong with it.

use std::io::Read;

use flate2::Crc;
use flate2::read::DeflateDecoder;
use memchr::memmem;

use super::zip::{Archive, Member};

/// Bytes inflated at a time.
pub const PIECE: usize = 1 << 18;

const ROW_END: &[u8] = b"</row>";

/// What is out of the ordinary is told by reading the part whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Irregular;

/// The pieces of one part.
pub struct Pieces<'a> {
    packed: DeflateDecoder<&'a [u8]>,
    crc: Crc,
    size: u64,
    /// Size and CRC as the directory says.
    told: (u64, u32),
    step: usize,
    window: Vec<u8>,
    /// Bytes at the start of the window that were given.
    given: usize,
    ended: bool,
}

/// A piece of a part.
pub struct Piece<'p> {
    /// Its text.
    pub text: &'p str,
    /// Is there more of the part behind it?
    pub more: bool,
    /// Bytes of the whole part.
    pub of: u64,
}

impl<'a> Pieces<'a> {
    /// The pieces of a deflated part, inflated `step` bytes at a time; `None` when it is not deflated.
    pub fn of(archive: &'a Archive, member: &Member, step: usize) -> Option<Self> {
        let packed = DeflateDecoder::new(archive.raw(member));
        let told = (member.size, member.crc);
        let pieces = Self { packed, crc: Crc::new(), size: 0, told, step, window: Vec::new(), given: 0, ended: false };
        (member.method == 8).then_some(pieces)
    }

    /// The next piece; the last says that there is no more.
    pub fn next_piece(&mut self) -> Result<Piece<'_>, Irregular> {
        self.window.drain(..self.given);
        self.given = 0;
        let mut seen = 0;
        while !self.ended {
            self.inflate()?;
            // Rows end where they seem to only without comments and sections of plain text, and before the rows' own end.
            let new = seen.max(1) - 1;
            if memmem::find(&self.window[new..], b"<!").is_some() {
                return Err(Irregular);
            }
            let behind_rows = memmem::find(&self.window[seen.saturating_sub(16)..], b"</sheetData").is_some();
            if behind_rows {
                while !self.ended {
                    self.inflate()?;
                }
                break;
            }
            if let Some(at) = memmem::rfind(&self.window[seen.saturating_sub(ROW_END.len())..], ROW_END) {
                self.given = seen.saturating_sub(ROW_END.len()) + at + ROW_END.len();
                return self.piece(true);
            }
            seen = self.window.len();
        }
        if (self.size, self.crc.sum()) != self.told {
            return Err(Irregular);
        }
        self.given = self.window.len();
        self.piece(false)
    }

    fn piece(&self, more: bool) -> Result<Piece<'_>, Irregular> {
        let text = std::str::from_utf8(&self.window[..self.given]).map_err(|_| Irregular)?;
        Ok(Piece { text, more, of: self.told.0 })
    }

    fn inflate(&mut self) -> Result<(), Irregular> {
        let before = self.window.len();
        self.window.reserve(self.step);
        let read = self.packed.by_ref().take(self.step as u64).read_to_end(&mut self.window);
        let read = read.map_err(|_| Irregular)?;
        self.crc.update(&self.window[before..]);
        self.size += read as u64;
        self.ended = read < self.step;
        if self.size > self.told.0 { Err(Irregular) } else { Ok(()) }
    }
}

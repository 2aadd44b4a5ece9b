//! A large worksheet part → pieces of its text, each ending behind a row: the part is never in memory whole.
//!
//! Only for parts as nearly all programs write them. Where anything is out of the ordinary there is no next piece, and the
//! part is to be read whole, which says what is wrong with it.

use flate2::{Crc, Decompress, FlushDecompress, Status};
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
    packed: &'a [u8],
    unpack: Decompress,
    crc: Crc,
    size: u64,
    /// Size and CRC as the directory says.
    told: (u64, u32),
    step: usize,
    /// What was inflated behind the piece that was given last.
    rest: Vec<u8>,
    ended: bool,
}

/// A piece of a part.
pub struct Piece {
    /// Its text.
    pub text: String,
    /// Is there more of the part behind it?
    pub more: bool,
    /// Bytes of the whole part.
    pub of: u64,
}

impl<'a> Pieces<'a> {
    /// The pieces of a deflated part, inflated `step` bytes at a time; `None` when it is not deflated.
    pub fn of(archive: &'a Archive, member: &Member, step: usize) -> Option<Self> {
        let (packed, told) = (archive.raw(member), (member.size, member.crc));
        let (unpack, crc) = (Decompress::new(false), Crc::new());
        let pieces = Self { packed, unpack, crc, size: 0, told, step, rest: Vec::new(), ended: false };
        (member.method == 8).then_some(pieces)
    }

    /// The next piece; the last says that there is no more.
    pub fn next_piece(&mut self) -> Result<Piece, Irregular> {
        let mut window = std::mem::take(&mut self.rest);
        let mut seen = 0;
        while !self.ended {
            self.inflate(&mut window)?;
            // Rows end where they seem to only without comments and sections of plain text, and before the rows' own end.
            let new = seen.max(1) - 1;
            if memmem::find(&window[new..], b"<!").is_some() {
                return Err(Irregular);
            }
            let behind_rows = memmem::find(&window[seen.saturating_sub(16)..], b"</sheetData").is_some();
            if behind_rows {
                while !self.ended {
                    self.inflate(&mut window)?;
                }
                break;
            }
            if let Some(at) = memmem::rfind(&window[seen.saturating_sub(ROW_END.len())..], ROW_END) {
                self.rest = window.split_off(seen.saturating_sub(ROW_END.len()) + at + ROW_END.len());
                return self.piece(window, true);
            }
            seen = window.len();
        }
        if (self.size, self.crc.sum()) != self.told {
            return Err(Irregular);
        }
        self.piece(window, false)
    }

    fn piece(&self, window: Vec<u8>, more: bool) -> Result<Piece, Irregular> {
        let text = String::from_utf8(window).map_err(|_| Irregular)?;
        Ok(Piece { text, more, of: self.told.0 })
    }

    fn inflate(&mut self, window: &mut Vec<u8>) -> Result<(), Irregular> {
        let before = window.len();
        window.reserve_exact(self.step);
        while !self.ended && window.len() < before + self.step {
            let (read, written) = (self.unpack.total_in(), window.len());
            let packed = usize::try_from(read).ok().and_then(|read| self.packed.get(read..)).unwrap_or_default();
            let status = self.unpack.decompress_vec(packed, window, FlushDecompress::None).map_err(|_| Irregular)?;
            self.ended = status == Status::StreamEnd;
            if !self.ended && (self.unpack.total_in(), window.len()) == (read, written) {
                return Err(Irregular);
            }
        }
        self.crc.update(&window[before..]);
        self.size += (window.len() - before) as u64;
        if self.size > self.told.0 { Err(Irregular) } else { Ok(()) }
    }
}

//! The records of an encrypted xls file → the same in the clear.
//!
//! [MS-OFFCRYPTO] 2.3.6 (RC4), 2.3.5 (RC4 CryptoAPI), 2.3.7.2 (XOR obfuscation) and [MS-XLS] 2.2.10 (what stays in the clear).
//! Old Excel encrypts a workbook whose structure is protected with a password everybody knows.

use md5::Md5;
use sha1::Sha1;
use sha2::Digest;

use super::biff::{self, BOF, BOUNDSHEET, EOF, FILEPASS};

/// Bytes after which RC4 starts with a new key.
const BLOCK: usize = 1024;
/// USREXCL, FILELOCK, INTERFACEHDR, RRDINFO, RRDHEAD: never encrypted, nor are [`BOF`] and [`FILEPASS`].
const CLEAR: [u16; 5] = [0x0194, 0x0195, 0x00E1, 0x0196, 0x0138];

/// How a stream says that it is encrypted; `None` where it says nothing of the kind.
pub(super) fn pass(stream: &[u8]) -> Option<&[u8]> {
    let mut at = 0;
    // It stands among the first records.
    for _ in 0..16 {
        let (record, next) = biff::record_at(stream, at).ok()??;
        match record.kind {
            FILEPASS => return Some(record.data),
            EOF => return None,
            _ => at = next,
        }
    }
    None
}

/// The stream in the clear, FILEPASS a record that means nothing; `None` where the password does not open it.
pub(super) fn opened(mut stream: Vec<u8>, password: &str) -> Option<Vec<u8>> {
    let pass = pass(&stream)?;
    let wide = biff::record_at(&stream, 0).ok()??.0.u16(0).ok()? == 0x0600;
    let (kind, rest) = match wide {
        true => (u16_at(pass, 0)?, pass.get(2..)?),
        false => (0, pass),
    };
    match (kind, u16_at(rest, 0)?, u16_at(rest, 2)?) {
        (0, key, verifier) => Xor::new(key, verifier, password)?.clear(&mut stream),
        (1, 1, 1) => Rc4Key::forty_bits(rest.get(4..)?, password)?.clear(&mut stream),
        (1, 2..=4, 2) => Rc4Key::crypto_api(rest.get(4..)?, password)?.clear(&mut stream),
        _ => return None,
    }
    Some(stream)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|b| u16::from_le_bytes(*b))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|b| u32::from_le_bytes(*b))
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Calls for what each record holds encrypted: the stream, where the record's data starts, where the encrypted part of it
/// starts and where it ends. The record that told of it is blotted out.
fn each_secret(stream: &mut [u8], mut decrypt: impl FnMut(&mut [u8], usize, usize, usize)) {
    let mut at = 0;
    while let Ok(Some((record, next))) = biff::record_at(stream, at) {
        let (kind, start) = (record.kind, at + 4);
        match kind {
            FILEPASS => {
                stream[at..at + 2].fill(0);
                stream[start..next].fill(0);
            }
            BOF => {}
            kind if CLEAR.contains(&kind) => {}
            // Where the sheet starts is told in the clear.
            BOUNDSHEET => decrypt(stream, start, next.min(start + 4), next),
            _ => decrypt(stream, start, start, next),
        }
        at = next;
    }
}

/// From what RC4 makes the key of each block.
enum Rc4Key {
    Md5([u8; 5]),
    Sha1 { hash: Vec<u8>, bits: usize },
}

impl Rc4Key {
    /// Salt, verifier, hash of the verifier.
    fn forty_bits(info: &[u8], password: &str) -> Option<Self> {
        let salt = info.get(..16)?;
        let first = *Md5::digest(utf16(password)).first_chunk::<5>()?;
        let key = Self::Md5(*Md5::digest([&first[..], salt].concat().repeat(16)).first_chunk()?);
        let mut verifier = info.get(16..48)?.to_vec();
        Rc4::new(&key.of_block(0)).apply(&mut verifier);
        let (verifier, hash) = verifier.split_at(16);
        (Md5::digest(verifier)[..] == *hash).then_some(key)
    }

    /// Flags, length of the header, the header with the length of the key in it; salt, verifier, hash of the verifier, each
    /// but the verifier after its length.
    fn crypto_api(info: &[u8], password: &str) -> Option<Self> {
        let header_len = u32_at(info, 4)? as usize;
        let bits = match u32_at(info, 24)? as usize {
            0 => 40,
            bits => bits,
        };
        let rest = info.get(8usize.checked_add(header_len)?..)?;
        let salt = rest.get(4..20)?;
        let mut verifier = [rest.get(20..36)?, rest.get(40..60)?].concat();
        let hash = Sha1::digest([salt, &utf16(password)].concat()).to_vec();
        let key = (40..=128).contains(&bits).then_some(Self::Sha1 { hash, bits })?;
        Rc4::new(&key.of_block(0)).apply(&mut verifier);
        let (verifier, hash) = verifier.split_at(16);
        (Sha1::digest(verifier)[..] == *hash).then_some(key)
    }

    fn of_block(&self, block: u32) -> Vec<u8> {
        let number = block.to_le_bytes();
        match self {
            Self::Md5(hash) => Md5::digest([&hash[..], &number].concat()).to_vec(),
            Self::Sha1 { hash, bits } => {
                let mut key = Sha1::digest([&hash[..], &number].concat())[..bits / 8].to_vec();
                key.resize(if *bits == 40 { 16 } else { key.len() }, 0);
                key
            }
        }
    }

    /// The cipher runs over all bytes of the stream, also those that stay as they are.
    fn clear(&self, stream: &mut [u8]) {
        let mut key = Vec::new();
        let mut of = usize::MAX;
        each_secret(stream, |stream, _, from, to| {
            for (at, byte) in (from..to).zip(&mut stream[from..to]) {
                if at / BLOCK != of {
                    of = at / BLOCK;
                    key = vec![0; BLOCK];
                    Rc4::new(&self.of_block(of as u32)).apply(&mut key);
                }
                *byte ^= key[at % BLOCK];
            }
        });
    }
}

struct Rc4 {
    state: [u8; 256],
    i: u8,
    j: u8,
}

impl Rc4 {
    fn new(key: &[u8]) -> Self {
        let mut state: [u8; 256] = std::array::from_fn(|i| i as u8);
        let mut j = 0u8;
        for i in 0..256 {
            j = j.wrapping_add(state[i]).wrapping_add(key[i % key.len()]);
            state.swap(i, j.into());
        }
        Self { state, i: 0, j: 0 }
    }

    fn apply(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            self.i = self.i.wrapping_add(1);
            let (i, a) = (usize::from(self.i), self.state[usize::from(self.i)]);
            self.j = self.j.wrapping_add(a);
            self.state.swap(i, self.j.into());
            *byte ^= self.state[usize::from(self.state[i].wrapping_add(a))];
        }
    }
}

/// What each byte is mixed with, by its place.
struct Xor([u8; 16]);

impl Xor {
    /// Fills passwords up to 16 bytes.
    const PAD: [u8; 15] = [0xBB, 0xFF, 0xFF, 0xBA, 0xFF, 0xFF, 0xB9, 0x80, 0x00, 0xBE, 0x0F, 0x00, 0xBF, 0x0F, 0x00];
    /// What the key starts with, by the length of the password.
    const START: [u16; 15] = [
        0xE1F0, 0x1D0F, 0xCC9C, 0x84C0, 0x110C, 0x0E10, 0xF1CE, 0x313E, 0x1872, 0xE139, 0xD40F, 0x84F9, 0x280C, 0xA96A,
        0x4EC3,
    ];
    /// The lowest bit of each of the last 15 letters; the others follow as in a checksum.
    const BITS: [u16; 15] = [
        0xAEFC, 0x7B61, 0x4563, 0x0375, 0xD849, 0x6F45, 0xEB23, 0x47D3, 0xB861, 0x45A0, 0xAA51, 0x76B4, 0x3730, 0x3331,
        0x1021,
    ];

    /// `None` unless key and verifier are those of the password: up to 15 letters of ASCII.
    fn new(key: u16, verifier: u16, password: &str) -> Option<Self> {
        let letters = password.as_bytes();
        let fits = password.is_ascii() && (1..=15).contains(&letters.len());
        if !fits || (key, verifier) != (Self::key(letters), Self::verifier(letters)) {
            return None;
        }
        let [low, high] = key.to_le_bytes();
        let mut mix = [0; 16];
        for (place, (mix, letter)) in mix.iter_mut().zip(letters.iter().chain(&Self::PAD)).enumerate() {
            *mix = (letter ^ if place % 2 == 0 { low } else { high }).rotate_right(1);
        }
        Some(Self(mix))
    }

    fn key(letters: &[u8]) -> u16 {
        let mut key = Self::START[letters.len() - 1];
        for (letter, bits) in letters.iter().rev().zip(Self::BITS.iter().rev()) {
            let mut mask = *bits;
            for bit in 0..7 {
                key ^= if letter >> bit & 1 == 1 { mask } else { 0 };
                mask = mask << 1 ^ if mask & 0x8000 == 0 { 0 } else { 0x1021 };
            }
        }
        key
    }

    fn verifier(letters: &[u8]) -> u16 {
        let all = letters.iter().rev().copied().chain([letters.len() as u8]);
        all.fold(0u16, |hash, byte| (hash >> 14 & 1) ^ (hash << 1 & 0x7FFF) ^ u16::from(byte)) ^ 0xCE4B
    }

    fn clear(&self, stream: &mut [u8]) {
        each_secret(stream, |stream, start, from, to| {
            for (at, byte) in (from..to).zip(&mut stream[from..to]) {
                // Counted from the end of the record.
                *byte = (*byte ^ self.0[(to + at - start) % 16]).rotate_right(5);
            }
        });
    }
}

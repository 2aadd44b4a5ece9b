//! An encrypted file → the package or the records inside, with the password given or the one that Excel uses by itself.
//!
//! Packages are encrypted as in [MS-OFFCRYPTO] 2.3.4.5 (standard encryption, Office 2007) and 2.3.4.10 (agile encryption, since Office 2010). A workbook
//! whose structure alone is protected is encrypted with a password everybody knows; Excel opens it without asking.

use std::io::{Cursor, Read};

use aes::cipher::{BlockCipherDecrypt, KeyInit};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::{biff, encrypted_records};
use crate::error::Error;
use crate::package::xml::{Tag, Token, Tokenizer, decode_part};

/// The password of workbooks that Excel opens without asking.
const DEFAULT: &str = "VelvetSweatshop";
/// Rounds of hashing a file may ask for; Excel asks for 100,000.
pub(super) const ROUNDS_MAX: u32 = 1_000_000;
/// Bytes the description of the encryption may have.
const INFO_MAX: u64 = 1 << 20;
/// Bytes of an old workbook among which it says that it is encrypted.
const HEAD: u64 = 1024;
const BLOCK: usize = 16;
const SEGMENT: usize = 4096;

/// What an OLE container holds encrypted: the package, or the records of an old workbook. `Ok(None)` when it holds nothing
/// of the kind; [`Error::Password`] when it does not open with the password, or is encrypted in a way we do not know.
pub(super) fn inside(container: &[u8], password: Option<&str>) -> Result<Option<Vec<u8>>, Error> {
    let Ok(mut container) = cfb::CompoundFile::open(Cursor::new(container)) else { return Ok(None) };
    let passwords = password.into_iter().chain([DEFAULT]);
    if !container.is_stream("/EncryptedPackage") {
        return records(&mut container, passwords);
    }
    let mut read = |name: &str, most: u64| {
        let mut bytes = Vec::new();
        let stream = container.open_stream(name).and_then(|stream| stream.take(most).read_to_end(&mut bytes));
        stream.map(|_| bytes).map_err(|_| Error::Damaged("its container is incomplete or damaged".into()))
    };
    let (info, data) = (read("/EncryptionInfo", INFO_MAX)?, read("/EncryptedPackage", u64::MAX)?);
    let opened = passwords.into_iter().find_map(|password| opened(&info, &data, password));
    opened.ok_or(Error::Password).map(Some)
}

/// The records of an old workbook in the clear; `Ok(None)` where they are.
fn records<'p>(
    container: &mut cfb::CompoundFile<Cursor<&[u8]>>,
    mut passwords: impl Iterator<Item = &'p str>,
) -> Result<Option<Vec<u8>>, Error> {
    let Some(name) = ["/Workbook", "/Book"].into_iter().find(|name| container.is_stream(name)) else { return Ok(None) };
    let mut head = Vec::new();
    let read = container.open_stream(name).and_then(|stream| stream.take(HEAD).read_to_end(&mut head));
    // What is damaged is said by whoever reads it whole.
    if read.is_err() || encrypted_records::pass(&head).is_none() {
        return Ok(None);
    }
    let stream = biff::stream_of(container, name)?;
    let opened = passwords.find_map(|password| encrypted_records::opened(stream.clone(), password));
    opened.ok_or(Error::Password).map(Some)
}

fn opened(info: &[u8], data: &[u8], password: &str) -> Option<Vec<u8>> {
    let version = (u16_at(info, 0)?, u16_at(info, 2)?);
    let package = match version {
        (4, 4) => Agile::parse(info.get(8..)?)?.open(data, password)?,
        (2..=4, 2) => Standard::parse(info)?.open(data, password)?,
        _ => return None,
    };
    package.starts_with(b"PK").then_some(package)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|b| u16::from_le_bytes(*b))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|b| u32::from_le_bytes(*b))
}

/// The bytes of an encrypted package without its length, and that length.
fn sized(data: &[u8]) -> Option<(&[u8], usize)> {
    let (length, rest) = data.split_first_chunk::<8>()?;
    let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
    (length <= rest.len()).then_some((rest, length))
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[derive(Clone, Copy)]
enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    fn named(name: &str) -> Option<Self> {
        match name.replace('-', "").to_uppercase().as_str() {
            "SHA1" => Some(Self::Sha1),
            "SHA256" => Some(Self::Sha256),
            "SHA384" => Some(Self::Sha384),
            "SHA512" => Some(Self::Sha512),
            _ => None,
        }
    }

    fn of(self, pieces: &[&[u8]]) -> Vec<u8> {
        fn digest<D: Digest>(pieces: &[&[u8]]) -> Vec<u8> {
            let mut digest = D::new();
            pieces.iter().for_each(|piece| digest.update(piece));
            digest.finalize().to_vec()
        }
        match self {
            Self::Sha1 => digest::<Sha1>(pieces),
            Self::Sha256 => digest::<Sha256>(pieces),
            Self::Sha384 => digest::<Sha384>(pieces),
            Self::Sha512 => digest::<Sha512>(pieces),
        }
    }

    /// The hash of a password, hashed again and again with the number of the round.
    fn of_password(self, salt: &[u8], password: &str, rounds: u32) -> Vec<u8> {
        let first = self.of(&[salt, &utf16(password)]);
        (0..rounds).fold(first, |hash, round| self.of(&[&round.to_le_bytes(), &hash]))
    }
}

/// AES with a key of any of its lengths.
pub(super) enum Cipher {
    Aes128(aes::Aes128),
    Aes192(aes::Aes192),
    Aes256(aes::Aes256),
}

impl Cipher {
    pub(super) fn new(key: &[u8]) -> Option<Self> {
        match key.len() {
            16 => aes::Aes128::new_from_slice(key).ok().map(Self::Aes128),
            24 => aes::Aes192::new_from_slice(key).ok().map(Self::Aes192),
            32 => aes::Aes256::new_from_slice(key).ok().map(Self::Aes256),
            _ => None,
        }
    }

    fn block(&self, block: [u8; BLOCK]) -> [u8; BLOCK] {
        let mut block = aes::Block::from(block);
        match self {
            Self::Aes128(aes) => aes.decrypt_block(&mut block),
            Self::Aes192(aes) => aes.decrypt_block(&mut block),
            Self::Aes256(aes) => aes.decrypt_block(&mut block),
        }
        block.into()
    }

    /// Each block by itself (ECB); what follows the last whole block is left out.
    fn blocks(&self, data: &[u8]) -> Vec<u8> {
        data.as_chunks().0.iter().flat_map(|block| self.block(*block)).collect()
    }

    /// Each block with the one before it (CBC).
    pub(super) fn chain(&self, start: &[u8], data: &[u8], out: &mut Vec<u8>) -> Option<()> {
        let mut before: [u8; BLOCK] = *start.first_chunk()?;
        for block in data.as_chunks().0 {
            let plain = self.block(*block);
            out.extend(plain.iter().zip(before).map(|(a, b)| a ^ b));
            before = *block;
        }
        Some(())
    }
}

/// What agile encryption says of itself.
struct Agile {
    data: Scheme,
    key: Scheme,
    rounds: u32,
    verifier: Vec<u8>,
    verifier_hash: Vec<u8>,
    key_value: Vec<u8>,
}

/// One use of hash and cipher.
struct Scheme {
    hash: Hash,
    salt: Vec<u8>,
    key_len: usize,
}

impl Scheme {
    fn parse(tag: &Tag<'_>) -> Option<Self> {
        let get = |name: &str| tag.get(name);
        let known = get("cipherAlgorithm")? == "AES" && get("cipherChaining")? == "ChainingModeCBC";
        let bits: usize = get("keyBits")?.parse().ok()?;
        let scheme =
            Self { hash: Hash::named(&get("hashAlgorithm")?)?, salt: base64(&get("saltValue")?)?, key_len: bits / 8 };
        (known && get("blockSize")? == "16").then_some(scheme)
    }

    /// Cut or filled to a length, as the standard has it.
    fn fitted(mut bytes: Vec<u8>, len: usize) -> Vec<u8> {
        bytes.resize(len, 0x36);
        bytes
    }
}

impl Agile {
    fn parse(xml: &[u8]) -> Option<Self> {
        let text = decode_part(xml);
        let mut tokens = Tokenizer::new(&text);
        let mut data = None;
        while let Ok(Some(token)) = tokens.next_token() {
            match token {
                Token::Start(tag) if tag.name == "keyData" => data = Scheme::parse(&tag),
                Token::Start(tag) if tag.name == "encryptedKey" => {
                    let value = |name: &str| base64(&tag.get(name)?);
                    return Some(Self {
                        data: data?,
                        key: Scheme::parse(&tag)?,
                        rounds: tag.get("spinCount")?.parse().ok().filter(|rounds| *rounds <= ROUNDS_MAX)?,
                        verifier: value("encryptedVerifierHashInput")?,
                        verifier_hash: value("encryptedVerifierHashValue")?,
                        key_value: value("encryptedKeyValue")?,
                    });
                }
                _ => {}
            }
        }
        None
    }

    fn open(&self, data: &[u8], password: &str) -> Option<Vec<u8>> {
        let hash = self.key.hash.of_password(&self.key.salt, password, self.rounds);
        let decrypt = |purpose: [u8; 8], value: &[u8]| {
            let key = Scheme::fitted(self.key.hash.of(&[&hash, &purpose]), self.key.key_len);
            let mut out = Vec::new();
            Cipher::new(&key)?.chain(&Scheme::fitted(self.key.salt.clone(), BLOCK), value, &mut out)?;
            Some(out)
        };
        let input = decrypt([0xFE, 0xA7, 0xD2, 0x76, 0x3B, 0x4B, 0x9E, 0x79], &self.verifier)?;
        let wanted = decrypt([0xD7, 0xAA, 0x0F, 0x6D, 0x30, 0x61, 0x34, 0x4E], &self.verifier_hash)?;
        let found = self.key.hash.of(&[input.get(..self.key.salt.len())?]);
        if !wanted.starts_with(&found) {
            return None;
        }
        let mut key = decrypt([0x14, 0x6E, 0x0B, 0xE7, 0xAB, 0xAC, 0xD0, 0xD6], &self.key_value)?;
        key.truncate(self.data.key_len);
        let cipher = Cipher::new(&key)?;
        let (content, length) = sized(data)?;
        let mut out = Vec::with_capacity(content.len());
        for (number, segment) in (0u32..).zip(content.chunks(SEGMENT)) {
            let start = self.data.hash.of(&[&self.data.salt, &number.to_le_bytes()]);
            cipher.chain(&Scheme::fitted(start, BLOCK), segment, &mut out)?;
        }
        out.truncate(length);
        Some(out)
    }
}

/// What standard encryption says of itself.
struct Standard<'a> {
    key_len: usize,
    salt: &'a [u8],
    verifier: &'a [u8],
    verifier_hash: &'a [u8],
}

impl<'a> Standard<'a> {
    fn parse(info: &'a [u8]) -> Option<Self> {
        let header_len = u32_at(info, 8)? as usize;
        let header = info.get(12..12usize.checked_add(header_len)?)?;
        let is_aes = matches!(u32_at(header, 8)?, 0x660E..=0x6610);
        let verifier = info.get(12 + header_len..)?;
        let salt_len = u32_at(verifier, 0)?;
        let standard = Self {
            key_len: u32_at(header, 16)? as usize / 8,
            salt: verifier.get(4..20)?,
            verifier: verifier.get(20..36)?,
            verifier_hash: verifier.get(40..72)?,
        };
        (is_aes && salt_len == 16).then_some(standard)
    }

    fn open(&self, data: &[u8], password: &str) -> Option<Vec<u8>> {
        let hash = Hash::Sha1.of_password(self.salt, password, 50_000);
        let hash = Hash::Sha1.of(&[&hash, &[0; 4]]);
        let half = |filling: u8| {
            let mut block = [filling; 64];
            block.iter_mut().zip(&hash).for_each(|(b, h)| *b ^= h);
            Hash::Sha1.of(&[&block])
        };
        let key = [half(0x36), half(0x5C)].concat();
        let cipher = Cipher::new(key.get(..self.key_len)?)?;
        let found = Hash::Sha1.of(&[&cipher.blocks(self.verifier)]);
        if !cipher.blocks(self.verifier_hash).starts_with(&found) {
            return None;
        }
        let (content, length) = sized(data)?;
        let mut out = cipher.blocks(content);
        out.truncate(length);
        Some(out)
    }
}

pub(super) fn base64(text: &str) -> Option<Vec<u8>> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut out, mut held, mut bits) = (Vec::new(), 0u32, 0);
    for letter in text.bytes().filter(|b| !b.is_ascii_whitespace() && *b != b'=') {
        held = held << 6 | LETTERS.iter().position(|known| *known == letter)? as u32;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((held >> bits) as u8);
            held &= (1 << bits) - 1;
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read() {
        assert_eq!(base64("TeG7qWM=\n").as_deref(), Some("Mức".as_bytes()));
        assert_eq!(base64("a*"), None);
    }

    #[test]
    fn nothing_in_the_description_is_trusted() {
        let mut info = [0u8; 100];
        info[..4].copy_from_slice(&[4, 0, 2, 0]);
        for byte in 0..=255 {
            info[8] = byte;
            info[11] = byte;
            assert_eq!(opened(&info, &[0; 64], "a"), None);
        }
        let agile = b"\x04\0\x04\0\x40\0\0\0<e><keyData saltSize='16'/><encryptedKey spinCount='4294967295'/></e>";
        assert_eq!(opened(agile, &[], "a"), None);
    }
}

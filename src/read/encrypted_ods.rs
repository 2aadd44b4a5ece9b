//! An encrypted OpenDocument spreadsheet → the parts that are read, in the clear, as a package of their own.
//!
//! Encrypted as in OpenDocument 1.2, part 3, 3.8: each part by itself, with AES-256 and a key derived from the password
//! (PBKDF2 with HMAC-SHA-1), as LibreOffice and OpenOffice 3.4 and later write it. Older and newer ways (Blowfish; one package
//! inside another, with Argon2) are not known here: such a file stays protected.

use std::io::Read as _;

use flate2::read::DeflateDecoder;
use sha1::Sha1;
use sha2::{Digest, Sha256};

use super::encrypted::{Cipher, ROUNDS_MAX, base64};
use crate::error::Error;
use crate::package::packed as package;
use crate::package::xml::{Tag, Token, Tokenizer, decode_part};
use crate::package::zip::{Archive, Budget, PART_MAX};

/// The parts that are read; all others (pictures, charts) are left out.
const PARTS: [&str; 4] = ["content.xml", "styles.xml", "meta.xml", "settings.xml"];

/// Bytes of a part by whose hash a password is known to be right.
const TOLD_BY: usize = 1024;

/// Bytes of the list of parts, which says how each is encrypted.
const LIST_MAX: u64 = 4 << 20;

/// Bytes of a block that HMAC-SHA-1 works in.
const HMAC_BLOCK: usize = 64;

/// Does the file call itself an OpenDocument one? The first part says so, and is never packed.
pub(super) fn is_open_document(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(200)];
    head.starts_with(b"PK\x03\x04") && memchr::memmem::find(head, b"application/vnd.oasis.opendocument").is_some()
}

/// The parts in the clear; `Ok(None)` when they are. [`Error::Password`] when the password does not open them, or they are
/// encrypted in a way we do not know.
pub(super) fn inside(bytes: &[u8], password: Option<&str>) -> Result<Option<Vec<u8>>, Error> {
    let Ok(archive) = Archive::open(bytes.to_vec()) else { return Ok(None) };
    let Some(list) = archive.find("META-INF/manifest.xml").filter(|list| list.size <= LIST_MAX) else {
        return Ok(None);
    };
    let mut budget = Budget::default();
    let Ok(list) = archive.inflate(list, &mut budget) else { return Ok(None) };
    if memchr::memmem::find(&list, b"encryption-data").is_none() {
        return Ok(None);
    }
    let (password, sealed) = (password.ok_or(Error::Password)?, parts(&list).ok_or(Error::Password)?);
    let mut files = Vec::new();
    for name in ["mimetype"].into_iter().chain(PARTS) {
        let Some(member) = archive.find(name) else { continue };
        let content = archive.inflate(member, &mut budget)?;
        let content = match sealed.iter().find(|(part, _)| part == name) {
            Some((_, sealed)) => sealed.opened(&content, password)?,
            None => content,
        };
        files.push((name.to_owned(), content));
    }
    package(&files).map(Some)
}

/// How a part is encrypted.
#[derive(Default)]
struct Sealed {
    start: Vec<u8>,
    salt: Vec<u8>,
    rounds: u32,
    /// Of the first bytes.
    hash: Vec<u8>,
}

/// The encrypted ones of the parts we read; `None` where one is encrypted in another way than ours.
fn parts(list: &[u8]) -> Option<Vec<(String, Sealed)>> {
    let text = decode_part(list);
    let mut tokens = Tokenizer::new(&text);
    let mut found: Vec<(String, Sealed)> = Vec::new();
    let mut part = String::new();
    while let Some(token) = tokens.next_token().ok()? {
        let Token::Start(tag) = token else { continue };
        let ours = PARTS.contains(&part.as_str());
        match tag.name {
            "file-entry" => part = tag.get_local("full-path")?.into_owned(),
            "encryption-data" if ours => found.push((part.clone(), Sealed { hash: hash(&tag)?, ..Sealed::default() })),
            "algorithm" | "start-key-generation" | "key-derivation" if ours => found.last_mut()?.1.take(&tag)?,
            _ => {}
        }
    }
    let whole = |sealed: &Sealed| !sealed.start.is_empty() && sealed.rounds > 0;
    (!found.is_empty() && found.iter().all(|(_, sealed)| whole(sealed))).then_some(found)
}

/// The last word of a name such as `http://www.w3.org/2001/04/xmlenc#aes256-cbc`.
fn is_named(tag: &Tag<'_>, attribute: &str, name: &str) -> Option<()> {
    let given = tag.get_local(attribute)?;
    given.rsplit('#').next().is_some_and(|last| last.eq_ignore_ascii_case(name)).then_some(())
}

fn hash(tag: &Tag<'_>) -> Option<Vec<u8>> {
    is_named(tag, "checksum-type", "sha256-1k")?;
    base64(&tag.get_local("checksum")?)
}

impl Sealed {
    fn take(&mut self, tag: &Tag<'_>) -> Option<()> {
        match tag.name {
            "algorithm" => {
                is_named(tag, "algorithm-name", "aes256-cbc")?;
                self.start = base64(&tag.get_local("initialisation-vector")?)?;
            }
            "start-key-generation" => is_named(tag, "start-key-generation-name", "sha256")?,
            _ => {
                is_named(tag, "key-derivation-name", "PBKDF2")?;
                self.salt = base64(&tag.get_local("salt")?)?;
                self.rounds = tag.get_local("iteration-count")?.parse().ok().filter(|rounds| *rounds <= ROUNDS_MAX)?;
            }
        }
        Some(())
    }

    /// The part in the clear. It is packed first and encrypted then.
    fn opened(&self, content: &[u8], password: &str) -> Result<Vec<u8>, Error> {
        let key = derived(&Sha256::digest(password.as_bytes()), &self.salt, self.rounds);
        let mut packed = Vec::with_capacity(content.len());
        Cipher::new(&key).and_then(|cipher| cipher.chain(&self.start, content, &mut packed)).ok_or(Error::Password)?;
        // The last byte says how many were added to fill the last block.
        let added = packed.last().map_or(0, |&last| usize::from(last));
        packed.truncate(packed.len().saturating_sub(added));
        if Sha256::digest(&packed[..packed.len().min(TOLD_BY)]).as_slice() != self.hash {
            return Err(Error::Password);
        }
        let mut plain = Vec::new();
        let cut = |_| Error::Damaged("an encrypted part is incomplete".into());
        DeflateDecoder::new(&*packed).take(PART_MAX).read_to_end(&mut plain).map_err(cut)?;
        Ok(plain)
    }
}

/// PBKDF2 (RFC 8018) with HMAC-SHA-1: a key of 32 bytes.
fn derived(password: &[u8], salt: &[u8], rounds: u32) -> Vec<u8> {
    let padded = |filling: u8| {
        let mut block = [filling; HMAC_BLOCK];
        block.iter_mut().zip(password).for_each(|(block, byte)| *block ^= byte);
        Sha1::new_with_prefix(block)
    };
    // A password of more than a block would be hashed first; ours is a hash of 32 bytes.
    let (inner, outer) = (padded(0x36), padded(0x5C));
    let keyed = |pieces: &[&[u8]]| {
        let mut first = inner.clone();
        pieces.iter().for_each(|piece| first.update(piece));
        outer.clone().chain_update(first.finalize()).finalize()
    };
    let mut key = Vec::new();
    for block in 1u32..=2 {
        let mut turn = keyed(&[salt, &block.to_be_bytes()]);
        let mut sum = turn;
        for _ in 1..rounds {
            turn = keyed(&[&turn]);
            sum.iter_mut().zip(turn).for_each(|(sum, byte)| *sum ^= byte);
        }
        key.extend(sum);
    }
    key.truncate(32);
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of RFC 6070, cut to our length.
    #[test]
    fn keys_are_derived_as_the_standard_has_it() {
        let hex = |key: Vec<u8>| key.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        assert!(hex(derived(b"password", b"salt", 1)).starts_with("0c60c80f961f0e71f3a9b524af6012062fe037a6"));
        assert!(hex(derived(b"password", b"salt", 4096)).starts_with("4b007901b765489abead49d926f721d065a429c1"));
        let long = derived(b"passwordPASSWORDpassword", b"saltSALTsaltSALTsaltSALTsaltSALTsalt", 4096);
        assert!(hex(long).starts_with("3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f070"));
    }

    #[test]
    fn nothing_in_the_list_is_trusted() {
        let list = |algorithm: &str, rounds: &str| {
            format!(
                "<m:manifest><m:file-entry m:full-path='content.xml'><m:encryption-data m:checksum-type='x#sha256-1k' m:checksum='AA=='>\
                 <m:algorithm m:algorithm-name='x#{algorithm}' m:initialisation-vector='AAAA'/>\
                 <m:key-derivation m:key-derivation-name='PBKDF2' m:salt='AAAA' m:iteration-count='{rounds}'/></m:encryption-data></m:file-entry></m:manifest>"
            )
        };
        assert_eq!(parts(list("aes256-cbc", "1000").as_bytes()).map(|parts| parts.len()), Some(1));
        for (algorithm, rounds) in [("aes256-cbc", "4294967295"), ("aes256-cbc", "0"), ("aes256-gcm", "1000")] {
            assert!(parts(list(algorithm, rounds).as_bytes()).is_none(), "{algorithm} {rounds}");
        }
        assert!(parts(b"<m:encryption-data/>").is_none());
    }
}

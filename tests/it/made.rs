//! Workbooks made byte by byte: what no program would write, for the tests that must hold against it.

use std::io::{Cursor, Write};

use xeploai::package::zip::{Archive, Budget};

/// A part of a package: its name and content.
pub(crate) type Part = (String, Vec<u8>);

/// The bytes of a fixture.
pub(super) fn fixture(name: &str) -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
    std::fs::read(path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The parts of a package.
pub(super) fn parts(bytes: Vec<u8>) -> Vec<Part> {
    let archive = Archive::open(bytes).expect("a sound package");
    let part = |m: &xeploai::package::zip::Member| {
        (m.name.clone(), archive.inflate(m, &mut Budget::default()).expect("a sound part"))
    };
    archive.members().iter().map(part).collect()
}

/// The package with some parts changed; `None` drops a part.
pub(super) fn with_parts(bytes: Vec<u8>, mut change: impl FnMut(&str, Vec<u8>) -> Option<Vec<u8>>) -> Vec<u8> {
    let changed = parts(bytes).into_iter().filter_map(|(name, content)| Some((name.clone(), change(&name, content)?)));
    zip(&changed.collect::<Vec<_>>())
}

/// A zip file of stored parts.
pub(crate) fn zip(parts: &[Part]) -> Vec<u8> {
    packed(parts, 0)
}

/// A zip file of deflated parts.
pub(super) fn deflated(parts: &[Part]) -> Vec<u8> {
    packed(parts, 8)
}

fn packed(parts: &[Part], method: u8) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in parts {
        let mut crc = flate2::Crc::new();
        crc.update(content);
        let data = match method {
            0 => content.clone(),
            _ => {
                let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
                encoder.write_all(content).expect("in memory");
                encoder.finish().expect("in memory")
            }
        };
        let size = |size: usize| u32::try_from(size).expect("small").to_le_bytes();
        let name_len = (name.len() as u16).to_le_bytes();
        let common = [
            // Version, UTF-8 names, method, time, date.
            &[20, 0, 0, 8, method, 0, 0, 0, 0, 0][..],
            &crc.sum().to_le_bytes(),
            &size(data.len()),
            &size(content.len()),
            &name_len,
            &[0, 0],
        ]
        .concat();
        directory.extend([b"PK\x01\x02\x14\x00", &common[..], &[0; 10], &size(bytes.len()), name.as_bytes()].concat());
        bytes.extend([b"PK\x03\x04", &common[..], name.as_bytes(), &data].concat());
    }
    let count = (parts.len() as u16).to_le_bytes();
    let (size, start) = ((directory.len() as u32).to_le_bytes(), (bytes.len() as u32).to_le_bytes());
    bytes.extend([&directory[..], b"PK\x05\x06\0\0\0\0", &count, &count, &size, &start, &[0, 0]].concat());
    bytes
}

/// The parts of an xlsx workbook around the XML of its sheets.
pub(super) fn xlsx_parts(sheets: &[(&str, &str)], strings: Option<&str>) -> Vec<Part> {
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let types = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let (mut tabs, mut links, mut parts) = (String::new(), String::new(), Vec::new());
    for (index, (name, xml)) in sheets.iter().enumerate() {
        let number = index + 1;
        tabs += &format!("<sheet name=\"{name}\" sheetId=\"{number}\" r:id=\"r{number}\"/>");
        links += &format!(
            "<Relationship Id=\"r{number}\" Type=\"{relations}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"
        );
        let sheet = format!("<worksheet xmlns=\"{namespace}\">{xml}</worksheet>");
        parts.push((format!("xl/worksheets/sheet{number}.xml"), sheet.into_bytes()));
    }
    if let Some(strings) = strings {
        links += &format!("<Relationship Id=\"s\" Type=\"{relations}/sharedStrings\" Target=\"sharedStrings.xml\"/>");
        parts.push(("xl/sharedStrings.xml".into(), strings.as_bytes().to_vec()));
    }
    let list = |inner: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{inner}</Relationships>"
        )
    };
    let root = format!("<Relationship Id=\"w\" Type=\"{relations}/officeDocument\" Target=\"xl/workbook.xml\"/>");
    let content_types = format!(
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" \
         ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/xl/workbook.xml\" \
         ContentType=\"{types}.sheet.main+xml\"/></Types>"
    );
    let workbook =
        format!("<workbook xmlns=\"{namespace}\" xmlns:r=\"{relations}\"><sheets>{tabs}</sheets></workbook>");
    let small = [
        ("[Content_Types].xml", content_types),
        ("_rels/.rels", list(&root)),
        ("xl/workbook.xml", workbook),
        ("xl/_rels/workbook.xml.rels", list(&links)),
    ];
    small.into_iter().map(|(name, text)| (name.to_owned(), text.into_bytes())).chain(parts).collect()
}

/// An xlsx workbook of one sheet, its cells as XML rows.
pub(super) fn xlsx(rows: &str) -> Vec<u8> {
    zip(&xlsx_parts(&[("A", &format!("<sheetData>{rows}</sheetData>"))], None))
}

/// One record of an xls stream.
pub(super) fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
}

/// Row, column, format and what follows.
pub(super) fn cell(kind: u16, row: u16, column: u16, rest: &[u8]) -> Vec<u8> {
    record(kind, &[&row.to_le_bytes()[..], &column.to_le_bytes(), &[0, 0], rest].concat())
}

/// A NUMBER record.
pub(super) fn number(row: u16, column: u16, number: f64) -> Vec<u8> {
    cell(0x0203, row, column, &number.to_le_bytes())
}

/// An xls workbook in the making.
pub(super) struct Xls {
    pub(super) version: u16,
    pub(super) codepage: Option<Vec<u8>>,
    pub(super) strings: Vec<&'static str>,
    /// Records after the shared strings.
    pub(super) globals: Vec<u8>,
    /// Name, kind (0 worksheet, 2 chart), records.
    pub(super) sheets: Vec<(&'static str, u8, Vec<u8>)>,
    /// Added to the offset each sheet is said to have.
    pub(super) offset_lie: u32,
}

impl Xls {
    pub(super) fn new(sheet: Vec<u8>) -> Self {
        Self {
            version: 0x0600,
            codepage: Some(1200u16.to_le_bytes().to_vec()),
            strings: Vec::new(),
            globals: Vec::new(),
            sheets: vec![("A", 0, sheet)],
            offset_lie: 0,
        }
    }

    fn bof(&self, kind: u16) -> Vec<u8> {
        let mut data = [self.version.to_le_bytes(), kind.to_le_bytes(), [0xDB, 0x10], [0xCC, 0x07]].concat();
        data.resize(if self.version == 0x0600 { 16 } else { 8 }, 0);
        record(0x0809, &data)
    }

    fn bound_sheet(&self, name: &str, kind: u8, offset: u32) -> Vec<u8> {
        let wide = if self.version == 0x0600 { &[0u8][..] } else { &[] };
        record(0x0085, &[&offset.to_le_bytes()[..], &[0, kind, name.len() as u8], wide, name.as_bytes()].concat())
    }

    fn shared_strings(&self) -> Vec<u8> {
        if self.strings.is_empty() {
            return Vec::new();
        }
        let count = (self.strings.len() as u32).to_le_bytes();
        let mut data = [count, count].concat();
        for text in &self.strings {
            let units: Vec<u16> = text.encode_utf16().collect();
            data.extend((units.len() as u16).to_le_bytes());
            data.push(1);
            data.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
        }
        record(0x00FC, &data)
    }

    /// The stream of records.
    pub(super) fn stream(&self) -> Vec<u8> {
        let mut head = self.bof(5);
        head.extend(self.codepage.iter().flat_map(|page| record(0x0042, page)));
        let tail = [self.shared_strings(), self.globals.clone(), record(0x000A, &[])].concat();
        let names: usize = self.sheets.iter().map(|(name, kind, _)| self.bound_sheet(name, *kind, 0).len()).sum();
        let mut offset = head.len() + names + tail.len();
        let mut sheets = Vec::new();
        for (name, kind, records) in &self.sheets {
            head.extend(self.bound_sheet(name, *kind, offset as u32 + self.offset_lie));
            let sheet = [self.bof(if *kind == 2 { 0x20 } else { 0x10 }), records.clone(), record(0x000A, &[])].concat();
            offset += sheet.len();
            sheets.extend(sheet);
        }
        [head, tail, sheets].concat()
    }

    /// The file: a container around the stream.
    pub(super) fn file(&self) -> Vec<u8> {
        let mut container =
            cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new())).expect("in memory");
        let name = if self.version == 0x0600 { "/Workbook" } else { "/Book" };
        let mut stream = self.stream();
        // Short streams live elsewhere in a container.
        stream.resize(stream.len().max(5000), 0);
        container.create_stream(name).expect("in memory").write_all(&stream).expect("in memory");
        container.flush().expect("in memory");
        container.into_inner().into_inner()
    }
}

/// The records of a part of an xlsb package.
pub(super) fn records12(mut part: &[u8]) -> Vec<(u32, Vec<u8>)> {
    fn number(part: &mut &[u8]) -> u32 {
        let mut number = 0;
        for place in 0.. {
            let (first, rest) = part.split_first().expect("a number");
            *part = rest;
            number |= u32::from(first & 0x7F) << (7 * place);
            if first & 0x80 == 0 {
                break;
            }
        }
        number
    }
    let mut records = Vec::new();
    while !part.is_empty() {
        let (kind, len) = (number(&mut part), number(&mut part));
        let (data, rest) = part.split_at(len as usize);
        records.push((kind, data.to_vec()));
        part = rest;
    }
    records
}

/// Records as a part of an xlsb package.
pub(super) fn part12(records: &[(u32, Vec<u8>)]) -> Vec<u8> {
    fn number(mut number: u32, out: &mut Vec<u8>) {
        while number > 0x7F {
            out.push(number as u8 | 0x80);
            number >>= 7;
        }
        out.push(number as u8);
    }
    let mut part = Vec::new();
    for (kind, data) in records {
        number(*kind, &mut part);
        number(data.len() as u32, &mut part);
        part.extend(data);
    }
    part
}

/// A small generator, so that a failure can be run again: xorshift64.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(seed | 1))
    }

    pub(super) fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n.max(1) as u64) as usize
    }
}

/// The bytes with a few of them changed, cut, doubled or moved.
pub(super) fn mutant(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=dice.below(4) {
        if bytes.is_empty() {
            break;
        }
        let place = dice.below(bytes.len());
        match dice.below(9) {
            0 => bytes.truncate(place.max(1)),
            1 => bytes[place] = 0xFF,
            2 => bytes[place] = 0,
            3 => {
                let end = (place + 1 + dice.below(64)).min(bytes.len());
                let piece = bytes[place..end].to_vec();
                let to = dice.below(bytes.len());
                bytes.splice(to..to, piece);
            }
            4 => {
                let end = (place + 1 + dice.below(16)).min(bytes.len());
                bytes.drain(place..end);
            }
            _ => bytes[place] ^= 1 << dice.below(8),
        }
    }
    bytes
}

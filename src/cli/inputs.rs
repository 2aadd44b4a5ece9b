//! Files → workbooks: each read once, several at a time; and what an office declares beside them.

mod folders;

use std::io::IsTerminal;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;

use super::Options;
use super::output::both;
use crate::check::crosswalk::Crosswalk;
use crate::check::history::History;
use crate::check::records::{Input, Outcome, build};
use crate::check::regimes::Regimes;
use crate::check::rules;
use crate::config::{Config, Limits};
use crate::error::Error;
use crate::evaluate::fill_missing;
use crate::exchange::answers::{self, Review};
use crate::exchange::{UnitList, reorganised};
use crate::finding::Message;
use crate::locate;
use crate::normalise::Catalogue;
use crate::read::attachment::{self, Packed};
use crate::read::worker::Worker;
use crate::read::{self, Fingerprint, ReadNote, ReadNoteKind, Tab, Workbook};
use folders::lock_file;
pub(super) use folders::{find, find_under};

/// A file to look at.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// On disk.
    pub(super) path: PathBuf,
    /// As the report names it: the argument plus the inner path, `/` between.
    pub(super) name: Arc<str>,
    /// Its place under the folder that was given; its bare name when it was given itself.
    pub(super) inner: PathBuf,
    /// The file on disk that holds it: itself, or the attachment it was packed in.
    pub(super) on_disk: PathBuf,
    /// Where in that file it is.
    place: Place,
    /// Why it is not opened.
    skip: Option<Message>,
    /// What was read of it first: everything later must be the same.
    read: Option<Fingerprint>,
    /// How it is read.
    reading: Arc<read::Options>,
    /// What a unit answered in it.
    pub(super) reviews: Vec<Review>,
}

/// Where the bytes of an entry are.
#[derive(Debug, Clone)]
enum Place {
    /// They are the file.
    File,
    /// Packed in an attachment.
    Packed(Packed),
    /// Nowhere to be read.
    Refused(Error),
}

impl Entry {
    fn new(path: PathBuf, name: &str, inner: PathBuf, reading: &Arc<read::Options>) -> Self {
        Self {
            skip: lock_file(&path),
            on_disk: path.clone(),
            path,
            name: Arc::from(name),
            inner,
            place: Place::File,
            read: None,
            reading: reading.clone(),
            reviews: Vec::new(),
        }
    }

    /// A file inside an attachment: as if the attachment were a folder.
    fn packed(&self, piece: attachment::Piece) -> Self {
        let name = format!("{}/{}", self.name, piece.name);
        let place = piece.content.map_or_else(Place::Refused, Place::Packed);
        let inner = self.inner.join(&piece.name);
        let entry = Self::new(self.path.join(&piece.name), &name, inner, &self.reading);
        Self { on_disk: self.path.clone(), place, ..entry }
    }

    /// The bytes of the file; of an encrypted one those of the package inside. [`Error::Changed`] when they are no longer
    /// those that were read before.
    pub(super) fn bytes(&self) -> Result<Vec<u8>, Error> {
        read::plain(self.raw()?, &self.reading)
    }

    /// Was the file encrypted, of which [`Entry::bytes`] gave these?
    pub(super) fn was_encrypted(&self, bytes: &[u8]) -> bool {
        self.read.is_some_and(|raw| raw != Fingerprint::of(bytes))
    }

    fn raw(&self) -> Result<Vec<u8>, Error> {
        let bytes = match &self.place {
            Place::File => read::file_bytes(&self.path, &self.reading.limits)?,
            Place::Packed(packed) => packed.bytes(&self.on_disk)?,
            Place::Refused(error) => return Err(error.clone()),
        };
        match self.read {
            Some(before) if before != Fingerprint::of(&bytes) => Err(Error::Changed),
            _ => Ok(bytes),
        }
    }

    /// How large it may be.
    pub(super) fn limits(&self) -> &Limits {
        &self.reading.limits
    }

    /// Reads what [`Entry::bytes`] gave.
    pub(super) fn workbook(&self, bytes: Vec<u8>) -> Result<Workbook, Error> {
        read::from_bytes_with(bytes, &self.reading)
    }

    /// Reads the file, and from the first time on keeps what it was.
    pub(super) fn open(&mut self) -> Result<Workbook, Error> {
        let bytes = self.raw()?;
        self.read.get_or_insert_with(|| Fingerprint::of(&bytes));
        self.workbook(bytes)
    }
}

/// How files are read under what an office declares: xls in a process of its own, which is this program.
pub(super) fn reading(config: &Config, options: &Options) -> Arc<read::Options> {
    let worker = std::env::current_exe().ok();
    let worker = worker.map(|program| Worker { program, arguments: vec![super::WORKER.into()] });
    Arc::new(read::Options { limits: config.limits, password: options.password.clone(), worker, alone: false })
}

/// Opens everything, several files at a time, and gives each to `take` with its entry; what that makes of them, in the
/// order of the entries.
pub(super) fn each<T: Send>(
    entries: &mut [Entry],
    options: &Options,
    take: impl Fn(&Entry, Input) -> T + Sync,
) -> Result<Vec<T>, String> {
    let bar = progress(entries, options.quiet);
    if let [only] = entries {
        let several = std::thread::available_parallelism().is_ok_and(|cores| cores.get() > 1);
        let alone = several && options.jobs != Some(1);
        only.reading = Arc::new(read::Options { alone, ..(*only.reading).clone() });
        let input = open_one(only);
        let taken = take(only, input);
        bar.finish_and_clear();
        return Ok(vec![taken]);
    }
    let taken = pool(options)?.install(|| {
        let one = |entry: &mut Entry| {
            let input = open_one(entry);
            let taken = take(entry, input);
            bar.inc(1);
            taken
        };
        // One by one: neighbours are often alike, and no thread is to be left with all the large ones.
        entries.par_iter_mut().with_max_len(1).map(one).collect()
    });
    bar.finish_and_clear();
    Ok(taken)
}

/// As many threads as files may be read at once.
pub(super) fn pool(options: &Options) -> Result<rayon::ThreadPool, String> {
    let threads = options.jobs.map_or(0, usize::from);
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(|e| e.to_string())
}

fn open_one(entry: &mut Entry) -> Input {
    let name = entry.name.clone();
    let path = name.clone();
    let input = |outcome, wrong_extension| Input { path, outcome, wrong_extension };
    if let Some(why) = &entry.skip {
        return input(Outcome::Skipped(why.clone()), false);
    }
    // A panic in a dependency is this file's failure, not the run's.
    let opened = catch_unwind(AssertUnwindSafe(|| entry.open()));
    let mut opened = opened.unwrap_or_else(|_| Err(Error::Unreadable("the reader failed".into())));
    if let Ok(workbook) = &mut opened {
        entry.reviews = take_reviews(workbook, &name);
    }
    match opened {
        Ok(workbook) if !entry.reviews.is_empty() && only_reviews(&workbook) => {
            input(Outcome::Skipped(Message::new("phiếu đề nghị rà soát", "a review sheet")), false)
        }
        Err(error) => input(Outcome::Failed(error), false),
        Ok(workbook) if workbook.own_output => input(
            Outcome::Skipped(Message::new(
                "file tổng hợp do chính chương trình này tạo",
                "our own consolidated output",
            )),
            false,
        ),
        Ok(mut workbook) => {
            let wrong = read::extension_mismatch(workbook.format, &entry.path);
            let filled = fill_missing(&mut workbook);
            input(Outcome::Read(Box::new(workbook), filled), wrong)
        }
    }
}

/// The answers of a unit in a workbook; their sheets are no part of a report from here on.
pub(super) fn take_reviews(workbook: &mut Workbook, name: &Arc<str>) -> Vec<Review> {
    let reviews = answers::reviews(workbook, name);
    for tab in &mut workbook.tabs {
        if let Tab::Sheet(sheet) = tab
            && answers::is_review(sheet)
        {
            sheet.notes.push(ReadNote { at: None, kind: ReadNoteKind::OwnList });
        }
    }
    reviews
}

fn only_reviews(workbook: &Workbook) -> bool {
    workbook.sheets().all(|(_, sheet)| answers::is_review(sheet) || sheet.cells.is_empty())
}

/// The lists an office keeps are no reports, even in the same folder and without our property.
pub(super) fn set_aside(entries: &mut [Entry], lists: &[PathBuf]) {
    let real = |p: &Path| p.canonicalize().unwrap_or_else(|_| p.to_path_buf());
    let lists: Vec<PathBuf> = lists.iter().map(|list| real(list)).collect();
    for entry in entries.iter_mut().filter(|e| lists.contains(&real(&e.path))) {
        entry.skip = Some(Message::new("danh mục đơn vị", "the list of units"));
    }
}

/// A bar on a terminal when there is more than one file, or a big one.
fn progress(entries: &[Entry], quiet: bool) -> ProgressBar {
    let big = |e: &Entry| e.on_disk.metadata().is_ok_and(|m| m.len() > 5_000_000);
    let wanted = entries.len() > 1 || entries.iter().any(big);
    if quiet || !wanted || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(entries.len() as u64);
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} file {wide_msg}").expect("a fixed template");
    bar.set_style(style);
    bar
}

/// The folder of the first input, where the declaration of an office stands.
pub(super) fn beside(paths: &[PathBuf]) -> Option<PathBuf> {
    let first = paths.first()?;
    Some(if first.is_dir() { first.clone() } else { first.parent().map(Path::to_path_buf).unwrap_or_default() })
}

/// What an office declares, and all frameworks with its own.
#[derive(Debug, Clone)]
pub(super) struct Declared {
    pub(super) config: Config,
    pub(super) catalogue: &'static Catalogue,
    /// Ratings of earlier years.
    pub(super) history: Arc<History>,
    pub(super) units: Option<UnitList>,
    /// Workbooks of the office's own that are no reports.
    pub(super) lists: Vec<PathBuf>,
}

/// What the office declares, with the options of the command line over it; unknown ids are refused.
pub(super) fn declared(paths: &[PathBuf], options: &Options) -> Result<Declared, String> {
    let path = match &options.config {
        Some(path) => Some(path.clone()),
        None => beside(paths).map(|b| b.join("xeploai.toml")).filter(|p| p.is_file()),
    };
    let mut config = match &path {
        Some(path) => Config::parse(path, &text_of(path)?).map_err(|e| both(&e))?,
        None => Config::default(),
    };
    let catalogue = catalogue(&config, path.as_deref().and_then(Path::parent))?;
    config.year = options.year.or(config.year);
    config.regime = options.regime.clone().or(config.regime);
    config.framework = options.framework.clone().or(config.framework);
    config.profile = options.profile.or(config.profile);
    config.select.extend(options.select.iter().cloned());
    config.ignore.extend(options.ignore.iter().cloned());
    known_ids(&config, catalogue)?;
    locate::declared::Declared::check(&config.layouts)?;
    let mut history = history(options, catalogue, &config)?;
    let beside = |name: &String| path.as_deref().and_then(Path::parent).unwrap_or(Path::new("")).join(name);
    let units_file = options.units.clone().or_else(|| config.units.as_ref().map(beside));
    let units = units_file.as_deref().map(unit_list).transpose()?;
    for unit in units.iter().flat_map(|list| &list.units) {
        history.inherit(&unit.name, &unit.inherits);
    }
    let crosswalk_file = options.crosswalk.clone().or_else(|| config.crosswalk.as_ref().map(beside));
    if let Some(walk) = crosswalk_file.as_deref().map(crosswalk).transpose()? {
        history.reorganise(walk);
    }
    let history = Arc::new(history);
    let lists = units_file.into_iter().chain(crosswalk_file).collect();
    Ok(Declared { config, catalogue, history, units, lists })
}

/// The ratings of earlier years: of earlier files, and of our own consolidated workbooks. What cannot be read is refused:
/// a streak must not break because a file did.
fn history(options: &Options, catalogue: &'static Catalogue, config: &Config) -> Result<History, String> {
    if options.history.is_empty() {
        return Ok(History::default());
    }
    let (mut inputs, mut own) = (Vec::new(), Vec::new());
    for mut entry in find(&options.history, &reading(config, options))?.into_iter().filter(|e| e.skip.is_none()) {
        let name = entry.name.clone();
        let refused = |e: &Error| format!("--history {name}: {}", both(e));
        match open_one(&mut entry).outcome {
            Outcome::Failed(error) => return Err(refused(&error)),
            Outcome::Skipped(_) => own.push((name.clone(), entry.open().map_err(|e| refused(&e))?)),
            read => inputs.push(Input { path: name.clone(), outcome: read, wrong_extension: false }),
        }
    }
    let earlier = Config { year: None, regime: None, ..config.clone() };
    let mut history = History::of(&build(inputs, catalogue, &earlier));
    for (name, workbook) in own {
        if !history.take_summary(&name, &workbook) {
            return Err(format!(
                "--history {name}: không rõ năm của file tổng hợp / the consolidated workbook names no year"
            ));
        }
    }
    if history.is_empty() && !history.has_figures() {
        return Err(
            "--history: không có kết quả xếp loại nào của các năm trước / no ratings of earlier years in it".into()
        );
    }
    Ok(history)
}

pub(super) fn unit_list(path: &Path) -> Result<UnitList, String> {
    let workbook = read::open(path).map_err(|e| format!("{}: {}", path.display(), both(&e)))?;
    UnitList::read(&workbook).map_err(|why| format!("danh mục đơn vị {}: {} / {}", path.display(), why.vi, why.en))
}

fn crosswalk(path: &Path) -> Result<Crosswalk, String> {
    let workbook = read::open(path).map_err(|e| format!("{}: {}", path.display(), both(&e)))?;
    reorganised::read(&workbook)
        .map_err(|why| format!("bảng chuyển đổi đơn vị {}: {} / {}", path.display(), why.vi, why.en))
}

fn text_of(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|e| format!("không đọc được {}: {e} / cannot read it", path.display()))
}

/// The built-in frameworks, with those in files the configuration names, which stand beside it.
fn catalogue(config: &Config, folder: Option<&Path>) -> Result<&'static Catalogue, String> {
    if config.frameworks.is_empty() {
        return Ok(Catalogue::built_in());
    }
    let folder = folder.unwrap_or(Path::new(""));
    let files = config.frameworks.iter().map(|name| folder.join(name)).map(|p| text_of(&p).map(|text| (p, text)));
    let catalogue = Catalogue::with(&files.collect::<Result<Vec<_>, _>>()?).map_err(|e| both(&e))?;
    // One a run, read by everything until its end.
    Ok(Box::leak(Box::new(catalogue)))
}

fn known_ids(config: &Config, catalogue: &Catalogue) -> Result<(), String> {
    let regimes = config.regime.as_deref().unwrap_or("").split(',').map(str::trim).filter(|r| !r.is_empty());
    for id in regimes {
        Regimes::built_in()
            .get(id)
            .ok_or_else(|| format!("không có quy định “{id}” / unknown regime; xem: xeploai regimes"))?;
    }
    let frameworks = config.framework.iter().chain(config.sectors.values());
    for id in frameworks {
        catalogue
            .get(id)
            .ok_or_else(|| format!("không có khung “{id}” / unknown framework; xem: xeploai frameworks"))?;
    }
    for code in config.rules.keys() {
        rules::get(code).ok_or_else(|| {
            format!("không có mã “{code}” trong [rules] / unknown code in [rules]; xem: xeploai rules")
        })?;
    }
    if let Some(line) = config.suppress.iter().find(|line| line.reason.trim().is_empty()) {
        return Err(format!("suppress {}: chưa nêu lý do (reason) / a reason is needed", line.rule));
    }
    let suppressed = config.suppress.iter().map(|line| &line.rule);
    for code in config.select.iter().chain(&config.ignore).chain(config.severities.keys()).chain(suppressed) {
        let code = code.trim();
        let known = !code.is_empty() && rules::ALL.iter().any(|r| r.code.starts_with(code));
        known.then_some(()).ok_or_else(|| format!("không có mã “{code}” / unknown code; xem: xeploai rules"))?;
    }
    Ok(())
}

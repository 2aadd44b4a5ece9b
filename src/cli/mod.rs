//! Arguments in, exit status out: files are opened, progress is shown and text is printed here and nowhere else.

mod browser;
mod catalogues;
mod check;
mod console;
mod consolidate;
mod drop;
mod fix;
mod init;
mod inputs;
mod layout;
mod output;
mod per_unit;
mod regime_table;
mod report;
mod results;
mod serve;
mod status;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::config::Profile;
use crate::report::Language;

/// Checks and consolidates the workbooks of the yearly quality rating.
#[derive(Parser, Debug)]
#[command(
    name = "xeploai",
    version,
    about = "Kiểm tra, chỉnh sửa và tổng hợp các biểu đánh giá, xếp loại chất lượng hằng năm.\n\
             Checks, corrects and consolidates the workbooks of the yearly quality rating.",
    after_help = EXAMPLES,
    disable_help_subcommand = true
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Ví dụ / Examples:
  xeploai check bao-cao.xlsx                      kiểm tra một file trước khi gửi / check one file before sending it
  xeploai \"Báo cáo 2021\"                          kiểm tra cả thư mục / check a folder
  xeploai layout bao-cao.xlsx                     xem chương trình hiểu biểu thế nào / what was understood
  xeploai fix bao-cao.xlsx --out da-sua           ghi bản đã chỉnh sửa vào thư mục da-sua / write a corrected copy
  xeploai consolidate bao-cao-2021 --out tong-hop.xlsx
                                                  tổng hợp cả thư mục / consolidate a folder
  xeploai status bao-cao-2021 --units danh-muc-don-vi.xlsx
                                                  ai đã gửi, ai chưa / who has sent what
  xeploai rules C401                              giải thích một nội dung kiểm tra / explain a check

Kết quả (mã thoát): 0 không có nội dung phải chỉnh sửa; 1 có; 2 không thực hiện được.
Exit status: 0 no error found; 1 at least one; 2 the job could not be done.
File gốc không bao giờ bị sửa; không có dữ liệu nào rời khỏi máy.
Originals are never changed; nothing leaves this computer.";

#[derive(Subcommand, Debug)]
enum Command {
    /// Đọc, nhận dạng, quy đổi, kiểm tra; không ghi gì / read, recognise, normalise, check; writes nothing
    Check(Check),
    /// Cho biết đã hiểu gì về từng sheet và vì sao / what was understood of each sheet, and why
    Layout(Layout),
    /// Như check, rồi ghi bản sao đã chỉnh sửa của từng file / as check, then writes corrected copies
    Fix(Fix),
    /// Như check, rồi ghi một file tổng hợp / as check, then writes one consolidated workbook
    Consolidate(Consolidate),
    /// Như thả file vào chương trình: kiểm tra, ghi mọi kết quả vào một thư mục bên cạnh / as when files are dropped on the icon
    Drop(Drop),
    /// Tình hình gửi báo cáo: ai đã gửi, ai chưa / who has sent what
    Status(Job),
    /// Mở trang kiểm tra trong trình duyệt của máy này / the local page, in a browser of this computer
    Serve(serve::Serve),
    /// Ghi xeploai.toml đầu tiên, hoặc danh mục đơn vị (--units) / the first declaration, or list of units
    Init(Init),
    /// Danh mục nội dung kiểm tra / the catalogue of checks
    Rules(Catalogue),
    /// Các khung xếp loại / the rating frameworks
    Frameworks(Catalogue),
    /// Quy định theo năm / the regimes by rating year
    Regimes(RegimesWanted),
}

#[derive(Args, Debug)]
struct Job {
    /// File hoặc thư mục / workbooks or folders
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    options: Options,
}

#[derive(Args, Debug)]
struct Check {
    #[command(flatten)]
    job: Job,
    /// Thư mục ghi phiếu đề nghị rà soát, mỗi đơn vị một file / a workbook for each unit to fill in and send back
    #[arg(long, value_name = "DIR")]
    per_unit: Option<PathBuf>,
}

#[derive(Args, Debug)]
struct Init {
    /// File, thư mục đã nhận, hoặc file tổng hợp năm trước / what was received, or last year's consolidated workbook
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Ghi danh mục đơn vị thay cho xeploai.toml / write the list of units
    #[arg(long = "units")]
    units: bool,
    /// In JSON Schema của xeploai.toml cho trình soạn thảo / print the JSON Schema of xeploai.toml
    #[arg(long, conflicts_with_all = ["units", "out"])]
    schema: bool,
    /// File sẽ ghi / the file to write
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The rest as everywhere, at its defaults.
    #[arg(skip = Options::defaults())]
    options: Options,
}

#[derive(Args, Debug)]
struct Layout {
    #[command(flatten)]
    job: Job,
    /// Ghi những gì đã hiểu vào xeploai.toml để sửa / write what was understood into xeploai.toml, to be corrected
    #[arg(long)]
    init: bool,
}

#[derive(Args, Debug)]
struct Fix {
    #[command(flatten)]
    job: Job,
    /// Thư mục ghi các bản đã chỉnh sửa / the folder to write corrected copies into
    #[arg(long, value_name = "DIR", required_unless_present = "diff")]
    out: Option<PathBuf>,
    /// Sửa cả những ô chỉ có một phương án nhưng cần xác nhận / also the unique suggested corrections
    #[arg(long)]
    suggested: bool,
    /// Sửa cả các nội dung có mã này (xem --format json) / also the corrections of these findings
    #[arg(long, value_name = "ID", num_args = 1.., value_delimiter = ',')]
    accept: Vec<String>,
    /// Ghi chú vào từng ô đã sửa và thêm sheet “Nội dung chỉnh sửa” trong bản sao / notes on the corrected cells and a sheet that lists them, in the copy
    #[arg(long)]
    annotate: bool,
    /// Chỉ in các ô sẽ sửa, không ghi gì / print the corrections, write nothing
    #[arg(long)]
    diff: bool,
}

#[derive(Args, Debug)]
struct Consolidate {
    #[command(flatten)]
    job: Job,
    /// File tổng hợp sẽ ghi / the consolidated workbook to write
    #[arg(long, value_name = "FILE.xlsx")]
    out: PathBuf,
    /// File chi tiết từng cá nhân, dùng nội bộ / rows about persons, for internal use
    #[arg(long, value_name = "FILE2.xlsx")]
    details: Option<PathBuf>,
    /// Thư mục ghi phiếu đề nghị rà soát, mỗi đơn vị một file / a workbook for each unit to fill in and send back
    #[arg(long, value_name = "DIR")]
    per_unit: Option<PathBuf>,
    /// Tổng hợp nguyên như báo cáo gửi lên / consolidate as submitted
    #[arg(long)]
    no_fix: bool,
    /// Áp dụng cả phương án đề nghị duy nhất / also apply the unique suggested corrections
    #[arg(long, conflicts_with = "no_fix")]
    suggested: bool,
}

#[derive(Args, Debug)]
struct Drop {
    #[command(flatten)]
    job: Job,
    /// Không mở báo cáo bằng trình duyệt / do not open the page
    #[arg(long)]
    no_open: bool,
}

#[derive(Args, Debug)]
struct Catalogue {
    /// Mã cần xem / a code or id
    id: Option<String>,
    #[command(flatten)]
    options: Options,
}

#[derive(Args, Debug)]
struct RegimesWanted {
    #[command(flatten)]
    wanted: Catalogue,
    /// Bảng nội dung kiểm tra theo từng quy định / the table of rules by regime
    #[arg(long)]
    table: bool,
}

#[derive(Args, Debug, Clone)]
struct Options {
    /// Dạng kết quả / output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Ngôn ngữ / language
    #[arg(long, value_enum, default_value_t = Lang::Vi)]
    lang: Lang,
    /// Năm đánh giá / rating year
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(2000..=2100))]
    year: Option<u16>,
    /// Quy định áp dụng, ví dụ R2,N1 / regimes, such as R2,N1
    #[arg(long, value_name = "R2[,N1]")]
    regime: Option<String>,
    /// Khung xếp loại của mọi biểu / the framework of all ratings
    #[arg(long, value_name = "ID")]
    framework: Option<String>,
    /// Mật khẩu mở các file có đặt mật khẩu / the password of encrypted workbooks
    #[arg(long, value_name = "TEXT")]
    password: Option<String>,
    /// File khai báo (mặc định: xeploai.toml cạnh file đầu tiên) / declarations
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// File các năm trước, hoặc file tổng hợp đã ghi / files of earlier years, or consolidated workbooks
    #[arg(long, value_name = "PATH", num_args = 1)]
    history: Vec<PathBuf>,
    /// Chỉ hiện các mã này (S, S2, S201 …) / show only these codes
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    select: Vec<String>,
    /// Không hiện các mã này / do not show these codes
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    ignore: Vec<String>,
    /// Cửa kiểm tra: draft, submit, city / the gate
    #[arg(long, value_name = "GATE", value_parser = profile)]
    profile: Option<Profile>,
    /// Danh mục đơn vị (xem: xeploai init --units) / the list of units
    #[arg(long, value_name = "FILE")]
    units: Option<PathBuf>,
    /// Đơn vị cũ thành đơn vị mới nào sau sắp xếp, cho kết quả các năm trước / what units became in a reorganisation
    #[arg(long, value_name = "FILE")]
    crosswalk: Option<PathBuf>,
    /// Ghi thêm báo cáo thành một trang HTML / also write the report as one HTML page
    #[arg(long, value_name = "FILE.html")]
    report: Option<PathBuf>,
    /// Ghi đè file đã có dù không phải do xeploai tạo / replace an existing file that is not our own output
    #[arg(long)]
    force: bool,
    /// Thay tên người bằng số dòng trong báo cáo / row numbers in place of the names of persons
    #[arg(long)]
    anonymous: bool,
    /// Chỉ hiện nội dung phải chỉnh sửa hoặc cần kiểm tra lại / no infos, no progress
    #[arg(long)]
    quiet: bool,
    /// Số file đọc cùng lúc / files read at once
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// One page to open, print and send on.
    Html,
    /// SARIF 2.1.0, for programs that show findings of any kind.
    Sarif,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Lang {
    /// Tiếng Việt.
    #[default]
    Vi,
    /// English.
    En,
}

impl Options {
    /// As if nothing was given.
    fn defaults() -> Self {
        Self {
            format: Format::Text,
            lang: Lang::Vi,
            year: None,
            regime: None,
            framework: None,
            config: None,
            password: None,
            history: Vec::new(),
            select: Vec::new(),
            ignore: Vec::new(),
            profile: None,
            units: None,
            crosswalk: None,
            report: None,
            force: false,
            anonymous: false,
            quiet: false,
            jobs: None,
        }
    }

    fn language(&self) -> Language {
        match self.lang {
            Lang::Vi => Language::Vi,
            Lang::En => Language::En,
        }
    }
}

fn profile(name: &str) -> Result<Profile, String> {
    match name {
        "draft" => Ok(Profile::Draft),
        "submit" => Ok(Profile::Submit),
        "city" => Ok(Profile::City),
        _ => Err("draft, submit, city".to_owned()),
    }
}

/// Names that belong to commands: a first argument that is none of them is a path.
const COMMANDS: [&str; 11] =
    ["check", "layout", "fix", "consolidate", "drop", "status", "serve", "init", "rules", "frameworks", "regimes"];
/// What this program starts itself with to read a file in a process of its own.
const WORKER: &str = "__read";
/// Names kept for commands to come.
const RESERVED: [&str; 5] = ["watch", "template", "fill", "lock", "help"];

/// The job could not be done.
pub const FAILED: u8 = 2;
/// The job was done and found at least one error.
pub const FOUND: u8 = 1;

/// Reads one file for another process of this program.
fn worker() -> ExitCode {
    let (mut input, mut output) = (std::io::stdin().lock(), std::io::stdout().lock());
    match crate::read::worker::serve(&mut input, &mut output) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => FAILED.into(),
    }
}

/// What the first argument is.
#[derive(PartialEq, Eq, Debug)]
enum Meant<'a> {
    /// A command or an option.
    Command,
    /// A name kept for a command to come.
    Reserved(&'a str),
    /// A path, and the command for it.
    Paths(&'static str),
}

/// A first argument that is no command is a path, to be checked. Paths and nothing else, in a console of the program's own,
/// were dropped on its icon.
fn meant<'a>(first: &'a std::ffi::OsStr, more: &[std::ffi::OsString], own_console: bool) -> Meant<'a> {
    let is_option = |argument: &std::ffi::OsStr| argument.to_string_lossy().starts_with('-');
    match first.to_str() {
        Some(name) if RESERVED.contains(&name) => Meant::Reserved(name),
        Some(name) if COMMANDS.contains(&name) || name.starts_with('-') => Meant::Command,
        // A path that is not valid text is a path all the same.
        _ if own_console && !more.iter().any(|argument| is_option(argument)) => Meant::Paths("drop"),
        _ => Meant::Paths("check"),
    }
}

/// Puts in the command that is meant where none is named: started with nothing, by somebody with a desktop, the local page.
fn spell_out(arguments: &mut Vec<std::ffi::OsString>, own_console: bool) -> Result<(), String> {
    let Some(first) = arguments.get(1) else {
        if own_console || console::is_talked_to() && browser::is_there() {
            arguments.push("serve".into());
        }
        return Ok(());
    };
    match meant(first, &arguments[2..], own_console) {
        Meant::Command => Ok(()),
        Meant::Reserved(name) => Err(format!(
            "lệnh “{name}” chưa có trong bản này (muốn chỉ một file tên như vậy, ghi ./{name}) / the command `{name}` is not in this version"
        )),
        Meant::Paths(command) => {
            arguments.insert(1, command.into());
            Ok(())
        }
    }
}

/// Runs the program on its arguments (the program's own name first).
pub fn run(arguments: impl IntoIterator<Item = std::ffi::OsString>) -> ExitCode {
    let mut arguments: Vec<std::ffi::OsString> = arguments.into_iter().collect();
    if arguments.get(1).is_some_and(|first| first == WORKER) {
        return worker();
    }
    if arguments.get(1).is_some_and(|first| first == serve::WATCHER) {
        return arguments.get(2).map_or(FAILED.into(), |folder| serve::watch(Path::new(folder)));
    }
    let own_console = console::is_own();
    let bare = arguments.len() == 1;
    if let Err(reason) = spell_out(&mut arguments, own_console) {
        output::complain(&reason);
        return FAILED.into();
    }
    // To the end, also of a run that fails: a window that closes at once says nothing.
    let dropped = bare || arguments.get(1).is_some_and(|first| first == "drop");
    let mut kept_open = console::KeptOpen { own: own_console && dropped };
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return output::usage(&error),
    };
    let done = match cli.command {
        Command::Check(job) => check::run(&job),
        Command::Drop(job) => drop::run(&job),
        Command::Status(job) => status::run(&job),
        Command::Serve(what) => serve::run(&what),
        Command::Init(what) => init::run(&what),
        Command::Layout(what) => layout::run(&what),
        Command::Fix(job) => fix::run(&job),
        Command::Consolidate(job) => consolidate::run(&job),
        Command::Rules(what) => catalogues::rules(&what),
        Command::Frameworks(what) => catalogues::frameworks(&what),
        Command::Regimes(what) => catalogues::regimes(&what),
    };
    match done.and_then(|status| output::printed().map(|()| status)) {
        Ok(status) => {
            // The local page has said everything itself.
            kept_open.own &= !bare;
            status.into()
        }
        Err(reason) => {
            output::complain(&reason);
            FAILED.into()
        }
    }
}

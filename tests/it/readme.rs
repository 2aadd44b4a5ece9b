//! What the README shows is what the program prints.

use assert_cmd::Command;

fn printed(arguments: &[&str]) -> String {
    let root = env!("CARGO_MANIFEST_DIR");
    let mut command = Command::new(env!("CARGO_BIN_EXE_xeploai"));
    let output = command.current_dir(root).args(arguments).output().expect("runs");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn readme() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    std::fs::read_to_string(path).expect("a README").replace("\r\n", "\n")
}

#[test]
fn the_catalogue_of_rules_is_the_programs_own() {
    let readme = readme();
    let (_, after) = readme.split_once("<!-- rules -->\n```\n").expect("the catalogue's start");
    let (shown, _) = after.split_once("\n```\n<!-- /rules -->").expect("the catalogue's end");
    assert_eq!(shown, printed(&["rules"]).trim_end_matches('\n'));
}

#[test]
fn the_page_of_regimes_is_the_programs_own() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/check/regimes/README.md");
    let page = std::fs::read_to_string(path).expect("the page").replace("\r\n", "\n");
    assert_eq!(page, printed(&["regimes", "--table"]));
}

#[test]
fn the_worked_example_is_what_check_prints() {
    let readme = readme();
    let files = ["fixtures/da-nang-2021/02-quan-thanh-khe.xlsm", "fixtures/da-nang-2021/03 Quận Sơn Trà.xls"];
    let command = format!("$ xeploai check {} \"{}\"\n", files[0], files[1]);
    let (_, after) = readme.split_once(&command).expect("the command");
    let (shown, _) = after.split_once("\n```").expect("the end of its output");
    assert_eq!(shown, printed(&["check", files[0], files[1]]).trim_end_matches('\n'));
}

/// The scale of an office's own that each README shows is one the program accepts.
#[test]
fn the_scales_shown_are_accepted() {
    for name in ["README.md", "README.vi.md"] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        let readme = std::fs::read_to_string(path).expect("a README").replace("\r\n", "\n");
        let blocks = readme.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
        let scale = blocks.into_iter().find(|b| b.contains("id = \"phuong-an-phu-2024\"")).expect("a scale");
        let folder = tempfile::TempDir::new().expect("a folder");
        std::fs::write(folder.path().join("xeploai.toml"), "frameworks = [\"thang-diem.toml\"]\n").expect("written");
        std::fs::write(folder.path().join("thang-diem.toml"), scale).expect("written");
        let mut command = Command::new(env!("CARGO_BIN_EXE_xeploai"));
        let arguments = ["frameworks", "phuong-an-phu-2024"];
        let output = command.current_dir(folder.path()).args(arguments).output().expect("runs");
        let shown = String::from_utf8(output.stdout).expect("UTF-8");
        let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{name}: {complaint}");
        for level in ["HTXSNV (theo văn bản, từ 90 điểm)", "HTTNV (theo văn bản, từ 75 điểm)", "KHTNV (theo văn bản)"]
        {
            assert!(shown.contains(level), "{name}: {shown}");
        }
    }
}

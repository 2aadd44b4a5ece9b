//! What was measured → a drawing of bars, as SVG.

use std::fmt::Write;

/// Bars that are compared with one another.
pub(crate) struct Panel {
    pub(crate) title: String,
    /// Ours first; each with its length and what is written beside it.
    pub(crate) bars: Vec<Bar>,
}

pub(crate) struct Bar {
    pub(crate) name: String,
    pub(crate) value: f64,
    pub(crate) shown: String,
    /// Is it one of this program?
    pub(crate) own: bool,
}

const WIDTH: usize = 760;
const LEFT: usize = 220;
/// The longest bar.
const LONGEST: f64 = 420.0;
const STEP: usize = 22;
const TITLE: usize = 34;

/// Panels one under another.
pub(crate) fn svg(panels: &[Panel]) -> String {
    let height: usize = panels.iter().map(|panel| TITLE + STEP * panel.bars.len() + 12).sum::<usize>() + 8;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" viewBox=\"0 0 {WIDTH} {height}\" \
         font-family=\"sans-serif\" font-size=\"13\">\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
    );
    let mut top = 0;
    for panel in panels {
        top += TITLE;
        text(&mut out, (12, top - 10), "start", "font-weight=\"bold\" fill=\"#24292f\"", &panel.title);
        let most = panel.bars.iter().map(|bar| bar.value).fold(f64::EPSILON, f64::max);
        for bar in &panel.bars {
            let colour = if bar.own { "#1a7f37" } else { "#8c959f" };
            let length = (bar.value / most * LONGEST).max(1.0);
            text(&mut out, (LEFT - 8, top + 15), "end", "fill=\"#24292f\"", &bar.name);
            let at = top + 3;
            let _ =
                writeln!(out, "<rect x=\"{LEFT}\" y=\"{at}\" width=\"{length:.1}\" height=\"16\" fill=\"{colour}\"/>");
            text(&mut out, (LEFT + length as usize + 8, top + 15), "start", "fill=\"#57606a\"", &bar.shown);
            top += STEP;
        }
        top += 12;
    }
    out.push_str("</svg>\n");
    out
}

fn text(out: &mut String, (x, y): (usize, usize), anchor: &str, more: &str, text: &str) {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    let _ = writeln!(out, "<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\" {more}>{text}</text>");
}

//! Number, date and time styles of OpenDocument → format codes of Excel.

use std::collections::HashMap;

use super::NumberFormat;
use crate::error::Error;
use crate::package::xml::{Tag, Token, Tokenizer};

/// A data style as written: its code, and which other styles stand in for it under which conditions.
#[derive(Default)]
pub(super) struct DataStyle {
    code: String,
    general: bool,
    text: bool,
    /// The computer's own short date.
    short_date: bool,
    maps: Vec<(String, String)>,
}

/// Is this the start tag of a data style?
pub(super) fn is_data_style(tag: &Tag<'_>) -> bool {
    matches!(
        tag.name,
        "number-style"
            | "percentage-style"
            | "currency-style"
            | "date-style"
            | "time-style"
            | "text-style"
            | "boolean-style"
    )
}

/// Reads one data style, whose start tag was just given.
pub(super) fn data_style(tokens: &mut Tokenizer<'_>, tag: &Tag<'_>) -> Result<DataStyle, Error> {
    let flag = |name: &str, value: &str| tag.get_local(name).as_deref() == Some(value);
    let mut style = DataStyle {
        text: tag.name == "text-style",
        short_date: tag.name == "date-style" && flag("automatic-order", "true"),
        ..DataStyle::default()
    };
    let (percent, elapsed) = (tag.name == "percentage-style", flag("truncate-on-overflow", "false"));
    let mut open = usize::from(!tag.empty);
    while open > 0 {
        match tokens.next_token()? {
            Some(Token::Start(child)) => {
                if matches!(child.name, "text" | "currency-symbol") {
                    let text = tokens.text_of(&child)?;
                    style.code += &literal(&text, percent);
                    continue;
                }
                open += usize::from(!child.empty);
                style.take(&child, elapsed);
            }
            Some(Token::End(_)) => open -= 1,
            Some(Token::Text(_)) => {}
            None => break,
        }
    }
    Ok(style)
}

impl DataStyle {
    fn take(&mut self, tag: &Tag<'_>, elapsed: bool) {
        let get = |name: &str| tag.get_local(name);
        let is = |name: &str, value: &str| get(name).as_deref() == Some(value);
        let long = is("style", "long");
        let first = |plain: &str, opened: &str| if elapsed { opened.to_owned() } else { plain.to_owned() };
        let code: String = match tag.name {
            "number" if get("decimal-places").is_none() && !is("grouping", "true") => {
                self.general = true;
                "General".into()
            }
            "number" => number(tag),
            "scientific-number" => {
                let digits = count(tag, "min-exponent-digits").unwrap_or(2).clamp(1, 5);
                format!("{}E+{}", number(tag), "0".repeat(digits))
            }
            "fraction" => {
                let part = |name| "?".repeat(count(tag, name).unwrap_or(1).clamp(1, 5));
                format!("# {}/{}", part("min-numerator-digits"), part("min-denominator-digits"))
            }
            "text-content" => "@".into(),
            // Numbers that show as truth; Excel has no such format of its own.
            "boolean" => "\"TRUE\";\"TRUE\";\"FALSE\"".into(),
            "day" => if long { "dd" } else { "d" }.into(),
            "day-of-week" => if long { "dddd" } else { "ddd" }.into(),
            "month" => match (is("textual", "true"), long) {
                (true, true) => "mmmm",
                (true, false) => "mmm",
                (false, true) => "mm",
                (false, false) => "m",
            }
            .into(),
            "year" => if long { "yyyy" } else { "yy" }.into(),
            "hours" => first(if long { "hh" } else { "h" }, "[h]"),
            // Only the first unit of a duration can run over.
            "minutes" if self.code.is_empty() => first(if long { "mm" } else { "m" }, "[mm]"),
            "minutes" => if long { "mm" } else { "m" }.into(),
            "seconds" => {
                let decimals = count(tag, "decimal-places").unwrap_or(0).min(9);
                let point = if decimals > 0 { "." } else { "" };
                format!("{}{point}{}", if long { "ss" } else { "s" }, "0".repeat(decimals))
            }
            "am-pm" => "AM/PM".into(),
            "text-properties" if is("color", "#ff0000") => "[Red]".into(),
            "map" => {
                let pair = (get("condition").unwrap_or_default(), get("apply-style-name").unwrap_or_default());
                self.maps.push((pair.0.into_owned(), pair.1.into_owned()));
                String::new()
            }
            _ => String::new(),
        };
        self.code += &code;
    }
}

/// The format of a data style, with the styles it refers to.
pub(super) fn number_format(name: &str, styles: &HashMap<String, DataStyle>) -> NumberFormat {
    let Some(style) = styles.get(name) else { return NumberFormat::General };
    let part = |name: &String| styles.get(name).map(|style| style.code.clone());
    let conditions: Vec<&str> = style.maps.iter().filter_map(|(c, _)| c.strip_prefix("value()")).collect();
    let codes: Option<Vec<String>> = style.maps.iter().map(|(_, name)| part(name)).collect();
    let codes = codes.unwrap_or_default();
    let own = &style.code;
    let code = match (conditions.as_slice(), codes.as_slice()) {
        ([">=0"], [positive]) => format!("{positive};{own}"),
        ([">0", "<0"], [positive, negative]) => format!("{positive};{negative};{own}"),
        ([">0", "<0", "=0"], [positive, negative, zero]) if style.text => format!("{positive};{negative};{zero};{own}"),
        ([one], [first]) => format!("[{one}]{first};{own}"),
        ([one, two], [first, second]) => format!("[{one}]{first};[{two}]{second};{own}"),
        _ if style.short_date && own.contains(['d', 'm', 'y']) && !own.contains("mmm") => {
            return NumberFormat::BuiltIn(14);
        }
        _ if style.general && own == "General" => return NumberFormat::General,
        _ => own.clone(),
    };
    match code.is_empty() || code.len() > 255 {
        true => NumberFormat::General,
        false => NumberFormat::Code(code.into()),
    }
}

fn count(tag: &Tag<'_>, name: &str) -> Option<usize> {
    tag.get_local(name)?.trim().parse().ok()
}

fn number(tag: &Tag<'_>) -> String {
    let whole = count(tag, "min-integer-digits").unwrap_or(1).min(20);
    let decimals = count(tag, "decimal-places").unwrap_or(0).min(20);
    let fixed = count(tag, "min-decimal-places").unwrap_or(decimals).min(decimals);
    let grouped = tag.get_local("grouping").as_deref() == Some("true");
    let mut digits = match (grouped, whole) {
        (false, 0) => "#".to_owned(),
        (false, _) => "0".repeat(whole),
        (true, 0..4) => format!("#,{}{}", "#".repeat(3 - whole), "0".repeat(whole)),
        (true, _) => {
            let zeros = "0".repeat(whole);
            let (head, tail) = zeros.split_at(whole - 3);
            format!("{head},{tail}")
        }
    };
    if decimals > 0 {
        digits += &format!(".{}{}", "0".repeat(fixed), "#".repeat(decimals - fixed));
    }
    match tag.get_local("display-factor").as_deref() {
        Some("1000") => digits + ",",
        Some("1000000") => digits + ",,",
        _ => digits,
    }
}

/// Text in a code: signs that mean themselves as they are, everything else in quotes.
fn literal(text: &str, percent: bool) -> String {
    let plain = |c: char| matches!(c, ' ' | '-' | '/' | ':' | '(' | ')' | '+') || (percent && c == '%');
    let mut code = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let same = plain(first);
        let end = rest.find(|c| plain(c) != same).unwrap_or(rest.len());
        let piece = &rest[..end];
        match same {
            true => code += piece,
            false => code += &format!("\"{}\"", piece.replace('"', "")),
        }
        rest = &rest[end..];
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(xml: &str) -> NumberFormat {
        let mut tokens = Tokenizer::new(xml);
        let mut styles = HashMap::new();
        let mut last = String::new();
        while let Ok(Some(token)) = tokens.next_token() {
            let Token::Start(tag) = token else { continue };
            if is_data_style(&tag) {
                last = tag.get_local("name").expect("named").into_owned();
                styles.insert(last.clone(), data_style(&mut tokens, &tag).expect("sound"));
            }
        }
        number_format(&last, &styles)
    }

    fn is(xml: &str, wanted: &str) {
        assert_eq!(code(&format!("<x>{xml}</x>")), NumberFormat::Code(wanted.into()));
    }

    #[test]
    fn data_styles_become_codes() {
        let number = "<number:number number:decimal-places='2' number:min-integer-digits='1'/>";
        is(&format!("<n:number-style s:name='N'>{number}</n:number-style>"), "0.00");
        is(&format!("<n:percentage-style s:name='N'>{number}<n:text>%</n:text></n:percentage-style>"), "0.00%");
        is(&format!("<n:number-style s:name='N'>{number}<n:text>% đạt</n:text></n:number-style>"), "0.00\"%\" \"đạt\"");
        let grouped = "<n:number n:decimal-places='0' n:min-integer-digits='1' n:grouping='true'/>";
        is(
            &format!(
                "<n:number-style s:name='P'>{grouped}</n:number-style><n:number-style s:name='N'>\
                 <s:text-properties fo:color='#ff0000'/><n:text>-</n:text>{grouped}\
                 <s:map s:condition='value()&gt;=0' s:apply-style-name='P'/></n:number-style>"
            ),
            "#,##0;[Red]-#,##0",
        );
        is(
            "<n:date-style s:name='N'><n:day n:style='long'/><n:text>/</n:text><n:month n:style='long'/>\
             <n:text>/</n:text><n:year n:style='long'/></n:date-style>",
            "dd/mm/yyyy",
        );
        is("<n:date-style s:name='N'><n:text>ngày </n:text><n:day/></n:date-style>", "\"ngày\" d");
    }

    #[test]
    fn what_says_nothing_is_general() {
        assert_eq!(
            code("<x><n:number-style s:name='N'><n:number n:min-integer-digits='1'/></n:number-style></x>"),
            NumberFormat::General
        );
        assert_eq!(code("<x><n:number-style s:name='N'/></x>"), NumberFormat::General);
    }
}

//! Who is let in: requests to this address, from this page, with the token.

use super::reply::Reply;
use super::request::{Head, Method};
use super::secret::same;

/// The path behind the token; `Err` is what whoever is turned away is told, which says nothing of what there is.
pub(super) fn admitted<'h>(head: &'h Head, token: &str, port: u16) -> Result<&'h [String], Reply> {
    let refused = || Reply::refused(403, "không được phép truy cập", "not allowed");
    let host = format!("127.0.0.1:{port}");
    // A name that leads here is not ours: a foreign page may have one that does.
    if head.host.as_deref() != Some(&*host) {
        return Err(refused());
    }
    if head.origin.as_ref().is_some_and(|origin| *origin != format!("http://{host}")) {
        return Err(refused());
    }
    // Typed or opened by us is `none`.
    if head.site.as_deref().is_some_and(|site| !matches!(site, "same-origin" | "none")) {
        return Err(refused());
    }
    let Some((given, path)) = head.path.split_first() else { return Err(refused()) };
    if !same(given, token) {
        return Err(refused());
    }
    // What changes anything comes from our script: no form and no link of another page can set its header.
    if head.method != Method::Get && !head.ours {
        return Err(refused());
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serve::request::read_head;

    const OWN: &str = "Host: 127.0.0.1:900";

    fn asked(first: &str, headers: &[&str]) -> Result<Vec<String>, u16> {
        let text = format!("{first} HTTP/1.1\r\n{}\r\n\r\n", headers.join("\r\n"));
        let head = read_head(&mut text.as_bytes()).map_err(|r| r.status())?.expect("a head");
        admitted(&head, "secret", 900).map(<[String]>::to_vec).map_err(|r| r.status())
    }

    #[test]
    fn whoever_knows_the_address_is_let_in() {
        assert_eq!(asked("GET /secret/a/b", &[OWN]), Ok(vec!["a".into(), "b".into()]));
        assert_eq!(asked("GET /secret/", &[OWN, "Sec-Fetch-Site: none"]), Ok(vec![String::new()]));
        let own = [OWN, "Origin: http://127.0.0.1:900", "Sec-Fetch-Site: same-origin", "X-Xeploai: 1"];
        assert_eq!(asked("POST /secret/a", &own), Ok(vec!["a".into()]));
        assert_eq!(asked("POST /secret/a", &[OWN, "X-Xeploai: 1"]), Ok(vec!["a".into()]));
    }

    #[test]
    fn everybody_else_is_not() {
        let refused = [
            ("GET /", vec![OWN]),
            ("GET /Secret/", vec![OWN]),
            ("GET /secret1/", vec![OWN]),
            ("GET /secret/", vec![]),
            ("GET /secret/", vec!["Host: localhost:900"]),
            ("GET /secret/", vec!["Host: example.com:900"]),
            ("GET /secret/", vec!["Host: 127.0.0.1"]),
            ("GET /secret/", vec![OWN, "Origin: http://example.com"]),
            ("GET /secret/", vec![OWN, "Origin: null"]),
            ("GET /secret/", vec![OWN, "Origin: http://127.0.0.1:901"]),
            ("GET /secret/", vec![OWN, "Sec-Fetch-Site: cross-site"]),
            ("GET /secret/", vec![OWN, "Sec-Fetch-Site: same-site"]),
            ("POST /secret/a", vec![OWN]),
            ("DELETE /secret/a", vec![OWN, "Origin: http://127.0.0.1:900"]),
        ];
        for (first, headers) in refused {
            assert_eq!(asked(first, &headers), Err(403), "{first} {headers:?}");
        }
    }
}

//! The files inside the binary: demo, loader and the folders named by their content.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};

use super::error::ApiError;

/// A file and its compressed forms, each only where it is smaller.
struct Asset {
    /// Where it is served, from the slash on.
    path: &'static str,
    /// Of its content.
    hash: &'static str,
    /// The sources of its inline scripts, for its policy.
    inline_scripts: &'static [&'static str],
    identity: &'static [u8],
    brotli: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

/// Sorted by path.
static ASSETS: &[Asset] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

const NOT_BUILT: &str = "<!doctype html>\n<html lang=\"en\">\n<title>Afterword</title>\n\
    <p>The collector is running, and was built without its assets. \
    <code>cargo xtask dist</code> builds them; then build the collector again.</p>\n</html>\n";

/// Answers what no route does.
pub(super) async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let Some(asset) = find(ASSETS, uri.path()) else {
        return if uri.path() == "/" && matches!(method, Method::GET | Method::HEAD) {
            Html(NOT_BUILT).into_response()
        } else {
            ApiError::not_found(uri.path()).into_response()
        };
    };
    asset.answer(&method, &headers)
}

fn find(assets: &'static [Asset], path: &str) -> Option<&'static Asset> {
    let index = assets.binary_search_by(|asset| asset.path.cmp(path)).ok()?;
    assets.get(index)
}

impl Asset {
    fn answer(&self, method: &Method, headers: &HeaderMap) -> Response {
        if !matches!(*method, Method::GET | Method::HEAD) {
            return ApiError::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "method",
                "method_not_allowed",
                format!("{method} means nothing here"),
                "GET",
            )
            .into_response();
        }
        let (encoding, bytes) = self.encoded(headers);
        let tag = format!("\"{}{}\"", self.hash, encoding.map_or("", Encoding::suffix));
        let body = if has_tag(headers, &tag) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            let body = match *method {
                Method::HEAD => Body::empty(),
                _ => Body::from(bytes),
            };
            let mut response = Response::new(body);
            response
                .headers_mut()
                .insert(header::CONTENT_LENGTH, bytes.len().into());
            response
        };
        self.with_headers(body, encoding, &tag)
    }

    fn with_headers(
        &self,
        mut response: Response,
        encoding: Option<Encoding>,
        tag: &str,
    ) -> Response {
        let mut set = |name: HeaderName, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                response.headers_mut().insert(name, value);
            }
        };
        set(header::CONTENT_TYPE, self.content_type());
        set(header::CACHE_CONTROL, self.cache_control());
        set(header::ETAG, tag);
        set(header::VARY, "Accept-Encoding");
        set(
            HeaderName::from_static("cross-origin-resource-policy"),
            "cross-origin",
        );
        if let Some(encoding) = encoding {
            set(header::CONTENT_ENCODING, encoding.name());
        }
        if self.is_page() {
            set(header::CONTENT_SECURITY_POLICY, &self.policy());
        }
        response
    }

    /// The form that the client likes best; among equals the smallest.
    fn encoded(&self, headers: &HeaderMap) -> (Option<Encoding>, &'static [u8]) {
        let accepted = headers
            .get(header::ACCEPT_ENCODING)
            .and_then(|value| value.to_str().ok())
            .unwrap_or("");
        let forms = [
            (Some(Encoding::Gzip), self.gzip),
            (Some(Encoding::Brotli), self.brotli),
        ];
        let mut best = (None, self.identity, 0.0);
        for (encoding, bytes) in forms {
            let name = encoding.map_or("identity", Encoding::name);
            if let Some(bytes) = bytes
                && quality(accepted, name) > 0.0
                && quality(accepted, name) >= best.2
            {
                best = (encoding, bytes, quality(accepted, name));
            }
        }
        (best.0, best.1)
    }

    fn content_type(&self) -> &'static str {
        if self.is_page() {
            return "text/html; charset=utf-8";
        }
        match self.path.rsplit('.').next().unwrap_or("") {
            "js" | "mjs" => "text/javascript; charset=utf-8",
            // Bare: with a parameter, browsers refuse to compile it while it streams in.
            "wasm" => "application/wasm",
            "css" => "text/css; charset=utf-8",
            "json" | "map" => "application/json",
            "svg" => "image/svg+xml",
            "png" => "image/png",
            "jpg" => "image/jpeg",
            "webp" => "image/webp",
            "avif" => "image/avif",
            "ico" => "image/x-icon",
            "woff2" => "font/woff2",
            "txt" => "text/plain; charset=utf-8",
            _ => "application/octet-stream",
        }
    }

    fn cache_control(&self) -> &'static str {
        if self.is_page() {
            "no-cache"
        } else if self.is_immutable() {
            "public, max-age=31536000, immutable"
        } else {
            "public, max-age=300"
        }
    }

    fn is_page(&self) -> bool {
        self.path.ends_with('/') || self.path.ends_with(".html")
    }

    /// Whether it lies in a folder named by its content.
    fn is_immutable(&self) -> bool {
        let mut parts = self.path.split('/').skip(1);
        let folder = parts.next().unwrap_or("");
        parts.next().is_some()
            && folder.len() >= 8
            && folder.bytes().all(|byte| byte.is_ascii_hexdigit())
    }

    /// Nothing from elsewhere, nothing inline but what was there when the binary was built. Pages
    /// without scripts inside make nothing out of strings; the demo, built by Leptos, has to.
    fn policy(&self) -> String {
        let inline: String = self
            .inline_scripts
            .iter()
            .map(|source| format!(" '{source}'"))
            .collect();
        let trusted_types = if inline.is_empty() {
            "; require-trusted-types-for 'script'"
        } else {
            ""
        };
        format!(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{inline}; style-src 'self'; \
             img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; \
             frame-ancestors 'none'{trusted_types}"
        )
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    Brotli,
    Gzip,
}

impl Encoding {
    fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    /// What makes the tag of this form its own.
    fn suffix(self) -> &'static str {
        match self {
            Self::Brotli => "-br",
            Self::Gzip => "-gz",
        }
    }
}

/// How much a client wants an encoding, from 0 (not at all) to 1: `Accept-Encoding` of RFC 9110.
fn quality(accepted: &str, encoding: &str) -> f32 {
    let of = |wanted: &str| {
        accepted.split(',').find_map(|part| {
            let (name, weight) = part.split_once(';').unwrap_or((part, "q=1"));
            let weight = weight.trim().strip_prefix("q=")?;
            name.trim()
                .eq_ignore_ascii_case(wanted)
                .then(|| weight.trim().parse().unwrap_or(0.0))
        })
    };
    of(encoding).or_else(|| of("*")).unwrap_or(0.0)
}

/// Whether the client has this very form already.
fn has_tag(headers: &HeaderMap, tag: &str) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|known| known.trim().trim_start_matches("W/"))
        .any(|known| known == tag || known == "*")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: Asset = Asset {
        path: "/0123456789abcdef/prompt.js",
        hash: "cafe",
        inline_scripts: &[],
        identity: b"identity",
        brotli: Some(b"br"),
        gzip: Some(b"gzip"),
    };

    fn at(path: &'static str) -> Asset {
        Asset { path, ..SCRIPT }
    }

    fn header(response: &Response, name: HeaderName) -> &str {
        response
            .headers()
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    fn get(asset: &Asset, name: HeaderName, value: &str) -> Response {
        let headers = HeaderMap::from_iter([(name, value.parse().unwrap())]);
        asset.answer(&Method::GET, &headers)
    }

    #[test]
    fn the_client_chooses_the_encoding() {
        for (accepted, encoding, length) in [
            ("gzip, deflate, br, zstd", "br", "2"),
            ("gzip", "gzip", "4"),
            ("br;q=0, gzip;q=0.5", "gzip", "4"),
            ("br;q=0.5, gzip;q=0.9", "gzip", "4"),
            ("*", "br", "2"),
            ("identity", "", "8"),
            ("BR", "br", "2"),
            ("br;q=nonsense", "", "8"),
            ("", "", "8"),
        ] {
            let response = get(&SCRIPT, header::ACCEPT_ENCODING, accepted);
            let found = (
                header(&response, header::CONTENT_ENCODING),
                header(&response, header::CONTENT_LENGTH),
            );
            assert_eq!(found, (encoding, length), "{accepted}");
            assert_eq!(header(&response, header::VARY), "Accept-Encoding");
        }
    }

    #[test]
    fn what_the_client_has_is_not_sent_again() {
        for (known, status) in [
            ("\"cafe\"", 304),
            ("W/\"cafe\"", 304),
            ("\"dead\", \"cafe\"", 304),
            ("*", 304),
            ("\"cafe-br\"", 200),
            ("\"dead\"", 200),
        ] {
            let response = get(&SCRIPT, header::IF_NONE_MATCH, known);
            assert_eq!(response.status(), status, "{known}");
            assert_eq!(header(&response, header::ETAG), "\"cafe\"");
        }
    }

    #[test]
    fn types_and_lifetimes_follow_from_the_path() {
        let immutable = "public, max-age=31536000, immutable";
        let minutes = "public, max-age=300";
        for (path, kind, lifetime) in [
            (SCRIPT.path, "text/javascript; charset=utf-8", immutable),
            ("/0123456789abcdef/a.wasm", "application/wasm", immutable),
            ("/afterword.js", "text/javascript; charset=utf-8", minutes),
            ("/0123456789abcdef.css", "text/css; charset=utf-8", minutes),
            ("/manifest.json", "application/json", minutes),
            ("/", "text/html; charset=utf-8", "no-cache"),
            ("/snippet.html", "text/html; charset=utf-8", "no-cache"),
            ("/unheard.of", "application/octet-stream", minutes),
        ] {
            let asset = at(path);
            assert_eq!(asset.content_type(), kind, "{path}");
            assert_eq!(asset.cache_control(), lifetime, "{path}");
        }
    }

    #[test]
    fn a_page_allows_the_scripts_it_was_built_with_and_no_other() {
        let page = Asset {
            inline_scripts: &["sha256-abc="],
            ..at("/")
        };
        let response = get(&page, header::ACCEPT, "*/*");
        let policy = header(&response, header::CONTENT_SECURITY_POLICY);
        assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval' 'sha256-abc=';"));
        assert!(policy.starts_with("default-src 'none';"));
        let response = get(&SCRIPT, header::ACCEPT, "*/*");
        assert_eq!(header(&response, header::CONTENT_SECURITY_POLICY), "");
    }

    #[test]
    fn other_pages_may_embed_every_asset() {
        let response = get(&SCRIPT, header::ACCEPT, "*/*");
        let policy = HeaderName::from_static("cross-origin-resource-policy");
        assert_eq!(header(&response, policy), "cross-origin");
    }

    #[test]
    fn only_reading_is_allowed() {
        let head = SCRIPT.answer(&Method::HEAD, &HeaderMap::new());
        assert_eq!(head.status(), 200);
        assert_eq!(header(&head, header::CONTENT_LENGTH), "8");
        let post = SCRIPT.answer(&Method::POST, &HeaderMap::new());
        assert_eq!(post.status(), 405);
    }

    #[test]
    fn an_asset_is_found_by_its_whole_path() {
        static TABLE: &[Asset] = &[
            Asset {
                path: "/",
                ..SCRIPT
            },
            Asset {
                path: "/a.js",
                ..SCRIPT
            },
            Asset {
                path: "/b.js",
                ..SCRIPT
            },
        ];
        for path in ["/", "/a.js", "/b.js"] {
            assert_eq!(find(TABLE, path).map(|asset| asset.path), Some(path));
        }
        for path in ["", "/a", "/c.js", "//a.js", "/../a.js"] {
            assert!(find(TABLE, path).is_none(), "{path}");
        }
    }

    #[test]
    fn the_table_is_sorted() {
        assert!(ASSETS.is_sorted_by_key(|asset| asset.path));
    }
}

//! Requests as they come over a connection, read as far as a proxy has to.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt as _};

/// Bytes; no request of a browser here is near it.
const LARGEST: usize = 1 << 20;
const END_OF_HEAD: &[u8] = b"\r\n\r\n";

/// One request, with all of its body.
#[derive(Debug)]
pub(super) struct Request {
    head: String,
    body: Vec<u8>,
}

impl Request {
    /// Reads one; none where the connection ends before it begins.
    pub(super) async fn read(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<Self>> {
        let mut bytes = Vec::new();
        let end = loop {
            if let Some(end) = find(&bytes, END_OF_HEAD) {
                break end + END_OF_HEAD.len();
            }
            if bytes.len() > LARGEST {
                return Err(io::Error::other("a head without an end"));
            }
            if stream.read_buf(&mut bytes).await? == 0 {
                return if bytes.is_empty() {
                    Ok(None)
                } else {
                    Err(io::ErrorKind::UnexpectedEof.into())
                };
            }
        };
        let mut body = bytes.split_off(end);
        let head = String::from_utf8(bytes).map_err(io::Error::other)?;
        let length = header(&head, "content-length").unwrap_or("0");
        let length: usize = length.parse().map_err(io::Error::other)?;
        if length > LARGEST {
            return Err(io::Error::other("a body that is too large"));
        }
        while body.len() < length {
            if stream.read_buf(&mut body).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(Some(Self { head, body }))
    }

    /// Whether an answer is handed in by it.
    pub(super) fn hands_in(&self) -> bool {
        self.head.starts_with("POST /v1/responses ")
    }

    /// Its body as text.
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// As it is sent on: the connection is for this one request.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.head.len() + self.body.len());
        let lines = self.head.trim_end().split("\r\n");
        for line in lines.filter(|line| !is_named(line, "connection")) {
            bytes.extend_from_slice(line.as_bytes());
            bytes.extend_from_slice(b"\r\n");
        }
        bytes.extend_from_slice(b"Connection: close\r\n\r\n");
        bytes.extend_from_slice(&self.body);
        bytes
    }
}

/// A whole answer without what lets pages of other origins read it.
pub(super) fn without_cors(reply: &[u8]) -> Vec<u8> {
    let (head, body) = parts(reply);
    let mut bytes = Vec::with_capacity(reply.len());
    for line in head.split_inclusive(|byte| *byte == b'\n') {
        let name = String::from_utf8_lossy(line).to_ascii_lowercase();
        if !name.starts_with("access-control-") {
            bytes.extend_from_slice(line);
        }
    }
    bytes.extend_from_slice(body);
    bytes
}

/// The head of a whole answer, the empty line included, and its body.
pub(super) fn parts(reply: &[u8]) -> (&[u8], &[u8]) {
    let end = find(reply, END_OF_HEAD).map_or(reply.len(), |end| end + END_OF_HEAD.len());
    reply.split_at(end)
}

/// A short answer that a page of any origin can read.
pub(super) fn reply(status: u16, header: &str) -> Vec<u8> {
    const BODY: &str = "{}";
    let length = BODY.len();
    format!(
        "HTTP/1.1 {status} As the test says\r\nAccess-Control-Allow-Origin: *\r\n\
         Access-Control-Expose-Headers: Retry-After\r\n{header}Content-Type: application/json\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n{BODY}"
    )
    .into_bytes()
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

fn header<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    let line = head.split("\r\n").find(|line| is_named(line, name))?;
    Some(line.split_once(':')?.1.trim())
}

fn is_named(line: &str, name: &str) -> bool {
    line.split_once(':')
        .is_some_and(|(found, _)| found.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::{Request, parts, without_cors};

    #[tokio::test]
    async fn a_request_is_sent_on_for_a_connection_of_its_own() {
        let bytes = b"POST /v1/responses HTTP/1.1\r\nHost: a\r\nconnection: keep-alive\r\n\
                      content-LENGTH: 2\r\n\r\n{}and what nobody asked for";
        let request = Request::read(&mut &bytes[..]).await.unwrap().unwrap();
        assert!(request.hands_in());
        let sent = String::from_utf8(request.to_bytes()).unwrap();
        assert!(
            sent.starts_with("POST /v1/responses HTTP/1.1\r\nHost: a\r\n"),
            "{sent}"
        );
        assert!(!sent.contains("keep-alive"), "{sent}");
        assert!(sent.contains("\r\nConnection: close\r\n\r\n{}"), "{sent}");
    }

    #[tokio::test]
    async fn half_a_request_is_none() {
        assert!(Request::read(&mut &b""[..]).await.unwrap().is_none());
        for half in [
            &b"POST / HT"[..],
            b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n{",
        ] {
            Request::read(&mut &*half).await.unwrap_err();
        }
    }

    #[test]
    fn what_lets_others_read_is_left_out_and_nothing_else() {
        let reply = b"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nDate: x\r\n\r\n{}";
        let left = b"HTTP/1.1 200 OK\r\nDate: x\r\n\r\n{}";
        assert_eq!(without_cors(reply), left);
        assert_eq!(parts(left).1, b"{}");
    }
}

//! One request, one connection, one answer. An answer that is not whole is none: then nobody knows what happened.

use std::io::{Error, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

const CONNECT: Duration = Duration::from_secs(2);
/// Longer than the server may take before it answers 503 by itself.
const ANSWER: Duration = Duration::from_secs(40);
/// The list of a receiver is the longest answer there is.
const ANSWER_BYTES_MAX: u64 = 64 * 1_024 * 1_024;

/// What is asked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Request<'a> {
    pub path: &'a str,
    /// Posted when there is one; looked at otherwise.
    pub body: Option<&'a str>,
    /// Of the body; JSON when nothing is said.
    pub media: Option<&'a str>,
    pub token: Option<&'a str>,
    pub key: Option<&'a str>,
}

/// What was answered, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub body: String,
}

/// Counts a request as long as its answer is awaited.
struct Flight<'a>(&'a AtomicUsize);

impl<'a> Flight<'a> {
    fn begin(count: &'a AtomicUsize) -> Flight<'a> {
        count.fetch_add(1, Ordering::SeqCst);
        Flight(count)
    }
}

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Asks without being counted.
pub fn ask(to: SocketAddr, request: &Request) -> Result<Answer, Error> {
    ask_counted(to, request, &AtomicUsize::new(0))
}

/// Asks; `in_flight` counts it from the last byte sent to the last byte read.
pub fn ask_counted(to: SocketAddr, request: &Request, in_flight: &AtomicUsize) -> Result<Answer, Error> {
    let mut stream = TcpStream::connect_timeout(&to, CONNECT)?;
    stream.set_read_timeout(Some(ANSWER))?;
    stream.set_write_timeout(Some(ANSWER))?;
    stream.set_nodelay(true)?;
    stream.write_all(written(to, request).as_bytes())?;
    let _flight = Flight::begin(in_flight);
    let mut answer = Vec::new();
    stream.take(ANSWER_BYTES_MAX).read_to_end(&mut answer)?;
    read(&answer).ok_or_else(|| Error::new(ErrorKind::UnexpectedEof, "the answer is not whole"))
}

fn written(to: SocketAddr, request: &Request) -> String {
    let method = if request.body.is_some() { "POST" } else { "GET" };
    let mut text = format!("{method} {} HTTP/1.1\r\nHost: {to}\r\nConnection: close\r\n", request.path);
    if let Some(token) = request.token {
        text.push_str(&format!("Authorization: Bearer {token}\r\n"));
    }
    if let Some(key) = request.key {
        text.push_str(&format!("Idempotency-Key: {key}\r\n"));
    }
    let body = request.body.unwrap_or_default();
    if request.body.is_some() {
        let media = request.media.unwrap_or("application/json");
        text.push_str(&format!("Content-Type: {media}\r\nContent-Length: {}\r\n", body.len()));
    }
    text + "\r\n" + body
}

/// The answer, if it is as long as it says.
fn read(bytes: &[u8]) -> Option<Answer> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let length = lines
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, length)| length.trim().parse::<usize>().ok())?;
    (body.len() == length).then(|| Answer {
        status,
        body: body.to_owned(),
    })
}

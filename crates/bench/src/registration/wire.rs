//! A client that costs the machine next to nothing: one kept connection, one request at a time, plain text on a socket.

use crate::{Outcome, Stop};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(60);

/// An answer.
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body, when the request was done.
    pub fn json(self) -> Outcome<Value> {
        if !(200..300).contains(&self.status) {
            let body = String::from_utf8_lossy(&self.body);
            return Err(Stop::World(format!("the server answered {}: {body}", self.status)));
        }
        serde_json::from_slice(&self.body).map_err(|error| Stop::World(format!("the answer: {error}")))
    }
}

/// A text of an answer.
pub fn text(answer: &Value, field: &str) -> Outcome<String> {
    let found = answer.get(field).and_then(Value::as_str).map(str::to_owned);
    found.ok_or_else(|| Stop::World(format!("no {field} in {answer}")))
}

/// One kept connection.
pub struct Wire {
    address: SocketAddr,
    stream: BufReader<TcpStream>,
    line: String,
}

fn broken(error: std::io::Error) -> Stop {
    Stop::World(format!("the connection: {error}"))
}

impl Wire {
    /// Connects.
    pub fn open(address: SocketAddr) -> Outcome<Wire> {
        let stream = TcpStream::connect(address).map_err(broken)?;
        stream.set_nodelay(true).map_err(broken)?;
        stream.set_read_timeout(Some(PATIENCE)).map_err(broken)?;
        Ok(Wire {
            address,
            stream: BufReader::new(stream),
            line: String::new(),
        })
    }

    /// Whether the server is ready.
    pub fn is_ready(address: SocketAddr) -> bool {
        let asked = Wire::open(address).and_then(|mut wire| {
            let request = format!("GET /readyz HTTP/1.1\r\nhost: {address}\r\n\r\n");
            wire.exchange(request.as_bytes())
        });
        asked.is_ok_and(|answer| answer.status == 200)
    }

    /// A request for later: the bytes as they go out.
    pub fn post(address: SocketAddr, path: &str, token: Option<&str>, body: &Value, key: Option<&str>) -> Vec<u8> {
        let body = body.to_string();
        let mut head = format!(
            "POST {path} HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n",
            body.len()
        );
        for (name, value) in [("authorization: Bearer ", token), ("idempotency-key: ", key)] {
            if let Some(value) = value {
                head.push_str(&format!("{name}{value}\r\n"));
            }
        }
        format!("{head}\r\n{body}").into_bytes()
    }

    /// Posts JSON and reads JSON.
    pub fn ask(&mut self, path: &str, token: Option<&str>, body: &Value) -> Outcome<Value> {
        self.send(path, token, body)?.json()
    }

    /// Posts JSON, whatever the answer.
    pub fn send(&mut self, path: &str, token: Option<&str>, body: &Value) -> Outcome<Answer> {
        let request = Wire::post(self.address, path, token, body, None);
        self.exchange(&request)
    }

    /// Looks something up.
    pub fn look(&mut self, path: &str, token: &str) -> Outcome<Value> {
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {token}\r\n\r\n",
            self.address
        );
        self.exchange(request.as_bytes())?.json()
    }

    /// Sends a request and reads its answer.
    pub fn exchange(&mut self, request: &[u8]) -> Outcome<Answer> {
        self.stream.get_mut().write_all(request).map_err(broken)?;
        let mut answer = Answer {
            status: 0,
            body: Vec::new(),
        };
        let mut length = 0;
        loop {
            self.line.clear();
            if self.stream.read_line(&mut self.line).map_err(broken)? == 0 {
                return Err(Stop::World("the server closed the connection".to_owned()));
            }
            let line = self.line.trim_end();
            if line.is_empty() {
                break;
            }
            if answer.status == 0 {
                answer.status = line.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
            } else if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().unwrap_or(0);
            }
        }
        answer.body.resize(length, 0);
        self.stream.read_exact(&mut answer.body).map_err(broken)?;
        Ok(answer)
    }
}

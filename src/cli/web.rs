//! `tinyfoot web`: the web calculator, from this program to a browser on the
//! same machine.
//!
//! A few files to one person: a server of the standard library alone.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::Result;
use tinyfoot::{Diagnostic, Problems};

use super::arguments::WebArguments;

/// A request is a line and some headers.
const LONGEST_HEAD_BYTES: u64 = 16 << 10;
/// A browser on the same machine does not keep anybody waiting.
const PATIENCE: Duration = Duration::from_secs(5);
/// A browser opens about six connections to a host.
const MOST_CONNECTIONS: usize = 32;

static CONNECTIONS: AtomicUsize = AtomicUsize::new(0);

struct File {
    path: &'static str,
    kind: &'static str,
    content: &'static [u8],
}

macro_rules! files {
    ($($name:literal is $kind:literal),* $(,)?) => {
        &[$(File {
            path: concat!("/", $name),
            kind: $kind,
            content: include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/web/dist/", $name)),
        }),*]
    };
}

/// What `web/build.sh` made.
static FILES: &[File] = files![
    "index.html" is "text/html; charset=utf-8",
    "style.css" is "text/css; charset=utf-8",
    "module.js" is "text/javascript; charset=utf-8",
    "calculator.js" is "text/javascript; charset=utf-8",
];

/// What a server adds to the page's own policy: nobody may frame it.
const HEADERS: &str = "\
Content-Security-Policy: frame-ancestors 'none'\r
X-Content-Type-Options: nosniff\r
Referrer-Policy: no-referrer\r
Cache-Control: no-cache\r
Connection: close\r
";

pub(crate) fn run(arguments: &WebArguments) -> Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, arguments.port))
        .and_then(|listener| Ok((listener.local_addr()?.port(), listener)));
    let (port, listener) = listener.map_err(|error| {
        Problems::general(
            Diagnostic::general(
                "port",
                format!("port {} cannot be listened on: {error}", arguments.port),
            )
            .help("give another `--port`, or none: a free one is found"),
        )
    })?;
    // Without a handler, an interruption ends the process as well, as a failure.
    let _ = ctrlc::set_handler(|| std::process::exit(0));
    let mut stdout = io::stdout();
    writeln!(stdout, "http://127.0.0.1:{port}/")?;
    stdout.flush()?;
    for connection in listener.incoming().filter_map(Result::ok) {
        let others = CONNECTIONS.fetch_add(1, Ordering::Relaxed);
        let served = others < MOST_CONNECTIONS
            && thread::Builder::new()
                .spawn(move || {
                    // Who has gone away needs no answer.
                    let _ = serve(&connection, port);
                    CONNECTIONS.fetch_sub(1, Ordering::Relaxed);
                })
                .is_ok();
        if !served {
            CONNECTIONS.fetch_sub(1, Ordering::Relaxed);
        }
    }
    Ok(())
}

fn serve(connection: &TcpStream, port: u16) -> io::Result<()> {
    connection.set_read_timeout(Some(PATIENCE))?;
    connection.set_write_timeout(Some(PATIENCE))?;
    let head = head(connection)?;
    let mut output = connection;
    output.write_all(&answer(&head, port))?;
    output.flush()
}

/// The request line and the headers.
fn head(connection: &TcpStream) -> io::Result<Vec<String>> {
    let mut lines = Vec::new();
    for line in BufReader::new(connection.take(LONGEST_HEAD_BYTES)).lines() {
        let line = line?;
        if line.is_empty() {
            return Ok(lines);
        }
        lines.push(line);
    }
    // Cut off, or too long to be a browser's.
    Ok(Vec::new())
}

fn answer(head: &[String], port: u16) -> Vec<u8> {
    let mut words = head.first().map_or("", String::as_str).split(' ');
    let (Some(method), Some(target)) = (words.next(), words.next()) else {
        return refusal("400 Bad Request", "");
    };
    let is_host = |line: &&String| {
        let name = line.split_once(':').map_or("", |(name, _)| name);
        name.eq_ignore_ascii_case("host")
    };
    let hosts: Vec<&str> = head[1..]
        .iter()
        .filter(is_host)
        .filter_map(|line| Some(line.split_once(':')?.1.trim()))
        .collect();
    // Another name that leads here is that of a page which is not ours.
    let ours = ["127.0.0.1", "localhost"].map(|name| format!("{name}:{port}"));
    if !matches!(hosts.as_slice(), [host] if ours.iter().any(|own| own == host)) {
        return refusal("421 Misdirected Request", "");
    }
    if !["GET", "HEAD"].contains(&method) {
        return refusal("405 Method Not Allowed", "Allow: GET, HEAD\r\n");
    }
    let path = match target.split(['?', '#']).next() {
        Some("/") | None => "/index.html",
        Some(path) => path,
    };
    let Some(file) = FILES.iter().find(|file| file.path == path) else {
        return refusal("404 Not Found", "");
    };
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {}\r\nContent-Length: {}\r\n{HEADERS}\r\n",
        file.kind,
        file.content.len()
    );
    let content = if method == "GET" { file.content } else { &[] };
    [head.as_bytes(), content].concat()
}

fn refusal(status: &str, more: &str) -> Vec<u8> {
    let text = format!("{status}\n");
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n{more}{HEADERS}\r\n{text}",
        text.len()
    )
    .into_bytes()
}

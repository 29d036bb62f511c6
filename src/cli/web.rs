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
use clap::Args;
use tinyfoot::{Diagnostic, Problems};

use super::status::EXIT_STATUS;

#[derive(Args)]
#[command(after_help = format!("\
Examples:
  tinyfoot web
  tinyfoot web --port 8080

{EXIT_STATUS}"))]
pub(crate) struct WebArguments {
    /// The port on this machine; a free one if not said
    #[arg(
        long,
        allow_negative_numbers = true,
        value_name = "N",
        default_value_t = 0,
        hide_default_value = true
    )]
    pub(crate) port: u16,
}

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
";
const LAST: &str = "Connection: close\r\n";

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

/// Answers what comes on a connection, one after the other.
fn serve(connection: &TcpStream, port: u16) -> io::Result<()> {
    connection.set_read_timeout(Some(PATIENCE))?;
    connection.set_write_timeout(Some(PATIENCE))?;
    connection.set_nodelay(true)?;
    let mut input = BufReader::new(connection);
    let mut output = connection;
    while let Some(head) = head(&mut input)? {
        let (answer, more) = answer(&head, port);
        output.write_all(&answer)?;
        if !more {
            break;
        }
    }
    Ok(())
}

/// The request line and the headers; none where nothing follows.
fn head(input: &mut impl BufRead) -> io::Result<Option<Vec<String>>> {
    let mut input = input.take(LONGEST_HEAD_BYTES);
    let mut lines = Vec::new();
    let mut line = String::new();
    while input.read_line(&mut line)? > 0 {
        let text = line.trim_end_matches(['\r', '\n']);
        if text.is_empty() {
            return Ok(Some(lines));
        }
        lines.push(text.to_owned());
        line.clear();
    }
    // Cut off, or too long to be a browser's: what is left is no request.
    Ok((!lines.is_empty()).then(Vec::new))
}

/// What is sent, and whether another request may follow on the connection.
fn answer(head: &[String], port: u16) -> (Vec<u8>, bool) {
    let mut words = head.first().map_or("", String::as_str).split(' ');
    let (Some(method), Some(target)) = (words.next(), words.next()) else {
        return refusal("400 Bad Request", "");
    };
    let headers = |wanted: &'static str| {
        let headers = head[1..].iter().filter_map(|line| line.split_once(':'));
        headers
            .filter(move |(name, _)| name.eq_ignore_ascii_case(wanted))
            .map(|(_, value)| value.trim())
    };
    let hosts: Vec<&str> = headers("host").collect();
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
    let wants_more = words.next() == Some("HTTP/1.1")
        && !headers("connection").any(|value| value.eq_ignore_ascii_case("close"));
    // A body would be taken for the next request.
    let has_body = ["content-length", "transfer-encoding"]
        .iter()
        .any(|name| headers(name).next().is_some());
    let more = wants_more && !has_body;
    let last = if more { "" } else { LAST };
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {}\r\nContent-Length: {}\r\n{HEADERS}{last}\r\n",
        file.kind,
        file.content.len()
    );
    let content = if method == "GET" { file.content } else { &[] };
    ([head.as_bytes(), content].concat(), more)
}

fn refusal(status: &str, more: &str) -> (Vec<u8>, bool) {
    let text = format!("{status}\n");
    let answer = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n{more}{HEADERS}{LAST}\r\n{text}",
        text.len()
    );
    (answer.into_bytes(), false)
}

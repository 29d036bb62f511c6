//! `tinyfoot web` as a browser, and as somebody else, meets it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_tinyfoot"))
            .arg("web")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let stdout = child.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("http://").unwrap();
        let address = address.strip_suffix('/').unwrap().to_owned();
        Self { child, address }
    }

    fn ask(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    fn get(&self, path: &str) -> String {
        let host = &self.address;
        self.ask(&format!(
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        ))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_site_is_served_to_this_machine_alone() {
    let server = Server::start();
    assert!(server.address.starts_with("127.0.0.1:"));
    let page = server.get("/");
    assert!(page.starts_with("HTTP/1.1 200 OK\r\n"), "{page}");
    assert!(page.contains("frame-ancestors 'none'"));
    assert!(page.contains("Content-Type: text/html"));
    let (_, body) = page.split_once("\r\n\r\n").unwrap();
    // Every file that the page asks for is there.
    let after = |attribute| body.split(attribute).skip(1);
    let files = after("src=\"").chain(after("rel=\"stylesheet\" href=\""));
    let files: Vec<&str> = files.filter_map(|rest| rest.split('"').next()).collect();
    assert!(files.contains(&"module.js") && files.contains(&"style.css"));
    for name in files {
        let file = server.get(&format!("/{name}"));
        assert!(file.starts_with("HTTP/1.1 200 OK\r\n"), "{name}");
    }
    let localhost = server.address.replace("127.0.0.1", "localhost");
    let named = server.ask(&format!("GET / HTTP/1.0\r\nhost:{localhost}\r\n\r\n"));
    assert!(named.starts_with("HTTP/1.1 200 OK\r\n"));
}

#[test]
fn other_hosts_methods_and_paths_are_refused() {
    let server = Server::start();
    let host = &server.address;
    let cases = [
        (
            "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n".to_owned(),
            "421",
        ),
        (
            format!("GET / HTTP/1.1\r\nHost: {host}.example.com\r\n\r\n"),
            "421",
        ),
        (
            format!("GET / HTTP/1.1\r\nHost: {host}\r\nHost: example.com\r\n\r\n"),
            "421",
        ),
        ("GET / HTTP/1.1\r\n\r\n".to_owned(), "421"),
        (format!("POST / HTTP/1.1\r\nHost: {host}\r\n\r\n"), "405"),
        (
            format!("GET /../Cargo.toml HTTP/1.1\r\nHost: {host}\r\n\r\n"),
            "404",
        ),
        (
            format!("GET //etc/passwd HTTP/1.1\r\nHost: {host}\r\n\r\n"),
            "404",
        ),
        ("nonsense\r\n\r\n".to_owned(), "400"),
        ("\r\n\r\n".to_owned(), "400"),
    ];
    for (request, status) in cases {
        let answer = server.ask(&request);
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{request:?}: {answer}"
        );
    }
    let head = server.ask(&format!(
        "HEAD / HTTP/1.1\r\nHost: {host}\r\nconnection: Close\r\n\r\n"
    ));
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n") && head.ends_with("\r\n\r\n"));
}

#[test]
fn a_connection_is_kept_for_the_next_request() {
    let server = Server::start();
    let host = &server.address;
    let ask = |request: &str| format!("{request} HTTP/1.1\r\nHost: {host}\r\n");
    let page = server.get("/");
    let (_, page) = page.split_once("\r\n\r\n").unwrap();
    // Both are sent before the first answer is read, and a third is refused.
    let both = server.ask(&format!(
        "{}\r\n{}\r\n{}\r\n",
        ask("GET /"),
        ask("HEAD /style.css"),
        ask("GET /nothing"),
    ));
    let statuses: Vec<&str> = both.matches("HTTP/1.1 ").collect();
    assert_eq!(statuses.len(), 3, "{both}");
    assert_eq!(both.matches("HTTP/1.1 200 OK").count(), 2);
    assert!(both.contains(page) && both.ends_with("404 Not Found\n"));
    assert_eq!(both.matches("Connection: close").count(), 1);
    // What comes with a body is answered, and its body is not.
    let body = server.ask(&format!(
        "{}Content-Length: 40\r\n\r\nGET /style.css HTTP/1.1\r\nHost: {host}\r\n\r\n",
        ask("GET /")
    ));
    assert_eq!(body.matches("HTTP/1.1 ").count(), 1, "{body}");
}

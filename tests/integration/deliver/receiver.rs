//! What takes webhooks, in these tests: it keeps what it was posted, and answers what it is told to.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::Value as Json;

/// A post.
#[derive(Clone, Debug)]
pub struct Posted {
    pub path: String,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// What is answered.
#[derive(Clone, Debug)]
pub enum Answer {
    /// A status, a header, a body.
    Says(u16, &'static str, String),
    /// Nothing, for as long as the test lasts.
    Nothing,
}

/// A receiver on a port of its own.
pub struct Receiver {
    pub url: String,
    posted: Arc<Mutex<Vec<Posted>>>,
}

impl Receiver {
    /// One that answers so in turn, and 200 after that.
    pub fn answering(answers: impl IntoIterator<Item = Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let posted: Arc<Mutex<Vec<Posted>>> = Arc::default();
        let answers: Arc<Mutex<VecDeque<Answer>>> =
            Arc::new(Mutex::new(answers.into_iter().collect()));
        let kept = Arc::clone(&posted);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (kept, answers) = (Arc::clone(&kept), Arc::clone(&answers));
                std::thread::spawn(move || serve(&stream, &kept, &answers));
            }
        });
        Self { url, posted }
    }

    /// One that takes all.
    pub fn willing() -> Self {
        Self::answering([])
    }

    /// What it was posted so far.
    pub fn posted(&self) -> Vec<Posted> {
        self.posted.lock().unwrap().clone()
    }
}

impl Posted {
    pub fn json(&self) -> Json {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let found = headers.find(|(of, _)| of == name);
        found.map(|(_, value)| value.as_str())
    }
}

fn serve(stream: &TcpStream, kept: &Mutex<Vec<Posted>>, answers: &Mutex<VecDeque<Answer>>) {
    let mut reader = BufReader::new(stream);
    loop {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            lines.push(line.to_owned());
        }
        let headers: Vec<(String, String)> = lines[1..]
            .iter()
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        let length = headers.iter().find(|(name, _)| name == "content-length");
        let length = length.map_or(0, |(_, value)| value.parse().unwrap());
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        let mut words = lines[0].split(' ');
        assert_eq!(words.next(), Some("POST"));
        kept.lock().unwrap().push(Posted {
            path: words.next().unwrap().to_owned(),
            headers,
            body,
        });
        let answer = answers.lock().unwrap().pop_front();
        let text = match answer {
            Some(Answer::Nothing) => {
                std::thread::park();
                return;
            }
            Some(Answer::Says(status, header, body)) => {
                let header = if header.is_empty() {
                    String::new()
                } else {
                    format!("{header}\r\n")
                };
                let length = body.len();
                format!("HTTP/1.1 {status} x\r\n{header}content-length: {length}\r\n\r\n{body}")
            }
            None => "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok".to_owned(),
        };
        let mut stream = stream;
        if stream.write_all(text.as_bytes()).is_err() {
            return;
        }
    }
}

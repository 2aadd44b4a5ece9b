//! Requests from this computer → replies: the local page is served on the loopback interface, and nowhere else.
//!
//! The only room that names `std::net`. It listens on 127.0.0.1 and never connects to anything. A request is answered only
//! when it names this address as its host, comes from no other page, and knows the token that stands in the address.

pub mod folder;
mod guard;
pub mod names;
mod page;
mod reply;
mod request;
mod secret;

use std::io::{self, BufReader, Read};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

pub use self::page::page;
pub use self::reply::{Kind, Reply};
pub use self::request::{Body, Method, Request};
pub use self::secret::secret;

/// Connections answered at once; more are turned away.
const CONNECTIONS_MAX: usize = 64;
/// How long a request may stand still while it is read, or a reply while it is written.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long the rest of a request that was refused is still taken in, so that the reply is not lost with it.
const REST: Duration = Duration::from_secs(5);

/// A listener of our own, on a port the system chose.
pub struct Server {
    listener: TcpListener,
    port: u16,
    token: String,
    open: Arc<AtomicUsize>,
}

impl Server {
    /// Listens on 127.0.0.1, with a new token.
    pub fn start() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        Ok(Self { listener, port, token: secret(), open: Arc::default() })
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// What the browser is to open. Whoever knows it may ask for everything.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/{}/", self.port, self.token)
    }

    /// Answers every request with what `handle` makes of it, each in a thread of its own; does not return.
    pub fn run(&self, handle: impl Fn(&mut Request<'_>) -> Reply + Send + Sync + 'static) {
        let handle = Arc::new(handle);
        for stream in self.listener.incoming() {
            let Ok(stream) = stream else { continue };
            if self.open.fetch_add(1, Ordering::SeqCst) >= CONNECTIONS_MAX {
                self.open.fetch_sub(1, Ordering::SeqCst);
                continue;
            }
            let (handle, open, token, port) = (handle.clone(), self.open.clone(), self.token.clone(), self.port);
            let answered = std::thread::Builder::new().spawn({
                let open = open.clone();
                move || {
                    let _ = catch_unwind(AssertUnwindSafe(|| connection(&stream, &token, port, &*handle)));
                    open.fetch_sub(1, Ordering::SeqCst);
                }
            });
            if answered.is_err() {
                open.fetch_sub(1, Ordering::SeqCst);
            }
        }
    }
}

/// One request, one reply.
fn connection(stream: &TcpStream, token: &str, port: u16, handle: &impl Fn(&mut Request<'_>) -> Reply) {
    let waits = stream.set_read_timeout(Some(PATIENCE)).and_then(|()| stream.set_write_timeout(Some(PATIENCE)));
    if waits.is_err() {
        return;
    }
    let _ = stream.set_nodelay(true);
    let mut reader = BufReader::new(stream);
    let reply = answer(&mut reader, stream, token, port, handle);
    let Some(reply) = reply else { return };
    if reply.write(&mut &*stream).is_err() {
        return;
    }
    let _ = stream.shutdown(Shutdown::Write);
    drain(&mut reader, stream);
}

/// What is answered; `None` where nothing was asked.
fn answer(
    reader: &mut BufReader<&TcpStream>,
    mut stream: &TcpStream,
    token: &str,
    port: u16,
    handle: &impl Fn(&mut Request<'_>) -> Reply,
) -> Option<Reply> {
    let head = match request::read_head(reader) {
        Ok(head) => head?,
        Err(refused) => return Some(refused),
    };
    let path = match guard::admitted(&head, token, port) {
        Ok(path) => path,
        Err(refused) => return Some(refused),
    };
    if head.waits {
        io::Write::write_all(&mut stream, b"HTTP/1.1 100 Continue\r\n\r\n").ok()?;
    }
    let mut request = Request::new(&head, path, reader);
    // What goes wrong in one reply is that reply's failure.
    let made = catch_unwind(AssertUnwindSafe(|| handle(&mut request)));
    Some(made.unwrap_or_else(|_| Reply::refused(500, "lỗi trong chương trình", "an error in the program")))
}

/// Takes in what is left of a request; closing before that would take the reply away from who asked.
fn drain(reader: &mut impl Read, stream: &TcpStream) {
    let _ = stream.set_read_timeout(Some(Duration::from_millis(500)));
    let (end, mut rest) = (Instant::now() + REST, vec![0; 64 << 10]);
    while Instant::now() < end && reader.read(&mut rest).is_ok_and(|read| read > 0) {}
}

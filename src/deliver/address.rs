//! The address of a webhook. Its path may be a secret, so that no more than the host is ever told of it.

use url::Url;

use super::variables::Secret;

/// An address to post to.
#[derive(Clone, Debug)]
pub struct Address {
    /// All of it.
    pub url: Secret,
    /// What may be told of it: the host, and the port where it names one.
    pub host: String,
}

impl Address {
    /// Reads an address.
    ///
    /// # Errors
    /// When it is none that can be posted to; the words hold nothing of it.
    pub fn parse(text: &Secret) -> Result<Self, &'static str> {
        let url = Url::parse(text.reveal()).map_err(|_| "it is not a URL")?;
        if !matches!(url.scheme(), "https" | "http") {
            return Err("it does not begin with https://");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("it has a user or a password before its host: give them in `headers`");
        }
        let Some(host) = url.host_str() else {
            return Err("it names no host");
        };
        let host = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        let mut whole = url;
        // It is the reader's, and not sent.
        whole.set_fragment(None);
        Ok(Self {
            host,
            url: Secret::from(String::from(whole)),
        })
    }

    /// Whether what is posted can be read on its way: not over TLS, and to another machine.
    pub fn is_open(&self) -> bool {
        let host = self
            .host
            .rsplit_once(':')
            .map_or(&*self.host, |(host, port)| {
                if port.bytes().all(|digit| digit.is_ascii_digit()) {
                    host
                } else {
                    &self.host
                }
            });
        let here = host == "localhost" || host == "[::1]" || host.starts_with("127.");
        !here && !self.url.reveal().starts_with("https://")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Address, &'static str> {
        Address::parse(&Secret::from(text.to_owned()))
    }

    #[test]
    fn the_host_is_told_and_nothing_else() {
        let address = parse("https://hooks.slack.com/services/T0/B0/xyz?a=b#c").unwrap();
        assert_eq!(address.host, "hooks.slack.com");
        assert_eq!(
            address.url.reveal(),
            "https://hooks.slack.com/services/T0/B0/xyz?a=b"
        );
        assert!(!format!("{address:?}").contains("xyz"));
        assert_eq!(parse("http://127.0.0.1:81/x").unwrap().host, "127.0.0.1:81");
    }

    #[test]
    fn what_cannot_be_posted_to_is_refused() {
        for wrong in [
            "",
            "hooks.slack.com/x",
            "ftp://h/x",
            "file:///etc/passwd",
            "https://user:pass@h/x",
            "https://",
        ] {
            let error = parse(wrong).unwrap_err();
            assert!(!error.contains("pass@"), "{error}");
        }
    }

    #[test]
    fn what_others_could_read_is_open() {
        for (url, open) in [
            ("https://h/x", false),
            ("http://h/x", true),
            ("http://h:80/x", true),
            ("http://127.0.0.1:9/x", false),
            ("http://[::1]:9/x", false),
            ("http://localhost/x", false),
        ] {
            assert_eq!(parse(url).unwrap().is_open(), open, "{url}");
        }
    }
}

//! Profiles: configurations that ship, for what is deployed to production and what to a test. What they waive has its reason.

use std::path::Path;

use super::{Config, ConfigError};

/// The profiles, each as its file's name and text.
const PROFILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/profiles.rs"));

/// The names of the profiles.
pub fn names() -> impl Iterator<Item = &'static str> {
    PROFILES
        .iter()
        .map(|(file, _)| file.trim_end_matches(".yaml"))
}

impl Config {
    /// The configuration on top of a profile: what both say, the configuration decides. A name that no profile has adds nothing.
    ///
    /// # Errors
    /// When the profile is wrong.
    pub fn on_profile(mut self, name: &str) -> Result<Self, ConfigError> {
        let Some((file, text)) = PROFILES
            .iter()
            .find(|(file, _)| file.trim_end_matches(".yaml") == name)
        else {
            return Ok(self);
        };
        let profile = Self::parse(Path::new(file), text)?;
        for (check, values) in profile.params.by_check {
            let own = self.params.by_check.entry(check).or_default();
            for (name, value) in values {
                own.entry(name).or_insert(value);
            }
        }
        self.waivers.add_shipped(profile.waivers);
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Library;

    #[test]
    fn profiles_speak_of_checks_and_parameters_that_there_are() {
        for name in names() {
            let config = Config::default()
                .on_profile(name)
                .unwrap_or_else(|error| panic!("{error}"));
            let library =
                Library::load(&[], &config.params).unwrap_or_else(|error| panic!("{error}"));
            for pattern in config.waivers.all().map(|waiver| &waiver.check) {
                let matched = library
                    .checks()
                    .any(|check| pattern.is_match(&check.about.id));
                assert!(matched, "{name}: {pattern:?} matches no check");
            }
        }
        assert_eq!(names().collect::<Vec<_>>(), ["production", "test"]);
    }
}

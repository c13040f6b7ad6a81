//! What a package declares for those who find, cite and ask about it. All of it may be left out, and what is left out is said nowhere.

use toml::Spanned;
use tongbi_domain::catalog::Names;
use tongbi_domain::diagnostic::Diagnostic;
use tongbi_domain::message::{Message, declared as say};

use super::config::{Export, PIPELINE_FILE, PackageConfig, PartyConfig};

/// Facts of a package beyond its tables.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// SPDX or LicenseRef identifier.
    pub licence: Option<String>,
    /// Who publishes it.
    pub publisher: Option<PartyConfig>,
    /// Whom to ask.
    pub contact: Option<PartyConfig>,
    /// Keywords.
    pub keywords: Vec<Names>,
    /// Web page.
    pub homepage: Option<String>,
    /// Lasting identifier, a URL.
    pub identifier: Option<String>,
    /// SDMX agency; `TONGBI`, which defines the concepts, where none is declared.
    pub agency: String,
    /// Further formats.
    pub exports: Vec<Export>,
}

/// The agency of packages that name none: the concepts and their codes are this program's.
const AGENCY: &str = "TONGBI";

impl About {
    /// Checks forms; what is wrong is added to the problems.
    pub(super) fn resolve(package: &PackageConfig, text: &str, problems: &mut Vec<Diagnostic>) -> Self {
        let mut forms = Forms { text, problems };
        Self {
            licence: forms.checked(package.licence.as_ref(), is_licence, |text| say::no_licence_identifier(text), say::licence_such_as()),
            publisher: forms.party(package.publisher.as_ref()),
            contact: forms.party(package.contact.as_ref()),
            keywords: package.keywords.clone(),
            homepage: forms.checked(package.homepage.as_ref(), is_url, |text| say::no_web_address(text), say::with_https()),
            identifier: forms.checked(package.identifier.as_ref(), is_url, |text| say::no_web_address(text), say::doi_such_as()),
            agency: forms
                .checked(package.agency.as_ref(), is_agency, |text| say::no_agency(text), say::agency_such_as())
                .unwrap_or_else(|| AGENCY.to_owned()),
            exports: package.exports.clone(),
        }
    }

    /// The web address of the licence: SPDX's page of it; none for a licence that SPDX does not list.
    pub fn licence_url(&self) -> Option<String> {
        let licence = self.licence.as_ref().filter(|licence| !licence.starts_with("LicenseRef-"))?;
        Some(format!("https://spdx.org/licenses/{licence}"))
    }
}

struct Forms<'a> {
    text: &'a str,
    problems: &'a mut Vec<Diagnostic>,
}

impl Forms<'_> {
    fn checked(
        &mut self,
        value: Option<&Spanned<String>>,
        right: fn(&str) -> bool,
        wrong: fn(&str) -> Message,
        help: Message,
    ) -> Option<String> {
        let value = value?;
        if !right(value.get_ref()) {
            let message = wrong(value.get_ref());
            self.problems.push(Diagnostic::at("T103", PIPELINE_FILE, self.text, value.span(), message).help(help));
        }
        Some(value.get_ref().clone())
    }

    fn party(&mut self, party: Option<&Spanned<PartyConfig>>) -> Option<PartyConfig> {
        let party = party?;
        let inner = party.get_ref();
        let parts = [
            (&inner.homepage, is_url as fn(&str) -> bool, (|text| say::no_web_address(text)) as fn(&str) -> Message, say::with_https()),
            (&inner.email, is_email, |text| say::no_mail_address(text), say::mail_such_as()),
        ];
        for (value, right, wrong, help) in parts {
            if let Some(value) = value.as_ref().filter(|value| !right(value)) {
                let message = wrong(value);
                self.problems.push(Diagnostic::at("T103", PIPELINE_FILE, self.text, party.span(), message).help(help));
            }
        }
        Some(inner.clone())
    }
}

fn is_licence(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
}

fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let refused = |character: char| character.is_whitespace() || character.is_control() || "<>\"{}|\\^`".contains(character);
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/') && !rest.contains(refused))
}

fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && !host.is_empty() && !host.contains('@') && !text.contains(|c: char| c.is_whitespace() || "<>\",;".contains(c))
    })
}

fn is_agency(text: &str) -> bool {
    text.split('.').all(|level| {
        level.starts_with(|first: char| first.is_ascii_alphabetic())
            && level.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What would make a descriptor invalid is refused where it is written.
    #[test]
    fn forms() {
        assert!(is_licence("CC-BY-4.0") && is_licence("LicenseRef-CN-OGD") && !is_licence("CC BY") && !is_licence(""));
        assert!(is_url("https://data.example.cn/a") && !is_url("data.example.cn") && !is_url("https://") && !is_url("https://a b"));
        assert!(is_email("a@b.cn") && !is_email("a") && !is_email("@b") && !is_email("a@b@c"));
        assert!(is_agency("CN.NBS") && is_agency("TONGBI") && !is_agency("1A") && !is_agency("") && !is_agency("A."));
    }
}

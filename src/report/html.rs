//! A document as HTML: one page that needs nothing but itself.

use super::document::{Align, Document, Element, Table, printable};
use super::figure::stylesheet;
#[cfg(feature = "cli")]
use super::text::{CHART_WIDTH, push_chart};

static STYLE: &str = include_str!("page.css");

/// The SHA-256 of the page's style sheet, which its content security policy
/// names: no other style, no script and no request is let through.
const STYLE_HASH: &str = "sha256-8B4dJyimao4HaezrKzacACQdHAWybJXhgfUHjryDyTs=";

/// A page: a title, what matters most, and sections.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// Its title and first heading.
    pub title: String,
    /// What it is, in a sentence or two.
    pub lead: String,
    /// What matters most.
    pub headlines: Vec<Headline>,
    /// Its sections.
    pub sections: Vec<Section>,
    /// What made it.
    pub footer: String,
}

/// A number to be seen first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Headline {
    /// What it is of.
    pub name: String,
    /// The number with its unit.
    pub number: String,
    /// How sure it is.
    pub remark: String,
}

/// A part of a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Section {
    /// Its heading.
    pub heading: String,
    /// What it says; headings in it are below its own.
    pub body: Document,
}

/// Renders a page as HTML with its pictures and style in it: no script, no
/// request. All text is escaped.
pub fn html(page: &Page) -> String {
    let title = escape(&page.title);
    let style = style();
    let mut text = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '{STYLE_HASH}'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#content\">Skip to the content</a>\n\
         <header>\n<h1>{title}</h1>\n"
    );
    if !page.lead.is_empty() {
        text.push_str(&format!("<p>{}</p>\n", escape(&page.lead)));
    }
    text.push_str("</header>\n");
    if page.sections.len() > 1 {
        push_contents(&mut text, &page.sections);
    }
    text.push_str("<main id=\"content\" tabindex=\"-1\">\n");
    push_headlines(&mut text, &page.headlines);
    let mut figures = 0;
    for (index, section) in page.sections.iter().enumerate() {
        text.push_str(&format!(
            "<section aria-labelledby=\"section{index}\">\n<h2 id=\"section{index}\">{}</h2>\n",
            escape(&section.heading)
        ));
        push_elements(&mut text, section, &mut figures);
        text.push_str("</section>\n");
    }
    text.push_str(&format!(
        "</main>\n<footer>\n<p>{}</p>\n</footer>\n</body>\n</html>\n",
        escape(&page.footer)
    ));
    text
}

fn style() -> String {
    format!("\n{STYLE}{}", stylesheet())
}

fn push_contents(text: &mut String, sections: &[Section]) {
    text.push_str("<nav aria-label=\"Contents\">\n<ul>\n");
    for (index, section) in sections.iter().enumerate() {
        let heading = escape(&section.heading);
        text.push_str(&format!(
            "<li><a href=\"#section{index}\">{heading}</a></li>\n"
        ));
    }
    text.push_str("</ul>\n</nav>\n");
}

fn push_headlines(text: &mut String, headlines: &[Headline]) {
    if headlines.is_empty() {
        return;
    }
    text.push_str("<div class=\"headlines\">\n");
    for Headline {
        name,
        number,
        remark,
    } in headlines
    {
        text.push_str(&format!(
            "<div class=\"headline\">\n<p class=\"of\">{}</p>\n<p class=\"headline-number\">{}</p>\n<p>{}</p>\n</div>\n",
            escape(name),
            escape(number),
            escape(remark)
        ));
    }
    text.push_str("</div>\n");
}

fn push_elements(text: &mut String, section: &Section, figures: &mut usize) {
    let mut under = section.heading.as_str();
    for element in &section.body.elements {
        match element {
            Element::Heading(heading) => {
                under = heading;
                text.push_str(&format!("<h3>{}</h3>\n", escape(heading)));
            }
            Element::Text(paragraph) => text.push_str(&format!("<p>{}</p>\n", escape(paragraph))),
            #[cfg(feature = "cli")]
            Element::Chart(chart) => {
                let mut drawn = String::new();
                push_chart(&mut drawn, chart, CHART_WIDTH);
                text.push_str(&format!("<pre>{}</pre>\n", escape(&drawn)));
            }
            Element::Table(table) => push_table(text, table, under),
            Element::Facts(facts) => push_facts(text, facts),
            Element::Figure(figure) => {
                *figures += 1;
                text.push_str(&format!(
                    "<figure>\n<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Figure: {}\">\n{}\n</div>\n</figure>\n",
                    escape(figure.title()),
                    figure.inline(&format!("figure{figures}"))
                ));
            }
        }
    }
}

/// A table that scrolls on its own where the page is too narrow for it.
fn push_table(text: &mut String, table: &Table, under: &str) {
    text.push_str(&format!(
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Table: {}\">\n<table>\n<thead>\n<tr>",
        escape(under)
    ));
    for column in &table.columns {
        let unit = match column.unit {
            Some(unit) => format!(" <span class=\"unit\">{}</span>", escape(unit)),
            None => String::new(),
        };
        let title = escape(&column.title);
        text.push_str(&format!(
            "<th scope=\"col\"{}>{title}{unit}</th>",
            class(column.align)
        ));
    }
    text.push_str("</tr>\n</thead>\n<tbody>\n");
    for row in &table.rows {
        text.push_str(if row.is_total {
            "<tr class=\"total\">"
        } else {
            "<tr>"
        });
        for (index, cell) in row.cells.iter().enumerate() {
            let class = class(
                table
                    .columns
                    .get(index)
                    .map_or(Align::Left, |column| column.align),
            );
            let cell = escape(cell);
            text.push_str(&match index {
                0 => format!("<th scope=\"row\"{class}>{cell}</th>"),
                _ => format!("<td{class}>{cell}</td>"),
            });
        }
        text.push_str("</tr>\n");
    }
    text.push_str("</tbody>\n</table>\n</div>\n");
}

const fn class(align: Align) -> &'static str {
    match align {
        Align::Left | Align::Bar => "",
        Align::Right => " class=\"number\"",
    }
}

fn push_facts(text: &mut String, facts: &[(String, Vec<String>)]) {
    text.push_str("<dl>\n");
    for (name, texts) in facts {
        text.push_str(&format!("<dt>{}</dt>\n", escape(name)));
        for fact in texts {
            text.push_str(&format!("<dd>{}</dd>\n", linked(fact)));
        }
    }
    text.push_str("</dl>\n");
}

/// Escaped text in which a DOI or an arXiv number is a link.
fn linked(text: &str) -> String {
    const PLACES: [(&str, &str); 2] = [
        ("doi:", "https://doi.org/"),
        ("arXiv:", "https://arxiv.org/abs/"),
    ];
    let words = text.split(' ').map(|word| {
        let known = PLACES.iter().find_map(|(prefix, place)| {
            let name = word.strip_prefix(prefix)?.trim_end_matches(['.', ',', ';']);
            let is_name = name.starts_with(|c: char| c.is_ascii_digit())
                && name
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "./-_()".contains(c));
            is_name.then(|| (format!("{place}{name}"), prefix.len() + name.len()))
        });
        match known {
            Some((address, end)) => format!(
                "<a href=\"{address}\">{}</a>{}",
                escape(&word[..end]),
                escape(&word[end..])
            ),
            None => escape(word),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Text in HTML, within elements and within quoted attributes.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in printable(text).chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use base64::prelude::{BASE64_STANDARD, Engine};
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn the_policy_names_the_style_sheet() {
        let hash = BASE64_STANDARD.encode(Sha256::digest(style()));
        assert_eq!(STYLE_HASH, format!("sha256-{hash}"));
    }

    #[test]
    fn only_names_of_works_are_links() {
        assert_eq!(
            linked("See doi:10.1016/j.x-1. Or <b>"),
            "See <a href=\"https://doi.org/10.1016/j.x-1\">doi:10.1016/j.x-1</a>. Or &lt;b&gt;"
        );
        assert_eq!(linked("doi:javascript"), "doi:javascript");
        assert_eq!(linked("doi:1\"onclick="), "doi:1&quot;onclick=");
    }
}

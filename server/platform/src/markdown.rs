//! Markdown, as written by anybody who may describe a project, to HTML that is safe on our own pages.
//!
//! Nothing of it runs, loads or is fetched: scripts, styles, forms and frames are gone, and an image is a link to it, since fetching
//! it would tell its server who reads. Headings are one level lower than written: the page's own comes first.

use std::sync::LazyLock;

use ammonia::Builder;
use pulldown_cmark::{Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, html};

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    builder
        .rm_tags(["img", "map", "area"])
        .url_schemes(["http", "https", "mailto"].into())
        .link_rel(Some("noopener noreferrer nofollow"));
    builder
});

/// How deep elements may be in each other: what is deeper is only its text. The sanitiser's time grows with the depth.
const DEEPEST: u32 = 64;
/// How many tags may be written as HTML: what follows is text.
const MOST_TAGS: usize = 1_000;

/// The HTML of some Markdown.
pub(crate) fn to_html(markdown: &str) -> String {
    let mut reader = Reader::default();
    let events = Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH);
    let mut text = String::with_capacity(markdown.len() * 3 / 2);
    html::push_html(&mut text, events.filter_map(|event| reader.read(event)));
    SANITISER.clean(&text).to_string()
}

/// What has been read so far.
#[derive(Default)]
struct Reader {
    depth: u32,
    links: u32,
    tags: usize,
}

impl Reader {
    fn read<'a>(&mut self, event: Event<'a>) -> Option<Event<'a>> {
        match event {
            Event::Start(tag) => {
                self.depth += 1;
                self.start(tag).filter(|_| self.depth <= DEEPEST).map(Event::Start)
            }
            Event::End(tag) => {
                self.depth = self.depth.saturating_sub(1);
                self.end(tag).filter(|_| self.depth < DEEPEST).map(Event::End)
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                self.tags += html.matches('<').count();
                Some(if self.tags > MOST_TAGS { Event::Text(html) } else { Event::InlineHtml(html) })
            }
            other => Some(other),
        }
    }

    fn start<'a>(&mut self, tag: Tag<'a>) -> Option<Tag<'a>> {
        match tag {
            Tag::Heading { level, id, classes, attrs } => Some(Tag::Heading { level: lower(level), id, classes, attrs }),
            Tag::Link { .. } | Tag::Image { .. } => {
                self.links += 1;
                // A link in a link is no HTML: an image in one is its text alone.
                if self.links > 1 { None } else { Some(as_link(tag)) }
            }
            other => Some(other),
        }
    }

    fn end(&mut self, tag: TagEnd) -> Option<TagEnd> {
        match tag {
            TagEnd::Heading(level) => Some(TagEnd::Heading(lower(level))),
            TagEnd::Link | TagEnd::Image => {
                self.links = self.links.saturating_sub(1);
                (self.links == 0).then_some(TagEnd::Link)
            }
            other => Some(other),
        }
    }
}

fn as_link(tag: Tag<'_>) -> Tag<'_> {
    match tag {
        Tag::Image { dest_url, title, id, .. } => Tag::Link { link_type: LinkType::Inline, dest_url, title, id },
        link => link,
    }
}

fn lower(level: HeadingLevel) -> HeadingLevel {
    HeadingLevel::try_from(level as usize + 1).unwrap_or(HeadingLevel::H6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_meant_well_reads_well() {
        for (markdown, expected) in [
            ("# Title", "<h2>Title</h2>\n"),
            ("###### Deep", "<h6>Deep</h6>\n"),
            ("a *b* `c`", "<p>a <em>b</em> <code>c</code></p>\n"),
            ("~~x~~", "<p><del>x</del></p>\n"),
            ("[x](https://a.example/)", "<p><a href=\"https://a.example/\" rel=\"noopener noreferrer nofollow\">x</a></p>\n"),
            (
                "![alt](https://a.example/b.png)",
                "<p><a href=\"https://a.example/b.png\" rel=\"noopener noreferrer nofollow\">alt</a></p>\n",
            ),
            (
                "[![alt](https://a.example/b.png)](https://c.example/)",
                "<p><a href=\"https://c.example/\" rel=\"noopener noreferrer nofollow\">alt</a></p>\n",
            ),
            ("1 < 2 & 3", "<p>1 &lt; 2 &amp; 3</p>\n"),
        ] {
            assert_eq!(to_html(markdown), expected, "{markdown}");
        }
        assert!(to_html("|a|b|\n|-|-|\n|1|2|").contains("<td>1</td>"));
    }

    #[test]
    fn what_is_meant_badly_does_nothing() {
        for markdown in [
            "<script>alert(1)</script>",
            "<ScRiPt src=//evil.example></sCrIpT>",
            "<img src=x onerror=alert(1)>",
            "<svg onload=alert(1)><script>alert(1)</script></svg>",
            "<a href=\"javascript:alert(1)\">x</a>",
            "<a href=\" java\nscript:alert(1)\">x</a>",
            "<a href=\"&#106;avascript:alert(1)\">x</a>",
            "[x](javascript:alert(1))",
            "[x](JaVaScRiPt:alert(1))",
            "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
            "[x](vbscript:msgbox(1))",
            "![x](javascript:alert(1))",
            "![x](data:image/svg+xml;base64,PHN2Zy8+)",
            "![x](https://evil.example/pixel.png)",
            "[x](https://a.example \"y\\\" onmouseover=alert(1)\")",
            "<iframe src=https://evil.example></iframe>",
            "<object data=x></object><embed src=x>",
            "<form action=/api/fn/delete_project><input name=x><button>x</button></form>",
            "<style>*{display:none}</style>",
            "<p style=\"position:fixed;inset:0\" class=\"modal\" id=\"x\" onclick=alert(1)>x</p>",
            "<base href=https://evil.example><meta http-equiv=refresh content=0><link rel=stylesheet href=x>",
            "<math><mtext></p><script>alert(1)</script></math>",
            "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
            "```html\n<script>alert(1)</script>\n```",
            "<!--><script>alert(1)</script>-->",
        ] {
            let html = to_html(markdown);
            let lower = html.to_lowercase();
            for forbidden in [
                "<script",
                "<img",
                "<svg",
                "<iframe",
                "<object",
                "<embed",
                "<form",
                "<input",
                "<button",
                "<style",
                "<base",
                "<meta",
                "<link",
                "<math",
                "style=",
                "class=\"modal",
                "id=",
                "href=\"javascript",
                "href=\"data",
                "href=\"vbscript",
                "src=\"",
            ] {
                assert!(!lower.contains(forbidden), "{markdown}\n→ {html}");
            }
            // An attribute that runs something: only ever inside text, never inside a tag.
            let tags: String = lower.split('<').skip(1).filter_map(|rest| rest.split('>').next()).collect();
            let attributes = tags.split('"').step_by(2).collect::<String>();
            assert!(!attributes.contains(" on"), "{markdown}\n→ {html}");
        }
    }

    #[test]
    fn deep_nesting_is_survived() {
        for unit in ["> ", "<div>", "[", "*a ", "* ", "**a *b ", "![a](b)", "|-|-|\n"] {
            let html = to_html(&unit.repeat(100_000 / unit.len()));
            let depth = html.matches("<div>").count().max(html.matches("<blockquote>").count());
            assert!(depth <= MOST_TAGS, "{unit}: {depth}");
        }
        let closed = format!("{}x{}", "*a **b ".repeat(5_000), "***".repeat(5_000));
        assert!(to_html(&closed).contains('x'));
    }
}

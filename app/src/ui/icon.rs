//! Icons: lucide's (ISC licence). The server draws them in place, so that they are there with the first paint; the browser, for what it
//! renders itself, from one picture of them all ([`SPRITE`]).

use leptos::prelude::*;

macro_rules! icons {
    ($($variant:ident = $name:literal: $paths:literal),* $(,)?) => {
        /// An icon. Always decoration: the word beside it, or the control's label, says what it means.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Icon {
            $(#[doc = concat!("lucide's `", $name, "`.")] $variant),*
        }

        impl Icon {
            /// Every icon.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// lucide's name for it.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            // The browser has them in the pages it is sent, and fetches the sprite for those that it draws itself.
            #[cfg(feature = "ssr")]
            const fn paths(self) -> &'static str {
                match self { $(Self::$variant => $paths),* }
            }
        }
    };
}

icons! {
    Archive = "archive":
        "<rect width='20' height='5' x='2' y='3' rx='1'/><path d='M4 8v11a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2V8'/><path d='M10 12h4'/>",
    ArchiveRestore = "archive-restore":
        "<rect width='20' height='5' x='2' y='3' rx='1'/><path d='M4 8v11a2 2 0 0 0 2 2h2'/><path d='M20 8v11a2 2 0 0 1-2 2h-2'/><path d='m9 15 3-3 3 3'/><path d='M12 12v9'/>",
    Ban = "ban":
        "<circle cx='12' cy='12' r='10'/><path d='M4.929 4.929 19.07 19.071'/>",
    Calendar = "calendar":
        "<path d='M8 2v3'/><path d='M16 2v3'/><rect x='3' y='3' width='18' height='18' rx='2'/><path d='M3 9h18'/>",
    ChartLine = "chart-line":
        "<path d='M3 3v16a2 2 0 0 0 2 2h16'/><path d='m19 9-5 5-4-4-3 3'/>",
    Check = "check":
        "<path d='M20 6 9 17l-5-5'/>",
    ChevronDown = "chevron-down":
        "<path d='m6 9 6 6 6-6'/>",
    ChevronRight = "chevron-right":
        "<path d='m9 18 6-6-6-6'/>",
    ChevronUp = "chevron-up":
        "<path d='m18 15-6-6-6 6'/>",
    CircleAlert = "circle-alert":
        "<circle cx='12' cy='12' r='10'/><line x1='12' x2='12' y1='8' y2='12'/><line x1='12' x2='12.01' y1='16' y2='16'/>",
    CircleCheck = "circle-check":
        "<circle cx='12' cy='12' r='10'/><path d='m16 9-5.5 5.5L8 12'/>",
    CircleX = "circle-x":
        "<circle cx='12' cy='12' r='10'/><path d='m15 9-6 6'/><path d='m9 9 6 6'/>",
    Clock = "clock":
        "<circle cx='12' cy='12' r='10'/><path d='M12 6v6l4 2'/>",
    Close = "x":
        "<path d='M18 6 6 18'/><path d='m6 6 12 12'/>",
    Contrast = "contrast":
        "<circle cx='12' cy='12' r='10'/><path d='M12 18a6 6 0 0 0 0-12v12z'/>",
    Copy = "copy":
        "<rect width='14' height='14' x='8' y='8' rx='2' ry='2'/><path d='M4 16c-1.1 0-2-.9-2-2V4c0-1.1.9-2 2-2h10c1.1 0 2 .9 2 2'/>",
    CopyRun = "copy-plus":
        "<line x1='15' x2='15' y1='12' y2='18'/><line x1='12' x2='18' y1='15' y2='15'/><rect width='14' height='14' x='8' y='8' rx='2' ry='2'/><path d='M4 16c-1.1 0-2-.9-2-2V4c0-1.1.9-2 2-2h10c1.1 0 2 .9 2 2'/>",
    Download = "download":
        "<path d='M12 15V3'/><path d='M21 15v4a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-4'/><path d='m7 10 5 5 5-5'/>",
    File = "file":
        "<path d='M15 2H6a2 2 0 0 0-2 2v16a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2V7Z'/><path d='M14 2v4a2 2 0 0 0 2 2h4'/>",
    Folder = "folder":
        "<path d='M20 20a2 2 0 0 0 2-2V8a2 2 0 0 0-2-2h-7.9a2 2 0 0 1-1.69-.9L9.6 3.9A2 2 0 0 0 7.93 3H4a2 2 0 0 0-2 2v13a2 2 0 0 0 2 2Z'/>",
    Home = "house":
        "<path d='M15 21v-8a1 1 0 0 0-1-1h-4a1 1 0 0 0-1 1v8'/><path d='M3 10a2 2 0 0 1 .709-1.528l7-6a2 2 0 0 1 2.582 0l7 6A2 2 0 0 1 21 10v9a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2z'/>",
    Info = "info":
        "<circle cx='12' cy='12' r='10'/><path d='M12 16v-4'/><path d='M12 8h.01'/>",
    JumpToEnd = "arrow-down-to-line":
        "<path d='M12 17V3'/><path d='m6 11 6 6 6-6'/><path d='M19 21H5'/>",
    Key = "key-round":
        "<path d='M2.586 17.414A2 2 0 0 0 2 18.828V21a1 1 0 0 0 1 1h3a1 1 0 0 0 1-1v-1a1 1 0 0 1 1-1h1a1 1 0 0 0 1-1v-1a1 1 0 0 1 1-1h.172a2 2 0 0 0 1.414-.586l.814-.814a6.5 6.5 0 1 0-4-4z'/><circle cx='16.5' cy='7.5' r='.5' fill='currentColor'/>",
    Keyboard = "keyboard":
        "<path d='M10 8h.01'/><path d='M12 12h.01'/><path d='M14 8h.01'/><path d='M16 12h.01'/><path d='M18 8h.01'/><path d='M6 8h.01'/><path d='M7 16h10'/><path d='M8 12h.01'/><rect width='20' height='16' x='2' y='4' rx='2'/>",
    Lock = "lock":
        "<rect width='18' height='11' x='3' y='11' rx='2' ry='2'/><path d='M7 11V7a5 5 0 0 1 10 0v4'/>",
    Log = "scroll-text":
        "<path d='M15 12h-5'/><path d='M15 8h-5'/><path d='M19 17V5a2 2 0 0 0-2-2H4'/><path d='M8 21h12a2 2 0 0 0 2-2v-1a1 1 0 0 0-1-1H11a1 1 0 0 0-1 1v1a2 2 0 1 1-4 0V5a2 2 0 1 0-4 0v2a1 1 0 0 0 1 1h3'/>",
    Menu = "menu":
        "<path d='M4 5h16'/><path d='M4 12h16'/><path d='M4 19h16'/>",
    Monitor = "monitor":
        "<rect width='20' height='14' x='2' y='3' rx='2'/><line x1='8' x2='16' y1='21' y2='21'/><line x1='12' x2='12' y1='17' y2='21'/>",
    Moon = "moon":
        "<path d='M20.985 12.486a9 9 0 1 1-9.473-9.472c.405-.022.617.46.402.803a6 6 0 0 0 8.268 8.268c.344-.215.825-.004.803.401'/>",
    More = "ellipsis":
        "<circle cx='12' cy='12' r='1'/><circle cx='19' cy='12' r='1'/><circle cx='5' cy='12' r='1'/>",
    Pencil = "pencil":
        "<path d='M21.174 6.812a1 1 0 0 0-3.986-3.987L3.842 16.174a2 2 0 0 0-.5.83l-1.321 4.352a.5.5 0 0 0 .623.622l4.353-1.32a2 2 0 0 0 .83-.497z'/><path d='m15 5 4 4'/>",
    Play = "play":
        "<path d='M5 5a2 2 0 0 1 3.008-1.728l11.997 6.998a2 2 0 0 1 .003 3.458l-12 7A2 2 0 0 1 5 19z'/>",
    Plus = "plus":
        "<path d='M5 12h14'/><path d='M12 5v14'/>",
    Restart = "rotate-ccw":
        "<path d='M3 12a9 9 0 1 0 9-9 9.75 9.75 0 0 0-6.74 2.74L3 8'/><path d='M3 3v5h5'/>",
    Search = "search":
        "<path d='m21 21-4.34-4.34'/><circle cx='11' cy='11' r='8'/>",
    Server = "server":
        "<rect width='20' height='8' x='2' y='2' rx='2' ry='2'/><rect width='20' height='8' x='2' y='14' rx='2' ry='2'/><line x1='6' x2='6.01' y1='6' y2='6'/><line x1='6' x2='6.01' y1='18' y2='18'/>",
    Settings = "settings":
        "<path d='M9.671 4.136a2.34 2.34 0 0 1 4.659 0 2.34 2.34 0 0 0 3.319 1.915 2.34 2.34 0 0 1 2.33 4.033 2.34 2.34 0 0 0 0 3.831 2.34 2.34 0 0 1-2.33 4.033 2.34 2.34 0 0 0-3.319 1.915 2.34 2.34 0 0 1-4.659 0 2.34 2.34 0 0 0-3.32-1.915 2.34 2.34 0 0 1-2.33-4.033 2.34 2.34 0 0 0 0-3.831A2.34 2.34 0 0 1 6.35 6.051a2.34 2.34 0 0 0 3.319-1.915'/><circle cx='12' cy='12' r='3'/>",
    Sidebar = "panel-left":
        "<rect width='18' height='18' x='3' y='3' rx='2'/><path d='M9 3v18'/>",
    SignOut = "log-out":
        "<path d='m16 17 5-5-5-5'/><path d='M21 12H9'/><path d='M9 21H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h4'/>",
    Spinner = "loader-circle":
        "<path d='M21 12a9 9 0 1 1-6.219-8.56'/>",
    Stop = "square":
        "<rect width='18' height='18' x='3' y='3' rx='2'/>",
    Sun = "sun":
        "<circle cx='12' cy='12' r='4'/><path d='M12 2v2'/><path d='M12 20v2'/><path d='m4.93 4.93 1.41 1.41'/><path d='m17.66 17.66 1.41 1.41'/><path d='M2 12h2'/><path d='M20 12h2'/><path d='m6.34 17.66-1.41 1.41'/><path d='m19.07 4.93-1.41 1.41'/>",
    Trash = "trash-2":
        "<path d='M10 11v6'/><path d='M14 11v6'/><path d='M19 6v14a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V6'/><path d='M3 6h18'/><path d='M8 6V4a2 2 0 0 1 2-2h4a2 2 0 0 1 2 2v2'/>",
    TriangleAlert = "triangle-alert":
        "<path d='m21.73 18-8-14a2 2 0 0 0-3.48 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.73-3'/><path d='M12 9v4'/><path d='M12 17h.01'/>",
    Upload = "upload":
        "<path d='M12 3v12'/><path d='m17 8-5-5-5 5'/><path d='M21 15v4a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-4'/>",
    User = "user":
        "<path d='M19 21v-2a4 4 0 0 0-4-4H9a4 4 0 0 0-4 4v2'/><circle cx='12' cy='7' r='4'/>",
    Wrap = "wrap-text":
        "<path d='m16 16-3 3 3 3'/><path d='M3 12h14.5a1 1 0 0 1 0 7H13'/><path d='M3 19h6'/><path d='M3 5h18'/>",
}

/// The icon at the size of the text around it, hidden from screen readers.
pub fn icon(icon: Icon) -> impl IntoView {
    #[cfg(feature = "ssr")]
    let drawn = icon.paths();
    #[cfg(not(feature = "ssr"))]
    let drawn = format!("<use href='{SPRITE}#{}'/>", icon.name());
    view! { <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" inner_html=drawn></svg> }
}

/// Where the sprite is.
pub const SPRITE: &str = "/icons.svg";

/// Every icon in one picture, each a symbol of its name.
#[cfg(feature = "ssr")]
pub fn sprite() -> String {
    let symbols =
        Icon::ALL.iter().map(|icon| format!("<symbol id='{}' viewBox='0 0 24 24'>{}</symbol>", icon.name(), icon.paths()));
    format!("<svg xmlns='http://www.w3.org/2000/svg'>{}</svg>", symbols.collect::<String>())
}

#[cfg(feature = "ssr")]
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sprite_has_every_icon_by_its_name() {
        let sprite = sprite();
        for icon in Icon::ALL {
            assert_eq!(sprite.matches(&format!("<symbol id='{}' ", icon.name())).count(), 1, "{}", icon.name());
        }
    }
}

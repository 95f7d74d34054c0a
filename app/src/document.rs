//! The HTML document around the app. Rendered on the server only.

use leptos::{nonce::use_nonce, prelude::*};
use leptos_meta::{HashedStylesheet, MetaTags};

use crate::{app::App, context};

/// Runs before the first paint, so that a remembered choice never flashes.
const REMEMBERED: &str = "try{var d=document.documentElement.dataset,s=localStorage;\
    if(s.theme)d.theme=s.theme;if(s.sidebar)d.sidebar=s.sidebar}catch(e){}";

/// Remembers which buttons were pressed and what was chosen before wasm was there to hear it, and does it again once it is. What the
/// browser does by itself (links, forms, menus, dialogs) needs no second time.
const EARLY: &str = "(function(){var d=document,early=[];function press(e){\
    var b=e.target.closest('button[type=button]:not([command],[popovertarget])');if(b)early.push([b,function(){b.click()}])}\
    function choose(e){var s=e.target,v=s.value;if(s.matches('select'))\
    early.push([s,function(){s.value=v;s.dispatchEvent(new Event('change',{bubbles:true}))}])}\
    d.addEventListener('click',press,true);d.addEventListener('change',choose,true);\
    d.addEventListener('alive',function(){d.removeEventListener('click',press,true);d.removeEventListener('change',choose,true);\
    d.documentElement.dataset.alive='';early.forEach(function(a){if(a[0].isConnected)a[1]()})},{once:true})})()";

/// The whole document.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    // A form posted without wasm may be answered at the server function's address; the page that comes alive is the form's own.
    let own_address = context::own_address().map(|page| {
        let page = serde_json::to_string(&page).unwrap_or_default().replace('<', "\\u003c");
        view! { <script nonce=use_nonce()>{format!("history.replaceState(null,'',{page})")}</script> }
    });
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <script nonce=use_nonce()>{REMEMBERED}</script>
                <script nonce=use_nonce()>{EARLY}</script>
                {own_address}
                <link rel="preload" href="/fonts/inter.woff2" r#as="font" r#type="font/woff2" crossorigin="" />
                <link rel="icon" href="/favicon.svg" r#type="image/svg+xml" />
                <AutoReload options=options.clone() />
                <HydrationScripts options=options.clone() />
                <HashedStylesheet id="orrery" options />
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

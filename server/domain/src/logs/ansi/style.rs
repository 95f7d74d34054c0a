//! How text looks, as `SGR` escapes (`ESC [ … m`) set it.

use anstyle_parse::{Params, ParamsIter};

/// A colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Color {
    /// One of the sixteen a theme chooses: 0 to 7, and 8 to 15 for the bright ones.
    Named(u8),
    /// Exactly this one.
    Rgb(u8, u8, u8),
}

impl Color {
    /// The palette of 256: the sixteen, a cube of 6 × 6 × 6, and 24 greys.
    const fn indexed(index: u8) -> Self {
        const fn level(step: u8) -> u8 {
            if step == 0 { 0 } else { 55 + 40 * step }
        }
        match index {
            0..16 => Self::Named(index),
            16..232 => {
                let cube = index - 16;
                Self::Rgb(level(cube / 36), level(cube / 6 % 6), level(cube % 6))
            }
            232.. => {
                let grey = 8 + 10 * (index - 232);
                Self::Rgb(grey, grey, grey)
            }
        }
    }
}

/// How a stretch of text looks. The default is plain.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is one attribute of a terminal")]
pub struct Style {
    /// The text's colour; `None` is the theme's.
    pub fg: Option<Color>,
    /// The background's; `None` is the theme's.
    pub bg: Option<Color>,
    /// Heavier.
    pub bold: bool,
    /// Fainter.
    pub dim: bool,
    /// Slanted.
    pub italic: bool,
    /// Underlined.
    pub underline: bool,
    /// Text and background change places.
    pub inverse: bool,
}

impl Style {
    /// Applies the parameters of one escape. What is unknown or wrong changes nothing.
    pub(super) fn apply(&mut self, params: &Params) {
        let mut params = params.iter();
        while let Some(param) = params.next() {
            let Some((code, rest)) = param.split_first() else { continue };
            match code {
                0 => *self = Self::default(),
                1 => self.bold = true,
                2 => self.dim = true,
                3 => self.italic = true,
                // `4:0` is none; `4:1` to `4:5` are kinds of underline.
                4 => self.underline = rest.first() != Some(&0),
                7 => self.inverse = true,
                21 => self.underline = true,
                22 => (self.bold, self.dim) = (false, false),
                23 => self.italic = false,
                24 => self.underline = false,
                27 => self.inverse = false,
                30..=37 => self.fg = named(code - 30),
                38 => self.fg = extended(rest, &mut params).or(self.fg),
                39 => self.fg = None,
                40..=47 => self.bg = named(code - 40),
                48 => self.bg = extended(rest, &mut params).or(self.bg),
                49 => self.bg = None,
                // An underline's own colour: not shown, but its numbers must not be taken for codes.
                58 => _ = extended(rest, &mut params),
                90..=97 => self.fg = named(code - 82),
                100..=107 => self.bg = named(code - 92),
                _ => {}
            }
        }
    }
}

fn named(index: u16) -> Option<Color> {
    u8::try_from(index).ok().map(Color::Named)
}

/// The colour after a 38, 48 or 58: `38:5:n` and `38:2:…:r:g:b` in one parameter, or `38;5;n` and `38;2;r;g;b` in several.
fn extended(rest: &[u16], params: &mut ParamsIter<'_>) -> Option<Color> {
    let mut next = || params.next().and_then(|param| param.first().copied());
    match *rest {
        [5, index, ..] => Some(Color::indexed(index.try_into().ok()?)),
        [2, red, green, blue] | [2, _, red, green, blue, ..] => rgb(red, green, blue),
        [] => match next()? {
            5 => Some(Color::indexed(next()?.try_into().ok()?)),
            2 => {
                let (red, green, blue) = (next()?, next()?, next()?);
                rgb(red, green, blue)
            }
            _ => None,
        },
        _ => None,
    }
}

fn rgb(red: u16, green: u16, blue: u16) -> Option<Color> {
    Some(Color::Rgb(red.try_into().ok()?, green.try_into().ok()?, blue.try_into().ok()?))
}

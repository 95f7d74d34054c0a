//! The values of one run of a matrix, from its number alone.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{RngCore as _, SeedableRng as _},
};
use serde_json::Value;

use super::{
    Distribution, Kind, Matrix, Sample, combinations,
    distributions::{Base, json},
};
use crate::{
    reader::Reader,
    report::{Place, Report},
    types::dates,
};

impl Matrix {
    /// Reads the `matrix` of an operation in JSON. `None` for one whose runs follow from the results of others; `Err` says what is wrong.
    pub fn from_json(matrix: &Value) -> Result<Option<Self>, Vec<crate::Problem>> {
        let node = crate::yaml::Node::from_value(matrix, crate::Span::default());
        let mut report = Report::new("");
        let reader = Reader { node: &node, place: Place { path: "matrix".to_owned(), ..Place::default() } };
        crate::models::structure::check_shape(&reader, &crate::models::Shape::Tagged(&crate::models::MATRIX), &mut report);
        let found = super::read(&reader, &mut report);
        if report.has_errors() { Err(report.into_problems()) } else { Ok(found) }
    }

    /// The values of the run of this number, from 0; `None` past the last. The same number and seed give the same values always.
    pub fn sample(&self, number: u64) -> Option<Sample> {
        if number >= self.runs() {
            return None;
        }
        match &self.kind {
            Kind::Mapping(samples) => samples.get(usize::try_from(number).ok()?).cloned(),
            Kind::Grid(params) => Some(combination(params, u128::from(number))),
            Kind::Random { params, seed } => Some(random(params, *seed, number)),
        }
    }

    /// The values of all runs, in order.
    pub fn samples(&self) -> impl Iterator<Item = Sample> {
        (0..self.runs()).map_while(|number| self.sample(number))
    }
}

/// The combination of this number: the last input changes fastest.
fn combination(params: &[(String, Distribution)], mut number: u128) -> Sample {
    let mut values: Vec<(String, Value)> = Vec::with_capacity(params.len());
    for (name, distribution) in params.iter().rev() {
        let count = u128::from(distribution.count().unwrap_or(1)).max(1);
        let index = u64::try_from(number % count).unwrap_or(0);
        number /= count;
        values.push((name.clone(), distribution.value(index)));
    }
    values.into_iter().rev().collect()
}

/// Where everything can be counted, a run is a combination, and none comes twice: numbers are put into another order by a permutation
/// that the seed chooses. Else each input is drawn by itself.
fn random(params: &[(String, Distribution)], seed: u64, number: u64) -> Sample {
    let countable = params.iter().all(|(_, distribution)| distribution.count().is_some());
    let weighted = params.iter().any(|(_, distribution)| matches!(distribution, Distribution::Weighted(_)));
    if countable && !weighted {
        return combination(params, permuted(u128::from(number), combinations(params), seed));
    }
    let mut chance = Chance::of(seed, number);
    params.iter().map(|(name, distribution)| (name.clone(), distribution.draw(&mut chance))).collect()
}

/// Another number below `count` for each number below it: a Feistel network over the next power of four, walked until it is inside.
/// Source: Black and Rogaway, "Ciphers with arbitrary finite domains", 2002.
fn permuted(number: u128, count: u128, seed: u64) -> u128 {
    let bits = (128 - count.saturating_sub(1).leading_zeros()).max(2);
    let half = bits.div_ceil(2);
    let mask = (1_u128 << half) - 1;
    let mut number = number;
    loop {
        let (mut left, mut right) = (number >> half, number & mask);
        for round in 0..4 {
            let mut chance = Chance::of(seed ^ (round << 56), u64::try_from(right & u128::from(u64::MAX)).unwrap_or(0));
            (left, right) = (right, (left ^ u128::from(chance.bits())) & mask);
        }
        number = (left << half) | right;
        if number < count {
            return number;
        }
    }
}

/// A stream of chance for one number of one seed. `ChaCha` is the same on every machine and in every version.
struct Chance(ChaCha8Rng);

impl Chance {
    fn of(seed: u64, number: u64) -> Self {
        let mut chance = ChaCha8Rng::seed_from_u64(seed);
        chance.set_stream(number);
        Self(chance)
    }

    fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// From 0 to below 1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits are exact")]
    fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Around 0, bell-shaped with scale 1. Source: Box and Muller, 1958.
    fn normal(&mut self) -> f64 {
        let (a, b) = (1.0 - self.unit(), self.unit());
        (-2.0 * a.ln()).sqrt() * (std::f64::consts::TAU * b).cos()
    }
}

impl Distribution {
    /// The value of this number.
    #[expect(clippy::cast_precision_loss, reason = "there are a million values at most")]
    fn value(&self, index: u64) -> Value {
        let signed = i64::try_from(index).unwrap_or(i64::MAX);
        match self {
            Self::Choice(values) => {
                usize::try_from(index).ok().and_then(|index| values.get(index)).cloned().unwrap_or_default()
            }
            Self::Weighted(values) => usize::try_from(index)
                .ok()
                .and_then(|index| values.get(index))
                .map(|(value, _)| value.clone())
                .unwrap_or_default(),
            Self::Steps { start, step, whole, .. } => json(index as f64 * step + start, *whole),
            Self::Days { start, step, .. } => Value::from(dates::day_text(start + signed * step)),
            Self::Moments { start, step, .. } => Value::from(dates::second_text(start + signed * step)),
            Self::Spaced { start, stop, count, base } => {
                let last = count.saturating_sub(1);
                // The last is the stop itself, whatever rounding says.
                let at =
                    if index >= last && last > 0 { *stop } else { start + (stop - start) * index as f64 / last.max(1) as f64 };
                json(
                    match base {
                        Base::Linear => at,
                        Base::Power(base) => base.powf(at),
                        Base::Geometric(sign) => sign * at.exp(),
                    },
                    false,
                )
            }
            Self::Uniform { .. } | Self::Normal { .. } => Value::Null,
        }
    }

    fn draw(&self, chance: &mut Chance) -> Value {
        let (number, q) = match self {
            Self::Uniform { low, high, log, q } => {
                let number = low + (high - low) * chance.unit();
                (if *log { number.exp() } else { number }, q)
            }
            Self::Normal { loc, scale, log, q } => {
                let number = loc + scale * chance.normal();
                (if *log { number.exp() } else { number }, q)
            }
            Self::Weighted(values) => {
                let mut left = chance.unit();
                let chosen = values.iter().find(|(_, weight)| {
                    left -= weight;
                    left < 0.0
                });
                return chosen.or_else(|| values.last()).map(|(value, _)| value.clone()).unwrap_or_default();
            }
            _ => {
                let count = self.count().unwrap_or(1).max(1);
                return self.value(chance.bits() % count);
            }
        };
        json(q.map_or(number, |q| (number / q).round() * q), false)
    }
}

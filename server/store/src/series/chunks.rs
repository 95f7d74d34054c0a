//! Chunks: stretches of points as bytes.

use domain::tracking::Series;
use pco::{ChunkConfig, errors::PcoError, standalone};

use crate::StoreError;

/// How many points a chunk has, but for the last one.
pub(super) const CHUNK: usize = 16_384;

/// Says what follows, and how: three columns, each with its length before it.
const MAGIC: &[u8; 4] = b"OSC1";

/// Some points as bytes.
pub(super) fn encode(series: &Series, from: usize, until: usize) -> Result<Vec<u8>, PcoError> {
    let config = ChunkConfig::default();
    let columns = [
        standalone::simple_compress(&series.steps[from..until], &config)?,
        standalone::simple_compress(&series.times[from..until], &config)?,
        standalone::simple_compress(&series.values[from..until], &config)?,
    ];
    let mut bytes = MAGIC.to_vec();
    for column in columns {
        bytes.extend_from_slice(&(column.len() as u64).to_le_bytes());
        bytes.extend_from_slice(&column);
    }
    Ok(bytes)
}

/// Adds the points of a chunk, of which it is known that it holds `count`.
pub(super) fn decode(name: &str, bytes: &[u8], count: usize, series: &mut Series) -> Result<(), StoreError> {
    let damaged = |problem: String| StoreError::damaged(name, problem);
    let mut rest = bytes.strip_prefix(MAGIC).ok_or_else(|| damaged("it is not a chunk of points".to_owned()))?;
    let mut column = || -> Option<&[u8]> {
        let (length, after) = rest.split_first_chunk::<8>()?;
        let (column, after) = after.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
        rest = after;
        Some(column)
    };
    let (Some(steps), Some(times), Some(values)) = (column(), column(), column()) else {
        return Err(damaged("it ends too early".to_owned()));
    };
    let failed = |error: PcoError| damaged(error.to_string());
    let steps: Vec<i64> = standalone::simple_decompress(steps).map_err(failed)?;
    let times: Vec<i64> = standalone::simple_decompress(times).map_err(failed)?;
    let values: Vec<f64> = standalone::simple_decompress(values).map_err(failed)?;
    if [steps.len(), times.len(), values.len()] != [count; 3] {
        return Err(damaged(format!("it holds {} points, not {count}", values.len())));
    }
    series.steps.extend(steps);
    series.times.extend(times);
    series.values.extend(values);
    Ok(())
}

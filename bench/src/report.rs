//! What was measured, beside the targets.

use std::time::Duration;

use hdrhistogram::Histogram;

use bench::Failure;

#[derive(Default)]
pub struct Report {
    rows: Vec<[String; 3]>,
}

impl Report {
    /// Also printed at once, so that a run that breaks off has said something.
    pub fn add(&mut self, what: &str, measured: String, target: &str) {
        println!("{what}: {measured} (target {target})");
        self.rows
            .push([what.to_owned(), measured, target.to_owned()]);
    }

    pub fn print(&self) {
        let width = |column: usize| {
            let cells = self.rows.iter().map(|row| row[column].chars().count());
            cells.max().unwrap_or(0)
        };
        let (first, second) = (width(0), width(1));
        println!();
        for [what, measured, target] in &self.rows {
            println!("{what:first$}  {measured:second$}  {target}");
        }
    }
}

/// Durations of one kind.
pub struct Times(Histogram<u64>);

impl Times {
    pub fn new() -> Result<Self, Failure> {
        const AN_HOUR_IN_MICROS: u64 = 3_600_000_000;
        Ok(Self(Histogram::new_with_bounds(1, AN_HOUR_IN_MICROS, 3)?))
    }

    pub fn record(&mut self, time: Duration) {
        self.0
            .saturating_record(u64::try_from(time.as_micros()).unwrap_or(u64::MAX));
    }

    /// In milliseconds.
    pub fn quantile(&self, quantile: f64) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "microseconds of a run are few")]
        let micros = self.0.value_at_quantile(quantile) as f64;
        micros / 1_000.0
    }

    pub fn summary(&self) -> String {
        let [p50, p95, p99] = [0.5, 0.95, 0.99].map(|q| self.quantile(q));
        format!("p50 {p50:.2} ms, p95 {p95:.2} ms, p99 {p99:.2} ms")
    }
}

//! How long something lasts, as it is shown. The clock of the page may be a few seconds behind:
//! nothing lasts less than nothing.

use chrono::TimeDelta;

/// Whole minutes gone.
#[must_use]
pub fn minutes(span: TimeDelta) -> i64 {
    span.num_minutes().max(0)
}

/// Minutes to go, the last one begun counted as one.
#[must_use]
pub fn minutes_left(span: TimeDelta) -> i64 {
    (span.num_seconds().max(0) + 59) / 60
}

/// `6:12`
#[must_use]
pub fn minutes_and_seconds(span: TimeDelta) -> String {
    let seconds = span.num_seconds().max(0);
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_runs_in_minutes_and_seconds_without_end() {
        let shown = |seconds| minutes_and_seconds(TimeDelta::seconds(seconds));
        assert_eq!(
            [shown(-3), shown(0), shown(372), shown(3_605)],
            ["0:00", "0:00", "6:12", "60:05"]
        );
    }

    #[test]
    fn the_last_minute_to_go_is_one_until_it_is_over() {
        let left = |seconds| minutes_left(TimeDelta::seconds(seconds));
        assert_eq!([left(0), left(1), left(60), left(61)], [0, 1, 1, 2]);
    }
}

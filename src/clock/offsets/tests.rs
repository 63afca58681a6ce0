//! Skews are recovered or called unknown; never is a wrong one stated.

use proptest::prelude::*;

use super::*;

const MILLISECOND: i64 = 1_000_000;

/// What the trace of one host says of another whose clock is `skew` ahead: happenings at `times` by the
/// true clock, each logged `late` after the other stamped it.
fn answers(times: &[i64], skew: i64, late: &[i64]) -> Vec<Pair> {
    let pair = |(at, late): (&i64, &i64)| {
        let date = (at + skew).div_euclid(SECOND) * SECOND;
        Pair { at: at + late, apart: date - at - late }
    };
    times.iter().zip(late.iter().cycle()).map(pair).collect()
}

fn skews() -> impl Strategy<Value = i64> {
    // 3 s to 2 h, either way, to the millisecond.
    (3_000_i64..7_200_000, any::<bool>())
        .prop_map(|(skew, ahead)| if ahead { skew } else { -skew } * MILLISECOND)
}

fn times() -> impl Strategy<Value = Vec<i64>> {
    let steps = proptest::collection::vec(100_i64..120_000, 5..60);
    steps.prop_map(|steps| {
        steps
            .iter()
            .scan(1_404_041_400_000, |now, step| {
                *now += step;
                Some(*now * MILLISECOND)
            })
            .collect()
    })
}

#[test]
fn too_few_pairs_tell_nothing() {
    let one = answers(&[0, SECOND, 2 * SECOND, 3 * SECOND], 60 * SECOND, &[0]);
    assert!(estimate(&one, &ANSWERS).is_err_and(|why| why.contains("at least 5")));
    assert!(estimate(&[], &SILENCES).is_err());
    assert!(weigh(&[]).is_err());
}

#[test]
fn two_hosts_under_one_name_are_no_offset() {
    let times: Vec<i64> = (0..40).map(|index| index * 7 * SECOND).collect();
    let mut both = answers(&times, 0, &[0]);
    both.extend(answers(&times, 40 * SECOND, &[0]));
    assert!(estimate(&both, &ANSWERS).is_err_and(|why| why.contains("disagree")));
    // One of three is off.
    let mut most = answers(&times, 0, &[0]);
    most.extend(answers(&times[..20], 40 * SECOND, &[0]));
    assert!(estimate(&most, &ANSWERS).is_err());
}

#[test]
fn a_clock_that_was_set_is_no_offset() {
    let times: Vec<i64> = (0..40).map(|index| index * 60 * SECOND).collect();
    for split in [4, 20, 35] {
        let mut pairs = answers(&times[..split], 5 * SECOND, &[0]);
        pairs.extend(answers(&times[split..], 95 * SECOND, &[0]));
        assert!(estimate(&pairs, &ANSWERS).is_err(), "{split}");
    }
    // Single slow answers are no step.
    let mut slow = answers(&times, 5 * SECOND, &[0]);
    for (index, late) in [(3, 30), (17, 12), (18, 45)] {
        slow[index].apart -= late * SECOND;
    }
    let found = estimate(&slow, &ANSWERS).expect("an estimate");
    assert_eq!(found.pairs, 37);
    assert!((found.offset - 5 * SECOND).abs() <= SECOND, "{found:?}");
}

#[test]
fn a_wrong_date_is_no_offset() {
    let times: Vec<i64> = (0..9).map(|index| index * 60 * SECOND).collect();
    let pairs = answers(&times, 24 * HOUR, &[0]);
    assert!(estimate(&pairs, &ANSWERS).is_err_and(|why| why.contains("date or the zone")));
}

#[test]
fn happenings_that_repeat_evenly_are_ambiguous() {
    let every: Vec<i64> = (0..20).map(|index| index * 30 * SECOND).collect();
    let shifted: Vec<i64> = every.iter().map(|at| at + 600 * SECOND).collect();
    let found = align(&[(every, shifted)], REFUSALS.width);
    assert!(found.is_err_and(|why| why.contains("ambiguous")));
    assert_eq!(align(&[], REFUSALS.width), Ok(Vec::new()));
    // Nothing within three hours.
    assert_eq!(align(&[(vec![0], vec![4 * HOUR])], REFUSALS.width), Ok(Vec::new()));
}

#[test]
fn kinds_that_contradict_each_other_tell_nothing() {
    let at = |offset, error| Estimate { offset: offset * SECOND, error: error * SECOND, pairs: 9 };
    let agree = [(ANSWERS, at(40, 1)), (SILENCES, at(50, 13))];
    assert_eq!(weigh(&agree).map(|(_, best)| best.offset), Ok(40 * SECOND));
    let contradict = [(ANSWERS, at(40, 1)), (SILENCES, at(70, 13))];
    assert!(weigh(&contradict).is_err_and(|why| why.contains("+40.0 s") && why.contains("+1 min")));
}

#[test]
fn what_is_left_within_a_quarter_of_an_hour() {
    let quarter = 15 * MINUTE;
    for (offset, left) in [(3, 3), (-3, -3), (900, 0), (903, 3), (-897, 3), (-14_400, 0)] {
        assert_eq!(residue(offset * SECOND), left * SECOND, "{offset}");
    }
    assert!((-50..50).all(|index| residue(index * MINUTE).abs() <= quarter / 2));
}

proptest! {
    /// Whatever the skew, the way back and a few slow answers: within a second, and within the error
    /// that is stated.
    #[test]
    fn skews_are_recovered(
        skew in skews(),
        times in times(),
        late in proptest::collection::vec(0_i64..300, 5..20),
        slow in proptest::collection::vec((0_usize..60, 2_i64..60), 0..3),
    ) {
        let late: Vec<i64> = late.iter().map(|late| late * MILLISECOND).collect();
        let mut pairs = answers(&times, skew, &late);
        if pairs.len() >= 20 {
            for (index, late) in slow {
                let count = pairs.len();
                pairs[index % count].apart -= late * SECOND;
            }
        }
        if let Ok(found) = estimate(&pairs, &ANSWERS) {
            let wrong = (found.offset - skew).abs();
            prop_assert!(wrong <= SECOND && wrong <= found.error, "{found:?} of {skew}");
        } else {
            // Only disturbed series may be given up.
            prop_assert!(pairs.len() >= 20);
        }
        let undisturbed = estimate(&answers(&times, skew, &late), &ANSWERS);
        prop_assert!(undisturbed.is_ok(), "{undisturbed:?}");
    }

    /// Order does not matter.
    #[test]
    fn order_does_not_matter(skew in skews(), times in times(), keys in proptest::collection::vec(any::<u64>(), 60)) {
        let pairs = answers(&times, skew, &[0]);
        let mut shuffled: Vec<_> = pairs.iter().zip(keys).collect();
        shuffled.sort_by_key(|(_, key)| *key);
        let shuffled: Vec<Pair> = shuffled.into_iter().map(|(pair, _)| *pair).collect();
        prop_assert_eq!(estimate(&pairs, &ANSWERS), estimate(&shuffled, &ANSWERS));
    }

    /// Happenings at random times, some of them seen on one side only: the one shift or none.
    #[test]
    fn series_are_aligned_at_the_true_shift_or_not_at_all(
        skew in skews(),
        steps in proptest::collection::vec((1_000_i64..900_000, 0_u8..10, 0_i64..900), 0..40),
    ) {
        let mut now = 1_404_041_400_000 * MILLISECOND;
        let (mut here, mut there, mut both) = (Vec::new(), Vec::new(), 0);
        for (step, fate, late) in steps {
            now += step * MILLISECOND;
            if fate != 0 {
                here.push(now.div_euclid(SECOND) * SECOND);
            }
            if fate != 1 {
                there.push(now + skew + late * MILLISECOND);
            }
            both += usize::from(fate > 1);
        }
        let told = align(&[(here, there)], REFUSALS.width)
            .and_then(|pairs| estimate(&pairs, &REFUSALS));
        if let Ok(found) = told {
            let wrong = (found.offset - skew).abs();
            // Three chance agreements are possible only where nearly nothing is left to agree.
            prop_assert!(wrong <= found.error || both < 6, "{found:?} of {skew}, {both} on both sides");
        }
    }
}

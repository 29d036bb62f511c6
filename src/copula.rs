//! Inputs that go together: each keeps its own distribution, and their
//! standard scores are jointly normal (a Gaussian copula; Iman & Conover 1982).

use std::f64::consts::PI;

/// The correlation of jointly normal scores whose ranks correlate with `rank`:
/// 2 sin(π ρ / 6).
fn of_scores(rank: f64) -> f64 {
    2.0 * (PI * rank / 6.0).sin()
}

/// The weights of independent scores in correlated ones: the Cholesky factor
/// of the correlations of scores, row by row, from the rank correlations of
/// the inputs by their places.
///
/// # Errors
///
/// The first place whose correlations contradict those of the places before.
pub(crate) fn weights(
    count: usize,
    rank: impl Fn(usize, usize) -> f64,
) -> Result<Vec<Vec<f64>>, usize> {
    let mut weights: Vec<Vec<f64>> = Vec::new();
    for row in 0..count {
        let mut own: Vec<f64> = Vec::new();
        for (column, above) in weights.iter().enumerate() {
            let shared: f64 = own.iter().zip(above).map(|(a, b)| a * b).sum();
            own.push((of_scores(rank(row, column)) - shared) / above[column]);
        }
        let left = 1.0 - own.iter().map(|weight| weight * weight).sum::<f64>();
        if left <= 1e-12 {
            return Err(row);
        }
        own.push(left.sqrt());
        weights.push(own);
    }
    Ok(weights)
}

/// Between which rank correlations that of two inputs is, each of which goes
/// with a third one as closely as its rank correlation says.
pub(crate) fn bounds(ranks: [f64; 2]) -> [f64; 2] {
    let [a, b] = ranks.map(of_scores);
    let reach = ((1.0 - a * a) * (1.0 - b * b)).sqrt();
    [a * b - reach, a * b + reach].map(of_ranks)
}

/// The rank correlation whose scores correlate so: [`of_scores`] turned around,
/// by Newton's method, since an arc sine is a kilobyte in a web page.
fn of_ranks(scores: f64) -> f64 {
    let slope = |rank: f64| PI / 3.0 * (1.0 - of_scores(rank).powi(2) / 4.0).sqrt();
    (0..8).fold(scores, |rank, _| {
        rank - (of_scores(rank) - scores) / slope(rank)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A goes with B and with C, and B against C: that can't be, and it can't
    /// be where B and C have nothing to do with one another.
    #[test]
    fn contradictions() {
        let of = |ranks: [f64; 3]| move |a: usize, b: usize| ranks[a + b - 1];
        assert_eq!(weights(3, of([0.9, 0.9, -0.9])), Err(2));
        assert_eq!(weights(3, of([0.9, 0.9, 0.0])), Err(2));
        assert!(weights(3, of([0.9, 0.9, 0.9])).is_ok());
    }

    /// Scores of ranks that correlate with 0.5 correlate with 2 sin(15°) =
    /// 0.517638: the third correlation is between 0.267949 -+ 0.732051, which
    /// is -0.464102 and 1, in ranks 6 / 180° × asin(-0.232051) = -0.447261 and
    /// 6 / 180° × asin(0.5) = 1.
    #[test]
    fn least_and_most() {
        let [least, most] = bounds([0.5, 0.5]);
        assert!((least + 0.447_261).abs() < 1e-6, "{least}");
        assert!((most - 1.0).abs() < 1e-9, "{most}");
        assert!(weights(3, |a, b| if a + b == 3 { least + 0.001 } else { 0.5 }).is_ok());
        assert!(weights(3, |a, b| if a + b == 3 { least - 0.001 } else { 0.5 }).is_err());
    }
}

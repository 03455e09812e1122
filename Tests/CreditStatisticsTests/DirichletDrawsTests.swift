import CGSL
import CreditNumerics
import Foundation
import Ground
import Testing

/// GSL's distributions on addressed draws.
@Suite struct DirichletDrawsTests {
  private let stream = PhiloxStream(seed: 17, purpose: .posterior)

  private func drawn(_ shape: [Double], count: Int) -> [[Double]] {
    var draws = DirichletDraws(stream)
    return (0..<count).map { number in
      draws.begin(episode: 1, turn: 2, draw: UInt64(number))
      var found = shape
      draws.dirichlet(shape, in: 0..<shape.count, to: &found)
      return found
    }
  }

  /// Every marginal is a beta distribution: Kolmogorov's distance by the bound of Dvoretzky, Kiefer and Wolfowitz, 2 exp(-2 n d²),
  /// which other draws than these exceed with 10^-8 each, seven marginals in all.
  @Test(arguments: [[0.5, 2.5, 0.5, 1], [0.05, 1, 3]]) func marginalsAreBeta(shape: [Double]) {
    let count = 20_000
    let found = drawn(shape, count: count)
    let total = shape.reduce(0, +)
    let bound = (log(2 / 1e-8) / Double(2 * count)).squareRoot()
    for place in shape.indices {
      var distance = 0.0
      for (rank, value) in found.map({ $0[place] }).sorted().enumerated() {
        let below = gsl_cdf_beta_P(value, shape[place], total - shape[place])
        distance = max(distance, abs(below - Double(rank) / Double(count)))
      }
      #expect(distance <= bound, "\(shape[place]) of \(total)")
    }
    for probabilities in found { #expect(abs(probabilities.reduce(0, +) - 1) <= 1e-12) }
  }

  @Test func anAddressIsWhatItIsWhateverWasDrawnBefore() {
    let shape = [0.5, 1.5, 2]
    var first = DirichletDraws(stream)
    var second = DirichletDraws(stream)
    var (one, other) = (shape, shape)
    first.begin(episode: 3, turn: 4, draw: 5)
    first.dirichlet(shape, in: 0..<3, to: &one)
    let unit = first.unit()
    for place in UInt64(0)..<7 {
      second.begin(episode: place, turn: 4, draw: 5)
      second.dirichlet(shape, in: 0..<3, to: &other)
      #expect((other == one) == (place == 3))
    }
    second.begin(episode: 3, turn: 4, draw: 5)
    second.dirichlet(shape, in: 0..<3, to: &other)
    #expect(other == one && second.unit() == unit)
    var third = DirichletDraws(PhiloxStream(seed: 18, purpose: .posterior))
    third.begin(episode: 3, turn: 4, draw: 5)
    third.dirichlet(shape, in: 0..<3, to: &other)
    #expect(other != one)
  }

  @Test func impossibleOutcomesAreNotDrawn() {
    for probabilities in drawn([0, 1, 0, 2], count: 100) {
      #expect(probabilities[0] == 0 && probabilities[2] == 0 && probabilities[1] > 0)
    }
    for probabilities in drawn([0, 3], count: 10) { #expect(probabilities == [0, 1]) }
    var draws = DirichletDraws(stream)
    var found = [7.0, 7, 7]
    draws.dirichlet([1, 2, 3], in: 1..<2, to: &found)
    #expect(found == [7, 1, 7])
  }
}

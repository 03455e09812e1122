public import Ground

/// How far disagreement of two categories counts in a weighted kappa.
public enum KappaWeights: String, Sendable, Hashable, CaseIterable {
  /// Any two different categories disagree alike: Cohen's kappa.
  case unweighted
  /// Disagreement grows with the distance of the categories.
  case linear
  /// Disagreement grows with the square of the distance.
  case quadratic

  func disagreement(_ first: Int, _ second: Int) -> Double {
    let distance = Double(abs(first - second))
    return switch self {
    case .unweighted: distance > 0 ? 1 : 0
    case .linear: distance
    case .quadratic: distance * distance
    }
  }
}

extension Association {
  /// The most categories of ratings, whose table has a number for each two.
  static let mostCategories = 10_000

  /// Cohen's kappa: the agreement of two ratings of the same units in categories beyond what their frequencies give by
  /// chance, 1 - observed / expected disagreement; 1 for full agreement, 0 for chance, and possibly negative. The interval
  /// is normal with the large-sample standard error.
  ///
  /// Undefined for no units, and with `UndefinedReason/noVariance` when both ratings use one and the same category
  /// alone, where no disagreement is expected. Also undefined, with `UndefinedReason/notAccepted(_:)`,
  /// for samples of other lengths, for a rating outside `0..<categories`, and for more than 10,000 categories.
  ///
  /// - Parameters:
  ///   - first: One rating a unit, in `0..<categories`; categories are ordered where the weights are not `unweighted`.
  ///   - second: The other rating of each unit.
  ///   - categories: How many categories there are.
  ///   - weights: What a disagreement costs.
  ///   - confidence: Between 0 and 1, for instance 0.95.
  ///
  /// Sources: Cohen, Psychological Bulletin 70 (1968); Fleiss, Cohen and Everitt, Psychological Bulletin 72 (1969),
  /// equation 8, for the standard error.
  public static func kappa(
    _ first: [Int], _ second: [Int], categories: Int, weights: KappaWeights, confidence: Double
  ) -> Measured<ConfidenceInterval> {
    guard (1...mostCategories).contains(categories) else {
      return .notAccepted("categories", categories, accepted: "1...\(mostCategories)")
    }
    guard first.count == second.count else {
      return .notAccepted(
        "second", "\(second.count) ratings", accepted: "\(first.count), as many as the first")
    }
    for (name, ratings) in [("first", first), ("second", second)] {
      if let rating = ratings.first(where: { !(0..<categories).contains($0) }) {
        return .notAccepted(name, "a rating of \(rating)", accepted: "ratings in 0..<\(categories)")
      }
    }
    guard !first.isEmpty else { return .undefined(.tooFew(found: 0, needed: 1)) }
    let n = Double(first.count)
    var table = [Double](repeating: 0, count: categories * categories)
    var rows = [Double](repeating: 0, count: categories)
    var columns = rows
    for (a, b) in zip(first, second) {
      table[a * categories + b] += 1 / n
      rows[a] += 1 / n
      columns[b] += 1 / n
    }
    var observed = 0.0
    var expected = 0.0
    // The mean disagreement of each category with the other rating's frequencies.
    var rowMeans = [Double](repeating: 0, count: categories)
    var columnMeans = rowMeans
    for a in 0..<categories {
      for b in 0..<categories {
        let weight = weights.disagreement(a, b)
        observed += weight * table[a * categories + b]
        expected += weight * rows[a] * columns[b]
        rowMeans[a] += weight * columns[b]
        columnMeans[b] += weight * rows[a]
      }
    }
    guard expected > 0 else { return .undefined(.noVariance) }
    let kappa = 1 - observed / expected
    var squares = 0.0
    for a in 0..<categories {
      for b in 0..<categories where table[a * categories + b] > 0 {
        let influence =
          weights.disagreement(a, b) / expected - (1 - kappa) * (rowMeans[a] + columnMeans[b]) / expected
        squares += table[a * categories + b] * influence * influence
      }
    }
    let variance = (squares - (1 - kappa) * (1 - kappa)) / n
    return ConfidenceInterval.normal(
      estimate: kappa, standardError: max(0, variance).squareRoot(), confidence: confidence,
      units: first.count)
  }
}

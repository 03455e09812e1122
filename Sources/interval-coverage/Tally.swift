import CreditStatistics
import Foundation
import Ground

/// A quantity at a number of batches with intervals whose coverage lies outside of what is asked for.
struct Outside {
  let quantity: String
  let batches: Int
  let least, most: Double
  /// Intervals that cover too seldom and too often, among those that are shown.
  let below, above, of: Int
}

/// How often intervals cover, by method, quantity and number of batches.
struct Tally {
  private struct Key: Hashable {
    let method, quantity, part: String
  }

  private struct Ends {
    let repetition: Int
    let lower, upper: Double
  }

  /// What is known of one interval at one number of batches.
  private struct Share {
    var repetitions = 0
    var defined = 0
    var covering = 0
    var width = 0.0
    var target = 0.0

    var coverage: Double { Double(covering) / Double(defined) }
    var undefined: Double { 1 - Double(defined) / Double(repetitions) }
    var meanWidth: Double { width / Double(defined) }
  }

  /// Intervals that were shown, and those of them without width.
  private(set) var shownIntervals = 0
  private(set) var flat = 0
  private let counts: [Int]
  private var order: [Key] = []
  /// Of each interval, at each number of batches: its ends in all repetitions, `nil` where it is undefined.
  private var found: [Key: [[Ends?]]] = [:]
  /// The parts of joint intervals, by the quantity and method that they belong to.
  private var families: [Key: [Key]] = [:]
  private var shares: [Key: [Share]] = [:]
  private var repetitions: [Int]

  init(_ counts: [Int]) {
    self.counts = counts
    repetitions = [Int](repeating: 0, count: counts.count)
  }

  /// Adds a repetition with the number of batches at that place.
  mutating func add(_ intervals: [Named], at place: Int) {
    repetitions[place] += 1
    for interval in intervals {
      let key = Key(method: interval.method, quantity: interval.quantity, part: interval.part)
      if found[key] == nil {
        if interval.isJoint {
          let family = Key(method: key.method, quantity: key.quantity, part: "")
          if families[family] == nil { order.append(family) }
          families[family, default: []].append(key)
        } else {
          order.append(key)
        }
        found[key] = [[Ends?]](repeating: [], count: counts.count)
      }
      if let shown = interval.interval.optional {
        shownIntervals += 1
        if shown.upper <= shown.lower { flat += 1 }
      }
      found[key]?[place].append(
        interval.interval.optional.map {
          Ends(repetition: repetitions[place], lower: $0.lower, upper: $0.upper)
        })
    }
  }

  /// Counts against what many batches say.
  mutating func judge(by whole: [Named]) {
    var targets: [Key: Double] = [:]
    for target in whole {
      let key = Key(method: target.method, quantity: target.quantity, part: target.part)
      targets[key] = target.estimate.optional
    }
    for (family, parts) in families {
      shares[family] = counts.indices.map { joint(parts, targets, at: $0) }
    }
    for (key, value) in targets
    where families[Key(method: key.method, quantity: key.quantity, part: "")] == nil {
      guard let ends = found[key] else { continue }
      shares[key] = counts.indices.map { place in
        var share = Share(repetitions: repetitions[place], target: value)
        for ends in ends[place].compactMap(\.self) {
          share.defined += 1
          share.width += ends.upper - ends.lower
          if ends.lower <= value, value <= ends.upper { share.covering += 1 }
        }
        return share
      }
    }
  }

  /// How often all parts hold their targets that have an interval; the width is the mean of theirs.
  private func joint(_ parts: [Key], _ targets: [Key: Double], at place: Int) -> Share {
    var held: [Int: Bool] = [:]
    var (width, count) = (0.0, 0.0)
    for part in parts {
      guard let target = targets[part] else { continue }
      for ends in (found[part]?[place] ?? []).compactMap(\.self) {
        let holds = ends.lower <= target && target <= ends.upper
        held[ends.repetition] = (held[ends.repetition] ?? true) && holds
        width += ends.upper - ends.lower
        count += 1
      }
    }
    var share = Share(repetitions: repetitions[place])
    share.defined = held.count
    share.covering = held.values.count { $0 }
    share.width = count > 0 ? width / count * Double(held.count) : 0
    return share
  }

  /// The quantities in the order in which they came.
  private var quantities: [String] {
    var quantities: [String] = []
    for key in order where !quantities.contains(key.quantity) { quantities.append(key.quantity) }
    return quantities
  }

  /// The intervals of a quantity that are shown often enough for their coverage to be told.
  private func shown(_ quantity: String, at place: Int) -> [Share] {
    order.filter { $0.quantity == quantity }.compactMap { shares[$0]?[place] }
      .filter { $0.undefined <= 1 - Self.leastShown }
  }

  /// A table with a row a quantity: the least and the greatest coverage of its methods and parts.
  ///
  /// - Parameter title: Its heading, in Markdown.
  func markdown(title: String) -> String {
    var lines = [
      "### \(title)\n",
      "| interval | of | " + counts.map { "\($0) batches | width | shown" }.joined(separator: " | ") + " |",
      "| --- | ---: |" + String(repeating: " ---: | ---: | ---: |", count: counts.count),
    ]
    for quantity in quantities {
      let all = order.count { $0.quantity == quantity }
      var cells = [quantity, "\(all)"]
      for place in counts.indices {
        let rows = shown(quantity, at: place)
        guard !rows.isEmpty else {
          cells += ["–", "–", "0"]
          continue
        }
        let coverages = rows.map(\.coverage)
        cells.append(Self.range(coverages.min() ?? 0, coverages.max() ?? 0))
        cells.append(String(format: "%.3g", rows.map(\.meanWidth).reduce(0, +) / Double(rows.count)))
        let least = 1 - (rows.map(\.undefined).max() ?? 0)
        cells.append(
          (rows.count < all ? "\(rows.count): " : "") + String(format: "%.0f%%", 100 * least))
      }
      lines.append("| " + cells.joined(separator: " | ") + " |")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What lies outside of what is to be covered, by quantity and number of batches: on which side, and how far.
  func outside() -> [Outside] {
    quantities.flatMap { quantity in
      counts.indices.compactMap { place in
        let coverages = shown(quantity, at: place).map(\.coverage)
        guard let least = coverages.min(), let most = coverages.max() else { return nil }
        return Outside(
          quantity: quantity, batches: counts[place], least: least, most: most,
          below: coverages.count { $0 < Self.sought.lowerBound },
          above: coverages.count { $0 > Self.sought.upperBound }, of: coverages.count)
      }
    }.filter { $0.below + $0.above > 0 }
  }

  /// What was asked for.
  private static let sought = 0.93...0.97
  /// Share of the studies in which an interval is shown, from which on its coverage is told.
  private static let leastShown = 0.1

  /// What is outside of 0.93 to 0.97 is bold.
  static func range(_ least: Double, _ most: Double) -> String {
    let text = { (number: Double) in
      let text = String(format: "%.3f", number)
      return sought.contains(number) ? text : "**\(text)**"
    }
    return text(least) == text(most) ? text(least) : "\(text(least)) to \(text(most))"
  }

  /// Every number, a line each.
  func lines(start: [String]) -> [String] {
    order.flatMap { key in
      (shares[key] ?? []).enumerated().map { place, share in
        (start.map { "\"\($0)\"" }
          + ["\"\(key.method)\"", "\"\(key.quantity)\(key.part.isEmpty ? "" : ": \(key.part)")\""]
          + [
            "\(counts[place])", "\(share.repetitions)", "\(share.undefined)", "\(share.coverage)",
            "\(share.meanWidth)", "\(share.target)",
          ]).joined(separator: ",")
      }
    }
  }
}

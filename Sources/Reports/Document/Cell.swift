package import Ascribe
package import CreditStatistics
package import Ground

/// What stands in one place of a table.
package struct Cell: Hashable, Sendable, ExpressibleByStringLiteral {
  /// What a cell says; numbers are shown as their column has it.
  package enum Content: Hashable, Sendable {
    /// A name or another text.
    case text(String)
    /// A finite number.
    case number(Double)
    /// A number with its interval, or the reason why that is undefined.
    case estimate(Double, interval: Interval?, missing: String?)
    /// A number with its standard error.
    case spread(Double, error: Double)
    /// How many.
    case count(Int)
    /// At least and at most how many.
    case counts(least: Int, most: Int)
    /// A part of 1, and of how many units it is.
    case share(Double, of: Int?)
    /// No number, for a reason.
    case undefined(reason: String)
    /// The place does not occur.
    case absent
    /// There is nothing to say.
    case blank
  }

  /// The ends of an interval, in the unit of its number.
  package struct Interval: Hashable, Sendable, Codable {
    /// The lower end.
    package let lower: Double
    /// The upper end.
    package let upper: Double

    /// An interval; its ends are finite.
    package init(_ lower: Double, _ upper: Double) {
      self.lower = lower
      self.upper = upper
    }
  }

  /// What the cell says.
  package let content: Content
  /// A sign behind it that a note of the table explains, such as an asterisk.
  package internal(set) var mark: String?

  private init(_ content: Content) { self.content = content }

  /// A name or another text.
  package init(stringLiteral text: String) { content = .text(text) }

  /// The cell with a sign behind it, if that is to be shown.
  package func marked(_ mark: String = "*", if isMarked: Bool = true) -> Cell {
    var cell = self
    cell.mark = isMarked ? mark : nil
    return cell
  }

  /// A name or another text.
  package static func text(_ text: String) -> Cell { Cell(.text(text)) }

  /// A number; undefined if it is not finite.
  package static func number(_ value: Double) -> Cell {
    value.isFinite ? Cell(.number(value)) : .undefined(.notFinite)
  }

  /// A number that may be missing for a reason.
  package static func number(_ value: Measured<Double>) -> Cell {
    switch value {
    case .value(let value): number(value)
    case .undefined(let reason): .undefined(reason)
    }
  }

  /// A number that may be missing for a reason.
  package static func number(_ value: Double?, or reason: String) -> Cell {
    value.map { number($0) } ?? .undefined(reason: reason)
  }

  /// A number with its interval, either of which may be missing for a reason.
  package static func estimate(_ value: Measured<Double>, interval: Measured<Interval>) -> Cell {
    switch (value, interval) {
    case (.undefined(let reason), _): return .undefined(reason)
    case (.value(let value), _) where !value.isFinite: return .undefined(.notFinite)
    case (.value(let value), .value(let interval)) where interval.lower.isFinite && interval.upper.isFinite:
      return Cell(.estimate(value, interval: interval, missing: nil))
    case (.value(let value), let interval):
      return Cell(
        .estimate(value, interval: nil, missing: (interval.reason ?? .notFinite).description))
    }
  }

  /// A number with its standard error; without one, the number.
  package static func spread(_ value: Measured<Double>, _ error: Measured<Double>) -> Cell {
    guard case .value(let number) = value, number.isFinite, let error = error.optional, error.isFinite else {
      return .number(value)
    }
    return Cell(.spread(number, error: error))
  }

  /// How many.
  package static func count(_ count: Int) -> Cell { Cell(.count(count)) }

  /// At least and at most how many.
  package static func counts(_ counts: ClosedRange<Int>) -> Cell {
    counts.lowerBound == counts.upperBound
      ? .count(counts.lowerBound) : Cell(.counts(least: counts.lowerBound, most: counts.upperBound))
  }

  /// A part of 1, and of how many units it is.
  package static func share(_ share: Double, of units: Int? = nil) -> Cell {
    share.isFinite ? Cell(.share(share, of: units)) : .undefined(.notFinite)
  }

  /// A part of 1 that may be missing for a reason.
  package static func share(_ share: Measured<Double>) -> Cell {
    switch share {
    case .value(let value): .share(value)
    case .undefined(let reason): .undefined(reason)
    }
  }

  /// No number, for a reason that is a sentence or a part of one.
  package static func undefined(reason: String) -> Cell { Cell(.undefined(reason: reason)) }

  /// No number, for a reason.
  package static func undefined(_ reason: UndefinedReason) -> Cell { .undefined(reason: reason.description) }

  /// A place that does not occur.
  package static let absent = Cell(.absent)

  /// Nothing to say.
  package static let blank = Cell(.blank)
}

extension Cell {
  /// A number with its confidence interval, either of which may be missing for a reason.
  package static func estimate(_ value: Measured<Double>, _ interval: Measured<ConfidenceInterval>) -> Cell {
    estimate(value, interval: interval.map { Interval($0.lower, $0.upper) })
  }

  /// The mean over batches with its interval.
  package static func estimate(_ estimate: Estimate) -> Cell {
    self.estimate(estimate.mean, estimate.interval)
  }

  /// An interval's own estimate with it.
  package static func estimate(_ interval: Measured<ConfidenceInterval>) -> Cell {
    estimate(interval.map(\.estimate), interval)
  }
}

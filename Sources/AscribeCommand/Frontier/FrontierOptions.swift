import ArgumentParser
import Ascribe
import Foundation

/// How much is simulated, and what it costs.
struct FrontierOptions: ParsableArguments {
  @Option(
    help:
      "Simulated turns a batch, ascending: numbers parted by commas, or A..B for two a decade, such as 1e3..1e6."
  )
  var budgets = "1e3..3e4"

  @Option(
    name: .customLong("restore-prices"),
    help: "What restoring a state for a continuation may cost, in turns, ascending, parted by commas.")
  var restorePrices = "0,0.1,1"

  @Option(
    parsing: .unconditional,
    help: "Batches at every budget, at least 2; they are the units of every interval.", transform: wholeNumber
  )
  var batches = 50

  @Option(
    name: .customLong("group-size"), parsing: .unconditional,
    help: "Episodes of a group, which share their start.", transform: wholeNumber)
  var groupSize = 8

  @Option(
    name: .customLong("fit-episodes"),
    help:
      "Episodes a batch that critics are fitted to beside those they judge, ascending, parted by commas: each critic is an arm for each."
  )
  var fitEpisodes = "0"

  @Option(
    parsing: .unconditional, help: "Length of the step whose gain is measured, in logits.",
    transform: decimalNumber)
  var step = 0.5

  @OptionGroup var draws: DrawOptions

  /// Episodes on which costs are seen.
  var trialEpisodes: Int { max(1, min(groupSize, 1_000_000)) * 16 }

  /// The budgets.
  func checkedBudgets() throws -> [Int] {
    guard let dots = budgets.firstRange(of: "..") else {
      return try Self.numbers(budgets, of: "--budgets").map { try Self.whole($0, of: "--budgets") }
    }
    let first = try Self.whole(
      Self.number(String(budgets[..<dots.lowerBound]), of: "--budgets"), of: "--budgets")
    let last = try Self.whole(
      Self.number(String(budgets[dots.upperBound...]), of: "--budgets"), of: "--budgets")
    guard 1 <= first, first < last else {
      throw UsageError(
        description: "--budgets is \"\(budgets)\"; accepted: A..B with 1 <= A < B, such as 1e3..1e6.")
    }
    let (low, high) = (log(Double(first)), log(Double(last)))
    let steps = max(1, Int((2 * (high - low) / log(10)).rounded()))
    var found: [Int] = []
    for place in 0...steps {
      let budget =
        place == steps ? last : Int(exp(low + (high - low) * Double(place) / Double(steps)).rounded())
      if budget > found.last ?? 0 { found.append(budget) }
    }
    return found
  }

  /// The prices.
  func checkedPrices() throws(UsageError) -> [Double] {
    try Self.numbers(restorePrices, of: "--restore-prices")
  }

  /// The numbers of episodes for fits.
  func checkedFitEpisodes() throws -> [Int] {
    try Self.numbers(fitEpisodes, of: "--fit-episodes").map { try Self.whole($0, of: "--fit-episodes") }
  }

  /// Methods with bars between values: every combination is a method of its own.
  static func calls(_ text: String) throws(UsageError) -> [Call] {
    try MethodArguments.calls(text).flatMap { call in
      call.settings.reduce([Call(name: call.name)]) { made, setting in
        made.flatMap { call in
          setting.value.split(separator: "|", omittingEmptySubsequences: false).map { value in
            Call(
              name: call.name,
              settings: call.settings + [Call.Setting(name: setting.name, value: String(value))])
          }
        }
      }
    }
  }

  private static func numbers(_ text: String, of option: String) throws(UsageError) -> [Double] {
    var numbers: [Double] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      numbers.append(try number(String(part), of: option))
    }
    return numbers
  }

  private static func number(_ text: String, of option: String) throws(UsageError) -> Double {
    guard let number = Double(text.filter { $0 != " " }), number.isFinite else {
      throw UsageError(
        description: "\(option) has \"\(text)\"; accepted: numbers parted by commas, such as 1000 or 1e3.")
    }
    return number
  }

  private static func whole(_ number: Double, of option: String) throws(UsageError) -> Int {
    guard let whole = Int(exactly: number) else {
      throw UsageError(description: "\(option) has \(number); accepted: whole numbers.")
    }
    return whole
  }
}

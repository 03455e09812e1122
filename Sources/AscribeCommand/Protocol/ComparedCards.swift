import Ascribe
import struct Foundation.Data
import RunStore
import Trajectories

/// Refuses to compare credits that are of different things: whose cards differ in the unit and estimand, or in how episodes
/// go on (fields 1 and 4).
enum ComparedCards {
  /// What the option says.
  static let help =
    "Compare credits although their cards differ in fields 1 or 4: what they are of, and how episodes go on."

  /// Refuses runs with a common method whose cards differ so.
  ///
  /// - Throws: ``UsageError`` for the first such method.
  static func check(_ first: RunRecord, _ second: RunRecord, in store: Store) throws(UsageError) {
    let (own, other) = (cards(of: first, in: store), cards(of: second, in: store))
    for label in own.keys.sorted() {
      guard let one = own[label], let another = other[label] else { continue }
      try refuse(one.obstacles(to: another), label)
    }
  }

  /// Refuses files of credits of methods that both state a contrast, where the contrasts differ so.
  ///
  /// - Throws: ``UsageError`` for such files.
  static func check(_ first: CreditsHeader, _ second: CreditsHeader) throws(UsageError) {
    guard let one = card(of: first), let another = card(of: second), one.estimand.reference != nil,
      another.estimand.reference != nil
    else { return }
    try refuse(one.obstacles(to: another), "\(first.method) and \(second.method)")
  }

  private static func refuse(_ obstacles: [String], _ subject: String) throws(UsageError) {
    guard !obstacles.isEmpty else { return }
    throw UsageError(
      description:
        "\(subject): the cards differ in \(obstacles.joined(separator: ", ")), so that the credits are of different things; "
        + "--across-cards compares them all the same.")
  }

  /// The card of the method of a file; `nil` for a method that is not known here.
  private static func card(of header: CreditsHeader) -> CreditCard? {
    let settings = header.parameters.entries.map { Call.Setting(name: $0.name, value: $0.value.description) }
    return (try? MethodRequest(Call(name: header.method, settings: settings), in: AscribeCLI.methods)).map {
      CreditCard($0)
    }
  }

  /// The cards of a run's result by the labels of its methods; empty for a result without cards.
  private static func cards(of run: RunRecord, in store: Store) -> [String: CreditCard] {
    guard let bytes = try? store.bytes(of: RunRecorder.result, run: run.id),
      let cards = try? reader.read(Data(bytes), path: run.label)
    else { return [:] }
    return cards
  }

  private static var reader: ResultReader<[String: CreditCard]> {
    ResultReader([
      named(StudyResult.self), named(SampledComparisonResult.self), named(ComparisonResult.self),
      named(TraceResult.self),
    ])
  }

  private static func named<Result: CardedResult>(_: Result.Type) -> ResultKind<[String: CreditCard]> {
    ResultKind { (result: Result) in
      Dictionary(result.creditCards.map { ($0.label, $0.card) }) { first, _ in first }
    }
  }
}

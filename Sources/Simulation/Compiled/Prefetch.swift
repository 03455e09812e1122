import CPrefetch

/// Asks for entries of a table that are read soon, so that nobody waits when they are: many requests are under way at a time, where
/// reads that wait hold each other up.
///
/// The table must not change. Where it is gone, requests do nothing.
struct Prefetch<Entry>: @unchecked Sendable {
  private let base: UnsafePointer<Entry>?

  init(_ table: [Entry]) { base = table.withUnsafeBufferPointer(\.baseAddress) }

  @inline(__always)
  func callAsFunction(_ index: Int) { cprefetch(base.map { $0 + index }) }
}

/// The requests of a walk, one table each.
struct WalkPrefetch: Sendable {
  let places: Prefetch<WalkTable.Place>
  let steps: Prefetch<WalkTable.Step>
  let slots: Prefetch<Int32>
  let rows: Prefetch<Int32>
  let choices: Prefetch<Int32>
  let chances: Prefetch<Double>

  init(_ table: WalkTable, _ walker: Walker) {
    places = Prefetch(table.places)
    steps = Prefetch(table.steps)
    slots = Prefetch(walker.nodes.slotInformation)
    rows = Prefetch(walker.nodes.outcomeStart)
    choices = Prefetch(walker.information.choiceStart)
    chances = Prefetch(walker.threshold)
  }
}

/// What a command was asked to show of a result, so that the result shows the same when it is read back.
public struct ResultView: Sendable, Hashable, Codable {
  /// Whether everything is shown that there is, but for what is by agent and turn.
  public var details: Bool
  /// Whether everything by agent and turn is shown.
  public var cells: Bool
  /// How many rows of long lists are shown; `nil` where no list is long.
  public var top: Int?

  private enum Key: CodingKey { case details, cells, top }

  /// A view.
  public init(details: Bool = false, cells: Bool = false, top: Int? = nil) {
    self.details = details
    self.cells = cells
    self.top = top
  }

  /// Reads what ``encode(to:)`` wrote.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    // Without the word for it there are no details.
    details = try container.decodeIfPresent(Bool.self, forKey: .details) ?? false
    cells = try container.decode(Bool.self, forKey: .cells)
    top = try container.decodeIfPresent(Int.self, forKey: .top)
  }

  /// Writes what is shown; details only where they are.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    if details { try container.encode(details, forKey: .details) }
    try container.encode(cells, forKey: .cells)
    try container.encodeIfPresent(top, forKey: .top)
  }
}

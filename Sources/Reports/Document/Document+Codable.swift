// A document in JSON: every part says what it is, and every cell has the names of its numbers.

extension Document: Codable {
  /// The schema of a document in JSON.
  package static let schema = "ascribe.document/1"

  private enum Key: CodingKey { case schema, blocks }

  /// Reads what ``encode(to:)`` wrote.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let schema = try container.decode(String.self, forKey: .schema)
    guard schema == Self.schema else {
      throw DecodingError.dataCorruptedError(
        forKey: .schema, in: container,
        debugDescription: "the schema is \"\(schema)\"; accepted: \(Self.schema)")
    }
    blocks = try container.decode([Block].self, forKey: .blocks)
  }

  /// Writes the kind of what it is, and its parts by their names.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(Self.schema, forKey: .schema)
    try container.encode(blocks, forKey: .blocks)
  }
}

extension Document.Block: Codable {
  private enum Key: CodingKey { case kind, text, level }
  private enum Kind: String, Codable {
    case heading, paragraph, finding, terms, table, map, curves, tree, note
  }

  /// Reads what ``encode(to:)`` wrote.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let text = { try container.decode(String.self, forKey: .text) }
    switch try container.decode(Kind.self, forKey: .kind) {
    case .heading: self = .heading(try text(), level: try container.decode(Int.self, forKey: .level))
    case .paragraph: self = .paragraph(try text())
    case .note: self = .note(try text())
    case .finding: self = .finding(try Finding(from: decoder))
    case .terms: self = .terms(try Terms(from: decoder))
    case .table: self = .table(try Table(from: decoder))
    case .map:
      let map = try HeatMap(from: decoder)
      guard map.values.count == map.rows.count, map.values.allSatisfy({ $0.count == map.columns.count })
      else {
        throw DecodingError.dataCorruptedError(
          forKey: .kind, in: container, debugDescription: "a map without one value a row and column")
      }
      self = .map(map)
    case .curves: self = .curves(try Curves(from: decoder))
    case .tree: self = .tree(try Tree(from: decoder))
    }
  }

  /// Writes the kind of what it is, and its parts by their names.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    let encode = { (kind: Kind, text: String) in
      try container.encode(kind, forKey: .kind)
      try container.encode(text, forKey: .text)
    }
    let encodeValue = { (kind: Kind, value: any Encodable) in
      try container.encode(kind, forKey: .kind)
      try value.encode(to: encoder)
    }
    switch self {
    case .heading(let text, let level):
      try encode(.heading, text)
      try container.encode(level, forKey: .level)
    case .paragraph(let text): try encode(.paragraph, text)
    case .note(let text): try encode(.note, text)
    case .finding(let finding): try encodeValue(.finding, finding)
    case .terms(let terms): try encodeValue(.terms, terms)
    case .table(let table): try encodeValue(.table, table)
    case .map(let map): try encodeValue(.map, map)
    case .curves(let curves): try encodeValue(.curves, curves)
    case .tree(let tree): try encodeValue(.tree, tree)
    }
  }
}

extension Table: Codable {
  private enum Key: CodingKey { case title, columns, keys, rows, order, unit, notes }

  /// Reads what ``encode(to:)`` wrote.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let columns = try container.decode([Column].self, forKey: .columns)
    let rows = try container.decode([[Cell]].self, forKey: .rows)
    guard let keys = try? container.decode(Int.self, forKey: .keys), (0...columns.count).contains(keys),
      rows.allSatisfy({ $0.count == columns.count })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .rows, in: container, debugDescription: "a row of another length than the columns")
    }
    self.init(
      try container.decodeIfPresent(String.self, forKey: .title), columns, keys: keys, rows: rows,
      order: try container.decodeIfPresent(Order.self, forKey: .order),
      unit: try container.decodeIfPresent(String.self, forKey: .unit),
      notes: try container.decode([String].self, forKey: .notes))
  }

  /// Writes the kind of what it is, and its parts by their names.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encodeIfPresent(title, forKey: .title)
    try container.encode(columns, forKey: .columns)
    try container.encode(keys, forKey: .keys)
    try container.encode(rows, forKey: .rows)
    try container.encodeIfPresent(order, forKey: .order)
    try container.encodeIfPresent(unit, forKey: .unit)
    try container.encode(notes, forKey: .notes)
  }
}

extension Cell: Codable {
  private enum Key: String, CodingKey {
    case text, number, interval, missing, error, count, least, most, share, of, undefined, absent, mark
  }

  /// Reads what ``encode(to:)`` wrote.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let decode = { try container.decode(Double.self, forKey: $0) }
    if let text = try container.decodeIfPresent(String.self, forKey: .text) {
      content = .text(text)
    } else if container.contains(.error) {
      content = .spread(try decode(.number), error: try decode(.error))
    } else if container.contains(.interval) || container.contains(.missing) {
      content = .estimate(
        try decode(.number), interval: try container.decodeIfPresent(Interval.self, forKey: .interval),
        missing: try container.decodeIfPresent(String.self, forKey: .missing))
    } else if container.contains(.number) {
      content = .number(try decode(.number))
    } else if let count = try container.decodeIfPresent(Int.self, forKey: .count) {
      content = .count(count)
    } else if let least = try container.decodeIfPresent(Int.self, forKey: .least) {
      content = .counts(least: least, most: try container.decode(Int.self, forKey: .most))
    } else if container.contains(.share) {
      content = .share(try decode(.share), of: try container.decodeIfPresent(Int.self, forKey: .of))
    } else if let reason = try container.decodeIfPresent(String.self, forKey: .undefined) {
      content = .undefined(reason: reason)
    } else {
      content = container.contains(.absent) ? .absent : .blank
    }
    mark = try container.decodeIfPresent(String.self, forKey: .mark)
  }

  /// Writes the kind of what it is, and its parts by their names.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch content {
    case .text(let text): try container.encode(text, forKey: .text)
    case .number(let number): try container.encode(number, forKey: .number)
    case .estimate(let number, let interval, let missing):
      try container.encode(number, forKey: .number)
      try container.encodeIfPresent(interval, forKey: .interval)
      try container.encodeIfPresent(missing, forKey: .missing)
    case .spread(let number, let error):
      try container.encode(number, forKey: .number)
      try container.encode(error, forKey: .error)
    case .count(let count): try container.encode(count, forKey: .count)
    case .counts(let least, let most):
      try container.encode(least, forKey: .least)
      try container.encode(most, forKey: .most)
    case .share(let share, let units):
      try container.encode(share, forKey: .share)
      try container.encodeIfPresent(units, forKey: .of)
    case .undefined(let reason): try container.encode(reason, forKey: .undefined)
    case .absent: try container.encode(true, forKey: .absent)
    case .blank: break
    }
    try container.encodeIfPresent(mark, forKey: .mark)
  }
}

import Trajectories

/// The values of a row at the paths of a mapping, whether it is JSON or a row of a table; valid while the row is read.
@safe struct RowValues {
  /// The values, by the numbers of the paths.
  private var values: [JSONScalar]
  /// What is looked up in the objects of each level, the outermost first.
  private var slots: [JSONSlots] = []
  /// Paths that are more than one name, which are walked each by itself.
  private var longPaths: [(number: Int, path: RowPath)] = []
  /// What those lead to, which values of theirs stand in.
  private var longNodes: [JSONNode?] = []
  /// The objects that lead to the row, the outermost first; none for a row of a table.
  private var objects: [JSONNode] = []
  /// Which path each column of a table is; -1 for none.
  private var columns: [Int] = []
  private var table: TableRows?

  /// The values at a mapping's paths.
  init(_ mapping: RowMapping) {
    values = Array(repeating: .none, count: mapping.paths.count)
    var wanted = [[JSONSlots.Wanted]](repeating: [], count: mapping.rows.count + 1)
    for (number, path) in mapping.paths.enumerated() {
      if let name = path.onlyName {
        wanted[mapping.rows.count - path.up].append(.init(name, place: number))
      } else {
        longPaths.append((number, path))
      }
    }
    slots = wanted.map { JSONSlots($0) }
  }

  /// The value of a path by its number.
  subscript(path: Int) -> JSONScalar { values[path] }

  /// Steps into an object at a depth; the row is complete at the last one.
  mutating func enter(_ node: JSONNode, depth: Int) {
    objects.removeSubrange(depth...)
    objects.append(node)
    slots[depth].read(node, into: &values)
    if depth == slots.count - 1 { walk(objects) }
  }

  private mutating func walk(_ levels: [JSONNode]) {
    longNodes.removeAll(keepingCapacity: true)
    for (number, path) in longPaths {
      let node = path.value(in: levels)
      longNodes.append(node)
      values[number] = node?.scalar ?? .none
    }
  }

  /// Reads a row of a table, whose paths lead to its columns.
  mutating func read(_ row: TableRows, _ mapping: RowMapping) throws(TraceError) {
    if table !== row {
      table = row
      var names = mapping.paths.map { $0.up == 0 ? $0.onlyName : nil }
      // The first of several columns of one name counts.
      columns = row.names.map { name in
        guard let path = names.firstIndex(where: { $0?.hasBytes(of: name) == true }) else { return -1 }
        names[path] = nil
        return path
      }
    }
    let cells = unsafe row.cells
    for (column, path) in columns.enumerated() where path >= 0 {
      values[path] = unsafe cells[column].isEmpty ? .null : .text(cells[column])
    }
    if !longPaths.isEmpty { walk([try row.record()]) }
  }

  /// The objects that lead to the row, the outermost first, for words about them.
  var levels: [JSONNode] {
    get throws(TraceError) {
      guard let table else { return objects }
      return [try table.record()]
    }
  }

  /// Where the row stands.
  var place: LogPlace {
    guard let table else { return LogPlace(objects[objects.count - 1]) }
    return LogPlace(file: table.file, line: table.line)
  }
}
